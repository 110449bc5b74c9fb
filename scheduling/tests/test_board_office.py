"""The page of an office's queue: the order in words, check-in, and what to expect without a booking."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller, travel

from portal.accounts.models import Office
from scheduling.choices import Rank
from scheduling.models import BlockedWindow, Counter, Duty, QueueRule, Service
from scheduling.tests import factories as make
from scheduling.tests.views.walk import text

PAGE = "/en/queue/krakow/"
MOST_QUERIES = 12
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with travel(make.AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def card(db: None) -> Service:  # noqa: ARG001  it is written there
    return make.service("CARD", minutes=30, takes_walk_ins=True)


@pytest.fixture
def office(card: Service) -> Office:
    return make.working_office(card, slug="krakow", on=[make.AT.date()])


def test_the_rules_of_the_office_stand_there_in_its_own_minutes(client: Client, office: Office) -> None:
    QueueRule.objects.create(
        office=office,
        early_minutes=45,
        late_minutes=1,
        missed_minutes=25,
        reopen_minutes=5,
        turn_minutes=15,
        waiting_note_en="Wait in the hall.",
        break_note_en="Wait in the yard.",
    )

    page = text(client.get(PAGE))

    assert "You can check in from 45 minutes before your time." in page
    assert "right after a break, you can from 5 minutes before the break ends." in page
    assert "Up to 1 minute late, you keep your turn. If you come later" in page
    assert "Whoever has not checked in 25 minutes after their time gets a message" in page
    assert "from 15 minutes before it. People without a booking" in page
    assert "Wait in the hall. In a break: Wait in the yard." in page


def test_the_order_is_told_as_the_line_is_kept(client: Client, office: Office) -> None:
    page = text(client.get(f"/en/queue/{office.slug}/"))

    told = [
        "People with priority",
        "called already",
        "with a booked time",
        "without a booking, and",
        "early for",
    ]
    assert sorted(told, key=page.partition("Who is called next")[2].index) == told


def test_who_waits_is_counted_and_nobody_named(client: Client, office: Office, card: Service) -> None:
    make.ticket(office, card, rank=Rank.BOOKED)
    make.ticket(office, card, number=77)
    make.ticket(office, card)

    page = text(client.get(PAGE))

    assert "Waiting with a booking 1 Waiting without a booking 2 As it was at 10:00." in page
    assert "077" not in page


def test_nobody_waits_where_a_counter_is_free(client: Client, office: Office, card: Service) -> None:
    make.counter(office, make.service("FILE"))
    make.sitting(Counter.objects.get(office=office, services=card))

    page = text(client.get(PAGE))

    assert "If you came now Service CARD up to" in page
    assert "Service FILE" not in page


def test_the_wait_is_a_range_in_minutes_and_on_the_clock(
    client: Client, office: Office, card: Service
) -> None:
    for _ in range(3):
        make.ticket(office, card)

    page = text(client.get(PAGE))

    _, _, told = page.partition("If you came now Service CARD ")
    low, _, high = told.split(" minutes")[0].partition(" to ")
    called = "of waiting, called between {:%H:%M} and {:%H:%M}"
    there = make.AT.astimezone(office.zone)
    assert called.format(there + int(low) * MINUTE, there + int(high) * MINUTE) in told
    assert 30 <= int(low) < 90 < int(high)


def test_no_ticket_is_promised_that_the_rest_of_the_day_cannot_serve(
    client: Client, office: Office, card: Service
) -> None:
    for _ in range(20):
        make.ticket(office, card)

    assert "If you came now Service CARD No more tickets today" in text(client.get(PAGE))


def test_in_a_break_it_says_when_tickets_are_given_again(
    client: Client, office: Office, clock: Traveller
) -> None:
    QueueRule.objects.create(office=office, break_note_en="Wait in the yard.")
    clock.move_to(make.AT + timedelta(hours=5, minutes=20))

    page = text(client.get(PAGE))

    assert "Break until 16:00. Nobody is called until then." in page
    assert "Your place in the queue stays as it is. Wait in the yard." in page
    assert "Service CARD Tickets are given again from 16:00" in page


@pytest.mark.parametrize(("hours", "is_over"), [(-9, False), (10, True)])
def test_a_break_is_not_told_of_outside_the_day(
    client: Client, office: Office, clock: Traveller, hours: int, *, is_over: bool
) -> None:
    clock.move_to(make.AT + timedelta(hours=hours))

    page = text(client.get(f"/en/queue/{office.slug}/"))

    assert "Break until" not in page
    assert ("The office receives nobody any more today." in page) == is_over


def test_a_day_without_duties_is_told(client: Client, office: Office) -> None:
    Duty.objects.all().delete()
    BlockedWindow.objects.all().delete()

    assert "The office receives nobody any more today." in text(client.get(f"/en/queue/{office.slug}/"))


@pytest.mark.parametrize(
    "ended",
    [
        pytest.param({"takes_walk_ins": False}, id="no-tickets"),
        pytest.param({"valid_to": make.AT.date() - timedelta(days=1)}, id="over"),
        pytest.param({"valid_from": make.AT.date() + timedelta(days=1)}, id="to-come"),
        pytest.param({"is_listed": False}, id="not-listed"),
    ],
)
def test_an_office_for_booked_visits_alone_says_so(
    client: Client, office: Office, card: Service, ended: dict[str, object]
) -> None:
    Service.objects.filter(pk=card.pk).update(**ended)

    page = text(client.get(f"/en/queue/{office.slug}/"))

    assert "This office sees people with a booking only." in page
    assert "If you came now" not in page


def test_it_leads_to_the_board_to_ones_place_and_to_a_booking(client: Client, office: Office) -> None:
    html = client.get(f"/en/queue/{office.slug}/").content.decode()

    for address in ("/en/queue/krakow/board/", "/en/queue/krakow/place/", "/en/visits/"):
        assert f'href="{address}"' in html
    assert '<meta name="description" content="Who is called when at Office krakow,' in html


@pytest.mark.parametrize("address", ["/en/visits/krakow/CARD/", "/en/contact/"])
def test_other_pages_of_the_office_lead_to_it(client: Client, office: Office, address: str) -> None:
    assert f'href="/en/queue/{office.slug}/"' in client.get(address).content.decode()


def test_it_asks_the_same_however_many_wait(
    client: Client, office: Office, card: Service, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make.counter(office, card, make.service("DOCS", takes_walk_ins=True))
    for _ in range(4):
        make.ticket(office, card)

    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(PAGE)
