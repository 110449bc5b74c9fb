"""The statutory clock: until when the authority has to decide, and why that day.

A pure function of what happened, the dated law and the holidays. Nothing is counted night by
night, so nothing can be missed: ask for any day, and the answer is that day's. Besides the date it
returns a ledger, so that a person can follow each step.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from applications.choices import ClockState, PauseKind, Starts, Unit
from applications.rules.beginning import beginning, start_of
from applications.rules.deadlines import DAY, plus, raw_end, roll
from applications.rules.entries import Entry, EntryKind
from applications.rules.law import Law, TermRule
from applications.rules.pauses import Span, of_call, pauses, suspensions
from applications.rules.state import Call, State

ROLLING_BASIS = "art. 57 § 4 KPA"


@dataclass(frozen=True, slots=True)
class Clock:
    """What the authority's term does on a day. `due_on` is its last day, until midnight there.

    A clock that has stopped is due no more; `was_due_on` keeps the last day it had.
    """

    state: ClockState
    start_on: date | None = None
    due_on: date | None = None
    ledger: tuple[Entry, ...] = ()
    was_due_on: date | None = None


def reckon(state: State, law: Law, *, regime_on: date, on: date, by_law: bool = True) -> Clock:
    """Return the clock of a local day; without `by_law`, as if no law had suspended any term.

    `regime_on` is the day whose law the case is under. What is not confirmed stops nothing: it
    stands in the ledger and says so.
    """
    rule = law.term(on=regime_on)
    if rule is None:
        return Clock(ClockState.NOT_STARTED, ledger=(Entry(EntryKind.NO_TERM, regime_on),))
    spans = pauses(state, law, rule, by_law=by_law)
    late = _too_late(state, law, rule, spans, regime_on=regime_on)
    entries = beginning(_without(state, late), rule, law, regime_on=regime_on, on=on)
    start_on = start_of(entries)
    due_on = None
    if start_on:
        term = _Term(start_on, [_entry(EntryKind.STARTED, start_on, rule)])
        due_on = _due_on(term, state, rule, spans, on)
        entries += term.ledger
    entries += _moving_nothing(late, rule, on)
    ended_on = state.decided_on or state.closed_on
    if ended_on and ended_on <= on:
        entries.append(Entry(EntryKind.ENDED, ended_on, count=_late(due_on, ended_on)))
        return Clock(ClockState.STOPPED, start_on, None, tuple(entries), was_due_on=due_on)
    if by_law and PauseKind.LAW in rule.pauses:
        entries += _unconfirmed(law, min(start_on or on, on), on)
    stands = _stands(start_on, due_on, spans, on)
    if due_on and stands == ClockState.OVERRUN:
        entries.append(Entry(EntryKind.OVERRUN, due_on + DAY, count=_late(due_on, on)))
    return Clock(stands, start_on, due_on, tuple(entries))


def _too_late(
    state: State, law: Law, rule: TermRule, spans: list[Span], *, regime_on: date
) -> tuple[Call, ...]:
    """Return the summonses sent after the last day: a term that was missed does not begin anew.

    Each is held against the last day as it was without it, and without whatever was sent later.
    """
    since = state.remanded_on or state.filed_on
    if rule.starts != Starts.COMPLETE or since is None:
        return ()
    soonest = raw_end(since, count=rule.count, unit=rule.unit)
    late: tuple[Call, ...] = ()
    for call in sorted(state.calls, key=lambda each: each.sent_on):
        if call.sent_on <= soonest:
            continue
        later = [each for each in state.calls if each.sent_on >= call.sent_on]
        before = _without(state, [*late, *later])
        start_on = start_of(beginning(before, rule, law, regime_on=regime_on, on=call.sent_on))
        due_on = _due_on(_Term(start_on, []), state, rule, spans, call.sent_on) if start_on else None
        if due_on and due_on < call.sent_on:
            late = (*late, call)
    return late


def _without(state: State, calls: Collection[Call]) -> State:
    if not calls:
        return state
    return replace(state, calls=tuple(each for each in state.calls if each not in calls))


def _moving_nothing(late: Iterable[Call], rule: TermRule, on: date) -> Iterable[Entry]:
    """Name the summonses that came too late, unless they stand among the pauses already."""
    if PauseKind.PARTY not in rule.pauses:
        for span in map(of_call, late):
            if span.start <= on:
                yield Entry(span.kind, span.start, to=span.last, count=0, basis=rule.basis, about=span.about)


@dataclass(slots=True)
class _Term:
    """A term while its end is being worked out. The day of the start is no day of it."""

    start: date
    ledger: list[Entry]
    end: date = date.min

    def hold(self, spans: Iterable[Span]) -> bool:
        """Begin when the law lets terms begin (art. 100c and 100d); False if nobody knows when."""
        for span in spans:
            if span.kind == EntryKind.BY_LAW and span.holds(self.start + DAY):
                self.ledger.append(Entry(EntryKind.HELD, span.start, to=span.last, basis=span.basis))
                if span.last is None:
                    return False
                self.start = span.last
        return True

    def without(self, spans: Iterable[Span], *, on: date) -> date | None:
        """Return the last day if these days, earliest first, are not counted; None if one is open.

        No day is left out twice. What came too late to count is named if it has come by a day, `on`.
        """
        counted = self.start + DAY
        for span in spans:
            if span.end and span.end <= self.start + DAY:
                continue
            first = max(span.start, counted)
            if self.end < first <= roll(self.end):
                self._move(first)
            if first > self.end or (span.end and span.end <= first):
                if span.start <= max(self.end, on):
                    self._note(span, 0)
            elif span.end is None:
                self._note(span, None)
                return None
            else:
                days = (span.end - first).days
                self._note(span, days)
                self.end, counted = plus(self.end, days), span.end
        self._move(roll(self.end))
        self.ledger.append(Entry(EntryKind.DUE, self.end))
        return self.end

    def _move(self, to: date) -> None:
        """Move an end that is a Saturday or free from work; it may run into a pause on its way."""
        if to != self.end:
            self.ledger.append(Entry(EntryKind.ROLLED, self.end, to=to, basis=ROLLING_BASIS))
            self.end = to

    def _note(self, span: Span, days: int | None) -> None:
        entry = Entry(span.kind, span.start, to=span.last, count=days, basis=span.basis, about=span.about)
        self.ledger.append(entry)


def _due_on(term: _Term, state: State, rule: TermRule, spans: list[Span], on: date) -> date | None:
    """Work out the last day of a term, and write down how."""
    if not term.hold(spans):
        return None
    count = rule.count
    if rule.complicated_count and state.complicated_on and state.complicated_on <= on:
        count = rule.complicated_count
        term.ledger.append(Entry(EntryKind.COMPLICATED, state.complicated_on, basis=rule.basis))
    term.end = raw_end(term.start, count=count, unit=rule.unit)
    term.ledger.append(_entry(EntryKind.TERM, term.end, rule, count))
    return term.without(spans, on=on)


def _entry(kind: EntryKind, on: date, rule: TermRule, count: int | None = None) -> Entry:
    unit = Unit.DAY if count is None else rule.unit
    return Entry(kind, on, count=count, unit=unit, basis=rule.basis, is_confirmed=rule.is_confirmed)


def _unconfirmed(law: Law, since: date, until: date) -> Iterable[Entry]:
    """Name what may have suspended the term on any of these days, for all anybody here knows."""
    for span in suspensions(law, is_confirmed=False):
        if span.start <= until and (span.end is None or since < span.end):
            yield Entry(span.kind, span.start, to=span.last, basis=span.basis, is_confirmed=False)


def _stands(start_on: date | None, due_on: date | None, spans: list[Span], on: date) -> ClockState:
    """Tell what the term does on a day. One that was missed stays so, whatever stops later."""
    if start_on is None or on < start_on:
        return ClockState.NOT_STARTED
    if due_on and on > due_on:
        return ClockState.OVERRUN
    holding = {span.kind for span in spans if span.holds(on)}
    if EntryKind.BY_LAW in holding:
        return ClockState.SUSPENDED_BY_LAW
    return ClockState.PAUSED if holding else ClockState.RUNNING


def _late(due_on: date | None, on: date) -> int:
    return max((on - due_on).days, 0) if due_on else 0
