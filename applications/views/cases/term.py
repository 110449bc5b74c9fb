"""The time that the office has to decide: as it stands today, and how that day comes about."""

from dataclasses import dataclass
from datetime import date

from applications.choices import ClockState
from applications.notices.plain.clock import afterwards, sentences
from applications.notices.plain.ledger import Line, lines
from applications.rules.clock import reckon
from applications.rules.complaining import complaint_from
from applications.views.cases.place import Seen


@dataclass(frozen=True, slots=True)
class Term:
    """The clock in words, and what can be done where its time is over.

    `due_on` is there only while it runs, so that it can be counted on.
    """

    said: list[str]
    rights: list[str]
    due_on: date | None
    lines: list[Line]


def term_of(seen: Seen) -> Term:
    state, law, regime_on = seen.state, seen.law, seen.application.regime_on
    clock = reckon(state, law, regime_on=regime_on, on=seen.on)
    first = complaint_from(state, law, regime_on=regime_on, on=seen.on)
    is_running = clock.state == ClockState.RUNNING
    return Term(
        sentences(clock, on=seen.on),
        list(afterwards(clock, state, on=seen.on, complaint_from=first)),
        clock.due_on if is_running else None,
        lines=lines(clock),
    )
