"""Find a person again who is written differently: another alphabet, another order, another passport.

A key is alike for spellings that one name may have; whether two cases are one person's is for a
clerk to say, never for the portal.
"""

import re
from unicodedata import normalize

from scheduling.rules.codes import CYRILLIC
from scheduling.rules.keyed import keyed
from scheduling.rules.spelling import sounds

LONGEST_KEY = 120
NOT_WRITTEN = re.compile(r"[^A-Z0-9]")


def name_key(given_names: str, family_name: str) -> str:
    """Return the names as they sound, in the order of the alphabet: fields get mixed up."""
    return " ".join(sorted(sounds(f"{given_names} {family_name}")))[:LONGEST_KEY]


def document_digest(key: bytes, number: str) -> str:
    """Return 64 hexadecimal digits that stand for a travel document, or nothing for no number.

    :raises ValueError: if the key is too short.
    """
    written = NOT_WRITTEN.sub("", normalize("NFKC", number).upper().translate(CYRILLIC))
    if not written:  # a dash, where a form asked for something
        return ""
    return keyed(key, purpose="travel document", fields=(written,)).hex()
