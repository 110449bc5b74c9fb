"""What the dated law asks of an event beyond its place in the order: terms, notices, complaints."""

from datetime import date

from applications.choices import ClockState, SummonsKind
from applications.choices import EventKind as K
from applications.rules.clock import reckon
from applications.rules.events import Event
from applications.rules.law import Law, holds
from applications.rules.state import State
from applications.rules.transitions import Refusal


def against_law(state: State, event: Event, law: Law, *, regime_on: date, today: date) -> list[Refusal]:
    """Return what the law of the day has against an event."""
    if event.kind == K.SUMMONED:
        return _term(event, law)
    if event.kind == K.OVERRUN_NOTIFIED:
        return _notice(state, event, law, regime_on=regime_on, today=today)
    if event.kind == K.COMPLAINT and not law.has_complaint:
        return [Refusal.NO_COMPLAINT]
    return []


def _term(event: Event, law: Law) -> list[Refusal]:
    """Hold the days of a summons against the least and the most of its kind (`domain.md` 3.2)."""
    rule = law.summons(SummonsKind(event.data["kind"]), on=event.on)
    if rule is None:
        return []
    if event.data["days"] < rule.min_days:
        return [Refusal.TERM_TOO_SHORT]
    is_long = rule.max_days is not None and event.data["days"] > rule.max_days
    return [Refusal.TERM_TOO_LONG] if is_long else []


def _notice(state: State, event: Event, law: Law, *, regime_on: date, today: date) -> list[Refusal]:
    """Refuse a notice of art. 36 KPA while a law forbids it, or before the term is missed."""
    if any(row.is_confirmed and row.forbids_notice and holds(row, event.on) for row in law.suspensions):
        return [Refusal.NOTICE_FORBIDDEN]
    clock = reckon(state, law, regime_on=regime_on, on=today)
    return [] if clock.state == ClockState.OVERRUN else [Refusal.NOT_OVERRUN]
