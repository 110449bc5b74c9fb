"""Of which days somebody is reminded in a case, and on which day they hear of it (`domain.md` 3.9).

How many days before or after is data. Days are local days of the office.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from applications.choices import (
    CLOSED_STAGES,
    DECIDED_STAGES,
    AppealOutcome,
    Group,
    KeptKind,
    Outcome,
    Party,
    ReminderKind,
    Stage,
    SummonsKind,
    Unit,
)
from applications.rules.deadlines import plus, term_end
from applications.rules.state import State
from applications.rules.waiting import last_to_appeal
from applications.rules.working import working_days_on

REPORT_DAYS = 15
"""Working days to report a lost job, or a purpose that has ended (art. 121 and 113 of the Foreigners Act)."""

CARD_DATA_DAYS = 14
"""To ask for a new card once what stands on it has changed (art. 230 sec. 1)."""

REPORTED = frozenset({ReminderKind.JOB_LOST, ReminderKind.PURPOSE})
"""Of these, the days before the last one are working days, too."""

OF_LEGAL_STAY = frozenset({Group.TEMPORARY, Group.PERMANENT, Group.LONG_TERM})
"""An application of these, filed in time, keeps the stay legal (art. 108, 206 and 223)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a case decides of which days somebody is reminded. `kept` are days of the person's own."""

    state: State
    group: str
    party: str
    filed_on: date
    stay_until: date | None = None
    kept: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A day to be reminded of. `name` tells apart those of one kind."""

    kind: ReminderKind
    on: date
    name: str


def marked(facts: Facts) -> Iterator[Marked]:
    """Yield the days of a case as it stands; whether one is past is not asked here."""
    yield from _terms(facts.state)
    yield from _news(facts.state)
    if facts.party != Party.FOREIGNER:
        return
    if facts.stay_until and not keeps_stay(facts):
        yield _of(ReminderKind.STAY, facts.stay_until)
    for kind, on in facts.kept:
        if last := last_of(KeptKind(kind), on):
            yield _of(ReminderKind(kind), last)


def keeps_stay(facts: Facts) -> bool:
    """Tell whether, by what is known here, nobody has to apply again before the stay ends.

    Filed in time, an application keeps the stay legal until the decision is final. It does not while
    a formal defect is open or the proceedings are suspended: then it is safer to remind.
    """
    state, stage = facts.state, facts.state.stage
    if facts.stay_until is None or facts.group not in OF_LEGAL_STAY:
        return False
    if state.is_positive and state.served_on:
        return True
    is_over = stage in CLOSED_STAGES or stage == Stage.FINAL or is_upheld(state)
    has_defect = any(call.kind in FORMAL for call in state.open_calls)
    return facts.filed_on <= facts.stay_until and not (is_over or has_defect or state.is_suspended)


def is_upheld(state: State) -> bool:
    """Tell whether the second instance has decided, and not sent the case back."""
    return state.stage == Stage.APPEAL_DECIDED and state.appeal_outcome != AppealOutcome.QUASHED


FORMAL = frozenset({SummonsKind.FORMAL, SummonsKind.FEE})
"""Not answered, the application is left unexamined or returned, as if it had never been filed."""


def last_of(kind: KeptKind, on: date) -> date | None:
    """Return until when something has to be done about a day that somebody keeps; None if 9999 is over.

    What a card or passport is valid until is its own last day: no holiday moves it.
    """
    try:
        if ReminderKind(kind.value) in REPORTED:
            return working_days_on(on, REPORT_DAYS)
        if kind == KeptKind.CARD_DATA:
            return term_end(on, count=CARD_DATA_DAYS, unit=Unit.DAY)
    except ValueError:
        return None
    return on


def told_on(day: Marked, days: int) -> date | None:
    """Return on which day somebody hears of it, so many days after it, or before if negative."""
    try:
        return working_days_on(day.on, days) if day.kind in REPORTED else plus(day.on, days)
    except ValueError:
        return None


def _terms(state: State) -> Iterator[Marked]:
    """Yield the terms that run for the party; none does while the case is suspended (art. 103 KPA)."""
    if state.is_suspended or state.stage in CLOSED_STAGES:
        return
    for call in state.open_calls:
        if call.due_on:
            yield Marked(ReminderKind.SUMMONS, call.due_on, f"summons-{call.number}")
    last = last_to_appeal(state) if state.stage == Stage.SERVED else None
    if last and state.outcome != Outcome.POSITIVE:
        yield _of(ReminderKind.APPEAL, last)


def _news(state: State) -> Iterator[Marked]:
    """Yield the day that the office named for its decision, and the one since which a card is ready."""
    stage = state.stage
    if state.notices and stage not in CLOSED_STAGES and stage not in DECIDED_STAGES:
        yield _of(ReminderKind.NEW_DATE, state.notices[-1].until)
    if stage == Stage.CARD_READY and state.since:
        yield _of(ReminderKind.CARD_READY, state.since)


def _of(kind: ReminderKind, on: date) -> Marked:
    return Marked(kind, on, kind.value)
