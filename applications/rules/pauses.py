"""Days that are not counted in the authority's term (art. 35 § 5 and 103 KPA; art. 100c and 100d).

Each pause is a span of days. Which of them matter for a term, and that no day is counted twice, is
for the clock to see to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from applications.choices import PauseKind
from applications.rules.deadlines import DAY
from applications.rules.entries import EntryKind
from applications.rules.law import Law, Suspension, TermRule
from applications.rules.state import Call, Opinion, State

SUSPENDED_BASIS = "art. 103 KPA"
NOT_COUNTED_BASIS = "art. 35 § 5 KPA"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from one up to, but not including, another; without an end as long as nobody knows it."""

    start: date
    end: date | None
    kind: EntryKind
    basis: str
    about: str = ""

    @property
    def last(self) -> date | None:
        return self.end - DAY if self.end else None

    def holds(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on < self.end)


def pauses(state: State, law: Law, rule: TermRule, *, by_law: bool) -> list[Span]:
    """Return what the rule of a term does not count, earliest first; `by_law`: suspensions by law too."""
    found: list[Span] = []
    if PauseKind.SUSPENSION in rule.pauses:
        found += (Span(each.start, each.end, EntryKind.SUSPENDED, SUSPENDED_BASIS) for each in state.pauses)
    if PauseKind.PARTY in rule.pauses:
        found += map(of_call, state.calls)
    if PauseKind.OPINION in rule.pauses:
        found += map(_of_opinion, state.opinions)
    if by_law and PauseKind.LAW in rule.pauses:
        found += suspensions(law)
    whole_days = (span for span in found if span.end is None or span.start < span.end)
    return sorted(whole_days, key=lambda span: (span.start, span.end or date.max, span.kind, span.about))


def of_call(call: Call) -> Span:
    """From the day a summons is sent until it is closed, or its last day is over."""
    ends = [call.closed_on] if call.closed_on else []
    if call.due_on:
        ends.append(call.due_on + DAY)
    return Span(call.sent_on, min(ends, default=None), EntryKind.PARTY, NOT_COUNTED_BASIS, call.kind)


def _of_opinion(opinion: Opinion) -> Span:
    """From the day an authority is asked until it answers, or its last day is over."""
    end = opinion.due_on + DAY
    end = min(end, opinion.given_on) if opinion.given_on else end
    return Span(opinion.asked_on, end, EntryKind.OPINION, NOT_COUNTED_BASIS, opinion.authority)


def suspensions(law: Law, *, is_confirmed: bool = True) -> Iterator[Span]:
    """Name the days that a law takes out, and that no fact of a nearer scope takes back.

    Without `is_confirmed`: those that may be taken out, for all anybody here knows.
    """
    kind = EntryKind.BY_LAW if is_confirmed else EntryKind.UNCONFIRMED
    for row in law.suspensions:
        if row.stops_clock and row.is_confirmed == is_confirmed:
            nearer = law.scopes[: law.scopes.index(row.scope)]
            others = [each for each in law.suspensions if each.scope in nearer]
            for start, end in _less(row, others):
                yield Span(start, end, kind, row.basis)


def _less(row: Suspension, others: Iterable[Suspension]) -> Iterator[tuple[date, date | None]]:
    """Return the days of a suspension, without those of others, as spans."""
    start, end = row.valid_from, _after(row)
    for other in sorted(others, key=lambda each: each.valid_from):
        if end and other.valid_from >= end:
            break
        if start < other.valid_from:
            yield start, other.valid_from
        following = _after(other)
        if following is None:
            return
        start = max(start, following)
    if end is None or start < end:
        yield start, end


def _after(row: Suspension) -> date | None:
    """Return the first day after a suspension."""
    return row.valid_to + DAY if row.valid_to and row.valid_to < date.max else None
