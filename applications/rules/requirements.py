"""What the dated law asks of an event beyond its place in the order: terms, notices, complaints."""

from datetime import date

from applications.choices import ClockState, SummonsKind
from applications.choices import EventKind as K
from applications.rules.clock import reckon
from applications.rules.events import Event
from applications.rules.law import Law, holds
from applications.rules.state import State
from applications.rules.transitions import Refusal

LONGEST_TERM = 366
"""Days that a summons may leave where the law names no most: a year, and nobody mistypes more."""


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
    least = rule.min_days if rule else 1
    most = (rule and rule.max_days) or LONGEST_TERM
    if event.data["days"] < least:
        return [Refusal.TERM_TOO_SHORT]
    return [Refusal.TERM_TOO_LONG] if event.data["days"] > most else []


def _notice(state: State, event: Event, law: Law, *, regime_on: date, today: date) -> list[Refusal]:
    """Refuse a notice of art. 36 KPA while a law forbids it, or before the term is missed."""
    if any(row.is_confirmed and row.forbids_notice and holds(row, event.on) for row in law.suspensions):
        return [Refusal.NOTICE_FORBIDDEN]
    clock = reckon(state, law, regime_on=regime_on, on=today)
    return [] if clock.state == ClockState.OVERRUN else [Refusal.NOT_OVERRUN]
