"""Somebody's place in the queue: what their phone shows, and giving the place back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling import notices
from scheduling.choices import AppointmentState, Rank, TicketState
from scheduling.models import Appointment, Counter, Outcome, QueueRule, Service, Ticket
from scheduling.models.snapshot import place_of
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.views.walk import Page as Response
from scheduling.views.queue.place import MISS

pytestmark = pytest.mark.django_db

VOID = {"br", "hr", "img", "input", "meta", "link"}


@pytest.fixture
def service() -> Service:
    return make.service("CARD", minutes=15)


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, slug="krakow")


@pytest.fixture
def counter(office: Office) -> Counter:
    counter = office.counter_set.get()
    counter.code = "3"
    counter.save()
    return counter


def clock(office: Office, text: str) -> datetime:
    return make.local(office, make.MONDAY, text)


@pytest.fixture(autouse=True)
def now(office: Office) -> Iterator[datetime]:
    """Let it be ten o'clock on a Monday at the office."""
    at = clock(office, "10:00")
    with time_machine.travel(at, tick=False):
        yield at


def issued(office: Office, service: Service, **fields: Any) -> Ticket:  # noqa: ANN401  any field of the model
    defaults = {"due_at": clock(office, "09:30")}
    made = make.ticket(office, service, **defaults | fields)
    made.token_digest = token_digest(notices.ticket_token_of(made))
    made.save()
    return made


def booked(office: Office, service: Service, at: str = "10:00", **fields: Any) -> Appointment:  # noqa: ANN401  any field of the model
    made = make.appointment(office.counter_set.get(), service, clock(office, at), **fields)
    return in_browser.with_page(made)


@pytest.fixture
def ticket(office: Office, service: Service, counter: Counter) -> Ticket:
    make.sitting(counter)
    return issued(office, service, letter="A", number=12)


def page_of(ticket: Ticket) -> str:
    return f"/en/place/{notices.ticket_token_of(ticket)}/"


class Shown(HTMLParser):
    """What somebody reads in the main part of a page: without what is hidden."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden: list[bool] = []
        main = html.partition("<main")[2].partition("</main>")[0]
        self.feed(main.partition(">")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.hidden.append("hidden" in dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.hidden):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def words(response: Response) -> str:
    return Shown(response.content.decode()).text


def title(response: Response) -> str:
    return response.content.decode().partition("<title>")[2].partition("</title>")[0]


class TestPlace:
    def test_somebody_who_waits_sees_how_far_the_queue_is(
        self, client: Client, ticket: Ticket, office: Office, service: Service
    ) -> None:
        for _ in range(3):
            issued(office, service, due_at=clock(office, "09:00"))

        page = client.get(page_of(ticket))

        said = words(page)
        assert title(page) == "You are waiting – A012 – Foreigners' Portal"
        assert said.startswith(
            "Your ticket A012 You are waiting We call you here and on the board. Before you 3"
        )
        assert " You will be called between 10:" in said
        assert "As of 10:00:00" in said
        assert "Your booked time" not in said
        assert "Nobody is called" not in said

    def test_it_is_complete_without_a_script_and_asks_again(self, client: Client, ticket: Ticket) -> None:
        html = client.get(page_of(ticket)).content.decode()

        assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in html

    def test_it_is_kept_out_of_caches_and_search_engines(self, client: Client, ticket: Ticket) -> None:
        page = client.get(page_of(ticket))

        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]

    @pytest.mark.parametrize(("calls", "again"), [(1, False), (2, True)])
    def test_somebody_who_is_called_is_told_where_to_go(
        self, client: Client, ticket: Ticket, counter: Counter, calls: int, *, again: bool
    ) -> None:
        state(ticket, TicketState.CALLED, counter=counter, calls=calls)

        page = client.get(page_of(ticket))

        assert title(page) == "Go to counter 3 – A012 – Foreigners' Portal"
        assert "Your ticket A012 Go to counter 3 You are called now. Show ticket A012 there." in words(page)
        assert ("This is not the first call." in words(page)) is again

    @pytest.mark.parametrize(
        ("become", "said"),
        [
            (TicketState.PARKED, "We keep your place"),
            (TicketState.MISSED, "We called you and did not see you If you are here, go to the desk now"),
            (TicketState.LEFT, "You gave your place back"),
            (TicketState.DONE, "Your ticket is done"),
            (TicketState.UNSERVED, "We could not serve you today We are sorry. Before you go, ask a clerk"),
        ],
    )
    def test_what_is_now_is_said(
        self, client: Client, ticket: Ticket, become: TicketState, said: str
    ) -> None:
        state(ticket, become)

        page = client.get(page_of(ticket))

        assert f"Your ticket A012 {said}" in words(page)
        assert ("your place stays" in words(page)) is (become == TicketState.PARKED)
        assert "You will be called" not in words(page)
        assert title(page).endswith(" – A012 – Foreigners' Portal")

    def test_somebody_who_is_served_is_told_at_which_counter(
        self, client: Client, ticket: Ticket, counter: Counter
    ) -> None:
        state(ticket, TicketState.SERVING, counter=counter)

        assert "A012 You are being served Counter: 3 As of" in words(client.get(page_of(ticket)))

    def test_a_booked_time_and_that_it_is_past_are_said(
        self, client: Client, office: Office, service: Service
    ) -> None:
        visit = booked(office, service, "09:30")
        late = issued(office, service, visit=visit, letter="R", rank=Rank.WALK_IN)

        said = words(client.get(page_of(late)))

        assert "Your booked time 09:30 You came after your booked time, so you wait" in said

    def test_nothing_of_a_booking_is_opened(self, client: Client, office: Office, service: Service) -> None:
        visit = booked(office, service, given_names="Oksana", email="oksana@example.test")
        ticket = issued(office, service, visit=visit, rank=Rank.BOOKED)

        html = client.get(page_of(ticket)).content.decode()

        secrets = [notices.token_of(visit), visit.reference, "Oksana", "oksana@example.test"]
        assert [secret for secret in secrets if secret in html] == []

    def test_where_to_wait_is_said(self, client: Client, ticket: Ticket, office: Office) -> None:
        QueueRule.objects.create(office=office, break_note_en="Wait in the yard.", waiting_note_en="Sit.")

        said = words(client.get(page_of(ticket)))

        assert "You are waiting Sit. We call you" in said
        assert "yard" not in said

    def test_in_the_break_it_is_said_how_long_it_lasts_and_where_to_wait(
        self, client: Client, ticket: Ticket, office: Office
    ) -> None:
        QueueRule.objects.create(office=office, break_note_en="Wait in the yard.", waiting_note_en="Sit.")
        with time_machine.travel(clock(office, "15:10"), tick=False):
            said = words(client.get(page_of(ticket)))

        assert "Nobody is called from 15:00 to 16:00. You go on waiting in your place" in said
        assert "calling goes on at 16:00. Wait in the yard." in said
        assert "You are waiting We call you" in said  # and not where to sit

    def test_nobody_is_promised_a_call_within_the_break(self, client: Client, ticket: Ticket) -> None:
        with time_machine.travel(clock(ticket.office, "15:33"), tick=False):
            said = words(client.get(page_of(ticket)))

        assert "You will be called between 16:00 and 16:05 " in said

    def test_a_range_that_is_none_is_told_by_its_beginning(
        self, client: Client, ticket: Ticket, office: Office
    ) -> None:
        long = make.service("LONG", minutes=240)
        office.counter_set.get().services.add(long)
        issued(office, long, due_at=clock(office, "09:00"))

        assert "You will be called probably after 1" in words(client.get(page_of(ticket)))

    @pytest.mark.parametrize(("rank", "first"), [(Rank.BOOKED, True), (Rank.WALK_IN, False)])
    def test_who_waits_by_a_booked_time_comes_first_after_the_break(
        self, client: Client, office: Office, service: Service, rank: Rank, *, first: bool
    ) -> None:
        mine = issued(office, service, visit=booked(office, service), letter="R", rank=rank)
        with time_machine.travel(clock(office, "15:10"), tick=False):
            said = words(client.get(page_of(mine)))

        assert ("Whoever had a time before the break is called first then." in said) is first

    def test_who_comes_together_to_several_counters_sees_all_the_tickets(
        self, client: Client, office: Office, service: Service
    ) -> None:
        lead = booked(office, service, people=2)
        other = make.appointment(
            make.counter(office, service), service, lead.interval.start, people=2, number=2, lead=lead
        )
        first = issued(office, service, visit=lead, rank=Rank.BOOKED, number=1)
        issued(office, service, visit=other, rank=Rank.BOOKED, number=2)

        assert "Other tickets of your booking R002" in words(client.get(page_of(first)))

    def test_the_page_asks_as_much_however_many_wait(
        self, client: Client, ticket: Ticket, office: Office, service: Service
    ) -> None:
        client.get(page_of(ticket))  # how long visits take is learnt once a day
        asked = []
        for more in (0, 3):
            for _ in range(more):
                issued(office, service, due_at=clock(office, "09:00"))
            with CaptureQueriesContext(connection) as queries:
                client.get(page_of(ticket))
            asked.append(len(queries))

        assert asked[0] == asked[1] < 16

    def test_a_ticket_of_another_day_is_over(self, client: Client, ticket: Ticket) -> None:
        with time_machine.travel(ticket.due_at + timedelta(days=1), tick=False):
            page = client.get(page_of(ticket))
            leaving = client.get(f"{page_of(ticket)}leaving/")

        assert "This ticket was for another day It was given on Monday 7 December 2026" in words(page)
        assert "http-equiv" not in page.content.decode()
        assert leaving.status_code == 302

    def test_a_wrong_address_finds_nothing(self, client: Client, ticket: Ticket) -> None:
        wrong = notices.ticket_token_of(ticket)[:-1]

        pages = [client.get(f"/en/place/{wrong}/{rest}") for rest in ("", "state/", "leaving/")]

        assert [page.status_code for page in pages] == [404, 404, 404]

    def test_the_script_gets_what_the_socket_would_send(
        self, client: Client, ticket: Ticket, now: datetime
    ) -> None:
        response = client.get(f"{page_of(ticket)}state/")

        ticket.refresh_from_db()
        assert response.json() == place_of(ticket, at=now)
        assert response.json()["state"] == "waiting"


class TestLeaving:
    def test_nothing_happens_before_somebody_says_yes(self, client: Client, ticket: Ticket) -> None:
        page = client.get(f"{page_of(ticket)}leaving/")

        assert "Do you want to give your place back?" in words(page)
        assert read(ticket).state == TicketState.WAITING

    def test_the_place_is_given_back(self, client: Client, ticket: Ticket) -> None:
        response = client.post(f"{page_of(ticket)}leaving/", follow=True)

        assert read(ticket).state == TicketState.LEFT
        assert response.redirect_chain == [(page_of(ticket), 302)]
        assert "Your ticket A012 You gave your place back" in words(response)

    def test_who_is_at_the_counter_already_stays_there(
        self, client: Client, ticket: Ticket, counter: Counter
    ) -> None:
        state(ticket, TicketState.SERVING, counter=counter)

        response = client.post(f"{page_of(ticket)}leaving/")

        assert response.status_code == 302
        assert read(ticket).state == TicketState.SERVING

    @pytest.mark.parametrize(
        ("at", "said"),
        [
            ("10:00", "Your booked time, 10:00, ends with that. It bars nothing"),
            ("10:15", "Your visit stays booked for 10:15. If you cannot come then, move or cancel it"),
        ],
    )
    def test_it_is_said_what_becomes_of_a_booked_visit(
        self, client: Client, office: Office, service: Service, at: str, said: str
    ) -> None:
        mine = issued(office, service, visit=booked(office, service, at), rank=Rank.BOOKED)

        assert said in words(client.get(f"{page_of(mine)}leaving/"))

    def test_a_booked_visit_is_past_and_counts_as_nothing_else(
        self, client: Client, office: Office, service: Service
    ) -> None:
        visit = booked(office, service)
        mine = issued(office, service, visit=visit, rank=Rank.BOOKED)

        client.post(f"{page_of(mine)}leaving/")

        visit.refresh_from_db()
        assert visit.state == AppointmentState.LAPSED
        assert not Outcome.objects.exists()


class TestFinding:
    url = "/en/queue/krakow/place/"

    def test_a_code_shows_how_far_it_is_and_changes_nothing(self, client: Client, ticket: Ticket) -> None:
        response = client.post(self.url, {"ticket": " a 12"}, follow=True)

        assert response.redirect_chain == [(f"{self.url}?ticket=A012", 302)]
        assert words(response).startswith("Ticket A012 You are waiting Before you 0 You will be called ")
        assert notices.ticket_token_of(ticket) not in response.content.decode()
        assert "leaving" not in response.content.decode()

    @pytest.mark.parametrize("typed", ["А012", "a-12", "A٠١٢"])
    def test_a_code_is_read_from_any_keyboard(self, client: Client, ticket: Ticket, typed: str) -> None:
        assert client.post(self.url, {"ticket": typed}).status_code == 302
        assert ticket

    def test_somebody_who_is_called_is_told_where_to_go(
        self, client: Client, ticket: Ticket, counter: Counter
    ) -> None:
        state(ticket, TicketState.CALLED, counter=counter)

        assert "Ticket A012 Go to counter 3" in words(client.get(f"{self.url}?ticket=A012"))

    def test_a_reference_leads_to_the_place(self, client: Client, office: Office, service: Service) -> None:
        visit = booked(office, service)
        mine = issued(office, service, visit=visit, rank=Rank.BOOKED)

        response = client.post(self.url, {"ticket": visit.reference.lower()})

        assert response.status_code == 302
        assert response["Location"] == page_of(mine)

    @pytest.mark.parametrize(
        ("at", "said"),
        [
            ("10:20", "today at 10:20. You are not in the queue yet. Check in at the office: at a kiosk"),
            (
                "11:00",
                "today at 11:00. You are not in the queue yet. You can check in at the office from 10:30",
            ),
        ],
    )
    def test_a_visit_that_has_not_checked_in_is_told_when_it_can(
        self, client: Client, office: Office, service: Service, at: str, said: str
    ) -> None:
        visit = booked(office, service, at)

        response = client.post(self.url, {"ticket": visit.reference})

        assert response.status_code == 200
        assert said in words(response)

    @pytest.mark.parametrize("which", ["unknown", "another day", "elsewhere", "cancelled", "nonsense"])
    def test_whatever_is_not_found_has_one_answer(
        self, client: Client, office: Office, service: Service, which: str
    ) -> None:
        visit = booked(office, service)
        if which == "another day":
            visit.period = type(visit.period)(
                *(at + timedelta(days=1) for at in (visit.period.lower, visit.period.upper))
            )
            visit.save()
        elif which == "cancelled":
            visit.state, visit.cancelled_at, visit.cancelled_by = "cancelled", make.AT, "person"
            visit.save()
        elif which == "elsewhere":
            visit = booked(make.working_office(service, slug="tarnow"), service)
        typed = {"unknown": "A999", "nonsense": "hello"}.get(which, visit.reference)

        response = client.post(self.url, {"ticket": typed})

        assert response.status_code == 422
        assert "We find no ticket and no visit with that at this office today." in words(response)
        assert f'value="{typed}"' in response.content.decode()

    def test_a_code_of_yesterday_is_not_found(self, client: Client, ticket: Ticket) -> None:
        with time_machine.travel(ticket.due_at + timedelta(days=1), tick=False):
            assert client.get(f"{self.url}?ticket=A012").status_code == 422

    def test_nothing_typed_is_said(self, client: Client, office: Office) -> None:
        response = client.post(self.url, {"ticket": ""})

        assert response.status_code == 422
        assert "Enter the code of your ticket or the reference of your visit" in words(response)
        assert office

    def test_the_page_asks_first(self, client: Client, office: Office) -> None:
        response = client.get(self.url)

        assert (response.status_code, "Show my place" in words(response)) == (200, True)
        assert office

    def test_an_office_that_the_public_is_not_shown_is_not_found(
        self, client: Client, office: Office
    ) -> None:
        Office.objects.filter(pk=office.pk).update(is_open_to_public=False)

        assert client.get(self.url).status_code == 404

    def test_who_tries_many_codes_is_told_to_wait_and_what_is_found_is_not_counted(
        self, ticket: Ticket
    ) -> None:
        (limits,) = MISS.limits.values()
        visitor = Client(REMOTE_ADDR="203.0.113.7")
        for number in range(limits[0].times):
            assert visitor.get(f"{self.url}?ticket={ticket.code}").status_code == 200
            assert visitor.post(self.url, {"ticket": f"B{number}"}).status_code == 422

        refused = [
            visitor.post(self.url, {"ticket": "B999"}),
            visitor.get(f"{self.url}?ticket={ticket.code}"),
        ]

        assert [page.status_code for page in refused] == [429, 429]
        assert "Many codes were tried that we do not know." in words(refused[0])


class TestPageOfTheVisit:
    def said(self, client: Client, visit: Appointment) -> Response:
        return client.get(reverse("booking_detail", args=[notices.token_of(visit)]))

    def test_before_somebody_comes_it_says_when_and_where_to_check_in(
        self, client: Client, office: Office, service: Service
    ) -> None:
        QueueRule.objects.create(office=office, waiting_note_en="Sit in the hall.")
        visit = booked(office, service, "11:00")

        page = self.said(client, visit)

        assert "Change the time" in words(page)
        assert "at a kiosk or with a clerk. You can from 10:30 . Sit in the hall." in words(page)

    def test_whoever_has_checked_in_is_led_to_their_place(
        self, client: Client, office: Office, service: Service
    ) -> None:
        visit = booked(office, service, "10:15")
        mine = issued(office, service, visit=visit, rank=Rank.BOOKED, number=7)

        page = self.said(client, visit)

        first = (
            "You have checked in. Your ticket: R007 See the place of R007 in the queue Your visit is booked"
        )
        assert words(page).startswith(first)
        assert f'href="{page_of(mine)}"' in page.content.decode()
        assert "You can from" not in words(page)
        assert "Change the time" not in words(page)

    def test_whoever_was_missed_is_told_so_and_may_book_again(
        self, client: Client, office: Office, service: Service, now: datetime
    ) -> None:
        visit = booked(office, service, "09:30", state=AppointmentState.LAPSED)
        Outcome.objects.create(appointment=visit, kind="missed", at=now)

        page = self.said(client, visit)

        assert title(page).startswith("We did not see you at your visit – ")
        assert "We did not see you at your visit It was booked for Monday 7 December 2026 at 09:30." in words(
            page
        )
        assert f'href="{reverse("service_detail", args=["krakow", "CARD"])}"' in page.content.decode()


def state(ticket: Ticket, become: TicketState, **fields: Any) -> None:  # noqa: ANN401  any field of the model
    if become in {TicketState.CALLED, TicketState.SERVING}:
        fields |= {"clerk": accounts.user(is_staff=True), "called_at": ticket.due_at}
    Ticket.objects.filter(pk=ticket.pk).update(state=become, **fields)


def read(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)
