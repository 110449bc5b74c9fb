"""Why a message did not arrive, read from what the other side said.

Mail servers and gateways answer staff, in English and each in its own words. People are told
one of a few plain reasons instead. A mail server's codes are those of RFC 5321 (4.2.3) and
RFC 3463; a gateway for text messages and the services behind devices answer by HTTP's.
"""

import re
from enum import Enum, auto

CODE = re.compile(r"[1-5][0-9]{2}\b")
ANSWER = re.compile(r"(?:^|answered )(?P<code>[1-5][0-9]{2})\b")
STATUS = re.compile(r"(?<![0-9.])(?P<kind>[245])\.(?P<detail>[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])")

FULL_STATUS = {"2.2"}
NOWHERE_STATUS = {"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "4.4"}
FULL_CODE = "552"
NOWHERE_CODES = {"550", "551", "553"}
NOWHERE_ANSWERS = {"404", "410"}
NOWHERE_WORDS = ("unknown subscriber", "not known any more", "does not take notifications any more")


class Trouble(Enum):
    NOWHERE = auto()  # there is no such mailbox, number or device
    FULL = auto()
    REFUSED = auto()
    OUT_OF_REACH = auto()  # it was tried for as long as it is worth


def mail_trouble(reason: str) -> Trouble:
    """Return why an e-mail did not arrive, from what a mail server said."""
    status, code = STATUS.search(reason), CODE.match(reason)
    if status:
        return _by_status(status) if status["kind"] == "5" else Trouble.OUT_OF_REACH
    if code is None or not code[0].startswith("5"):
        return Trouble.OUT_OF_REACH
    if code[0] == FULL_CODE:
        return Trouble.FULL
    return Trouble.NOWHERE if code[0] in NOWHERE_CODES else Trouble.REFUSED


def other_trouble(reason: str) -> Trouble:
    """Return why a text message or a notification did not arrive, from an answer by HTTP."""
    answer = ANSWER.search(reason)
    code = answer["code"] if answer else ""
    if code in NOWHERE_ANSWERS or any(words in reason for words in NOWHERE_WORDS):
        return Trouble.NOWHERE
    return Trouble.REFUSED if code.startswith("4") else Trouble.OUT_OF_REACH


def _by_status(status: re.Match[str]) -> Trouble:
    if status["detail"] in FULL_STATUS:
        return Trouble.FULL
    return Trouble.NOWHERE if status["detail"] in NOWHERE_STATUS else Trouble.REFUSED
