"""What the check of the translations finds wrong, and that ours have nothing of it."""

from pathlib import Path

import polib
import pytest

from portal.web.catalogues import faults, write


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    made = polib.POFile(wrapwidth=0)
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    made.extend(entries)
    return made


def faults_of(root: Path, standing: polib.POFile, wanted: polib.POFile | None = None) -> list[str]:
    write(root, "pl", standing)
    return [*faults(root, {"pl": wanted or standing})]


GOOD = polib.POEntry(msgid="Hold until %(time)s", msgstr="Do %(time)s")


def test_a_whole_catalogue_has_no_faults(tmp_path: Path) -> None:
    assert faults_of(tmp_path, catalogue(GOOD)) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Hold"), "pl: not translated: 'Hold'"),
        (polib.POEntry(msgid="Hold", msgstr="Nic", flags=["fuzzy"]), "pl: fuzzy: 'Hold'"),
        (polib.POEntry(msgid="At %(time)s", msgstr="O"), "pl: placeholders differ: 'At %(time)s' – 'O'"),
        (polib.POEntry(msgid="At", msgstr="O %(time)s"), "pl: placeholders differ: 'At' – 'O %(time)s'"),
        (polib.POEntry(msgid="<b>At</b>", msgstr="<b>O"), "pl: placeholders differ: '<b>At</b>' – '<b>O'"),
        (
            polib.POEntry(msgid="day", msgid_plural="%(n)s days", msgstr_plural={0: "dzień", 1: ""}),
            "pl: not translated: 'day'",
        ),
    ],
    ids=["missing", "fuzzy", "lost", "invented", "tag", "plural"],
)
def test_a_fault_is_named(tmp_path: Path, entry: polib.POEntry, fault: str) -> None:
    assert faults_of(tmp_path, catalogue(entry)) == [fault]


def test_one_form_of_a_plural_may_do_without_the_number(tmp_path: Path) -> None:
    entry = polib.POEntry(
        msgid="one day", msgid_plural="%(n)s days", msgstr_plural={0: "jeden dzień", 1: "%(n)s dni"}
    )

    assert faults_of(tmp_path, catalogue(entry)) == []


def test_a_message_that_was_not_collected_is_noticed(tmp_path: Path) -> None:
    wanted = catalogue(GOOD, polib.POEntry(msgid="New", msgstr="Nowe"))

    assert faults_of(tmp_path, catalogue(GOOD), wanted) == [
        "pl: the catalogue is not up to date. Run `make messages`."
    ]


def test_a_stale_compiled_file_is_noticed(tmp_path: Path) -> None:
    write(tmp_path, "pl", catalogue(GOOD))
    path = tmp_path / "locale" / "pl" / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text().replace("Do ", "Aż do "))

    assert [*faults(tmp_path, {"pl": catalogue(GOOD)})] == [
        "pl: the .mo file is older than the .po file. Run `make messages`."
    ]
