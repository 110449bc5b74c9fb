"""What the dated law asks of an event beyond its place in the order: terms, notices, complaints."""

from datetime import date

from applications.choices import Closing, Consequence, SummonsKind
from applications.choices import EventKind as K
from applications.rules.events import Event
from applications.rules.law import Law
from applications.rules.overrun import why_not
from applications.rules.state import State
from applications.rules.transitions import Refusal

LONGEST_TERM = 366
"""Days that a summons may leave where the law names no most: a year, and nobody mistypes more."""


def without_law(law: Law, *, regime_on: date, today: date) -> list[Refusal]:
    """Refuse a day of the law on which no term is known, or that is to come: the case would have no clock."""
    if regime_on > today:
        return [Refusal.IN_FUTURE]
    return [] if law.term(on=regime_on) else [Refusal.NO_LAW]


def against_law(state: State, event: Event, law: Law, *, regime_on: date) -> list[Refusal]:
    """Return what the law of the day has against an event."""
    if event.kind == K.SUMMONED:
        return _term(event, law)
    if event.kind == K.OVERRUN_NOTIFIED:
        reason = why_not(state, law, regime_on=regime_on, on=event.on)
        return [reason] if reason else []
    if event.kind == K.COMPLAINT and not law.has_complaint:
        return [Refusal.NO_COMPLAINT]
    if event.kind == K.REFUSED_TO_OPEN:
        return _unseen(state, law, regime_on)
    return []


def _unseen(state: State, law: Law, regime_on: date) -> list[Refusal]:
    """Refuse to open proceedings for an appearance only where that follows from its absence.

    Since 27 April 2026 such proceedings are open, and discontinued (art. 106i of the Foreigners Act).
    """
    is_unseen = any(
        call.kind == SummonsKind.APPEARANCE and (call.is_open or call.closing == Closing.LAPSED)
        for call in state.calls
    )
    rule = law.summons(SummonsKind.APPEARANCE, on=regime_on)
    is_other = rule is not None and rule.consequence != Consequence.REFUSED
    return [Refusal.NOT_NOW] if is_unseen and is_other else []


def _term(event: Event, law: Law) -> list[Refusal]:
    """Hold the days of a summons against the least and the most of its kind (`domain.md` 3.2)."""
    rule = law.summons(SummonsKind(event.data["kind"]), on=event.on)
    least = rule.min_days if rule else 1
    most = (rule and rule.max_days) or LONGEST_TERM
    if event.data["days"] < least:
        return [Refusal.TERM_TOO_SHORT]
    return [Refusal.TERM_TOO_LONG] if event.data["days"] > most else []
