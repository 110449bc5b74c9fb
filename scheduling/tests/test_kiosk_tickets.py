"""Tickets without a booking, at the device in the hall."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from portal.accounts.models import Office
from portal.web.limits import spend
from scheduling.choices import Rank
from scheduling.models import Kiosk, QueueRule, Service, Ticket
from scheduling.tests import factories as make
from scheduling.tests.kiosk import START, TICKETS, browser_of, kiosk_at, moment, read, title, visit_at
from scheduling.views.kiosk import tickets

pytestmark = pytest.mark.django_db

NOW = "09:00"


@pytest.fixture
def info() -> Service:
    return make.service("INFO", minutes=20, takes_walk_ins=True, ticket_letter="B", most_people=1)


@pytest.fixture
def family() -> Service:
    return make.service("FAMILY", minutes=20, takes_walk_ins=True, ticket_letter="C", most_people=4)


@pytest.fixture
def booked() -> Service:
    return make.service("CARD", minutes=20, takes_walk_ins=False)


@pytest.fixture
def office(info: Service, family: Service, booked: Service) -> Office:
    return make.working_office(info, family, booked, slug="krakow")


@pytest.fixture(autouse=True)
def _a_monday_morning(office: Office) -> Iterator[None]:
    with time_machine.travel(moment(office, NOW), tick=False):
        yield


@pytest.fixture
def kiosk(office: Office) -> Kiosk:
    return kiosk_at(office)


@pytest.fixture
def hall(kiosk: Kiosk) -> Client:
    return browser_of(kiosk)


def take(client: Client, code: str, **more: str) -> Any:  # noqa: ANN401  a test's response
    return client.post(TICKETS, {"service": code, **more}, follow=True)


def test_the_start_offers_tickets_where_a_service_gives_some(hall: Client) -> None:
    assert "I have no booking" in read(hall.get(START))


def test_an_office_that_gives_none_does_not_offer_any_and_says_what_to_do(hall: Client) -> None:
    Service.objects.update(takes_walk_ins=False)

    start, choice = hall.get(START), hall.get(TICKETS)

    assert ("I have no booking" in read(start), "without a booking today" in read(start)) == (False, False)
    assert (choice.status_code, title(choice)) == (409, "You need a booked time here")
    assert "/en/visits/" in read(choice)


def test_only_what_is_served_here_without_a_booking_is_offered(hall: Client, office: Office) -> None:
    make.counter(office, make.service("OLD", takes_walk_ins=True, valid_to=make.MONDAY - timedelta(days=1)))
    make.counter(
        office, make.service("SOON", takes_walk_ins=True, valid_from=make.MONDAY + timedelta(days=1))
    )
    make.service("NOWHERE", takes_walk_ins=True)
    closed = make.counter(office, make.service("CLOSED", takes_walk_ins=True))
    closed.is_open = False
    closed.save()

    page = read(hall.get(TICKETS))

    codes = ("INFO", "FAMILY", "CARD", "OLD", "SOON", "NOWHERE", "CLOSED")
    assert [code for code in codes if f"Service {code}" in page] == ["INFO", "FAMILY"]


def test_a_ticket_is_taken_with_one_press_and_shown(hall: Client) -> None:
    answer = take(hall, "INFO")

    (ticket,) = Ticket.objects.all()
    assert (title(answer), ticket.code, ticket.rank, ticket.language) == (
        "Your ticket",
        "B001",
        Rank.WALK_IN,
        "en",
    )
    assert "You will probably be called" in read(answer)
    assert "Your booked time" not in read(answer)


def test_several_people_are_asked_for_only_where_there_may_be_several(hall: Client) -> None:
    how_many = take(hall, "FAMILY")
    numbers = [number for number in range(1, 9) if f'name="people" value="{number}"' in read(how_many)]
    answer = take(hall, "FAMILY", people="4")

    assert (title(how_many), numbers) == ("How many of you have this matter?", [1, 2, 3, 4])
    assert "For 4 people" in read(answer)
    assert Ticket.objects.get().people == 4


@pytest.mark.parametrize("people", ["0", "5", "-1", "many", ""])
def test_a_number_of_people_that_nobody_offered_gives_no_ticket(hall: Client, people: str) -> None:
    answer = take(hall, "FAMILY", people=people)

    assert (answer.status_code, title(answer)) == (422, "How many of you have this matter?")
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("code", ["", "CARD", "NONE", "\0"])
def test_a_service_that_is_not_offered_gives_no_ticket(hall: Client, code: str) -> None:
    answer = take(hall, code)

    assert (answer.status_code, title(answer)) == (422, "What do you need?")
    assert Ticket.objects.count() == 0


def test_to_look_at_a_service_takes_no_ticket(hall: Client) -> None:
    pages = [hall.get(TICKETS, {"service": code}) for code in ("INFO", "FAMILY")]

    assert [title(page) for page in pages] == ["What do you need?", "How many of you have this matter?"]
    assert Ticket.objects.count() == 0


def test_a_button_pressed_twice_is_one_ticket(hall: Client) -> None:
    answers = [take(hall, "INFO", key="k" * 43) for _ in range(2)]
    other = take(hall, "INFO", key="m" * 43)

    assert [title(answer) for answer in (*answers, other)] == [
        "Your ticket",
        "You have this ticket already",
        "Your ticket",
    ]
    assert Ticket.objects.count() == 2


def test_a_key_of_another_office_shows_nothing_of_it(hall: Client, info: Service) -> None:
    other = browser_of(kiosk_at(make.working_office(info, slug="tarnow")))
    take(other, "INFO", key="k" * 43)

    answer = take(hall, "INFO", key="k" * 43)

    assert (title(answer), Ticket.objects.count()) == ("Your ticket", 2)


def test_tickets_are_given_while_valkey_is_down(hall: Client, settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert title(take(hall, "INFO")) == "Your ticket"


def test_a_range_that_is_none_is_told_by_its_beginning(hall: Client, office: Office) -> None:
    long = make.service("LONG", minutes=240)
    office.counter_set.get().services.add(long)
    make.ticket(office, long, due_at=moment(office, "08:00"))

    assert "You would probably be called after 1" in read(hall.get(TICKETS))
    assert read(take(hall, "INFO")).count("You will probably be called after 1") == 2  # the screen, the paper


def test_where_nobody_else_can_be_served_a_booking_is_offered(hall: Client, office: Office) -> None:
    with time_machine.travel(moment(office, "18:50"), tick=False):
        answers = [hall.get(TICKETS), take(hall, "INFO")]
        start = read(hall.get(START))

    assert [(answer.status_code, title(answer)) for answer in answers] == [(409, "No more tickets today")] * 2
    assert all(f"{settings.SITE_URL}/en/visits/" in read(answer) for answer in answers)
    assert ("There are no more tickets without a booking today." in start, "I have no booking" in start) == (
        True,
        False,
    )


def test_a_service_without_more_tickets_leads_to_its_next_free_booked_time(
    hall: Client, office: Office
) -> None:
    long = make.service("LONG", minutes=240, takes_walk_ins=True, ticket_letter="D", most_people=2)
    counter = office.counter_set.get()
    counter.services.add(long)
    make.duty(counter, on=make.MONDAY + timedelta(days=1))

    with time_machine.travel(moment(office, "13:00"), tick=False):
        choice = read(hall.get(TICKETS))
        answers = [hall.get(TICKETS, {"service": "LONG"}), take(hall, "LONG", people="1")]

    assert 'href="/en/kiosk/tickets/?service=LONG"' in choice
    for answer in answers:
        assert (answer.status_code, title(answer)) == (409, "No more tickets today")
        assert "With a booking the next free time is Tuesday 8 December 2026 at 07:30." in read(answer)
        assert f"{settings.SITE_URL}/en/visits/krakow/LONG/" in read(answer)


def test_where_no_booked_time_is_free_either_the_list_of_services_is_offered(
    hall: Client, office: Office
) -> None:
    with time_machine.travel(moment(office, "18:50"), tick=False):
        Service.objects.filter(code="INFO").update(valid_to=make.MONDAY)
        answer = read(hall.get(TICKETS, {"service": "INFO"}))

    assert "With a booking" not in answer
    assert f"{settings.SITE_URL}/en/visits/</p>" in answer


def test_another_language_keeps_the_service_that_was_chosen(hall: Client) -> None:
    answers = [hall.get(TICKETS, {"service": "FAMILY"}), take(hall, "FAMILY", people="9")]

    assert all('href="/pl/kiosk/tickets/?service=FAMILY"' in read(answer) for answer in answers)


def test_in_a_break_it_is_said_when_tickets_are_given_again_and_where_to_wait(
    hall: Client, office: Office
) -> None:
    QueueRule.objects.create(office=office, break_note_en="Wait outside.")

    with time_machine.travel(moment(office, "15:10"), tick=False):
        answers = [hall.get(TICKETS), take(hall, "INFO")]
        start = read(hall.get(START))

    assert [(answer.status_code, title(answer)) for answer in answers] == [
        (409, "The office has a break")
    ] * 2
    assert all("from 16:00. </p>" in read(a) or "from 16:00.</p>" in read(a) for a in answers)
    assert all("Wait outside." in read(answer) for answer in answers)
    assert "Nobody is called before 16:00." in start


def test_on_a_day_off_it_is_said_that_the_office_is_closed(hall: Client, office: Office) -> None:
    with time_machine.travel(make.local(office, make.MONDAY.replace(day=25), NOW), tick=False):
        answer, start = hall.get(TICKETS), read(hall.get(START))

    assert title(answer) == "The office is closed today"
    assert "The office is closed today." in start


def test_a_device_gives_sixty_tickets_in_ten_minutes_and_then_pauses(
    hall: Client, kiosk: Kiosk, office: Office
) -> None:
    for _ in range(59):
        spend((tickets.TICKETS, str(kiosk.pk)), at=moment(office, NOW))

    answers = [take(hall, "INFO") for _ in range(2)]

    assert [(answer.status_code, title(answer)) for answer in answers] == [
        (200, "Your ticket"),
        (429, "This device takes a short break"),
    ]
    assert "There are more from 09:10." in read(answers[1])


def test_the_paper_has_the_code_the_order_and_polish_beside_another_language(
    hall: Client, office: Office, booked: Service
) -> None:
    QueueRule.objects.create(office=office, waiting_note_en="In the hall.")
    visit = visit_at(office, booked, "09:00")

    answer = hall.post("/en/kiosk/check-in/", {"code": visit.reference}, follow=True)

    paper = read(answer).partition('<div class="paper">')[2]
    for text in (
        '<p class="paper__code" translate="no">R001</p>',
        "Monday 7 December 2026, 09:00",
        '<span lang="pl">(',
        "In the hall.",
        "the others in the order in which they came",
        "data:image/svg+xml",
    ):
        assert text in paper
    assert visit.reference not in paper
