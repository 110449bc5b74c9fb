"""People come: in time, early, late, twice, on another day, to another office, or without a booking."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR
from scheduling import notices
from scheduling.actions.queue import arriving
from scheduling.choices import AppointmentState, OutcomeKind, Rank, TicketState
from scheduling.models import Appointment, Counter, Outcome, Service, Ticket, TicketAct
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
NINE = datetime(2026, 12, 7, 8, tzinfo=UTC)  # on make.MONDAY, in Kraków


@pytest.fixture
def card() -> Service:
    return make.service("CARD", minutes=20, takes_walk_ins=True, ticket_letter="B")


@pytest.fixture
def office(card: Service) -> Office:
    return make.working_office(card)


@pytest.fixture
def counter(office: Office) -> Counter:
    return Counter.objects.get(office=office)


@pytest.fixture
def visit(counter: Counter, card: Service) -> Appointment:
    return make.appointment(counter, card, NINE, language="ru")


def come(office: Office, visit: Appointment, **more: Any) -> list[Ticket]:  # noqa: ANN401  what check_in takes
    how: dict[str, Any] = {"by": VISITOR, "at": NINE} | more
    return arriving.check_in(office=office, appointment=visit, **how)


def draw(office: Office, service: Service, **more: Any) -> Ticket:  # noqa: ANN401  what take_ticket takes
    how: dict[str, Any] = {"language": "en", "by": VISITOR, "at": NINE} | more
    return arriving.take_ticket(office=office, service=service, **how)


def test_whoever_comes_in_time_waits_by_their_time(office: Office, visit: Appointment) -> None:
    [ticket] = come(office, visit, at=NINE - 30 * MINUTE)

    assert (ticket.code, ticket.state, ticket.rank) == ("R001", TicketState.WAITING, Rank.BOOKED)
    assert (ticket.due_at, ticket.came_at, ticket.minutes) == (NINE, NINE - 30 * MINUTE, 20)
    assert (ticket.language, ticket.people) == ("ru", 1)
    assert ticket.visits.get().appointment == visit
    assert [act.kind for act in TicketAct.objects.all()] == ["issued"]
    assert Event.objects.get(action="ticket.issued").subject_pk == str(ticket.pk)


def test_the_place_of_a_ticket_has_a_secret_address(office: Office, visit: Appointment) -> None:
    [ticket] = come(office, visit)

    ticket.refresh_from_db()
    assert ticket.token_digest == token_digest(notices.ticket_token_of(ticket))


def test_what_people_are_told_is_kept(office: Office, visit: Appointment) -> None:
    [ticket] = come(office, visit, at=NINE - 10 * MINUTE)

    ticket.refresh_from_db()
    assert ticket.expected_from is not None
    assert ticket.expected_to is not None
    assert ticket.expected_from <= ticket.expected_to


def test_a_second_scan_gives_the_same_ticket(office: Office, visit: Appointment) -> None:
    [first] = come(office, visit)
    [again] = come(office, visit, at=NINE + MINUTE)

    assert again == first
    assert Ticket.objects.count() == 1


def test_check_in_opens_by_the_rule_and_a_clerk_may_be_kinder(office: Office, visit: Appointment) -> None:
    early = NINE - 31 * MINUTE

    with pytest.raises(arriving.TooEarlyError) as error:
        come(office, visit, at=early)
    [ticket] = come(office, visit, at=early, clerk=accounts.user(is_staff=True))

    assert error.value.opens_at == NINE - 30 * MINUTE
    assert ticket.due_at == NINE


def test_whoever_is_late_waits_with_those_without_a_booking(office: Office, visit: Appointment) -> None:
    late = NINE + 11 * MINUTE

    [ticket] = come(office, visit, at=late)

    assert (ticket.rank, ticket.due_at) == (Rank.WALK_IN, late)


def test_whoever_was_written_down_as_missed_may_come_after_all(office: Office, visit: Appointment) -> None:
    Outcome.objects.create(appointment=visit, kind=OutcomeKind.MISSED, at=NINE)
    Appointment.objects.filter(pk=visit.pk).update(state=AppointmentState.LAPSED)

    come(office, visit, at=NINE + 30 * MINUTE)

    assert not Outcome.objects.exists()


@pytest.mark.parametrize(
    ("at", "start"),
    [(NINE - timedelta(days=1), NINE), (NINE + timedelta(days=1), NINE)],
    ids=["before", "after"],
)
def test_on_another_day_nobody_is_checked_in(
    office: Office, visit: Appointment, at: datetime, start: datetime
) -> None:
    with pytest.raises(arriving.OtherDayError) as error:
        come(office, visit, at=at)

    assert error.value.start == start
    assert not Ticket.objects.exists()


def test_at_another_office_nobody_is_checked_in(office: Office, visit: Appointment) -> None:
    with pytest.raises(arriving.OtherOfficeError) as error:
        come(accounts.office(), visit)

    assert error.value.office == office


def test_a_cancelled_visit_is_not_expected(office: Office, counter: Counter, card: Service) -> None:
    off = make.appointment(counter, card, NINE, state=AppointmentState.CANCELLED)

    with pytest.raises(arriving.NotExpectedError):
        come(office, off)


def test_a_visit_that_is_over_gives_no_new_ticket(office: Office, visit: Appointment) -> None:
    [ticket] = come(office, visit)
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.DONE)

    with pytest.raises(arriving.AlreadyServedError) as error:
        come(office, visit)

    assert error.value.tickets == [ticket]


def test_a_visit_whose_outcome_is_known_gives_no_ticket(office: Office, visit: Appointment) -> None:
    clerk = accounts.user(is_staff=True)
    Outcome.objects.create(appointment=visit, kind=OutcomeKind.SERVED, by=clerk, at=NINE)

    with pytest.raises(arriving.AlreadyServedError):
        come(office, visit)


def test_a_family_in_a_row_has_one_ticket_and_at_two_counters_two(
    office: Office, counter: Counter, card: Service
) -> None:
    other = make.counter(office, card)
    lead = make.appointment(counter, card, NINE, people=3)
    child: dict[str, Any] = {"lead": lead, "people": 3, "language": "en"}
    after = make.appointment(counter, card, NINE + 20 * MINUTE, number=2, **child)
    beside = make.appointment(other, card, NINE, number=3, **child)

    tickets = come(office, lead)

    assert [(ticket.code, ticket.people, ticket.minutes) for ticket in tickets] == [
        ("R001", 2, 40),
        ("R002", 1, 20),
    ]
    assert {row.appointment for row in tickets[0].visits.all()} == {lead, after}
    assert tickets[1].visits.get().appointment == beside
    assert come(office, lead) == tickets


def test_somebody_without_a_booking_gets_a_letter_and_a_number(office: Office, card: Service) -> None:
    first, second = draw(office, card), draw(office, card, people=2, at=NINE + MINUTE)

    assert (first.code, second.code) == ("B001", "B002")
    assert (first.rank, first.due_at, second.minutes) == (Rank.WALK_IN, NINE, 40)
    assert not first.visits.exists()


def test_a_service_for_booked_times_only_gives_no_tickets(office: Office) -> None:
    booked_only = make.service("BOOKED")

    with pytest.raises(arriving.NoWalkInsError):
        draw(office, booked_only)


def test_in_the_break_and_on_a_holiday_there_are_no_tickets(office: Office, card: Service) -> None:
    with pytest.raises(arriving.ClosedError) as in_break:
        draw(office, card, at=make.local(office, make.MONDAY, "15:30"))
    with pytest.raises(arriving.ClosedError) as holiday:
        draw(office, card, at=datetime(2026, 12, 25, 9, tzinfo=UTC))

    assert in_break.value.until == make.local(office, make.MONDAY, "16:00")
    assert holiday.value.until is None


def test_there_are_as_many_tickets_as_the_counters_can_serve(office: Office, card: Service) -> None:
    """From 18:00 to the end of the duty at 19:00 there is room for three of twenty minutes."""
    six = make.local(office, make.MONDAY, "18:00")

    drawn = [draw(office, card, at=six) for _ in range(3)]
    with pytest.raises(arriving.FullError):
        draw(office, card, at=six)

    assert [ticket.code for ticket in drawn] == ["B001", "B002", "B003"]


def test_booked_visits_to_come_leave_less_room(office: Office, counter: Counter, card: Service) -> None:
    six = make.local(office, make.MONDAY, "18:00")
    for minutes in (0, 20):
        make.appointment(counter, card, six + minutes * MINUTE)

    draw(office, card, at=six)
    with pytest.raises(arriving.FullError):
        draw(office, card, at=six)


@pytest.mark.parametrize("people", [0, 7])
def test_a_ticket_is_for_one_to_six(office: Office, card: Service, people: int) -> None:
    with pytest.raises(ValueError, match="one to six"):
        draw(office, card, people=people)


def test_a_scan_finds_a_visit_by_reference_link_or_short_link(visit: Appointment) -> None:
    Appointment.objects.filter(pk=visit.pk).update(token_digest=token_digest(notices.token_of(visit)))
    bare = visit.reference.replace("-", "").lower()
    short = notices.short_name_of(visit)

    scans = [
        visit.reference,
        f"  {bare}\r\n",
        f"{visit.reference}/2",
        notices.page_of(visit),
        f"{notices.page_of(visit)}?utm=x#top",
        f"https://portal.example.org/v/{short}/",
    ]

    assert {arriving.find_visit(scan) for scan in scans} == {visit}


@pytest.mark.parametrize(
    "scan",
    [
        "",
        "7F3K-9M2Q",
        "https://example.org/",
        "https://example.org/visits/booked/",
        "https://example.org/en/visits/booked/wrong/",
        "WIFI:T:WPA;S:hall;P:secret;;",
        "x" * 5000,
        "https://[no-address-of-anything/visits/booked/x/",
        "\0",
    ],
    ids=range(9),
)
@pytest.mark.usefixtures("visit")
def test_any_other_text_finds_nothing(scan: str) -> None:
    assert arriving.find_visit(scan) is None
