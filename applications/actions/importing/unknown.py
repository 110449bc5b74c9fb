"""Find the words of a file that stand for nothing yet, so that a person can say what they mean."""

from applications.actions.importing import files
from applications.actions.importing.running import layout_of
from applications.actions.importing.words import known_words
from applications.models import ImportRun
from applications.rules.imports.columns import FIELDS, key_of
from applications.rules.imports.faults import Flaw

MOST, LONGEST = 30, 80  # of each field, and of a word: what is more is no list of words
FLAWS = (
    Flaw.NO_PROCEDURE,
    Flaw.NO_COUNTRY,
    Flaw.NO_CHANNEL,
    Flaw.NO_LANGUAGE,
    Flaw.NO_WAY,
    Flaw.NO_FEE,
    Flaw.NO_AUTHORITY,
    Flaw.NO_SUCH_EVENT,
)


def has_unknown_words(run: ImportRun) -> bool:
    """Tell whether rows were refused for a word that somebody could explain."""
    return bool(run.stored_as) and run.errors.filter(code__in=FLAWS).exists()


def unknown_words(run: ImportRun) -> dict[str, list[str]]:
    """Return of each field with codes the words that mean nothing, in the order of the file.

    :raises FileError: if the file cannot be read any more.
    """
    layout, known = layout_of(run), known_words(run.kind)
    coded = [each.name for each in FIELDS[run.kind] if each.is_coded and each.name in layout.columns]
    found: dict[str, dict[str, None]] = {name: {} for name in coded}
    for row in files.opened(run.stored_as):
        for name in coded:
            word = layout.read(name, row.cells)
            is_new = word and key_of(word) not in known[name] and len(word) <= LONGEST
            if is_new and len(found[name]) < MOST:
                found[name][word] = None
    return {name: list(each) for name, each in found.items() if each}
