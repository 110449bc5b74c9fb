"""What is written beside a case so that lists can be sorted: all of it follows from its state."""

from dataclasses import dataclass
from datetime import date

from applications.choices import CLOSED_STAGES
from applications.rules.clock import reckon
from applications.rules.law import Law
from applications.rules.state import State
from applications.rules.waiting import waiting


@dataclass(frozen=True, slots=True)
class Derived:
    """Columns of a case that its events, the law and the day decide. `on` is that local day."""

    case_number: str
    stage: str
    stage_since: date
    reckoned_on: date
    reason: str
    turn: str
    until: date | None
    clerk_id: int | None
    clock_from: date | None
    due_on: date | None
    plain_due_on: date | None
    outcome: str
    decided_on: date | None
    closed_on: date | None


def derive(state: State, law: Law, *, regime_on: date, on: date) -> Derived:
    """Work out the columns of a case for a local day.

    :raises ValueError: for a case that nobody has received.
    """
    if state.since is None:
        raise ValueError("A case begins with its receipt.")
    first, *_others = waiting(state, on=on)
    clock = reckon(state, law, regime_on=regime_on, on=on)
    plain = reckon(state, law, regime_on=regime_on, on=on, by_law=False)
    is_pending = state.decided_on is None and state.closed_on is None  # the term is over with that
    return Derived(
        case_number=state.case_number,
        stage=state.stage.value,
        stage_since=state.since,
        reckoned_on=on,
        reason=first.reason.value,
        turn=first.turn.value,
        until=first.until,
        clerk_id=state.clerk,
        clock_from=clock.start_on,
        due_on=clock.due_on if is_pending else None,
        plain_due_on=plain.due_on if is_pending else None,
        outcome=state.outcome,
        decided_on=state.decided_on,
        closed_on=state.closed_on if state.stage in CLOSED_STAGES else None,
    )
