"""The board in the hall and its document: who is called where, breaks, how many wait, and no names."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller, travel

from portal.accounts.models import Office
from scheduling.choices import Rank, TicketState
from scheduling.models import Counter, QueueRule, Service, Ticket
from scheduling.tests import factories as make
from scheduling.tests.views.walk import text

MINUTE = timedelta(minutes=1)
MOST_QUERIES = 10
BREAK = make.AT + timedelta(hours=5, minutes=20)  # 15:20 in Kraków


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with travel(make.AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def card(db: None) -> Service:  # noqa: ARG001  it is written there
    return make.service("CARD", minutes=30)


@pytest.fixture
def office(card: Service) -> Office:
    return make.working_office(card, counters=3, slug="krakow", on=[make.AT.date()])


@pytest.fixture
def counters(office: Office) -> list[Counter]:
    return list(Counter.objects.filter(office=office).order_by("pk"))


def call(at: Counter, of: Service, number: int, *, minutes_ago: int = 0, **fields: Any) -> Ticket:  # noqa: ANN401  any field of the model
    return make.ticket(
        at.office,
        of,
        state=fields.pop("state", TicketState.CALLED),
        number=number,
        counter=at,
        called_at=make.AT - minutes_ago * MINUTE,
        calls=1,
        clerk=make.sitting(at).clerk,
        **fields,
    )


def test_the_newest_call_stands_first_and_the_others_below(
    client: Client, card: Service, counters: list[Counter]
) -> None:
    first, second, third = counters
    call(first, card, 11, minutes_ago=2)
    call(second, card, 12, minutes_ago=1)
    call(third, card, 10, minutes_ago=3, state=TicketState.SERVING)

    page = text(client.get("/en/queue/krakow/board/"))

    large, small = page.split("Called now")
    assert ("A012" in large, "A011" in large) == (True, False)
    assert f"A012 counter {second.code} 09:59 A011 counter {first.code} 09:58" in small
    assert f"Called before A010 counter {third.code} 09:57" in page
    assert "Waiting with a booking 0 Waiting without a booking 0" in page


def test_the_board_counts_who_waits_and_says_nothing_of_them(
    client: Client, card: Service, counters: list[Counter]
) -> None:
    office = counters[0].office
    due = make.AT + 5 * MINUTE
    visit = make.appointment(counters[0], card, due, family_name="Żółć", given_names="Oksana")
    make.ticket(office, card, rank=Rank.BOOKED, due_at=due, visit=visit, note="deaf")
    make.ticket(office, card)
    make.ticket(office, card)

    answer = client.get("/en/queue/krakow/board/")

    assert "Waiting with a booking 1 Waiting without a booking 2" in text(answer)
    assert "Nobody is being called right now" in text(answer)
    for secret in ("Żółć", "Oksana", visit.reference, "deaf", "CARD"):
        assert secret not in answer.content.decode()


def test_the_page_without_its_script_is_drawn_again_every_ten_seconds(client: Client, office: Office) -> None:
    QueueRule.objects.create(office=office, waiting_note_en="Sit by the window.")

    answer = client.get("/en/queue/krakow/board/")

    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in answer.content.decode()
    assert "Nobody is being called right now Sit by the window." in text(answer)
    assert "As it was at 10:00." in text(answer)


def test_a_break_says_until_when_and_where_to_wait(client: Client, office: Office, clock: Traveller) -> None:
    QueueRule.objects.create(office=office, break_note_en="Wait in the yard.")
    clock.move_to(BREAK)

    page = text(client.get("/en/queue/krakow/board/"))

    assert re.search(r"Break until 16:00 \S.+ 16:00 \S.+ 16:00 Wait in the yard\.", page)


def test_whoever_was_called_before_a_break_leaves_its_stage(
    client: Client, card: Service, counters: list[Counter], clock: Traveller
) -> None:
    call(counters[0], card, 7, minutes_ago=-319)
    clock.move_to(BREAK)

    page = text(client.get("/en/queue/krakow/board/"))

    large, small = page.split("Called now Nobody")
    assert ("Break until 16:00" in large, "A007" in large) == (True, False)
    assert f"Called before A007 counter {counters[0].code}" in small


def test_after_the_last_duty_the_office_is_closed_and_nobody_waits(
    client: Client, office: Office, clock: Traveller
) -> None:
    QueueRule.objects.create(office=office, waiting_note_en="Sit by the window.")
    clock.move_to(make.AT + timedelta(hours=10))

    page = text(client.get(f"/en/queue/{office.slug}/board/"))

    assert "The office is closed now. Ticket · " in page


def test_the_document_is_the_one_of_the_sockets_and_never_kept(
    client: Client, card: Service, counters: list[Counter]
) -> None:
    ticket = call(counters[0], card, 12, minutes_ago=1, language="ru")

    answer = client.get("/ru/queue/krakow/state/")

    assert answer["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer
    assert answer.json() == {
        "version": round(make.AT.timestamp() * 1000),
        "office": "krakow",
        "at": "2026-12-01T09:00:00Z",
        "break_until": None,
        "is_closed": False,
        "calls": [
            {
                "id": ticket.pk,
                "n": 1,
                "ticket": "A012",
                "counter": counters[0].code,
                "at": "2026-12-01T08:59:00Z",
                "language": "ru",
            }
        ],
        "serving": [],
        "recent": [],
        "waiting": {"booked": 0, "walk_in": 0},
        "display_seconds": 8,
    }


def test_the_script_has_what_it_says_in_every_language(client: Client, office: Office) -> None:
    page = client.get(f"/en/queue/{office.slug}/board/").content.decode()

    assert '<span lang="en" data-sentence>Ticket {ticket}, counter {counter}.</span>' in page
    assert [page.count(f'<span lang="{code}" data-sentence>') for code in ("pl", "en", "ru")] == [1, 1, 1]
    assert 'data-socket="/ws/queue/krakow/"' in page
    assert 'data-state="/en/queue/krakow/state/"' in page


@pytest.mark.parametrize("page", ["", "board/", "state/"])
@pytest.mark.parametrize("is_there", [True, False])
def test_an_office_that_the_public_is_not_told_of_has_no_such_page(
    client: Client, office: Office, page: str, *, is_there: bool
) -> None:
    slug = office.slug if is_there else "lublin"
    Office.objects.update(is_open_to_public=False)

    assert client.get(f"/en/queue/{slug}/{page}").status_code == 404


def test_the_board_asks_the_same_however_many_wait(
    client: Client,
    card: Service,
    counters: list[Counter],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(1, 13):
        make.ticket(counters[0].office, card, number=number)
    call(counters[0], card, 20)
    call(counters[1], card, 21)

    with django_assert_max_num_queries(MOST_QUERIES):
        client.get("/en/queue/krakow/board/")


@pytest.mark.parametrize("page", ["board/", "state/", ""])
def test_nothing_is_sent_to_these_pages(client: Client, office: Office, page: str) -> None:
    assert client.post(f"/en/queue/{office.slug}/{page}").status_code == 405
