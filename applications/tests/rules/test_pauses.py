"""Days that are not counted: proceedings suspended, the party or an authority waited for."""

from dataclasses import replace
from datetime import date

import pytest

from applications.choices import ClockState
from applications.rules.state import Call, Opinion, Pause
from applications.tests.rules.clocks import OF_TODAY, UNDER_THE_CODE, clock, filed, kinds
from applications.tests.rules.laws import CODE, RESIDENCE

ASKED = Call(1, "evidence", date(2020, 9, 10), 7)
ANSWERED = replace(
    ASKED,
    delivered_on=date(2020, 9, 14),
    due_on=date(2020, 9, 21),
    closed_on=date(2020, 9, 18),
    closing="answered",
)


@pytest.mark.parametrize(
    ("fields", "due_on"),
    [
        pytest.param({"calls": (ANSWERED,)}, date(2020, 10, 9), id="the-party"),
        pytest.param(
            {"opinions": (Opinion("abw", date(2020, 9, 10), date(2020, 9, 17)),)},
            date(2020, 10, 9),
            id="an-authority",
        ),
        pytest.param(
            {"pauses": (Pause(date(2020, 9, 10), date(2020, 9, 18)),)}, date(2020, 10, 9), id="suspended"
        ),
        pytest.param(
            {"pauses": (Pause(date(2020, 9, 10), date(2020, 9, 10)),)}, date(2020, 10, 1), id="for-no-day"
        ),
    ],
)
def test_days_on_which_the_office_cannot_go_on_are_not_counted(
    fields: dict[str, object], due_on: date
) -> None:
    assert clock(filed(UNDER_THE_CODE, **fields), date(2020, 9, 30)).due_on == due_on


def test_the_act_counts_the_days_of_the_party_and_of_opinions() -> None:
    asked = Opinion("sg", date(2026, 10, 6), date(2026, 11, 5))

    assert clock(filed(OF_TODAY, opinions=(asked,)), date(2026, 10, 20)) == replace(
        clock(filed(OF_TODAY)), state=ClockState.RUNNING
    )


def test_what_is_not_counted_overlaps_and_is_left_out_once() -> None:
    state = filed(
        UNDER_THE_CODE,
        calls=(ANSWERED,),  # 10 to 17 September
        opinions=(Opinion("abw", date(2020, 9, 16), date(2020, 9, 21)),),  # to 21 September
        pauses=(Pause(date(2020, 9, 12), date(2020, 9, 14)),),  # within the first
    )

    reckoned = clock(state, date(2020, 9, 15))

    assert reckoned.due_on == date(2020, 10, 13)  # 12 days after 1 October
    assert [
        (entry.kind.value, entry.on.day, entry.to and entry.to.day, entry.count)
        for entry in reckoned.ledger[3:6]
    ] == [
        ("party", 10, 17, 8),
        ("suspended", 12, 13, 0),
        ("opinion", 16, 21, 4),
    ]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2020, 9, 9), ClockState.RUNNING),
        (date(2020, 9, 10), ClockState.PAUSED),
        (date(2020, 9, 17), ClockState.PAUSED),
        (date(2020, 9, 18), ClockState.RUNNING),
    ],
)
def test_a_pause_lasts_from_its_first_day_to_the_day_before_its_end(on: date, state: ClockState) -> None:
    assert clock(filed(UNDER_THE_CODE, calls=(ANSWERED,)), on).state == state


@pytest.mark.parametrize(
    "fields", [{"calls": (ASKED,)}, {"pauses": (Pause(date(2020, 9, 10)),)}], ids=["undelivered", "suspended"]
)
def test_while_nobody_knows_how_long_a_pause_lasts_there_is_no_last_day(fields: dict[str, object]) -> None:
    reckoned = clock(filed(UNDER_THE_CODE, **fields), date(2021, 9, 30))

    assert (reckoned.state, reckoned.due_on) == (ClockState.PAUSED, None)
    assert kinds(reckoned)[-1] in {"party", "suspended"}
    assert reckoned.ledger[-1].count is None


@pytest.mark.parametrize(
    ("start", "state", "due_on"),
    [
        (date(2020, 10, 1), ClockState.PAUSED, None),
        (date(2020, 10, 2), ClockState.OVERRUN, date(2020, 10, 1)),
    ],
)
def test_a_pause_that_begins_after_the_last_day_saves_nothing(
    start: date, state: ClockState, due_on: date | None
) -> None:
    reckoned = clock(filed(UNDER_THE_CODE, pauses=(Pause(start),)), date(2020, 10, 5))

    assert (reckoned.state, reckoned.due_on) == (state, due_on)


def test_what_came_too_late_to_count_is_named_once_it_has_come() -> None:
    state = filed(UNDER_THE_CODE, pauses=(Pause(date(2020, 10, 5), date(2020, 10, 8)),))

    assert "suspended" not in kinds(clock(state, date(2020, 10, 4)))
    assert [entry.count for entry in clock(state, date(2020, 10, 5)).ledger if entry.kind == "suspended"] == [
        0
    ]


def test_a_pause_before_the_term_is_not_named_at_all() -> None:
    state = filed(
        UNDER_THE_CODE,
        pauses=(Pause(date(2020, 8, 1), date(2020, 9, 2)), Pause(date(2020, 8, 1), date(2020, 9, 3))),
    )

    reckoned = clock(state, date(2020, 9, 10))

    assert [entry.count for entry in reckoned.ledger if entry.kind == "suspended"] == [1]
    assert reckoned.due_on == date(2020, 10, 2)


def test_an_end_that_moves_to_a_working_day_runs_into_a_pause_on_its_way() -> None:
    # A month from 10 September ends on Saturday 10 October; proceedings are suspended from the Sunday.
    state = filed(date(2020, 9, 10), pauses=(Pause(date(2020, 10, 11), date(2020, 10, 14)),))

    reckoned = clock(state, date(2020, 10, 12))

    assert (reckoned.state, reckoned.due_on) == (ClockState.PAUSED, date(2020, 10, 14))
    assert [(entry.on, entry.to) for entry in reckoned.ledger if entry.kind == "rolled"] == [
        (date(2020, 10, 10), date(2020, 10, 11))
    ]


@pytest.mark.parametrize(
    ("fields", "about"),
    [
        ({"calls": (ANSWERED,)}, "evidence"),
        ({"opinions": (Opinion("abw", date(2020, 9, 10), date(2020, 9, 17)),)}, "abw"),
    ],
)
def test_a_pause_says_what_was_waited_for_and_on_what_basis(fields: dict[str, object], about: str) -> None:
    entry = clock(filed(UNDER_THE_CODE, **fields)).ledger[3]

    assert (entry.about, entry.basis) == (about, "art. 35 § 5 KPA")


@pytest.mark.parametrize(
    ("opinion", "last"),
    [
        (Opinion("abw", date(2020, 9, 10), date(2020, 9, 17), date(2020, 9, 15)), date(2020, 9, 14)),
        (Opinion("abw", date(2020, 9, 10), date(2020, 9, 17), date(2020, 9, 25)), date(2020, 9, 17)),
        (Opinion("abw", date(2020, 9, 10), date(2020, 9, 17)), date(2020, 9, 17)),
    ],
    ids=["in-time", "late", "silent"],
)
def test_an_authority_is_waited_for_until_it_answers_or_its_time_is_over(
    opinion: Opinion, last: date
) -> None:
    entry = clock(filed(UNDER_THE_CODE, opinions=(opinion,))).ledger[3]

    assert (entry.on, entry.to) == (date(2020, 9, 10), last)


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({"delivered_on": date(2020, 9, 14), "due_on": date(2020, 9, 21)}, date(2020, 9, 21)),
        (
            {"delivered_on": date(2020, 9, 14), "due_on": date(2020, 9, 21), "closed_on": date(2020, 9, 25)},
            date(2020, 9, 21),
        ),
        ({"closed_on": date(2020, 9, 14), "closing": "withdrawn"}, date(2020, 9, 13)),
    ],
    ids=["open", "late", "withdrawn-undelivered"],
)
def test_the_party_is_waited_for_until_it_answers_or_its_time_is_over(
    fields: dict[str, object], last: date
) -> None:
    asked = replace(ASKED, **fields)  # type: ignore[arg-type]  # fields of a call

    entry = clock(filed(UNDER_THE_CODE, calls=(asked,))).ledger[3]

    assert (entry.on, entry.to) == (date(2020, 9, 10), last)


@pytest.mark.parametrize("named", ["suspension", "party", "opinion"])
def test_only_what_the_rule_of_the_term_names_is_left_out(named: str) -> None:
    state = filed(
        UNDER_THE_CODE,
        calls=(ANSWERED,),
        opinions=(Opinion("abw", date(2020, 9, 10), date(2020, 9, 17)),),
        pauses=(Pause(date(2020, 9, 10), date(2020, 9, 18)),),
    )
    of = {"suspension": "suspended", "party": "party", "opinion": "opinion"}
    law = replace(RESIDENCE, terms=(replace(CODE, pauses=frozenset({named})),))

    assert kinds(clock(state, law=law)) == ["filed", "started", "term", of[named], "due"]


def test_a_pause_of_no_day_is_not_named() -> None:
    state = filed(UNDER_THE_CODE, pauses=(Pause(date(2020, 9, 10), date(2020, 9, 10)),))

    assert "suspended" not in kinds(clock(state))


def test_of_pauses_that_begin_together_the_shortest_comes_first() -> None:
    start = date(2020, 9, 10)
    together = (Pause(start), Pause(start, date(2020, 9, 18)), Pause(start, date(2020, 9, 12)))

    entries = clock(filed(UNDER_THE_CODE, pauses=together)).ledger[3:]

    assert [(entry.to, entry.count) for entry in entries] == [
        (date(2020, 9, 11), 2),
        (date(2020, 9, 17), 6),
        (None, None),
    ]
