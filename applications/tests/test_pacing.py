"""What past cases say about one that waits: counted at night, read in one query."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from applications.actions.pacing import reckon_pace
from applications.choices import EventKind as K
from applications.choices import Outcome, Stage
from applications.models import Application, Pace
from applications.models.pacing import expected
from applications.rules.pace import UNKNOWN, Expected
from applications.tests import factories as make
from portal.accounts.models import Office
from portal.accounts.tests.factories import office

pytestmark = pytest.mark.django_db

ON = date(2026, 12, 1)
FILED = date(2026, 11, 2)
DAY = timedelta(days=1)


@pytest.fixture
def here() -> Office:
    return office()


def decided(at: Office, *, on: date, after: int, of: str = "TEMP_WORK") -> Application:
    case = make.case(at, of=of)
    Application.objects.filter(pk=case.pk).update(
        filed_on=on - after * DAY, decided_on=on, outcome=Outcome.POSITIVE, stage=Stage.SERVED
    )
    return case


def waiting(at: Office, *, filed_on: date, of: str = "TEMP_WORK") -> Application:
    return make.case(at, of=of, filed_on=filed_on)


def reckoned(at: Office, *, of: str = "TEMP_WORK") -> Pace:
    reckon_pace(at=make.AT)
    return Pace.objects.get(office=at, procedure__code=of)


def test_decided_cases_are_counted_by_the_days_from_filing_to_decision(here: Office) -> None:
    for after in (100, 10, 50, 20, 30):
        decided(here, on=date(2026, 6, 1), after=after)

    pace = reckoned(here)

    assert (pace.on, pace.decided, pace.half, pace.most) == (ON, 5, 30, 50)


def test_a_decision_counts_for_a_year_from_the_day_after_it(here: Office) -> None:
    for on in (ON, ON - DAY, ON - 365 * DAY, ON - 366 * DAY):
        decided(here, on=on, after=(ON - on).days + 5)

    pace = reckoned(here)

    assert (pace.decided, pace.half, pace.most) == (2, 6, 370)


def test_of_late_is_within_twelve_weeks(here: Office) -> None:
    for days in (1, 2, 84, 85):
        decided(here, on=ON - days * DAY, after=5)

    assert reckoned(here).weekly == 0.2  # three in twelve weeks


def test_what_waits_is_counted_by_the_day_of_filing_and_nothing_that_is_over_is(here: Office) -> None:
    for filed_on in (FILED, FILED - DAY, FILED):
        waiting(here, filed_on=filed_on)
    decided(here, on=ON - DAY, after=40)
    make.happen(waiting(here, filed_on=FILED), K.LEFT_UNEXAMINED, on=ON)

    assert reckoned(here).waiting == [["2026-11-01", 1], ["2026-11-02", 2]]


def test_each_office_and_each_procedure_has_figures_of_its_own(here: Office) -> None:
    elsewhere = office()
    decided(here, on=ON - DAY, after=10)
    decided(here, on=ON - DAY, after=20, of="PERM")
    decided(elsewhere, on=ON - DAY, after=30)
    office()

    assert reckon_pace(at=make.AT) == 2
    rows = Pace.objects.order_by("half").values_list("office", "procedure__code", "half", "waiting")
    assert list(rows) == [
        (here.pk, "TEMP_WORK", 10, []),
        (here.pk, "PERM", 20, []),
        (elsewhere.pk, "TEMP_WORK", 30, []),
    ]


def test_it_is_done_once_a_day_of_the_office_and_anew_on_the_next(here: Office) -> None:
    case = waiting(here, filed_on=FILED)
    decided(here, on=ON - DAY, after=10, of="PERM")
    last = datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in Kraków

    assert [reckon_pace(at=make.AT), reckon_pace(at=last)] == [1, 0]
    Application.objects.exclude(pk=case.pk).update(office=office())
    assert reckon_pace(at=last + timedelta(seconds=1)) == 2
    left = Pace.objects.get(office=here)
    assert (left.procedure.code, left.on) == ("TEMP_WORK", ON + DAY)


def test_a_page_reads_one_row(here: Office, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _each in range(20):
        decided(here, on=ON - DAY, after=143)
    decided(here, on=ON - 200 * DAY, after=210)
    for filed_on in (FILED - DAY, FILED):
        waiting(here, filed_on=filed_on)
    mine = waiting(here, filed_on=FILED)
    reckon_pace(at=make.AT)

    with django_assert_num_queries(1):
        found = expected(mine, on=ON)

    assert found == Expected(half_days=143, most_days=143, decided=21, ahead=1, weekly=1.7)
    assert found.is_enough


def test_a_count_of_last_week_is_no_longer_told(here: Office) -> None:
    mine = waiting(here, filed_on=FILED)
    reckon_pace(at=make.AT)

    assert expected(mine, on=ON + 6 * DAY).ahead == 0
    assert expected(mine, on=ON + 7 * DAY).ahead is None


def test_where_nothing_was_counted_nothing_is_known(here: Office) -> None:
    assert expected(waiting(here, filed_on=FILED), on=ON) == UNKNOWN


def test_whether_a_decision_is_signed_shows_in_nothing_before_it_is_served(
    here: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    waiting(here, filed_on=FILED - DAY)
    mine = waiting(here, filed_on=FILED)
    reckon_pace(at=make.AT)
    before = expected(mine, on=ON)

    mine.stage, mine.decided_on = Stage.DECIDED, ON
    assert expected(mine, on=ON) == before == Expected(ahead=1)
    mine.stage = Stage.SERVED
    with django_assert_num_queries(0):
        assert expected(mine, on=ON) == UNKNOWN
