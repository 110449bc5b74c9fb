"""How a file is called when it is shown or saved again. A name is never used as a path."""

import re
import unicodedata
from pathlib import PurePosixPath

from applications.rules.files.kinds import ENDINGS

LONGEST = 120
NAMELESS = "file"
# What no system lets into a name, and what turns the direction of writing or is not seen at all.
UNSAFE = re.compile(r'[<>:"|?*]')
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def shown_name(given: str) -> str:
    """Return the name of a file as it may be shown: no folders, nothing unseen, not too long."""
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(
        letter for letter in unicodedata.normalize("NFC", last) if unicodedata.category(letter) not in UNSEEN
    )
    name = " ".join(UNSAFE.sub("_", seen).split()).strip(" .")
    if DEVICES.match(name):
        name = f"_{name}"
    return _shortened(name or NAMELESS)


def saved_name(shown: str, *, kind: str) -> str:
    """Return under which name a file is saved again: with the ending of what it is."""
    ending = ENDINGS[kind]
    stem = PurePosixPath(shown).stem if PurePosixPath(shown).suffix else shown
    return f"{stem[: LONGEST - len(ending)] or NAMELESS}{ending}"


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    ending = PurePosixPath(name).suffix[-8:]
    return name[: LONGEST - len(ending)] + ending
