"""What is true of every clock, whatever happened in whatever order.

The oracle counts day by day, as a person would on a calendar; the clock itself counts in spans.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from applications.choices import ClockState, SummonsKind, Unit
from applications.rules.clock import Clock, reckon
from applications.rules.deadlines import raw_end
from applications.rules.entries import EntryKind
from applications.rules.law import Law
from applications.rules.state import Call, Opinion, Pause, State
from applications.tests.rules.laws import CODE, DAY, suspension
from scheduling.rules.holidays import is_day_off

FILED = date(2020, 9, 1)
FIRST, LAST = date(2020, 8, 1), date(2021, 3, 1)
DAYS = st.dates(FIRST, LAST)
PAUSES = {EntryKind.SUSPENDED, EntryKind.PARTY, EntryKind.OPINION, EntryKind.BY_LAW}


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date]:
    """Return two days, the later one not included."""
    start = draw(DAYS)
    return start, start + timedelta(days=draw(st.integers(0, 60)))


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """Return a summons that was delivered: answered in time, late or not at all."""
    sent_on, delivered_on = draw(spans())
    due_on = delivered_on + timedelta(days=draw(st.integers(7, 30)))
    closed_on = draw(st.none() | st.integers(0, 40).map(lambda days: delivered_on + timedelta(days=days)))
    return Call(1, "evidence", sent_on, 7, delivered_on, due_on, closed_on, "answered" if closed_on else "")


@st.composite
def opinions(draw: st.DrawFn) -> Opinion:
    asked_on, due_on = draw(spans())
    given_on = draw(st.none() | st.integers(0, 70).map(lambda days: asked_on + timedelta(days=days)))
    return Opinion("abw", asked_on, due_on, given_on)


@st.composite
def histories(draw: st.DrawFn) -> tuple[State, Law]:
    """Return a case in which much was waited for, and a law that suspends terms as well."""
    state = State(
        base="submitted",
        since=FILED,
        filed_on=FILED,
        calls=tuple(draw(st.lists(calls(), max_size=3))),
        opinions=tuple(draw(st.lists(opinions(), max_size=2))),
        pauses=tuple(Pause(*span) for span in draw(st.lists(spans(), max_size=3))),
    )
    rows = [suspension(start, end) for start, end in draw(st.lists(spans(), max_size=2))]
    unit = draw(st.sampled_from([Unit.DAY, Unit.MONTH]))
    term = replace(CODE, count=draw(st.integers(1, 3 if unit == Unit.MONTH else 60)), unit=unit)
    return state, Law(("TEMP", "ALL"), (term,), tuple(rows), ())


def clock(state: State, law: Law, *, on: date = FILED) -> Clock:
    return reckon(state, law, regime_on=FILED, on=on)


def not_counted(state: State, law: Law) -> set[date]:
    """Return every day that is not counted, one by one."""
    found = suspended(law)
    for call in state.calls:
        end = min(each for each in (call.closed_on, (call.due_on or LAST) + DAY) if each)
        found |= _days(call.sent_on, end)
    for opinion in state.opinions:
        end = min(each for each in (opinion.given_on, opinion.due_on + DAY) if each)
        found |= _days(opinion.asked_on, end)
    for pause in state.pauses:
        found |= _days(pause.start, pause.end or LAST)
    return found


def suspended(law: Law) -> set[date]:
    """Return every day on which the law lets no term run."""
    spans = [_days(row.valid_from, (row.valid_to or LAST) + DAY) for row in law.suspensions]
    return set().union(*spans)


def _days(start: date, end: date) -> set[date]:
    return {start + timedelta(days=number) for number in range((end - start).days)}


def last_day(state: State, law: Law) -> date:
    """Begin once the law lets the term begin; count its days, less those that are not counted."""
    left_out, term, day = not_counted(state, law), law.terms[0], FILED
    while day + DAY in suspended(law):
        day += DAY
    left = (raw_end(day, count=term.count, unit=term.unit) - day).days
    while left:
        day += DAY
        left -= day not in left_out
    while day in left_out or day.isoweekday() >= 6 or is_day_off(day):
        day += DAY
    return day


@given(history=histories())
@settings(max_examples=300)
def test_the_last_day_is_the_one_that_a_person_finds_on_a_calendar(history: tuple[State, Law]) -> None:
    assert clock(*history).due_on == last_day(*history)


@given(history=histories(), data=st.data())
def test_the_order_of_what_is_not_counted_does_not_matter(
    history: tuple[State, Law], data: st.DataObject
) -> None:
    state, law = history
    mixed = replace(
        state,
        calls=tuple(data.draw(st.permutations(state.calls))),
        opinions=tuple(data.draw(st.permutations(state.opinions))),
        pauses=tuple(data.draw(st.permutations(state.pauses))),
    )
    turned = replace(law, suspensions=tuple(data.draw(st.permutations(law.suspensions))))
    on = data.draw(DAYS)

    assert clock(mixed, turned, on=on) == clock(state, law, on=on)


@given(history=histories(), span=spans(), cut=st.integers(0, 60))
def test_a_pause_entered_twice_or_in_two_pieces_is_counted_once(
    history: tuple[State, Law], span: tuple[date, date], cut: int
) -> None:
    state, law = history
    start, end = span
    middle = min(start + timedelta(days=cut), end)
    once, twice, pieces = (
        replace(state, pauses=(*state.pauses, *(Pause(*each) for each in more)))
        for more in ([span], [span, span], [(start, middle), (middle, end)])
    )

    assert clock(once, law).due_on == clock(twice, law).due_on == clock(pieces, law).due_on


@given(history=histories(), span=spans())
@example(
    # An end on a Saturday, moved into a pause: one day more before it must not bring it forward.
    history=(
        State(filed_on=FILED, pauses=(Pause(date(2020, 9, 6), date(2020, 9, 9)),)),
        Law(("ALL",), (replace(CODE, count=4, unit=Unit.DAY),), (), ()),
    ),
    span=(date(2020, 9, 3), date(2020, 9, 4)),
)
def test_one_more_pause_never_brings_the_last_day_forward(
    history: tuple[State, Law], span: tuple[date, date]
) -> None:
    state, law = history
    due_on, later = (
        clock(each, law).due_on for each in (state, replace(state, pauses=(*state.pauses, Pause(*span))))
    )

    assert due_on
    assert later
    assert later >= due_on


@given(history=histories(), start=DAYS)
def test_a_pause_that_is_open_leaves_no_last_day_unless_the_term_was_over(
    history: tuple[State, Law], start: date
) -> None:
    state, law = history
    due_on = clock(state, law).due_on
    stopped = replace(state, pauses=(*state.pauses, Pause(start)))

    assert clock(stopped, law).due_on == (None if due_on and start <= due_on else due_on)


@given(history=histories())
def test_the_ledger_adds_up(history: tuple[State, Law]) -> None:
    reckoned = clock(*history)
    raw = next(entry.on for entry in reckoned.ledger if entry.kind == EntryKind.TERM)
    moved = sum(entry.count or 0 for entry in reckoned.ledger if entry.kind in PAUSES)
    rolled = sum(
        (entry.to - entry.on).days for entry in reckoned.ledger if entry.to and entry.kind == EntryKind.ROLLED
    )

    assert reckoned.due_on == raw + timedelta(days=moved + rolled)


@given(history=histories())
def test_the_last_day_is_a_working_day_on_which_nothing_stands_still(history: tuple[State, Law]) -> None:
    due_on = clock(*history).due_on

    assert due_on is not None
    assert due_on not in not_counted(*history)
    assert due_on.isoweekday() < 6
    assert not is_day_off(due_on)


@given(history=histories(), on=st.dates(date(2020, 8, 15), date(2022, 6, 1)))
def test_a_term_is_missed_after_its_last_day_and_on_no_other(history: tuple[State, Law], on: date) -> None:
    reckoned = clock(*history, on=on)

    assert reckoned.due_on is not None
    assert (reckoned.state == ClockState.OVERRUN) == (on > reckoned.due_on)
    assert reckoned.due_on == clock(*history).due_on


@given(history=histories(), on=DAYS)
def test_between_filing_and_the_last_day_a_term_runs_on_the_days_that_count(
    history: tuple[State, Law], on: date
) -> None:
    reckoned = clock(*history, on=on)
    assume(reckoned.due_on and FILED <= on <= reckoned.due_on)

    assert (reckoned.state == ClockState.RUNNING) == (on not in not_counted(*history))


@given(history=histories())
def test_a_longer_term_never_ends_sooner(history: tuple[State, Law]) -> None:
    state, law = history
    terms = [
        replace(law, terms=(replace(law.terms[0], count=law.terms[0].count + more),)) for more in range(3)
    ]

    ends = [clock(state, each).due_on or date.min for each in terms]

    assert all(first <= second for first, second in pairwise(ends))


@st.composite
def of_any_kind(draw: st.DrawFn) -> Call:
    """Return a summons of any kind, delivered or still on its way."""
    call = replace(draw(calls()), kind=draw(st.sampled_from(SummonsKind.values)))
    return call if draw(st.booleans()) else Call(1, call.kind, call.sent_on, 7)


@given(
    history=histories(),
    before=st.lists(of_any_kind(), max_size=3),
    late=of_any_kind(),
    days=st.integers(1, 40),
)
def test_a_summons_sent_after_the_last_day_never_undoes_that_the_term_was_missed(
    history: tuple[State, Law], before: list[Call], late: Call, days: int
) -> None:
    state, law = history
    terms = (replace(law.terms[0], starts="complete", pauses=frozenset({"suspension", "law"})),)
    state, law = replace(state, calls=tuple(before)), replace(law, terms=terms)
    due_on = clock(state, law).due_on
    assume(due_on)
    assert due_on
    moved = due_on + timedelta(days=days) - late.sent_on
    sent = replace(
        late,
        sent_on=late.sent_on + moved,
        delivered_on=late.delivered_on and late.delivered_on + moved,
        due_on=late.due_on and late.due_on + moved,
        closed_on=late.closed_on and late.closed_on + moved,
    )
    asked = replace(state, calls=(sent, *state.calls))

    reckoned = clock(asked, law, on=sent.sent_on)

    assert (reckoned.state, reckoned.due_on) == (ClockState.OVERRUN, due_on)
