"""The terms of a barrier report: act of 4 April 2019 on digital accessibility, art. 18.

A barrier is removed within 7 days; if that takes longer, the person is told so within them,
and it is removed within 2 months. The day of the report does not count, and months end on
the same day number or on the last day of the month (KPA 57). No term is put off to the next
working day: that rule is there for the people, not for the office.

Days are those of the office's calendar.
"""

from calendar import monthrange
from datetime import date, timedelta

from portal.web.choices import BarrierState

DAYS_TO_ANSWER = timedelta(days=7)
MONTHS_TO_FIX = 2
YEAR_MONTHS = 12

NEXT: dict[BarrierState, frozenset[BarrierState]] = {
    BarrierState.OPEN: frozenset({BarrierState.TOLD_LATER, BarrierState.FIXED, BarrierState.REFUSED}),
    BarrierState.TOLD_LATER: frozenset({BarrierState.FIXED, BarrierState.REFUSED}),
    BarrierState.FIXED: frozenset(),
    BarrierState.REFUSED: frozenset(),
}


def answer_by(received_on: date) -> date:
    """Return the last day on which the barrier is removed, or the person told that it takes longer."""
    return received_on + DAYS_TO_ANSWER


def fix_by(received_on: date) -> date:
    """Return the last day on which the barrier is removed, if the person was told."""
    return months_after(received_on, MONTHS_TO_FIX)


def months_after(on: date, months: int) -> date:
    """Return the same day number so many months later, or the last day of that month."""
    years, month = divmod(on.month - 1 + months, YEAR_MONTHS)
    year, month = on.year + years, month + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def running_term(state: BarrierState, *, answer_by_on: date, fix_by_on: date) -> date | None:
    """Return the day by which the office has to do the next thing, or None if nothing is left."""
    terms = {BarrierState.OPEN: answer_by_on, BarrierState.TOLD_LATER: fix_by_on}
    return terms.get(state)


def may_follow(now: BarrierState, then: BarrierState, *, answer_by_on: date, on: date) -> bool:
    """Tell whether a report may be brought so far on a day: more time is taken once, and in the 7 days."""
    is_late = then == BarrierState.TOLD_LATER and on > answer_by_on
    return then in NEXT[now] and not is_late
