"""A term that is missed: what the party has to be told (art. 36 KPA), or why nothing may be sent.

The notice gives the reasons, a new date and the right to complain of inaction (ponaglenie, art. 37).
What it says follows from the state of the case and the law of the day; a clerk reads it and may
change it before it goes out.
"""

from dataclasses import dataclass
from datetime import date

from applications.choices import ClockState, Reason, Unit
from applications.rules.clock import Clock, reckon
from applications.rules.deadlines import term_end
from applications.rules.entries import EntryKind
from applications.rules.law import Law, Suspension, nearest
from applications.rules.state import State
from applications.rules.transitions import Refusal
from applications.rules.waiting import waiting


@dataclass(frozen=True, slots=True)
class Overrun:
    """What a notice says. `days` is how many the term is missed by, `until` the new date proposed.

    `unconfirmed` are the bases of suspensions that may hold: staff are told so before they send it.
    """

    due_on: date
    days: int
    until: date
    reasons: tuple[Reason, ...]
    names_complaint: bool
    unconfirmed: tuple[str, ...] = ()


def why_not(state: State, law: Law, *, regime_on: date, on: date) -> Refusal | None:
    """Return why no notice may be sent on a day, or None if one is due."""
    return _why_not(reckon(state, law, regime_on=regime_on, on=on), law, on)


def overrun(state: State, law: Law, *, regime_on: date, on: date) -> Overrun | None:
    """Return what a notice of a day should say, or None if there is nothing to notify."""
    clock = reckon(state, law, regime_on=regime_on, on=on)
    if clock.due_on is None or _why_not(clock, law, on):
        return None
    reasons = waiting(state, on=on)
    ends = [each.until for each in reasons if each.until]
    return Overrun(
        due_on=clock.due_on,
        days=(on - clock.due_on).days,
        # A month (art. 35 § 3 KPA) after whatever is still waited for.
        until=term_end(max([on, *ends]), count=1, unit=Unit.MONTH),
        reasons=tuple(dict.fromkeys(each.reason for each in reasons)),
        names_complaint=law.has_complaint and not _bars_complaint(_suspension(law, on)),
        unconfirmed=tuple(entry.basis for entry in clock.ledger if entry.kind == EntryKind.UNCONFIRMED),
    )


def _why_not(clock: Clock, law: Law, on: date) -> Refusal | None:
    row = _suspension(law, on)
    if row and row.forbids_notice:
        return Refusal.NOTICE_FORBIDDEN
    return None if clock.state == ClockState.OVERRUN else Refusal.NOT_OVERRUN


def _suspension(law: Law, on: date) -> Suspension | None:
    """Return the suspension that holds on a day, if that is known for certain."""
    row = nearest(law.suspensions, law.scopes, on=on)
    return row if row and row.is_confirmed else None


def _bars_complaint(row: Suspension | None) -> bool:
    return row is not None and row.bars_complaint
