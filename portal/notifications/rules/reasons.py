"""What others say of a message that did not arrive, fit to be kept: short, in one line, of nobody.

Mail servers and gateways name the address, and sometimes others to which it forwards.
"""

import re

from portal.notifications.rules.masks import masked

LONGEST = 300
READ = 2_000  # characters: of a longer explanation the beginning
ADDRESS = re.compile(r"[^\s<>()\[\]{},;:\"']+@[\w-]+(?:\.[\w-]+)*")
NUMBER = re.compile(r"\+?\d{9,}")  # no code, date or internet address has so many digits on end
SHORTEST_NAME = 3  # shorter ones are words of the sentence
SHORTEST_NUMBER = 7  # digits; with fewer it is one of a server's codes
PAUSES = r"[ ().-]{0,2}"  # between two digits of a number


def without_persons(words: str, *, to: str) -> str:
    """Return at most 300 characters of the words, in which neither `to` nor another address can be read."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words[:READ]).split())
    line = ADDRESS.sub(lambda found: masked(found[0]), line)
    for pattern in _patterns(to):
        line = pattern.sub(masked(to).partition("@")[0], line)
    return NUMBER.sub("•••", line)[:LONGEST]


def _patterns(to: str) -> list[re.Pattern[str]]:
    """Return how the name before an @, or a number, is written by those who leave the rest away."""
    name, at, _domain = to.rpartition("@")
    if at:
        is_telling = len(name) >= SHORTEST_NAME
        return [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)] if is_telling else []
    digits = [digit for digit in to if digit.isdecimal()]
    if len(digits) < SHORTEST_NUMBER:
        return []
    country, rest = digits[:-SHORTEST_NUMBER], digits[-SHORTEST_NUMBER:]
    return [
        re.compile(
            r"(?:\+|\b00)?" + "".join(f"(?:{digit}{PAUSES})?" for digit in country) + PAUSES.join(rest)
        )
    ]
