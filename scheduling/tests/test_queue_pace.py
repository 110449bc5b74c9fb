"""How long visits take is learnt from those that are over."""

from datetime import datetime, timedelta

import pytest

from portal.accounts.models import Office
from scheduling.choices import TicketState
from scheduling.models import Service
from scheduling.models.forecast import expected_in
from scheduling.models.paces import ENOUGH, Pace, paces_of
from scheduling.tests import factories
from scheduling.tests.factories import MONDAY, local

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def service() -> Service:
    return factories.service(minutes=15, takes_walk_ins=True)


@pytest.fixture
def office(service: Service) -> Office:
    return factories.working_office(service)


@pytest.fixture
def at(office: Office) -> datetime:
    return local(office, MONDAY, "09:00")


@pytest.mark.parametrize(
    ("number", "minutes"), [pytest.param(ENOUGH, 30, id="enough"), pytest.param(ENOUGH - 1, 15, id="too-few")]
)
def test_the_next_but_one_is_called_after_as_long_as_visits_took(
    number: int, minutes: int, office: Office, service: Service, at: datetime
) -> None:
    over(office, service, at - DAY, minutes=30, number=number)
    _first, second = (factories.ticket(office, service, due_at=at) for _ in range(2))

    assert expected_in(office, at=at)[second.pk].start == at + minutes * MINUTE


def test_the_range_is_rounded_outwards(office: Office, service: Service, at: datetime) -> None:
    over(office, service, at - DAY, minutes=15, number=ENOUGH)  # always, but for the pace of a day
    _first, second = (factories.ticket(office, service, due_at=at) for _ in range(2))

    expected = expected_in(office, at=at)[second.pk]

    assert (expected.low, expected.high) == (at + 10 * MINUTE, at + 20 * MINUTE)


def test_a_ticket_of_several_people_counts_by_what_was_planned_for_them(
    office: Office, service: Service, at: datetime
) -> None:
    over(office, service, at - DAY, minutes=45, number=ENOUGH, planned=30)

    assert paces_of(office.pk, MONDAY) == {service.pk: Pace(1.5, 0.0)}


def test_how_much_it_varies_is_learnt_too(office: Office, service: Service, at: datetime) -> None:
    over(office, service, at - DAY, minutes=15, number=ENOUGH // 2)
    over(office, service, at - 2 * DAY, minutes=45, number=ENOUGH // 2)

    assert paces_of(office.pk, MONDAY) == {service.pk: Pace(2.0, 1.0)}


@pytest.mark.parametrize(
    ("days", "minutes", "state"),
    [
        pytest.param(0, 30, TicketState.DONE, id="today"),
        pytest.param(61, 30, TicketState.DONE, id="long-ago"),
        pytest.param(1, 90, TicketState.DONE, id="forgotten-to-finish"),
        pytest.param(1, 0, TicketState.DONE, id="no-time-at-all"),
        pytest.param(1, 30, TicketState.LEFT, id="left"),
    ],
)
def test_what_says_nothing_of_it_does_not_count(
    days: int, minutes: int, state: TicketState, office: Office, service: Service
) -> None:
    at = local(office, MONDAY, "09:00")
    over(office, service, at - days * DAY, minutes=minutes, number=ENOUGH, state=state)

    assert paces_of(office.pk, MONDAY) == {}


def test_sixty_days_count(office: Office, service: Service, at: datetime) -> None:
    over(office, service, at - 60 * DAY, minutes=60, number=ENOUGH)

    assert paces_of(office.pk, MONDAY) == {service.pk: Pace(4.0, 0.0)}


def test_each_office_learns_for_itself(office: Office, service: Service, at: datetime) -> None:
    over(factories.working_office(service), service, at - DAY, minutes=30, number=ENOUGH)

    assert paces_of(office.pk, MONDAY) == {}


def over(
    office: Office,
    service: Service,
    at: datetime,
    *,
    minutes: int,
    number: int,
    planned: int = 15,
    state: TicketState = TicketState.DONE,
) -> None:
    for _ in range(number):
        ended = at + minutes * MINUTE
        factories.ticket(
            office, service, due_at=at, state=state, called_at=at, ended_at=ended, minutes=planned
        )
