"""Terms suspended by law: the clock with them, the clock without, and what is not confirmed."""

from dataclasses import replace
from datetime import date

import pytest

from applications.choices import ClockState, Unit
from applications.rules.entries import Entry, EntryKind
from applications.rules.law import Law
from applications.rules.state import Pause
from applications.tests.rules.clocks import OF_TODAY, SUSPENDED, clock, filed, kinds
from applications.tests.rules.laws import (
    ACT,
    AFTER_100D,
    ART_100C,
    ART_100D,
    DAY,
    RESIDENCE,
    suspension,
)


@pytest.mark.parametrize(
    ("filed_on", "due_on", "plain_due_on"),
    [
        pytest.param(date(2022, 3, 1), date(2026, 3, 20), date(2022, 5, 2), id="begun-before"),
        pytest.param(date(2022, 4, 15), date(2026, 5, 4), date(2022, 6, 14), id="on-the-first-day"),
        pytest.param(SUSPENDED, date(2026, 5, 4), date(2025, 8, 1), id="during"),
        pytest.param(date(2026, 3, 4), date(2026, 5, 4), date(2026, 5, 4), id="on-the-last-day"),
        pytest.param(date(2026, 3, 5), date(2026, 5, 4), date(2026, 5, 4), id="after"),
        pytest.param(date(2022, 2, 1), date(2022, 4, 4), date(2022, 4, 4), id="missed-before"),
    ],
)
def test_there_are_two_clocks_one_with_and_one_without_what_the_law_suspends(
    filed_on: date, due_on: date, plain_due_on: date
) -> None:
    on = date(2026, 3, 5)

    assert clock(filed(filed_on), on).due_on == due_on
    assert clock(filed(filed_on), on, by_law=False).due_on == plain_due_on


@pytest.mark.parametrize(
    ("on", "state", "plain"),
    [
        (date(2025, 6, 2), ClockState.SUSPENDED_BY_LAW, ClockState.RUNNING),
        (date(2025, 8, 1), ClockState.SUSPENDED_BY_LAW, ClockState.RUNNING),
        (date(2025, 8, 2), ClockState.SUSPENDED_BY_LAW, ClockState.OVERRUN),
        (date(2026, 3, 4), ClockState.SUSPENDED_BY_LAW, ClockState.OVERRUN),
        (date(2026, 3, 5), ClockState.RUNNING, ClockState.OVERRUN),
        (date(2026, 5, 4), ClockState.RUNNING, ClockState.OVERRUN),
        (date(2026, 5, 5), ClockState.OVERRUN, ClockState.OVERRUN),
    ],
)
def test_what_both_clocks_say_on_a_day(on: date, state: ClockState, plain: ClockState) -> None:
    case = filed(SUSPENDED)

    assert (clock(case, on).state, clock(case, on, by_law=False).state) == (state, plain)


def test_suspended_by_law_comes_before_suspended_by_the_office() -> None:
    paused = filed(SUSPENDED, pauses=(Pause(date(2025, 7, 1)),))

    assert clock(paused, date(2025, 7, 1)).state == ClockState.SUSPENDED_BY_LAW
    assert clock(paused, date(2025, 7, 1), by_law=False).state == ClockState.PAUSED


def test_a_term_missed_before_the_law_suspended_it_stays_missed() -> None:
    reckoned = clock(filed(date(2022, 2, 1)), date(2023, 5, 5))

    assert reckoned.state == ClockState.OVERRUN
    assert [(entry.basis, entry.count) for entry in reckoned.ledger if entry.kind == "by_law"] == [
        ("art. 100c", 0),
        ("art. 100d", 0),
    ]


def test_what_is_not_confirmed_stops_nothing_but_is_named() -> None:
    reckoned = clock(filed(OF_TODAY), date(2026, 11, 2))

    assert (reckoned.state, reckoned.due_on) == (ClockState.RUNNING, date(2026, 12, 4))
    assert reckoned.ledger[-1] == Entry(
        EntryKind.UNCONFIRMED, date(2026, 3, 5), basis="Dz.U. 2026 poz. 203", is_confirmed=False
    )


@pytest.mark.parametrize(
    ("on", "is_named"), [(date(2026, 3, 4), False), (date(2026, 3, 5), True), (date(2027, 1, 1), True)]
)
def test_what_is_not_confirmed_is_named_from_the_day_it_may_hold(on: date, is_named: bool) -> None:
    assert ("unconfirmed" in kinds(clock(filed(SUSPENDED), on))) == is_named


def test_what_may_have_held_once_is_named_as_long_as_the_term_goes_on() -> None:
    law = replace(RESIDENCE, suspensions=(replace(AFTER_100D, valid_to=date(2026, 10, 5)),))

    assert "unconfirmed" in kinds(clock(filed(OF_TODAY), date(2026, 12, 1), law=law))
    assert "unconfirmed" not in kinds(clock(filed(OF_TODAY + DAY), date(2026, 12, 1), law=law))


def test_what_may_hold_for_others_is_not_named_where_a_nearer_fact_holds() -> None:
    days = (date(2026, 10, 20), date(2026, 11, 20))
    doubt, own = (
        suspension(*days, is_confirmed=False),
        suspension(*days, scope="TEMP_WORK", stops_clock=False),
    )
    law = replace(RESIDENCE, suspensions=(doubt, own))

    assert "unconfirmed" not in kinds(clock(filed(OF_TODAY), date(2026, 12, 1), law=law))


@pytest.mark.parametrize(
    "law",
    [
        replace(RESIDENCE, suspensions=(replace(AFTER_100D, stops_clock=False),)),
        replace(RESIDENCE, terms=(replace(ACT, pauses=frozenset({"suspension"})),)),
    ],
    ids=["it-stops-no-clock", "it-is-not-of-this-term"],
)
def test_what_could_not_matter_is_not_named(law: Law) -> None:
    assert "unconfirmed" not in kinds(clock(filed(OF_TODAY), law=law))


def test_the_clock_without_suspensions_by_law_does_not_speak_of_them() -> None:
    reckoned = clock(filed(OF_TODAY), by_law=False)

    assert "unconfirmed" not in kinds(reckoned)
    assert "by_law" not in kinds(clock(filed(SUSPENDED), by_law=False))


@pytest.mark.parametrize(
    "row",
    [
        replace(ART_100D, stops_clock=False),
        replace(ART_100D, is_confirmed=False),
    ],
    ids=["stops-no-clock", "not-confirmed"],
)
def test_only_a_confirmed_law_that_says_so_stops_the_clock(row: object) -> None:
    law = replace(RESIDENCE, suspensions=(row,))  # type: ignore[arg-type]  # a suspension

    assert clock(filed(SUSPENDED), law=law).due_on == date(2025, 8, 1)


def test_a_term_whose_rule_does_not_name_suspensions_by_law_runs_on() -> None:
    law = replace(RESIDENCE, terms=(replace(ACT, pauses=frozenset({"suspension"})),))

    assert clock(filed(SUSPENDED), law=law).due_on == date(2025, 8, 1)


@pytest.mark.parametrize(
    ("own", "due_on"),
    [
        pytest.param((date(2025, 1, 1), date(2027, 12, 31)), date(2025, 8, 1), id="all-of-it"),
        pytest.param((date(2025, 6, 12), date(2025, 6, 21)), date(2026, 4, 23), id="ten-days"),
        pytest.param((date(2025, 6, 12), None), date(2025, 8, 11), id="from-a-day-on"),
        pytest.param((date(2020, 1, 1), date(2025, 6, 12)), date(2026, 4, 23), id="to-a-day"),
        pytest.param((date(2026, 3, 5), None), date(2026, 5, 4), id="after-it"),
        pytest.param((date(2026, 4, 20), None), date(2026, 5, 4), id="long-after-it"),
    ],
)
def test_a_nearer_fact_takes_back_what_a_wider_one_suspends(
    own: tuple[date, date | None], due_on: date
) -> None:
    first, last = own
    exception = suspension(first, last, scope="TEMP_WORK", stops_clock=False)
    law = replace(RESIDENCE, suspensions=(ART_100D, exception))

    assert clock(filed(SUSPENDED), law=law).due_on == due_on


def test_the_days_of_two_nearer_facts_are_taken_back() -> None:
    exceptions = [
        suspension(date(2025, 7, day), date(2025, 7, day), scope="TEMP_WORK", stops_clock=False)
        for day in (21, 14)
    ]
    law = replace(RESIDENCE, suspensions=(ART_100D, *exceptions))

    spans = [
        (entry.on, entry.to)
        for entry in clock(filed(SUSPENDED), law=law).ledger
        if entry.kind in {"held", "by_law"}
    ]

    assert spans == [
        (date(2023, 1, 1), date(2025, 7, 13)),
        (date(2025, 7, 15), date(2025, 7, 20)),
        (date(2025, 7, 22), date(2026, 3, 4)),
    ]


def test_a_wider_fact_takes_nothing_back_from_a_nearer_one() -> None:
    wider = suspension(date(2020, 1, 1), None, scope="ALL", stops_clock=False)
    law = replace(RESIDENCE, suspensions=(ART_100D, wider))

    assert clock(filed(SUSPENDED), law=law).due_on == date(2026, 5, 4)


@pytest.mark.parametrize("last", [None, date.max])
def test_a_suspension_without_an_end_leaves_no_last_day(last: date | None) -> None:
    law = replace(RESIDENCE, suspensions=(suspension(date(2025, 1, 1), last),))

    reckoned = clock(filed(SUSPENDED), law=law)

    assert (reckoned.state, reckoned.due_on) == (ClockState.SUSPENDED_BY_LAW, None)
    assert kinds(reckoned) == ["filed", "started", "held"]


def test_a_term_that_the_law_does_not_let_begin_begins_whole_when_that_ends() -> None:
    months = replace(ACT, count=6, unit=Unit.MONTH)
    law = replace(RESIDENCE, terms=(months,), suspensions=(ART_100D, ART_100C))

    reckoned = clock(filed(date(2022, 5, 31)), law=law)

    assert (reckoned.start_on, reckoned.due_on) == (date(2022, 5, 31), date(2026, 9, 4))
    assert reckoned.ledger == (
        Entry(EntryKind.FILED, date(2022, 5, 31)),
        Entry(EntryKind.STARTED, date(2022, 5, 31), basis="art. 112a"),
        Entry(EntryKind.HELD, date(2022, 4, 15), to=date(2022, 12, 31), basis="art. 100c"),
        Entry(EntryKind.HELD, date(2023, 1, 1), to=date(2026, 3, 4), basis="art. 100d"),
        Entry(EntryKind.TERM, date(2026, 9, 4), count=6, unit=Unit.MONTH, basis="art. 112a"),
        Entry(EntryKind.DUE, date(2026, 9, 4)),
    )


@pytest.mark.parametrize(
    ("filed_on", "named"),
    [(date(2022, 4, 13), ["by_law", "by_law"]), (date(2022, 4, 14), ["held", "held"])],
)
def test_a_term_that_had_a_day_before_the_law_suspended_it_has_begun(
    filed_on: date, named: list[str]
) -> None:
    reckoned = clock(filed(filed_on))

    assert [kind for kind in kinds(reckoned) if kind in {"held", "by_law"}] == named


def test_an_office_that_suspends_proceedings_does_not_put_off_the_beginning() -> None:
    state = filed(date(2027, 1, 31), pauses=(Pause(date(2027, 2, 1), date(2027, 2, 11)),))
    law = replace(RESIDENCE, terms=(replace(ACT, count=1, unit=Unit.MONTH),), suspensions=())

    assert clock(state, law=law).due_on == date(2027, 3, 10)  # 28 February and ten days
