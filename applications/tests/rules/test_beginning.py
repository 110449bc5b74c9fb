"""From what day the term is counted, by the Code and by the Foreigners Act."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from applications.choices import ClockState
from applications.rules.state import Call
from applications.tests.rules.clocks import OF_TODAY, UNDER_THE_CODE, clock, filed, kinds
from applications.tests.rules.laws import (
    RESIDENCE,
)


def call(kind: str, sent_on: date, **fields: object) -> Call:
    return replace(Call(1, kind, sent_on, 14), **fields)  # type: ignore[arg-type]  # fields of a call


DELIVERED = {"delivered_on": date(2026, 10, 9), "due_on": date(2026, 10, 23)}
SENT = date(2026, 10, 7)


@pytest.mark.parametrize(
    ("kind", "fields", "start_on"),
    [
        ("formal", {}, None),
        ("formal", DELIVERED, None),
        ("formal", {**DELIVERED, "closed_on": date(2026, 10, 20), "closing": "answered"}, date(2026, 10, 20)),
        ("formal", {**DELIVERED, "closed_on": date(2026, 10, 27), "closing": "answered"}, date(2026, 10, 27)),
        ("formal", {**DELIVERED, "closed_on": date(2026, 10, 27), "closing": "lapsed"}, date(2026, 10, 23)),
        ("formal", {"closed_on": date(2026, 10, 27), "closing": "withdrawn"}, OF_TODAY),
        ("fee", {}, None),
        ("fee", {**DELIVERED, "closed_on": date(2026, 10, 20), "closing": "answered"}, date(2026, 10, 20)),
        ("evidence", {}, None),
        ("evidence", DELIVERED, date(2026, 10, 23)),
        (
            "evidence",
            {**DELIVERED, "closed_on": date(2026, 10, 20), "closing": "answered"},
            date(2026, 10, 20),
        ),
        (
            "evidence",
            {**DELIVERED, "closed_on": date(2026, 10, 23), "closing": "answered"},
            date(2026, 10, 23),
        ),
        (
            "evidence",
            {**DELIVERED, "closed_on": date(2026, 10, 27), "closing": "answered"},
            date(2026, 10, 23),
        ),
        ("evidence", {**DELIVERED, "closed_on": date(2026, 10, 27), "closing": "lapsed"}, date(2026, 10, 23)),
        ("evidence", {"closed_on": date(2026, 10, 8), "closing": "answered"}, date(2026, 10, 8)),
        ("evidence", {**DELIVERED, "closed_on": date(2026, 10, 20), "closing": "withdrawn"}, OF_TODAY),
        ("appearance", {}, OF_TODAY),
        ("appearance", {**DELIVERED, "closed_on": date(2026, 10, 20), "closing": "answered"}, OF_TODAY),
    ],
)
def test_the_term_of_the_act_begins_with_the_last_thing_it_waits_for(
    kind: str, fields: dict[str, object], start_on: date | None
) -> None:
    state = filed(OF_TODAY, calls=(call(kind, SENT, **fields),))

    reckoned = clock(state, date(2026, 11, 2))

    assert reckoned.start_on == start_on
    assert reckoned.due_on == (clock(filed(start_on)).due_on if start_on else None)
    assert reckoned.state == (ClockState.RUNNING if start_on else ClockState.NOT_STARTED)


def test_the_last_of_several_counts() -> None:
    answered = {**DELIVERED, "closing": "answered"}
    state = filed(
        OF_TODAY,
        calls=(
            call("formal", SENT, **answered, closed_on=date(2026, 10, 20)),
            call("fee", SENT, **answered, closed_on=date(2026, 10, 14)),
        ),
    )

    reckoned = clock(state, date(2026, 11, 2))

    assert reckoned.start_on == date(2026, 10, 20)
    assert [(entry.kind.value, entry.on.day, entry.about) for entry in reckoned.ledger[:3]] == [
        ("filed", 5, ""),
        ("answered", 14, "fee"),
        ("answered", 20, "formal"),
    ]


@pytest.mark.parametrize(("on", "kind"), [(date(2026, 10, 23), "expected"), (date(2026, 10, 24), "expired")])
def test_while_documents_may_still_come_the_term_begins_when_the_time_for_them_is_over(
    on: date, kind: str
) -> None:
    reckoned = clock(filed(OF_TODAY, calls=(call("evidence", SENT, **DELIVERED),)), on)

    assert kinds(reckoned)[:2] == ["filed", kind]
    assert reckoned.start_on == date(2026, 10, 23)


def test_a_term_that_will_begin_has_not_begun() -> None:
    state = filed(OF_TODAY, calls=(call("evidence", SENT, **DELIVERED),))

    assert clock(state, date(2026, 10, 22)).state == ClockState.NOT_STARTED
    assert clock(state, date(2026, 10, 23)).state == ClockState.RUNNING


@pytest.mark.parametrize(
    ("filed_on", "start_on"),
    [(date(2026, 4, 26), date(2026, 5, 20)), (date(2026, 4, 27), date(2026, 4, 27))],
)
def test_until_april_2026_the_term_began_no_earlier_than_the_foreigner_appeared(
    filed_on: date, start_on: date
) -> None:
    assert clock(filed(filed_on, appeared_on=date(2026, 5, 20)), date(2026, 6, 1)).start_on == start_on


def test_under_the_law_until_april_2026_an_appearance_that_was_asked_for_is_waited_for() -> None:
    state = filed(date(2026, 4, 20), calls=(call("appearance", date(2026, 4, 22)),))

    reckoned = clock(state, date(2026, 5, 20))

    assert (reckoned.state, reckoned.start_on) == (ClockState.NOT_STARTED, None)
    assert [entry.about for entry in reckoned.ledger if entry.kind == "awaited"] == ["appearance"]


def test_by_the_code_nothing_but_the_filing_begins_the_term() -> None:
    state = filed(
        UNDER_THE_CODE,
        appeared_on=date(2020, 9, 20),
        calls=(call("formal", date(2020, 9, 2), closed_on=date(2020, 9, 9), closing="answered"),),
    )

    assert clock(state, date(2020, 9, 30)).start_on == UNDER_THE_CODE


@pytest.mark.parametrize("filed_on", [UNDER_THE_CODE, date(2022, 2, 1)])
def test_sent_back_by_the_second_instance_a_case_has_its_whole_term_again(filed_on: date) -> None:
    sent_back_on = filed_on + timedelta(days=400)
    before = call(
        "formal", filed_on, delivered_on=filed_on, due_on=filed_on, closed_on=sent_back_on, closing="answered"
    )
    state = filed(filed_on, remanded_on=sent_back_on, appeared_on=filed_on, calls=(before,))

    reckoned = clock(state, sent_back_on, law=replace(RESIDENCE, suspensions=()))

    assert kinds(reckoned)[:3] == ["filed", "remanded", "started"]
    assert reckoned.start_on == sent_back_on
    assert reckoned.state == ClockState.RUNNING


def test_what_is_asked_for_after_the_case_came_back_counts_again() -> None:
    back_on = date(2026, 11, 9)
    asked = call("formal", back_on, closed_on=date(2026, 11, 20), closing="answered")

    assert clock(filed(OF_TODAY, remanded_on=back_on, calls=(asked,)), back_on).start_on == date(2026, 11, 20)


def test_documents_that_come_on_the_last_day_have_come_in_time() -> None:
    answered = call("evidence", SENT, **DELIVERED, closed_on=date(2026, 10, 23), closing="answered")

    assert kinds(clock(filed(OF_TODAY, calls=(answered,)), date(2026, 11, 2)))[1] == "answered"


def test_an_appearance_on_the_day_the_case_came_back_counts_for_the_new_term() -> None:
    back_on = date(2026, 3, 10)

    reckoned = clock(filed(date(2026, 1, 5), remanded_on=back_on, appeared_on=back_on), back_on)

    assert kinds(reckoned)[:3] == ["filed", "remanded", "appeared"]


LAST_DAY = date(2026, 12, 4)  # of a term that begins with the filing


@pytest.mark.parametrize(
    ("fields", "to"),
    [({}, None), ({"delivered_on": date(2026, 12, 9), "due_on": date(2026, 12, 23)}, date(2026, 12, 23))],
)
@pytest.mark.parametrize("kind", ["fee", "formal", "evidence"])
def test_a_summons_sent_after_the_last_day_begins_nothing_anew(
    kind: str, fields: dict[str, object], to: date | None
) -> None:
    sent_on = LAST_DAY + timedelta(days=1)
    late = call(kind, sent_on, **fields)

    reckoned = clock(filed(OF_TODAY, calls=(late,)), date(2026, 12, 28))

    assert (reckoned.state, reckoned.start_on, reckoned.due_on) == (ClockState.OVERRUN, OF_TODAY, LAST_DAY)
    assert [
        (each.on, each.to, each.count, each.about) for each in reckoned.ledger if each.kind == "party"
    ] == [(sent_on, to, 0, kind)]
    assert kinds(clock(filed(OF_TODAY, calls=(late,)), LAST_DAY)) == kinds(clock(filed(OF_TODAY)))


def test_a_summons_sent_on_the_last_day_is_waited_for() -> None:
    reckoned = clock(filed(OF_TODAY, calls=(call("formal", LAST_DAY),)), date(2026, 12, 28))

    assert (reckoned.state, reckoned.start_on) == (ClockState.NOT_STARTED, None)


def test_the_last_day_is_the_one_that_earlier_summonses_have_led_to() -> None:
    answered = call("formal", SENT, **DELIVERED, closed_on=date(2026, 10, 20), closing="answered")
    first_end = clock(filed(OF_TODAY, calls=(answered,))).due_on
    assert first_end == date(2026, 12, 21)
    in_time, too_late = call("fee", first_end), call("fee", first_end + timedelta(days=1))

    reckoned = [
        clock(filed(OF_TODAY, calls=(each, answered)), date(2026, 12, 28)) for each in (in_time, too_late)
    ]

    assert [each.state for each in reckoned] == [ClockState.NOT_STARTED, ClockState.OVERRUN]


def test_a_summons_after_the_case_came_back_is_held_against_the_new_term() -> None:
    back_on = date(2027, 3, 1)
    state = filed(OF_TODAY, remanded_on=back_on, calls=(call("formal", back_on),))

    assert clock(state, date(2027, 6, 1)).state == ClockState.NOT_STARTED
