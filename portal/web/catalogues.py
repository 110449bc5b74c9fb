"""The translation catalogues: collecting what is to be translated, and judging whether it is.

`collect` runs Django's makemessages on a copy of the sources, so that looking never
changes anything. English is the source: its catalogue repeats each message, so that a
translator sees the whole and no language is a special case.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib

LANGUAGES = ("en", "pl", "ru")
SOURCE = "en"
PARTS = ("portal", "scheduling", "applications", "consultations", "templates", "locale")
DOMAIN = Path("LC_MESSAGES") / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|<[^>]+>")


def collect(root: Path, work: Path) -> dict[str, polib.POFile]:
    """Return each language's catalogue as it ought to be, with the translations there are.

    `work` is an empty folder for the copy.

    :raises FileNotFoundError: if GNU gettext is not installed.
    :raises RuntimeError: if a source cannot be read; with gettext's own words.
    """
    if shutil.which("xgettext") is None:
        raise FileNotFoundError("GNU gettext is not installed: install the package gettext.")
    for part in PARTS:
        if (root / part).exists():
            shutil.copytree(root / part, work / part, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    (work / "locale").mkdir(exist_ok=True)
    languages = [word for language in LANGUAGES for word in ("--locale", language)]
    run = subprocess.run(  # noqa: S603  our own interpreter and words
        [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "--no-location",
            "--no-wrap",
            "--no-obsolete",
            *languages,
        ],
        cwd=work,
        env={key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(run.stderr.strip())
    catalogues = {language: read(work, language) for language in LANGUAGES}
    _repeat_messages(catalogues[SOURCE])
    return catalogues


def read(root: Path, language: str) -> polib.POFile:
    return polib.pofile(str(root / "locale" / language / DOMAIN), wrapwidth=0)


def write(root: Path, language: str, catalogue: polib.POFile) -> None:
    """Write the catalogue and what programs read of it."""
    path = root / "locale" / language / DOMAIN
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.metadata = {
        key: value
        for key, value in catalogue.metadata.items()
        if key in {"Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Plural-Forms"}
    } | {"Language": language, "Project-Id-Version": "Portal Cudzoziemca"}
    catalogue.header = ""
    catalogue.save(str(path))
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))


def faults(root: Path, wanted: dict[str, polib.POFile]) -> Iterator[str]:
    """Yield what is wrong with the catalogues that stand in `root`, a sentence each."""
    for language, catalogue in wanted.items():
        standing = read(root, language)
        if _entries(standing) != _entries(catalogue):
            yield f"{language}: the catalogue is not up to date. Run `make messages`."
        for entry in standing:
            yield from (f"{language}: {fault}" for fault in _faults_of(entry))
        if _compiled(root, language) != _readable(standing):
            yield f"{language}: the .mo file is older than the .po file. Run `make messages`."


def _faults_of(entry: polib.POEntry) -> Iterator[str]:
    if entry.obsolete:
        return
    said = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield f"fuzzy: {entry.msgid!r}"
    if not all(said):
        yield f"not translated: {entry.msgid!r}"
        return
    meant = Counter(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    for text in said:
        has = Counter(PLACEHOLDER.findall(text))
        # One form of a plural may say "one" in words instead of the number.
        missing = meant - has if not entry.msgid_plural else Counter()
        if missing or has - meant:
            yield f"placeholders differ: {entry.msgid!r} – {text!r}"


def _repeat_messages(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid


def _entries(catalogue: polib.POFile) -> set[tuple[str | None, str, str]]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


def _compiled(root: Path, language: str) -> dict[tuple[str | None, str], object]:
    path = (root / "locale" / language / DOMAIN).with_suffix(".mo")
    return {_key(entry): _said(entry) for entry in polib.mofile(str(path))} if path.exists() else {}


def _readable(catalogue: polib.POFile) -> dict[tuple[str | None, str], object]:
    return {_key(entry): _said(entry) for entry in catalogue.translated_entries()}


def _key(entry: polib.POEntry | polib.MOEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def _said(entry: polib.POEntry | polib.MOEntry) -> object:
    return entry.msgstr_plural or entry.msgstr
