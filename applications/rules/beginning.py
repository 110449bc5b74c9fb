"""From what day the authority's term is counted.

By the Code it is the day of filing. By the Foreigners Act (art. 112a, 210 and 222d) it is the last
of several: the application is complete, the documents asked for have come or the time for them is
over, and, under the law until 26 April 2026, the foreigner has appeared.
"""

from collections.abc import Iterator
from datetime import date

from applications.choices import Closing, Consequence, Starts, SummonsKind
from applications.rules.entries import Entry, EntryKind
from applications.rules.law import Law, TermRule
from applications.rules.state import Call, State


def beginning(state: State, rule: TermRule, law: Law, *, regime_on: date, on: date) -> list[Entry]:
    """Return what the beginning of a term depends on, as seen on a day, the earliest first.

    Only the word for an unanswered summons depends on that day, never a date.
    """
    found = [Entry(EntryKind.FILED, state.filed_on)] if state.filed_on else []
    if state.remanded_on:
        found.append(Entry(EntryKind.REMANDED, state.remanded_on))
    if rule.starts == Starts.COMPLETE:
        found += _completing(state, is_in_person=_is_in_person(law, regime_on), on=on)
    return sorted(found, key=lambda entry: entry.on)


def start_of(entries: list[Entry]) -> date | None:
    """Return the day a term is counted from: the last of them, unless something is still to come."""
    if any(entry.kind == EntryKind.AWAITED for entry in entries):
        return None
    return max((entry.on for entry in entries), default=None)


def _is_in_person(law: Law, regime_on: date) -> bool:
    """Tell whether an application was complete only once the foreigner had appeared.

    It was while proceedings were not even opened without that. Since 27 April 2026 they are, and
    discontinued (art. 106i): the appearance is no condition of the term any more.
    """
    rule = law.summons(SummonsKind.APPEARANCE, on=regime_on)
    return rule is not None and rule.consequence == Consequence.REFUSED


def _completing(state: State, *, is_in_person: bool, on: date) -> Iterator[Entry]:
    """Name what completes an application; after an appeal, only what came since."""
    since = state.remanded_on or date.min
    if is_in_person and state.appeared_on and state.appeared_on >= since:
        yield Entry(EntryKind.APPEARED, state.appeared_on)
    for call in state.calls:
        if call.sent_on < since or call.closing == Closing.WITHDRAWN:
            continue
        if call.kind == SummonsKind.EVIDENCE:
            yield _evidence(call, on)
        elif is_in_person or call.kind != SummonsKind.APPEARANCE:
            yield _formal(call)


def _formal(call: Call) -> Entry:
    """Of a defect: the day it was mended. One that was not ends with the time for it."""
    if call.closed_on is None:
        return Entry(EntryKind.AWAITED, call.sent_on, about=call.kind)
    if call.closing == Closing.LAPSED and call.due_on:
        return Entry(EntryKind.EXPIRED, call.due_on, about=call.kind)
    return Entry(EntryKind.ANSWERED, call.closed_on, about=call.kind)


def _evidence(call: Call, on: date) -> Entry:
    """Of documents: the day they came or the last day for them, whichever is earlier."""
    closed_on, due_on = call.closed_on, call.due_on
    if closed_on and (due_on is None or closed_on <= due_on):
        return Entry(EntryKind.ANSWERED, closed_on, about=call.kind)
    if due_on is None:
        return Entry(EntryKind.AWAITED, call.sent_on, about=call.kind)
    is_over = closed_on is not None or due_on < on
    return Entry(EntryKind.EXPIRED if is_over else EntryKind.EXPECTED, due_on, about=call.kind)
