from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from scheduling.rules.booking import Refusal, ServiceTerms, may_book, may_choose
from scheduling.tests.rules.examples import WARSAW, utc

DOCS = ServiceTerms(
    public=True, valid_from=date(2026, 3, 2), valid_to=date(2026, 3, 6), needs_case_number=True
)
INFO = replace(DOCS, needs_case_number=False)
HEARING = replace(DOCS, public=False)
WINDOW = (utc("2026-03-01 00:00"), utc("2026-03-31 00:00"))
NUMBER = "sc-ii.6151.12345.2020"


def book(terms: ServiceTerms, start: str = "2026-03-04 09:00", case_number: str = NUMBER) -> set[Refusal]:
    return {*may_book(terms, start=utc(start), zone=WARSAW, window=WINDOW, case_number=case_number)}


def test_nothing_speaks_against_a_visit_within_the_terms() -> None:
    assert book(DOCS) == set()


@pytest.mark.parametrize(
    ("terms", "on", "refusals"),
    [
        pytest.param(DOCS, date(2026, 3, 1), {Refusal.NOT_YET_VALID}, id="the-day-before"),
        pytest.param(DOCS, date(2026, 3, 2), set(), id="the-first-day"),
        pytest.param(DOCS, date(2026, 3, 6), set(), id="the-last-day"),
        pytest.param(DOCS, date(2026, 3, 7), {Refusal.ENDED}, id="the-day-after"),
        pytest.param(replace(DOCS, valid_to=None), date(2100, 1, 1), set(), id="without-an-end"),
        pytest.param(HEARING, date(2026, 3, 2), {Refusal.NOT_PUBLIC}, id="set-by-the-office"),
        pytest.param(HEARING, date(2026, 3, 7), {Refusal.NOT_PUBLIC, Refusal.ENDED}, id="two-reasons"),
    ],
)
def test_a_service_is_offered_to_the_public_on_its_days(
    terms: ServiceTerms, on: date, refusals: set[Refusal]
) -> None:
    assert may_choose(terms, on=on) == refusals


@pytest.mark.parametrize(
    ("start", "refusals"),
    [
        pytest.param("2026-03-01 22:59", {Refusal.NOT_YET_VALID}, id="still-the-day-before"),
        pytest.param("2026-03-01 23:00", set(), id="local-midnight"),
        pytest.param("2026-03-06 22:59", set(), id="still-the-last-day"),
        pytest.param("2026-03-06 23:00", {Refusal.ENDED}, id="local-midnight-after"),
    ],
)
def test_the_days_of_a_service_are_local_days(start: str, refusals: set[Refusal]) -> None:
    assert book(DOCS, start) == refusals


@pytest.mark.parametrize(
    ("start", "refusals"),
    [
        pytest.param(WINDOW[0] - timedelta.resolution, {Refusal.TOO_SOON}, id="before-the-notice"),
        pytest.param(WINDOW[0], set(), id="just-in-time"),
        pytest.param(WINDOW[1] - timedelta.resolution, set(), id="just-released"),
        pytest.param(WINDOW[1], {Refusal.NOT_RELEASED}, id="not-released"),
    ],
)
def test_a_visit_starts_while_the_window_is_open(start: datetime, refusals: set[Refusal]) -> None:
    always = replace(INFO, valid_from=date(2020, 1, 1), valid_to=None)

    assert may_book(always, start=start, zone=WARSAW, window=WINDOW) == refusals


@pytest.mark.parametrize(
    ("terms", "case_number", "refusals"),
    [
        pytest.param(DOCS, "", {Refusal.NEEDS_CASE_NUMBER}, id="needed-and-missing"),
        pytest.param(DOCS, "  ", {Refusal.NEEDS_CASE_NUMBER}, id="needed-and-blank"),
        pytest.param(DOCS, "6151", {Refusal.BAD_CASE_NUMBER}, id="needed-and-bad"),
        pytest.param(INFO, "", set(), id="not-needed"),
        pytest.param(INFO, NUMBER, set(), id="not-needed-and-good"),
        pytest.param(INFO, "6151", {Refusal.BAD_CASE_NUMBER}, id="not-needed-and-bad"),
    ],
)
def test_a_case_number_is_given_where_it_is_needed(
    terms: ServiceTerms, case_number: str, refusals: set[Refusal]
) -> None:
    assert book(terms, case_number=case_number) == refusals


def test_all_the_reasons_are_given_at_once() -> None:
    late = replace(HEARING, valid_to=date(2026, 3, 31))

    assert book(late, "2026-04-02 09:00", "6151") == {
        Refusal.NOT_PUBLIC,
        Refusal.ENDED,
        Refusal.BAD_CASE_NUMBER,
        Refusal.NOT_RELEASED,
    }
    assert book(late, "2026-02-02 09:00", "") == {
        Refusal.NOT_PUBLIC,
        Refusal.NOT_YET_VALID,
        Refusal.NEEDS_CASE_NUMBER,
        Refusal.TOO_SOON,
    }
