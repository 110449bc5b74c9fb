"""The share code of a case: it shows an employer that the case is pending, and nothing else.

Sixteen letters and digits, 80 bits. They follow from the form that asked, so that a form sent twice
makes one code; and only the portal's key makes them, so that the form alone tells nothing.
"""

from datetime import timedelta

from applications.choices import CLOSED_STAGES, Stage
from scheduling.rules.codes import ALPHABET, CYRILLIC, DASHES, LOOK_ALIKES
from scheduling.rules.keyed import keyed

LIFE = timedelta(days=30)
MOST_OPEN = 5
SHARE_LENGTH = 16
QUARTER = 4
LONGEST_TYPED = 60

DONE = frozenset({*CLOSED_STAGES, Stage.FINAL, Stage.APPEAL_DECIDED, Stage.CARD_ORDERED, Stage.CARD_READY})


def is_pending(stage: Stage) -> bool:
    """Tell whether a case waits for its decision to become final.

    One that is signed or on its way is pending as before: nobody learns of it before the party does.
    """
    return stage not in DONE


def share_code(key: bytes, *, case: int, form: str) -> str:
    """Return a code such as "7F3K-9M2Q-4XAB-CDEF" for a case and the key of the form that asked for it.

    :raises ValueError: if the key is too short.
    """
    digest = keyed(key, purpose="share code", fields=(str(case), form))
    number = int.from_bytes(digest[:10], "big")
    letters = (ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return _grouped("".join(letters))


def normalise_share_code(text: str) -> str | None:
    """Return a code as we write it, from what was typed or read aloud, or None."""
    if len(text) > LONGEST_TYPED:
        return None
    typed = "".join(text.upper().split()).translate(DASHES).translate(LOOK_ALIKES | CYRILLIC)
    if len(typed) != SHARE_LENGTH or not set(typed) <= set(ALPHABET):
        return None
    return _grouped(typed)


def share_digest(key: bytes, *, code: str) -> str:
    """Return 64 hexadecimal digits that stand for a code.

    :raises ValueError: if the key is too short.
    """
    return keyed(key, purpose="case share", fields=(code,)).hex()


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + QUARTER] for start in range(0, SHARE_LENGTH, QUARTER))
