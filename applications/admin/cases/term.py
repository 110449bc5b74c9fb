"""The office's own term: as it stands, and for supervisors also without the suspensions by law."""

from dataclasses import dataclass
from datetime import date

from applications.admin.cases.place import Case
from applications.admin.words.terms import days_left
from applications.choices import ClockState, Part
from applications.notices.plain.ledger import Line, lines, standing
from applications.rules.clock import Clock, reckon
from portal.web import words

NEAR = 14  # days
TONES = {
    ClockState.OVERRUN: "bad",
    ClockState.RUNNING: "good",
    ClockState.PAUSED: "still",
    ClockState.SUSPENDED_BY_LAW: "still",
    ClockState.NOT_STARTED: "still",
    ClockState.STOPPED: "still",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One clock in words: `due` with its weekday, `left` the days to it, `lines` how it comes about.

    A date that is not counted down to may still move: `standing` says what it hangs on.
    """

    state: str
    tone: str
    due: str
    left: str
    is_counted: bool
    is_latest: bool
    standing: str
    lines: list[Line]


def term_of(case: Case, *, by_law: bool = True) -> Term:
    clock = reckon(case.state, case.law, regime_on=case.application.regime_on, on=case.on, by_law=by_law)
    return Term(
        state=str(clock.state.label),
        tone=_tone(clock, on=case.on),
        due=words.day(clock.due_on) if clock.due_on else "",
        left=days_left(clock.due_on, on=case.on) if clock.due_on else "",
        is_counted=clock.state in {ClockState.RUNNING, ClockState.OVERRUN},
        is_latest=clock.state == ClockState.NOT_STARTED,
        standing=str(standing(clock, on=case.on)),
        lines=list(lines(clock)),
    )


def plain_term_of(case: Case) -> Term | None:
    """Return the clock as courts count it, to whoever leads: None to others."""
    return term_of(case, by_law=False) if Part.SUPERVISOR in case.parts else None


def _tone(clock: Clock, *, on: date) -> str:
    is_near = clock.state == ClockState.RUNNING and clock.due_on and (clock.due_on - on).days <= NEAR
    return "near" if is_near else TONES[clock.state]
