"""The three regimes, what the term does on a day, how it ends, and the ledger."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from applications.choices import ClockState, Unit
from applications.rules.clock import Clock, reckon
from applications.rules.entries import Entry, EntryKind
from applications.rules.law import Law
from applications.rules.state import Call, Pause, State
from applications.tests.rules.clocks import OF_TODAY, UNDER_THE_CODE, clock, filed, kinds
from applications.tests.rules.laws import (
    CODE,
    RESIDENCE,
    WORK_PERMITS,
)

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("law", "filed_on", "due_on"),
    [
        pytest.param(RESIDENCE, date(2020, 1, 31), date(2020, 3, 2), id="the-code-in-2020"),
        pytest.param(RESIDENCE, date(2022, 1, 28), date(2022, 2, 28), id="the-last-day-of-the-code"),
        pytest.param(RESIDENCE, date(2022, 1, 29), date(2022, 3, 30), id="the-first-day-of-the-act"),
        pytest.param(RESIDENCE, date(2026, 4, 27), date(2026, 6, 26), id="the-act-today"),
        pytest.param(WORK_PERMITS, date(2026, 4, 27), date(2026, 5, 27), id="a-work-permit"),
    ],
)
def test_the_term_is_that_of_the_law_of_its_day(law: Law, filed_on: date, due_on: date) -> None:
    reckoned = clock(filed(filed_on), law=law)

    assert (reckoned.state, reckoned.start_on, reckoned.due_on) == (ClockState.RUNNING, filed_on, due_on)


def test_a_case_under_older_law_keeps_its_term() -> None:
    reckoned = reckon(filed(date(2022, 3, 1)), RESIDENCE, regime_on=date(2022, 1, 28), on=date(2022, 3, 1))

    assert reckoned.due_on == date(2022, 4, 1)


def test_no_term_is_made_up_where_none_is_known() -> None:
    reckoned = clock(filed(date(1980, 5, 5)))

    assert reckoned == Clock(ClockState.NOT_STARTED, ledger=(Entry(EntryKind.NO_TERM, date(1980, 5, 5)),))


def test_a_case_that_nobody_has_received_has_no_term_yet() -> None:
    assert clock(State(), law=replace(RESIDENCE, suspensions=())) == Clock(ClockState.NOT_STARTED)


@pytest.mark.parametrize(
    ("on", "due_on"), [(date(2020, 9, 9), date(2020, 10, 1)), (date(2020, 9, 10), date(2020, 11, 2))]
)
def test_a_particularly_complicated_case_has_longer_from_the_day_it_was_found_so(
    on: date, due_on: date
) -> None:
    reckoned = clock(filed(UNDER_THE_CODE, complicated_on=date(2020, 9, 10)), on)

    assert reckoned.due_on == due_on
    assert ("complicated" in kinds(reckoned)) == (due_on == date(2020, 11, 2))


def test_where_the_law_knows_no_longer_term_a_complicated_case_has_no_more_time() -> None:
    reckoned = clock(filed(OF_TODAY, complicated_on=OF_TODAY))

    assert reckoned.due_on == date(2026, 12, 4)
    assert "complicated" not in kinds(reckoned)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2020, 8, 31), ClockState.NOT_STARTED),
        (date(2020, 9, 1), ClockState.RUNNING),
        (date(2020, 10, 1), ClockState.RUNNING),
        (date(2020, 10, 2), ClockState.OVERRUN),
    ],
)
def test_a_term_runs_from_its_first_day_to_its_last(on: date, state: ClockState) -> None:
    assert clock(filed(UNDER_THE_CODE), on).state == state


# 60 days from these end on the days before the nights on which the clocks change, and elsewhere.
@pytest.mark.parametrize("filed_on", [date(2026, 8, 24), date(2027, 1, 25), date(2026, 10, 5)])
def test_the_last_day_counts_until_midnight_at_the_office(filed_on: date) -> None:
    due_on = clock(filed(filed_on)).due_on or date.min
    midnight = datetime(due_on.year, due_on.month, due_on.day, tzinfo=WARSAW) + timedelta(days=1)
    moments = [midnight.astimezone(UTC) - timedelta(seconds=1), midnight.astimezone(UTC)]

    states = [clock(filed(filed_on), at.astimezone(WARSAW).date()).state for at in moments]

    assert states == [ClockState.RUNNING, ClockState.OVERRUN]


@pytest.mark.parametrize(
    ("filed_on", "due_on"),
    [(date(2027, 2, 1), date(2027, 4, 2)), (date(2026, 9, 14), date(2026, 11, 13))],
)
def test_a_term_over_a_night_when_the_clocks_change_has_as_many_days(filed_on: date, due_on: date) -> None:
    assert clock(filed(filed_on)).due_on == due_on
    assert (due_on - filed_on).days == 60


@pytest.mark.parametrize(
    ("fields", "ended_on", "late"),
    [
        ({"decided_on": date(2020, 10, 1), "outcome": "positive"}, date(2020, 10, 1), 0),
        ({"decided_on": date(2020, 10, 2), "closed_on": date(2020, 12, 2)}, date(2020, 10, 2), 1),
        ({"closed_on": date(2020, 10, 11)}, date(2020, 10, 11), 10),
    ],
)
def test_a_decision_ends_the_term_and_the_ledger_says_whether_in_time(
    fields: dict[str, object], ended_on: date, late: int
) -> None:
    reckoned = clock(filed(UNDER_THE_CODE, **fields), date(2021, 1, 1))

    assert (reckoned.state, reckoned.due_on) == (ClockState.STOPPED, None)
    assert (reckoned.start_on, reckoned.was_due_on) == (UNDER_THE_CODE, date(2020, 10, 1))
    assert reckoned.ledger[-1] == Entry(EntryKind.ENDED, ended_on, count=late)


def test_before_the_decision_its_term_was_running() -> None:
    state = filed(UNDER_THE_CODE, decided_on=date(2020, 9, 20))

    assert clock(state, date(2020, 9, 19)).state == ClockState.RUNNING
    assert clock(state, date(2020, 9, 20)).state == ClockState.STOPPED


def test_a_case_closed_before_its_term_began_missed_nothing() -> None:
    state = filed(OF_TODAY, closed_on=date(2026, 11, 2), calls=(Call(1, "formal", OF_TODAY, 14),))

    reckoned = clock(state, date(2026, 12, 1))

    assert (reckoned.state, reckoned.was_due_on) == (ClockState.STOPPED, None)
    assert reckoned.ledger[-1].count == 0


def test_the_ledger_names_every_step_and_its_basis() -> None:
    state = filed(
        UNDER_THE_CODE,
        complicated_on=date(2020, 9, 25),
        pauses=(Pause(date(2020, 9, 10), date(2020, 9, 12)),),
    )

    assert clock(state, date(2020, 11, 10)).ledger == (
        Entry(EntryKind.FILED, date(2020, 9, 1)),
        Entry(EntryKind.STARTED, date(2020, 9, 1), basis="art. 35 § 3 KPA"),
        Entry(EntryKind.COMPLICATED, date(2020, 9, 25), basis="art. 35 § 3 KPA"),
        Entry(EntryKind.TERM, date(2020, 11, 1), count=2, unit=Unit.MONTH, basis="art. 35 § 3 KPA"),
        Entry(EntryKind.SUSPENDED, date(2020, 9, 10), to=date(2020, 9, 11), count=2, basis="art. 103 KPA"),
        Entry(EntryKind.DUE, date(2020, 11, 3)),
        Entry(EntryKind.OVERRUN, date(2020, 11, 4), count=7),
    )


def test_an_end_on_a_day_off_is_moved_and_the_ledger_says_on_what_basis() -> None:
    reckoned = clock(filed(date(2020, 10, 1)))

    assert reckoned.ledger[-2:] == (
        Entry(EntryKind.ROLLED, date(2020, 11, 1), to=date(2020, 11, 2), basis="art. 57 § 4 KPA"),
        Entry(EntryKind.DUE, date(2020, 11, 2)),
    )


def test_a_term_that_is_not_confirmed_says_so() -> None:
    law = replace(RESIDENCE, terms=(replace(CODE, is_confirmed=False),), suspensions=())

    entries = clock(filed(OF_TODAY), law=law).ledger

    assert [(entry.kind.value, entry.is_confirmed) for entry in entries] == [
        ("filed", True),
        ("started", False),
        ("term", False),
        ("due", True),
    ]
