from datetime import datetime, timedelta
from typing import Any

import pytest

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling.choices import AppointmentState, OutcomeKind, Rank, TicketState
from scheduling.models import Counter, Outcome, QueueRule, Service, Ticket
from scheduling.models.forecast import admits, expected_in, wait_in
from scheduling.models.hall import hall_of
from scheduling.rules.queue.forecast import Expected
from scheduling.tests import factories
from scheduling.tests.factories import MONDAY, local

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def service() -> Service:
    return factories.service(minutes=15, takes_walk_ins=True)


@pytest.fixture
def office(service: Service) -> Office:
    """Return an office with one counter, open from 07:30 to 15:00 and from 16:00 to 19:00."""
    return factories.working_office(service)


@pytest.fixture
def at(office: Office) -> datetime:
    return clock(office, "09:00")


def clock(office: Office, text: str) -> datetime:
    return local(office, MONDAY, text)


def waiting(office: Office, service: Service, since: datetime, **fields: Any) -> Ticket:  # noqa: ANN401  any field of the model
    return factories.ticket(office, service, due_at=since, **fields)


def starts(office: Office, *tickets: Ticket, at: datetime) -> list[str]:
    """Return the local times at which tickets are expected to be called."""
    expected = expected_in(office, at=at)
    assert set(expected) == {ticket.pk for ticket in tickets}
    found = [expected[ticket.pk].start for ticket in tickets]
    return [f"{start.astimezone(office.zone):%H:%M}" if start else "-" for start in found]


def counter_of(office: Office) -> Counter:
    return Counter.objects.get(office=office)


def test_who_waits_is_called_one_after_the_other(office: Office, service: Service, at: datetime) -> None:
    later, first = (waiting(office, service, at - minutes * MINUTE) for minutes in (5, 9))

    assert starts(office, later, first, at=at) == ["09:15", "09:00"]


def test_nobody_waits_and_the_day_is_over(office: Office, at: datetime) -> None:
    assert expected_in(office, at=at) == {}
    assert expected_in(office, at=at + 12 * timedelta(hours=1)) == {}


def test_a_range_is_in_whole_five_minutes_from_now(office: Office, service: Service, at: datetime) -> None:
    at += timedelta(minutes=2, seconds=7)
    tickets = [waiting(office, service, at - MINUTE) for _ in range(4)]

    last = expected_in(office, at=at)[tickets[3].pk]

    assert last.start == at + 45 * MINUTE
    assert last.low
    assert last.high
    assert (last.low - at) % (5 * MINUTE) == (last.high - at) % (5 * MINUTE) == timedelta()
    # Three visits of 15 minutes that vary by 40 % each: 45 minutes, give or take 13.
    assert 15 * MINUTE < last.low - at <= 35 * MINUTE
    assert 55 * MINUTE <= last.high - at <= 75 * MINUTE


def test_the_next_is_called_at_once(office: Office, service: Service, at: datetime) -> None:
    ticket = waiting(office, service, at)

    [expected] = expected_in(office, at=at).values()

    assert (ticket.pk, expected.low, expected.high, expected.ahead) == (ticket.pk, at, at, 0)


def test_tickets_of_other_days_and_offices_do_not_wait_here(
    office: Office, service: Service, at: datetime
) -> None:
    waiting(office, service, at - DAY)
    elsewhere = factories.working_office(service)
    waiting(elsewhere, service, at)
    waiting(office, service, at, state=TicketState.DONE, ended_at=at)
    waiting(office, service, at, state=TicketState.PARKED)

    assert expected_in(office, at=at) == {}


def test_who_does_not_fit_before_the_disinfection_is_called_after_it(
    office: Office, service: Service
) -> None:
    at = clock(office, "14:40")
    tickets = [waiting(office, service, at) for _ in range(2)]

    assert starts(office, *tickets, at=at) == ["14:40", "16:00"]


def test_who_does_not_fit_before_the_end_has_no_time(office: Office, service: Service) -> None:
    at = clock(office, "18:46")
    ticket = waiting(office, service, at)

    assert starts(office, ticket, at=at) == ["-"]


def test_somebody_at_the_counter_takes_what_is_left_of_their_time(
    office: Office, service: Service, at: datetime
) -> None:
    ticket = waiting(office, service, at)
    served = {"counter": counter_of(office), "clerk": accounts.user(is_staff=True)}
    waiting(office, service, at, state=TicketState.SERVING, called_at=at - 5 * MINUTE, **served)

    [start] = starts(office, ticket, at=at)

    assert start == "09:10"


def test_somebody_who_is_only_called_takes_all_of_their_time(
    office: Office, service: Service, at: datetime
) -> None:
    ticket = waiting(office, service, at)
    called = {"counter": counter_of(office), "clerk": accounts.user(is_staff=True)}
    waiting(office, service, at, state=TicketState.CALLED, called_at=at, **called)

    assert starts(office, ticket, at=at) == ["09:15"]


def test_a_second_clerk_who_sits_down_without_a_shift_counts(
    office: Office, service: Service, at: datetime
) -> None:
    tickets = [waiting(office, service, at) for _ in range(3)]
    second = factories.counter(office, service)
    assert starts(office, *tickets, at=at) == ["09:00", "09:15", "09:30"]

    factories.sitting(second)

    assert starts(office, *tickets, at=at) == ["09:00", "09:00", "09:15"]


def test_a_clerk_who_has_left_the_counter_does_not_count(
    office: Office, service: Service, at: datetime
) -> None:
    tickets = [waiting(office, service, at) for _ in range(2)]
    sitting = factories.sitting(factories.counter(office, service))
    sitting.ended_at = at
    sitting.save()

    assert starts(office, *tickets, at=at) == ["09:00", "09:15"]


def test_a_counter_out_of_use_calls_nobody_unless_somebody_sits_there(
    office: Office, service: Service, at: datetime
) -> None:
    ticket = waiting(office, service, at)
    Counter.objects.filter(office=office).update(is_open=False)
    assert starts(office, ticket, at=at) == ["-"]

    factories.sitting(counter_of(office))

    assert starts(office, ticket, at=at) == ["09:00"]


def test_a_counter_calls_for_its_services_only(office: Office, at: datetime) -> None:
    ticket = waiting(office, factories.service("OTHER"), at)

    assert starts(office, ticket, at=at) == ["-"]


def test_who_is_sent_on_waits_for_that_counter(office: Office, service: Service, at: datetime) -> None:
    later = factories.counter(office, service)
    factories.duty(later, starts="11:00", ends="14:00")
    ticket = waiting(office, service, at, only_counter=later)

    assert starts(office, ticket, at=at) == ["11:00"]


def test_a_booked_time_comes_first_from_as_long_before_as_the_office_says(
    office: Office, service: Service, at: datetime
) -> None:
    booked = waiting(office, service, at + 20 * MINUTE, rank=Rank.BOOKED)
    tickets = [booked, *(waiting(office, service, at) for _ in range(2))]
    assert starts(office, *tickets, at=at) == ["09:15", "09:00", "09:30"]

    QueueRule.objects.create(office=office, turn_minutes=20)

    assert starts(office, *tickets, at=at) == ["09:00", "09:15", "09:30"]


class TestWhoIsStillToCome:
    """They are booked from 08:55 to 09:10, and at 09:00 two wait without a booking."""

    @pytest.fixture
    def start(self, at: datetime) -> datetime:
        return at - 5 * MINUTE

    @pytest.fixture
    def tickets(self, office: Office, service: Service, at: datetime) -> list[Ticket]:
        return [waiting(office, service, at) for _ in range(2)]

    def test_their_time_is_kept(
        self, office: Office, service: Service, at: datetime, start: datetime, tickets: list[Ticket]
    ) -> None:
        factories.appointment(counter_of(office), service, start)

        assert starts(office, *tickets, at=at) == ["09:15", "09:30"]

    def test_they_are_not_ahead_of_those_who_are_here(
        self, office: Office, service: Service, at: datetime, start: datetime, tickets: list[Ticket]
    ) -> None:
        factories.appointment(counter_of(office), service, start)

        expected = expected_in(office, at=at)

        assert [expected[ticket.pk].ahead for ticket in tickets] == [0, 1]

    def test_they_come_at_their_time(
        self, office: Office, service: Service, at: datetime, tickets: list[Ticket]
    ) -> None:
        factories.appointment(counter_of(office), service, at + 10 * MINUTE)

        assert starts(office, *tickets, at=at) == ["09:00", "09:30"]

    def test_whoever_is_late_comes_after_those_who_wait(
        self, office: Office, service: Service, at: datetime, start: datetime, tickets: list[Ticket]
    ) -> None:
        factories.appointment(counter_of(office), service, start)
        QueueRule.objects.create(office=office, late_minutes=4)

        assert starts(office, *tickets, at=at) == ["09:00", "09:15"]
        assert admits_after(office, service, at=at) == "09:30"

    def test_whoever_was_missed_is_not_expected(
        self, office: Office, service: Service, at: datetime, start: datetime, tickets: list[Ticket]
    ) -> None:
        factories.appointment(counter_of(office), service, start)
        QueueRule.objects.create(office=office, late_minutes=0, missed_minutes=5)

        assert starts(office, *tickets, at=at) == ["09:00", "09:15"]
        assert admits_after(office, service, at=at) == "09:30"

    def test_whoever_has_checked_in_is_expected_once(
        self, office: Office, service: Service, at: datetime, start: datetime, tickets: list[Ticket]
    ) -> None:
        visit = factories.appointment(counter_of(office), service, start)
        mine = waiting(office, service, start, rank=Rank.BOOKED, visit=visit)

        assert starts(office, mine, *tickets, at=at) == ["09:00", "09:15", "09:30"]

    def test_a_visit_that_has_ended_is_not_expected(
        self, office: Office, service: Service, at: datetime, start: datetime, tickets: list[Ticket]
    ) -> None:
        visit = factories.appointment(counter_of(office), service, start)
        clerk = accounts.user(is_staff=True)
        Outcome.objects.create(appointment=visit, kind=OutcomeKind.SERVED, by=clerk, at=at)

        assert starts(office, *tickets, at=at) == ["09:00", "09:15"]

    @pytest.mark.parametrize("state", [AppointmentState.CANCELLED, AppointmentState.HELD])
    def test_only_who_is_booked_is_expected(
        self, state: AppointmentState, office: Office, service: Service, at: datetime, tickets: list[Ticket]
    ) -> None:
        factories.appointment(counter_of(office), service, at - 5 * MINUTE, state=state)

        assert starts(office, *tickets, at=at) == ["09:00", "09:15"]

    def test_visits_of_other_offices_and_days_take_no_time_here(
        self, office: Office, service: Service, at: datetime, start: datetime, tickets: list[Ticket]
    ) -> None:
        elsewhere = factories.working_office(service)
        factories.appointment(counter_of(elsewhere), service, start)
        factories.appointment(counter_of(office), service, at + DAY)

        assert starts(office, *tickets, at=at) == ["09:00", "09:15"]


def wait_now(office: Office, service: Service, *, at: datetime) -> Expected | None:
    return wait_in(hall_of(office, at=at), service)


def admits_after(office: Office, service: Service, *, at: datetime) -> str:
    """Return when one more would be called."""
    expected = wait_now(office, service, at=at)
    assert expected
    assert expected.start
    return f"{expected.start.astimezone(office.zone):%H:%M}"


class TestAdmission:
    @pytest.mark.parametrize(
        ("text", "people", "is_admitted"),
        [
            pytest.param("18:45", 1, True, id="the-last"),
            pytest.param("18:46", 1, False, id="too-late"),
            pytest.param("18:30", 2, True, id="two-at-once"),
            pytest.param("18:31", 2, False, id="too-late-for-two"),
            pytest.param("14:50", 1, True, id="after-the-disinfection"),
        ],
    )
    def test_whoever_can_be_finished_before_the_end_is_admitted(
        self, text: str, people: int, is_admitted: bool, office: Office, service: Service
    ) -> None:
        assert admits(office, service, people=people, at=clock(office, text)) is is_admitted

    def test_those_who_wait_already_are_counted(self, office: Office, service: Service) -> None:
        at = clock(office, "18:20")
        waiting(office, service, at)
        assert admits(office, service, people=1, at=at) is True

        waiting(office, service, at)

        assert admits(office, service, people=1, at=at) is False

    def test_the_time_of_those_who_are_booked_is_not_given_away(
        self, office: Office, service: Service
    ) -> None:
        at = clock(office, "18:20")
        assert admits(office, service, people=2, at=at) is True

        factories.appointment(counter_of(office), service, at + 15 * MINUTE)

        assert admits(office, service, people=2, at=at) is False

    def test_whoever_comes_early_keeps_nobody_else_out(self, office: Office, service: Service) -> None:
        at = clock(office, "08:45")
        factories.ticket(office, service, rank=Rank.BOOKED, due_at=at + 15 * MINUTE)

        assert admits(office, service, people=1, at=at) is True

    def test_a_service_that_no_counter_has_admits_nobody(self, office: Office, at: datetime) -> None:
        assert admits(office, factories.service("OTHER"), people=1, at=at) is False


def test_somebody_who_came_now_would_wait_behind_all(office: Office, service: Service, at: datetime) -> None:
    tickets = [waiting(office, service, at) for _ in range(2)]

    expected = wait_now(office, service, at=at)

    assert expected
    assert (expected.start, expected.ahead) == (at + 30 * MINUTE, len(tickets))
    assert expected.low
    assert expected.high
    assert (expected.low - at) % (5 * MINUTE) == (expected.high - at) % (5 * MINUTE) == timedelta()


def test_nobody_is_told_a_wait_who_could_not_be_served_today(office: Office, service: Service) -> None:
    assert wait_now(office, service, at=clock(office, "18:50")) is None


def test_a_ticket_says_what_was_said_before_it_was_taken(
    office: Office, service: Service, at: datetime
) -> None:
    late = at - 15 * MINUTE  # and not here: they may still come
    factories.appointment(counter_of(office), service, late)
    said = wait_now(office, service, at=at)
    ticket = waiting(office, service, at)

    assert said == expected_in(office, at=at)[ticket.pk]
    assert said is not None
    assert said.start == at
