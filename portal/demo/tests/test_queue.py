"""The day at the office in the demonstration: there is somebody of each kind, and the clock agrees."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from portal.accounts.models import Office
from portal.audit.rules.actors import Actor
from portal.demo.tests.test_start import demonstrate
from portal.demo.world.build import build
from portal.demo.world.playing import play
from portal.demo.world.staff import CLERK
from scheduling.actions.queue.calling import call_next
from scheduling.actions.queue.missing import mark_no_shows
from scheduling.choices import OutcomeKind, Priority, Rank, TicketState
from scheduling.models import Appointment, Kiosk, Outcome, QueueRule, Service, Sitting, Ticket
from scheduling.models.forecast import admits_in
from scheduling.models.hall import hall_of
from scheduling.models.line import line_of
from scheduling.rules.codes import token_digest

TODAY = date(2026, 12, 1)  # a Tuesday
AT = datetime.fromisoformat("2026-12-01T10:50:00+01:00")


@pytest.fixture(scope="module")
def made(
    django_db_setup: None,  # noqa: ARG001  the tables are there
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Build the demonstration once for all these tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        build(seed=1, scale=1, today=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _demonstration(made: None, settings: LazySettings) -> None:  # noqa: ARG001  it is made
    demonstrate(settings)


@pytest.fixture
def office() -> Office:
    return Office.objects.get(slug="krakow")


pytestmark = pytest.mark.django_db


def test_there_is_somebody_of_each_kind(office: Office) -> None:
    tickets = Ticket.objects.filter(office=office)
    states = Counter(tickets.values_list("state", flat=True))
    waiting = Counter(tickets.waiting().values_list("rank", flat=True))

    assert states[TicketState.DONE] > 30
    assert states[TicketState.SERVING] >= 2
    assert 1 <= states[TicketState.CALLED] <= 2
    assert {TicketState.PARKED, TicketState.LEFT, TicketState.MISSED} <= set(states)
    assert 8 <= sum(waiting.values()) <= 24
    assert set(waiting) == {Rank.PRIORITY, Rank.RETURNED, Rank.BOOKED, Rank.WALK_IN}
    assert tickets.get(rank=Rank.PRIORITY).priority == Priority.CHILDREN
    assert Outcome.objects.filter(kind=OutcomeKind.MISSED, appointment__counter__office=office).exists()


def test_nobody_is_called_before_they_came_or_after_the_clock() -> None:
    wrong = []
    for ticket in Ticket.objects.all():
        moments = [ticket.came_at, ticket.called_at, ticket.served_at, ticket.ended_at, AT]
        there = [moment for moment in moments if moment]
        if there != sorted(there):
            wrong.append(ticket.code)

    assert wrong == []


def test_numbers_follow_those_who_came() -> None:
    for office in Office.objects.all():
        for letter in ("A", "R"):
            tickets = Ticket.objects.filter(office=office, letter=letter).order_by("came_at")
            numbers = list(tickets.values_list("number", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))


def test_the_clerk_who_signs_in_sits_at_a_counter_and_calls_somebody(office: Office) -> None:
    sitting = Sitting.objects.get(clerk__email=CLERK.email)
    first = next(
        row
        for row in line_of(office, TODAY, at=AT)
        if row.service_id in set(sitting.counter.services.values_list("pk", flat=True))
    )

    called = call_next(clerk=sitting.clerk, by=Actor.user(sitting.clerk.pk), at=AT)

    assert called is not None
    assert called.pk == first.pk


def test_the_clock_finds_hardly_anybody_more_who_did_not_come() -> None:
    before = Appointment.objects.filter(state="lapsed").count()

    assert mark_no_shows(at=AT) <= 8
    assert Appointment.objects.filter(state="lapsed").count() - before <= 8


@pytest.mark.parametrize("clock", ["10:50", "11:30", "13:00", "16:30"])
def test_there_are_tickets_without_a_booking_all_day(office: Office, clock: str) -> None:
    hour, minute = map(int, clock.split(":"))
    hall = hall_of(office, at=AT.replace(hour=hour, minute=minute).astimezone(UTC))

    services = Service.objects.without_booking(office, TODAY)
    admitted = {service.code: admits_in(hall, service) for service in services}

    assert admitted == {"INFO": True, "DOCS": True, "CARD": True}


def test_each_office_says_in_three_languages_where_to_wait() -> None:
    for rule in QueueRule.objects.all():
        notes = [
            getattr(rule, f"{name}_{language}")
            for name in ("waiting_note", "break_note")
            for language in ("pl", "en", "ru")
        ]
        assert len(set(notes)) == 6
    assert QueueRule.objects.count() == 2


def opened(client: Client, name: str) -> str:
    with time_machine.travel(AT, tick=False):
        answer = client.post(f"/en/demo/doors/{name}/")
        assert client.get(answer["Location"]).status_code == 200
    return answer["Location"]


def test_the_doors_of_the_day_lead_to_the_desk_the_board_and_a_phone(client: Client, office: Office) -> None:
    assert opened(client, "desk") == "/admin/scheduling/ticket/desk/"
    assert opened(client, "board") == "/en/queue/krakow/board/"
    token = opened(client, "phone").split("/")[-2]
    assert Ticket.objects.get(office=office, token_digest=token_digest(token)).state == TicketState.WAITING


def test_the_door_of_the_kiosk_leads_to_its_set_up_and_one_kiosk_is_enough(client: Client) -> None:
    asked = [opened(client, "kiosk") for _time in range(2)]

    assert all(path.startswith("/en/kiosk/set-up/") for path in asked)
    assert Kiosk.objects.count() == 1


def test_when_nobody_waits_the_phone_shows_the_queue(client: Client) -> None:
    Ticket.objects.update(state=TicketState.DONE)

    assert opened(client, "phone") == "/en/queue/krakow/"


@pytest.mark.parametrize(
    ("clock", "at_work"), [("11:30", True), ("14:59", True), ("16:00", True), ("19:30", False)]
)
def test_the_day_goes_on_where_nobody_sits_when_the_clock_is_set_forward(
    office: Office, clock: str, *, at_work: bool
) -> None:
    hour, minute = map(int, clock.split(":"))
    until = AT.replace(hour=hour, minute=minute).astimezone(UTC)
    before = set(Ticket.objects.filter(office=office).at_counters().values_list("pk", flat=True))

    play(since=AT.astimezone(UTC), until=until)

    there = Ticket.objects.filter(office=office).at_counters()
    ours = Sitting.objects.filter(counter__office=office, ended_at=None).exclude(clerk__email=CLERK.email)
    assert not before & set(there.values_list("pk", flat=True))
    assert (there.count() > 2, ours.count() > 4) == (at_work, at_work)
