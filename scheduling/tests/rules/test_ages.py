from datetime import UTC, date, datetime, timedelta

import pytest

from scheduling.rules.ages import Hint, age, hints, lacks_company, needs_company

VISIT = date(2026, 12, 7)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        pytest.param("2020-12-07", "2026-12-07", 6, id="on-the-birthday"),
        pytest.param("2020-12-08", "2026-12-07", 5, id="a-day-before-it"),
        pytest.param("2020-12-06", "2026-12-07", 6, id="a-day-after-it"),
        pytest.param("2020-11-30", "2026-12-07", 6, id="in-a-month-before"),
        pytest.param("2021-01-01", "2026-12-07", 5, id="in-a-month-after"),
        pytest.param("2026-12-07", "2026-12-07", 0, id="newborn"),
        pytest.param("1926-12-07", "2026-12-07", 100, id="a-century"),
        pytest.param("2016-02-29", "2029-02-27", 12, id="leap-day-before"),
        pytest.param("2016-02-29", "2029-02-28", 13, id="leap-day-in-a-common-year"),
        pytest.param("2016-02-29", "2029-03-01", 13, id="leap-day-after"),
        pytest.param("2020-02-29", "2032-02-28", 11, id="leap-day-not-yet-in-a-leap-year"),
        pytest.param("2020-02-29", "2032-02-29", 12, id="leap-day-in-a-leap-year"),
        pytest.param("2096-02-29", "2100-02-28", 4, id="no-leap-day-at-the-turn-of-a-century"),
        pytest.param("1996-02-29", "2000-02-28", 3, id="but-one-every-four-hundred-years"),
        pytest.param("2020-02-28", "2026-02-28", 6, id="the-day-before-a-leap-day"),
        pytest.param("2020-03-29", "2026-03-28", 5, id="a-29th-of-another-month"),
    ],
)
def test_age_is_that_of_the_civil_code(born: str, on: str, years: int) -> None:
    assert age(date.fromisoformat(born), on=date.fromisoformat(on)) == years


ALMOST, ADULT = date(2008, 12, 8), date(2008, 12, 7)
UNDER_SIX, SIX = date(2020, 12, 8), date(2020, 12, 7)
TWELVE, THIRTEEN = date(2013, 12, 8), date(2013, 12, 7)


@pytest.mark.parametrize(
    ("births", "card", "is_needed"),
    [
        pytest.param([ADULT], False, False, id="an-adult"),
        pytest.param([ALMOST], False, True, id="a-day-too-young"),
        pytest.param([UNDER_SIX, ADULT, TWELVE], False, False, id="children-with-an-adult"),
        pytest.param([UNDER_SIX, ALMOST], False, True, id="children-alone"),
        pytest.param([THIRTEEN, ALMOST], True, False, id="cards-from-thirteen"),
        pytest.param([TWELVE, ALMOST], True, True, id="a-card-under-thirteen"),
        pytest.param([TWELVE, ADULT], True, False, id="a-card-with-an-adult"),
    ],
)
def test_minors_without_an_adult_do_not_come_alone(
    births: list[date], *, card: bool, is_needed: bool
) -> None:
    assert needs_company(births, on=VISIT, hands_over_card=card) is is_needed


@pytest.mark.parametrize(
    ("born", "prints", "card", "said"),
    [
        (UNDER_SIX, False, False, [Hint.NOT_ALONE]),
        (UNDER_SIX, True, False, [Hint.NO_FINGERPRINTS, Hint.NOT_ALONE]),
        (UNDER_SIX, False, True, [Hint.CARD_TO_PARENT, Hint.NOT_ALONE]),
        (UNDER_SIX, True, True, [Hint.NO_FINGERPRINTS, Hint.CARD_TO_PARENT, Hint.NOT_ALONE]),
        (SIX, True, False, [Hint.NOT_ALONE]),
        (TWELVE, True, True, [Hint.CARD_TO_PARENT, Hint.NOT_ALONE]),
        (THIRTEEN, True, True, [Hint.SIGNATURE]),
        (THIRTEEN, False, True, []),
    ],
)
def test_hints_follow_from_the_age_and_from_what_is_done(
    born: date, said: list[Hint], *, prints: bool, card: bool
) -> None:
    assert hints(born, on=VISIT, takes_fingerprints=prints, hands_over_card=card) == tuple(said)


@pytest.mark.parametrize(
    ("rounds", "is_accompanied", "lacks"),
    [
        pytest.param([[ADULT, SIX]], False, True, id="a-mother-at-one-counter-her-child-at-another"),
        pytest.param([[ADULT, SIX]], True, False, id="with-somebody-who-comes-along"),
        pytest.param([[ADULT], [SIX]], False, False, id="one-after-the-other"),
        pytest.param([[ADULT, THIRTEEN]], False, False, id="nobody-under-thirteen"),
        pytest.param([[ADULT, TWELVE]], False, True, id="a-day-under-thirteen"),
        pytest.param([[ADULT], [SIX, TWELVE]], False, True, id="two-children-and-one-mother"),
        pytest.param([[ADULT], [SIX, TWELVE]], True, False, id="two-children-with-two"),
        pytest.param([[ADULT], [SIX, THIRTEEN]], False, False, id="one-child-and-one-mother"),
        pytest.param([[ADULT, ADULT], [SIX, TWELVE]], False, False, id="two-children-and-two-parents"),
        pytest.param([[ALMOST], [SIX, THIRTEEN]], False, True, id="a-minor-is-no-company"),
        pytest.param([[ADULT, SIX], [ADULT, ALMOST]], False, False, id="the-father-waits-for-his-turn"),
        pytest.param([[ADULT, ALMOST], [ADULT, SIX], [ADULT]], False, False, id="all-but-the-one-received"),
        pytest.param([[SIX]], False, False, id="alone"),
        pytest.param([[THIRTEEN], [SIX]], False, False, id="one-at-a-time"),
        pytest.param([], False, False, id="nobody"),
    ],
)
def test_children_received_at_once_need_somebody_each(
    rounds: list[list[date]], *, is_accompanied: bool, lacks: bool
) -> None:
    nine = datetime(2026, 12, 7, 8, tzinfo=UTC)
    seats = [
        (nine + timedelta(minutes=15) * turn, born) for turn, births in enumerate(rounds) for born in births
    ]

    assert lacks_company(seats, on=VISIT, is_accompanied=is_accompanied) is lacks
