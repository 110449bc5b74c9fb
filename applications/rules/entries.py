"""The ledger of the clock: every step that leads to the last day, so that a person can follow it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from applications.choices import Unit


class EntryKind(StrEnum):
    """One kind of step. Words for them stand with the pages."""

    # What the beginning of the term depends on.
    FILED = "filed"
    REMANDED = "remanded"
    APPEARED = "appeared"
    ANSWERED = "answered"
    EXPIRED = "expired"
    EXPECTED = "expected"
    AWAITED = "awaited"
    # The term itself.
    NO_TERM = "no_term"
    STARTED = "started"
    HELD = "held"
    TERM = "term"
    COMPLICATED = "complicated"
    # What is not counted in it.
    SUSPENDED = "suspended"
    PARTY = "party"
    OPINION = "opinion"
    BY_LAW = "by_law"
    UNCONFIRMED = "unconfirmed"
    # Its end.
    ROLLED = "rolled"
    DUE = "due"
    OVERRUN = "overrun"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Entry:
    """One step: from which day (to which, included), how much, on what basis.

    `count` is the length of a term, the days by which a pause moves its end (0 if they are counted
    already or come too late), or the days by which a term was missed. `about` is the kind of a
    summons, or the authority that was asked.
    """

    kind: EntryKind
    on: date
    to: date | None = None
    count: int | None = None
    unit: Unit = Unit.DAY
    basis: str = ""
    is_confirmed: bool = True
    about: str = ""
