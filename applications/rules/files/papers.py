"""Which documents are shown in person and never sent as a file: passports and what stands in for one."""

import re

CODES = frozenset({"passport", "travel_document", "identity_card"})
# In the languages in which clerks and the law name them.
WORDS = re.compile(
    r"\b(?:paszport\w*|passports?|dokument\w* (?:podróży|tożsamości)|travel documents?|паспорт\w*)\b",
    re.IGNORECASE,
)


def is_passport(*, code: str, name: str) -> bool:
    """Tell whether a document is a passport, a travel or an identity document.

    Whoever steals the copy of one can open accounts with it, and the office has to see the paper itself.
    """
    return code in CODES or WORDS.search(name) is not None
