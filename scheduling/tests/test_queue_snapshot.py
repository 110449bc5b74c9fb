from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling.choices import Rank, TicketState
from scheduling.models import Counter, QueueRule, Service, Ticket
from scheduling.models.snapshot import Snapshot, place_of, snapshot
from scheduling.tests import factories
from scheduling.tests.factories import MONDAY, local

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
QUERIES = 7
NINE = "2026-12-07T08:00:00Z"  # 09:00 in Kraków
FOUR = "2026-12-07T15:00:00Z"
MUCH_LATER = datetime(2026, 12, 7, 11, tzinfo=UTC)


@pytest.fixture
def service() -> Service:
    return factories.service(minutes=15, takes_walk_ins=True)


@pytest.fixture
def office(service: Service) -> Office:
    return factories.working_office(service, slug="krakow")


@pytest.fixture
def at(office: Office) -> datetime:
    return local(office, MONDAY, "09:00")


@pytest.fixture
def counter(office: Office) -> Counter:
    found = Counter.objects.get(office=office)
    found.code = "7"
    found.save()
    return found


@pytest.fixture
def clerk_fields(counter: Counter) -> dict[str, Any]:
    return {"counter": counter, "clerk": accounts.user(is_staff=True), "calls": 1}


def of_board(found: Snapshot, *keys: str) -> dict[str, Any]:
    return {key: found.board[key] for key in keys}


def test_an_office_where_nobody_waits(office: Office, at: datetime) -> None:
    assert snapshot(office, at=at) == Snapshot(
        board={
            "version": 1796630400000,
            "office": "krakow",
            "at": NINE,
            "break_until": None,
            "is_closed": False,
            "calls": [],
            "serving": [],
            "recent": [],
            "waiting": {"booked": 0, "walk_in": 0},
            "display_seconds": 8,
        },
        places={},
    )


def test_a_board_says_who_is_called_where(
    office: Office, service: Service, at: datetime, clerk_fields: dict[str, Any]
) -> None:
    called = {"called_at": at - MINUTE, "calls": 2, "language": "ru", "letter": "B", "number": 12}
    ticket = factories.ticket(office, service, due_at=at, state=TicketState.CALLED, **clerk_fields | called)

    found = snapshot(office, at=at)

    call = {"ticket": "B012", "counter": "7", "id": ticket.pk, "n": 2, "at": "2026-12-07T07:59:00Z"}
    assert of_board(found, "calls", "serving", "recent") == {
        "calls": [call | {"language": "ru"}],
        "serving": [],
        "recent": [],
    }


def test_the_newest_call_comes_first_and_no_more_than_twenty(
    office: Office, service: Service, at: datetime
) -> None:
    made = [
        factories.ticket(
            office,
            service,
            due_at=at,
            state=TicketState.CALLED,
            counter=factories.counter(office, service),
            clerk=accounts.user(is_staff=True),
            called_at=at - seconds * timedelta(seconds=1),
        )
        for seconds in range(21)
    ]

    found = snapshot(office, at=at)

    assert [call["id"] for call in found.board["calls"]] == [ticket.pk for ticket in made[:20]]


def test_a_board_says_who_is_served_and_who_was_called_before(
    office: Office, service: Service, at: datetime, clerk_fields: dict[str, Any]
) -> None:
    for minutes in range(20, 220, 20):
        called = {"called_at": at - minutes * MINUTE, "ended_at": at - minutes * MINUTE, "number": minutes}
        factories.ticket(office, service, due_at=at, state=TicketState.DONE, **clerk_fields | called)
    served = clerk_fields | {"called_at": at - 5 * MINUTE, "number": 5}
    factories.ticket(office, service, due_at=at, state=TicketState.SERVING, **served)

    found = snapshot(office, at=at)

    assert found.board["serving"] == [{"ticket": "A005", "counter": "7"}]
    assert [(call["ticket"], call["counter"]) for call in found.board["recent"]] == [
        ("A005", "7"),
        ("A020", "7"),
        ("A040", "7"),
        ("A060", "7"),
        ("A080", "7"),
        ("A100", "7"),
    ]
    assert found.board["recent"][0]["at"] == "2026-12-07T07:55:00Z"


@pytest.mark.parametrize(
    "state", [TicketState.WAITING, TicketState.PARKED, TicketState.MISSED, TicketState.LEFT]
)
def test_who_was_called_and_is_not_at_a_counter_is_not_shown(
    state: TicketState, office: Office, service: Service, at: datetime
) -> None:
    factories.ticket(office, service, due_at=at, state=state, called_at=at - MINUTE, calls=1)

    assert of_board(snapshot(office, at=at), "calls", "serving", "recent") == {
        "calls": [],
        "serving": [],
        "recent": [],
    }


def test_who_is_shown_was_called_today_and_here(
    office: Office, service: Service, at: datetime, clerk_fields: dict[str, Any]
) -> None:
    day_before = at - timedelta(days=1)
    over = {"state": TicketState.DONE, "called_at": day_before, "ended_at": day_before}
    factories.ticket(office, service, due_at=day_before, **clerk_fields | over)
    elsewhere = factories.working_office(service)
    factories.ticket(elsewhere, service, due_at=at)

    found = snapshot(office, at=at)

    assert (found.board["recent"], found.places) == ([], {})


def test_a_board_counts_who_waits(office: Office, service: Service, at: datetime) -> None:
    factories.ticket(office, service, due_at=at, rank=Rank.BOOKED)
    factories.ticket(office, service, due_at=at, letter="R")  # came late
    factories.ticket(office, service, due_at=at)
    factories.ticket(office, service, due_at=at, state=TicketState.PARKED)

    assert snapshot(office, at=at).board["waiting"] == {"booked": 2, "walk_in": 1}


def test_a_board_names_nobody_and_says_nothing_of_what_they_come_for(
    office: Office, service: Service, at: datetime, clerk_fields: dict[str, Any]
) -> None:
    visit = factories.appointment(
        Counter.objects.get(office=office), service, at, given_names="Olena", family_name="Kowal"
    )
    factories.ticket(
        office,
        service,
        due_at=at,
        state=TicketState.CALLED,
        visit=visit,
        note="In a wheelchair",
        **clerk_fields | {"called_at": at},
    )

    text = str(snapshot(office, at=at).board)

    for secret in ("Olena", "Kowal", service.code, service.name, visit.reference, "wheelchair"):
        assert secret not in text


@pytest.mark.parametrize(
    ("text", "break_until", "is_closed"),
    [
        pytest.param("06:00", None, False, id="before-it-opens"),
        pytest.param("14:59", None, False, id="before-the-break"),
        pytest.param("15:00", FOUR, False, id="in-the-break"),
        pytest.param("15:59", FOUR, False, id="at-its-end"),
        pytest.param("16:00", None, False, id="after-it"),
        pytest.param("18:59", None, False, id="last-minute"),
        pytest.param("19:00", None, True, id="over"),
    ],
)
def test_breaks_and_the_end_of_the_day(
    text: str,
    break_until: str | None,
    is_closed: bool,
    office: Office,
) -> None:
    found = snapshot(office, at=local(office, MONDAY, text))

    assert of_board(found, "break_until", "is_closed") == {"break_until": break_until, "is_closed": is_closed}


def test_a_break_after_which_nobody_works_is_the_end_of_the_day(office: Office) -> None:
    Counter.objects.get(office=office).duty_set.filter(
        period__startswith__gte=local(office, MONDAY, "15:00")
    ).delete()

    found = snapshot(office, at=local(office, MONDAY, "15:10"))

    assert of_board(found, "break_until", "is_closed") == {"break_until": None, "is_closed": True}


@pytest.mark.parametrize("state", [TicketState.CALLED, TicketState.SERVING])
def test_an_office_is_closed_though_somebody_is_left_at_a_counter(
    state: TicketState, office: Office, service: Service, clerk_fields: dict[str, Any]
) -> None:
    at = local(office, MONDAY, "19:05")
    called = {"called_at": at - 20 * MINUTE}
    factories.ticket(office, service, due_at=at, state=state, **clerk_fields | called)

    assert of_board(snapshot(office, at=at), "break_until", "is_closed", "calls") == {
        "break_until": None,
        "is_closed": True,
        "calls": [],
    }


@pytest.mark.parametrize(
    ("clock", "seconds", "is_new"),
    [
        pytest.param("12:00", 599, True, id="new"),
        pytest.param("12:00", 600, False, id="ten-minutes-old"),
        pytest.param("15:00", 30, False, id="in-a-break"),
        pytest.param("16:01", 30, True, id="after-it"),
    ],
)
def test_a_call_stands_among_those_before_after_ten_minutes_and_in_a_break(
    clock: str,
    seconds: int,
    office: Office,
    service: Service,
    clerk_fields: dict[str, Any],
    *,
    is_new: bool,
) -> None:
    at = local(office, MONDAY, clock)
    called = {"called_at": at - timedelta(seconds=seconds), "number": 7}
    factories.ticket(office, service, due_at=at, state=TicketState.CALLED, **clerk_fields | called)

    board = snapshot(office, at=at).board

    assert [call["ticket"] for call in board["calls"]] == ["A007"] * is_new
    assert [call["ticket"] for call in board["recent"]] == ["A007"] * (not is_new)


def test_the_office_says_how_long_a_call_is_shown(office: Office, at: datetime) -> None:
    QueueRule.objects.create(office=office, display_seconds=5)

    assert snapshot(office, at=at).board["display_seconds"] == 5


def test_a_place_says_how_long_it_may_take(office: Office, service: Service, at: datetime) -> None:
    first, ticket = (factories.ticket(office, service, due_at=at) for _ in range(2))

    places = snapshot(office, at=at).places

    assert set(places) == {first.token_digest, ticket.token_digest}
    place = places[ticket.token_digest]
    low, high = place.pop("low"), place.pop("high")
    assert low in {"2026-12-07T08:05:00Z", "2026-12-07T08:10:00Z"}
    assert high in {"2026-12-07T08:20:00Z", "2026-12-07T08:25:00Z", "2026-12-07T08:30:00Z"}
    assert place == {
        "version": 1796630400000,
        "ticket": ticket.code,
        "state": "waiting",
        "counter": None,
        "calls": 0,
        "ahead": 1,
        "due_at": NINE,
        "is_booked": False,
        "break_until": None,
        "is_late": False,
    }


def test_a_place_of_somebody_who_is_called_says_where(
    office: Office, service: Service, at: datetime, clerk_fields: dict[str, Any]
) -> None:
    called = clerk_fields | {"called_at": at, "calls": 2, "token_digest": "mine"}
    factories.ticket(office, service, due_at=at, state=TicketState.CALLED, **called)

    place = snapshot(office, at=at).places["mine"]

    assert [place[key] for key in ("state", "counter", "calls", "ahead", "low", "high")] == [
        "called",
        "7",
        2,
        0,
        None,
        None,
    ]


def test_a_place_hears_that_it_is_over_for_an_hour(
    office: Office, service: Service, at: datetime, clerk_fields: dict[str, Any]
) -> None:
    for minutes in (60, 61):
        over = {"ended_at": at - minutes * MINUTE, "called_at": None, "token_digest": f"{minutes}"}
        factories.ticket(office, service, due_at=at, state=TicketState.DONE, **clerk_fields | over)

    places = snapshot(office, at=at).places

    assert {key: (place["state"], place["counter"]) for key, place in places.items()} == {
        "60": ("done", None)
    }


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param({"rank": Rank.BOOKED}, (True, False), id="booked"),
        pytest.param({"letter": "R"}, (True, True), id="booked-and-late"),
        pytest.param({}, (False, False), id="without-a-booking"),
        pytest.param({"letter": "R", "rank": Rank.RETURNED}, (True, False), id="booked-and-back"),
    ],
)
def test_a_place_says_whether_it_is_booked_and_late(
    fields: dict[str, Any],
    says: tuple[bool, bool],
    office: Office,
    service: Service,
    at: datetime,
) -> None:
    factories.ticket(office, service, due_at=at, **fields)

    [place] = snapshot(office, at=at).places.values()

    assert (place["is_booked"], place["is_late"]) == says


def test_a_place_in_the_break_says_until_when(office: Office, service: Service) -> None:
    at = local(office, MONDAY, "15:30")
    ticket = factories.ticket(office, service, due_at=at - 60 * MINUTE)

    place = place_of(ticket, at=at)

    assert (place["break_until"], place["low"], place["high"]) == (FOUR, FOUR, FOUR)


def test_steps_lead_neither_into_a_break_that_is_to_come_nor_past_the_last_duty(
    office: Office, service: Service
) -> None:
    before, evening = local(office, MONDAY, "14:53"), local(office, MONDAY, "18:43")
    ticket = factories.ticket(office, service, due_at=before)
    place = place_of(ticket, at=before)
    for _ in range(2):
        last = factories.ticket(office, service, due_at=evening, rank=Rank.BOOKED)

    assert (place["low"], place["high"]) == (FOUR, "2026-12-07T15:03:00Z")
    assert place_of(last, at=evening)["high"] == "2026-12-07T18:00:00Z"


@pytest.mark.parametrize(
    "state", [TicketState.WAITING, TicketState.PARKED, TicketState.CALLED, TicketState.DONE]
)
def test_one_place_is_the_same_as_in_the_picture_of_all(
    state: TicketState, office: Office, service: Service, at: datetime, clerk_fields: dict[str, Any]
) -> None:
    factories.ticket(office, service, due_at=at)
    more = clerk_fields | {"called_at": at, "ended_at": at} if state != TicketState.WAITING else {}
    ticket = factories.ticket(office, service, due_at=at, state=state, **more)

    assert place_of(ticket, at=at) == snapshot(office, at=at).places[ticket.token_digest]


def test_the_place_of_another_day_has_no_time(office: Office, service: Service, at: datetime) -> None:
    ticket = factories.ticket(office, service, due_at=at - timedelta(days=1))

    place = place_of(ticket, at=at)

    assert (place["state"], place["low"], place["high"]) == ("waiting", None, None)


def test_who_cannot_be_served_any_more_is_told_no_time(office: Office, service: Service) -> None:
    at = local(office, MONDAY, "18:50")
    ticket = factories.ticket(office, service, due_at=at)

    place = place_of(ticket, at=at)

    assert (place["low"], place["high"]) == (None, None)


@pytest.mark.parametrize("number", [1, 30])
def test_the_picture_costs_the_same_however_many_wait(
    number: int,
    office: Office,
    service: Service,
    at: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for minutes in range(number):
        _crowd(office, service, at - minutes * MINUTE)
    snapshot(office, at=at)  # reads how long visits take, once a day

    with django_assert_num_queries(QUERIES):
        found = snapshot(office, at=at)

    assert len(found.places) == 3 * number


def _crowd(office: Office, service: Service, at: datetime) -> None:
    counter = factories.counter(office, service)
    clerk = factories.sitting(counter).clerk
    fields: dict[str, Any] = {"counter": counter, "clerk": clerk, "called_at": at}
    factories.ticket(office, service, due_at=at, state=TicketState.CALLED, **fields)
    factories.ticket(office, service, due_at=at, state=TicketState.DONE, ended_at=at, **fields)
    factories.ticket(office, service, due_at=at)
    factories.appointment(counter, service, MUCH_LATER)


def test_one_place_costs_as_little(
    office: Office, service: Service, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = Ticket.objects.for_page().get(pk=factories.ticket(office, service, due_at=at).pk)
    place_of(ticket, at=at)

    with django_assert_num_queries(QUERIES):
        place_of(ticket, at=at)
