"""Whether a person may book a service for a time, and every reason why not.

That the time is free is another question: `availability` shows it, and the constraint
in the database decides it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from zoneinfo import ZoneInfo

from scheduling.rules.identity import normalise_case_number


class Refusal(Enum):
    """Why a visit may not be booked. The words for it belong to the edge."""

    NOT_PUBLIC = auto()
    """Only the office itself sets this visit, such as a hearing."""
    NOT_YET_VALID = auto()
    """The office does not offer the service yet on that day."""
    ENDED = auto()
    """The office does not offer the service any more on that day."""
    NEEDS_CASE_NUMBER = auto()
    """The service is about a case, and none was named."""
    BAD_CASE_NUMBER = auto()
    """What was given as a case number is not one."""
    TOO_SOON = auto()
    """The visit would start before the notice we ask for, or has started."""
    NOT_RELEASED = auto()
    """The day is not open for booking yet."""


@dataclass(frozen=True, slots=True)
class ServiceTerms:
    """On what terms a service can be booked. `valid_to` is the last local day, or None."""

    public: bool
    valid_from: date
    valid_to: date | None
    needs_case_number: bool


def may_choose(terms: ServiceTerms, *, on: date) -> frozenset[Refusal]:
    """Return all the reasons why the service is not offered to the public that local day."""
    reasons = {
        Refusal.NOT_PUBLIC: not terms.public,
        Refusal.NOT_YET_VALID: on < terms.valid_from,
        Refusal.ENDED: terms.valid_to is not None and on > terms.valid_to,
    }
    return _true(reasons)


def may_book(
    terms: ServiceTerms,
    *,
    start: datetime,
    zone: ZoneInfo,
    window: tuple[datetime, datetime],
    case_number: str = "",
) -> frozenset[Refusal]:
    """Return all the reasons why a visit may not start then; none, if it may.

    `start` and `window` (see `release.window`) are in UTC, `zone` is the office's. The
    case number is what was typed, and is looked at wherever one is given.
    """
    not_before, not_after = window
    named = bool(case_number.strip())
    reasons = {
        Refusal.NEEDS_CASE_NUMBER: terms.needs_case_number and not named,
        Refusal.BAD_CASE_NUMBER: named and normalise_case_number(case_number) is None,
        Refusal.TOO_SOON: start < not_before,
        Refusal.NOT_RELEASED: start >= not_after,
    }
    return may_choose(terms, on=start.astimezone(zone).date()) | _true(reasons)


def _true(reasons: dict[Refusal, bool]) -> frozenset[Refusal]:
    return frozenset(reason for reason, holds in reasons.items() if holds)
