"""The sockets of live pages: a real server, real Valkey, and a client as strict as a browser."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from http.client import HTTPConnection
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from time_machine import TimeMachineFixture
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from portal.accounts.models import Office
from portal.web.hints import hint
from scheduling import notices
from scheduling.choices import TicketState
from scheduling.models import Service, Ticket
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make
from scheduling.tests.in_browser import sockets_served

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = "http://localhost:8000"
NINE = datetime.fromisoformat("2026-12-07T08:00:00+00:00")  # in Kraków, on a day of duties
SOON = 5  # seconds
Message = dict[str, Any]


@pytest.fixture
def service() -> Service:
    return make.service(takes_walk_ins=True, ticket_letter="A")


@pytest.fixture
def office(service: Service, time_machine: TimeMachineFixture) -> Office:
    time_machine.move_to(NINE)  # and tick
    return make.working_office(service, slug="krakow")


@pytest.fixture
def port() -> Iterator[int]:
    with sockets_served() as number:
        yield number


@contextmanager
def opened(port: int, path: str = "/ws/queue/krakow/", **more: Any) -> Iterator[ClientConnection]:  # noqa: ANN401  any setting of a client
    with connect(f"ws://127.0.0.1:{port}{path}", **{"origin": ORIGIN} | more) as client:
        yield client


def told(client: ClientConnection, *, within: float = SOON) -> Message:
    message: Message = json.loads(client.recv(timeout=within))
    return message


def came(office: Office, service: Service, **fields: Any) -> Ticket:  # noqa: ANN401  any field of the model
    """Put somebody into the queue whose phone page has the secret that is on their ticket."""
    ticket = make.ticket(office, service, due_at=NINE, **fields)
    ticket.token_digest = token_digest(notices.ticket_token_of(ticket))
    ticket.save()
    return ticket


def place_of(ticket: Ticket) -> str:
    return f"/ws/queue/{ticket.office.slug}/?place={notices.ticket_token_of(ticket)}"


def call(ticket: Ticket) -> None:
    counter = ticket.office.counter_set.get()
    clerk = make.sitting(counter).clerk
    called = {"state": TicketState.CALLED, "counter": counter, "clerk": clerk, "called_at": NINE, "calls": 1}
    Ticket.objects.filter(pk=ticket.pk).update(**called)
    hint(f"queue:{ticket.office_id}")


def test_a_board_is_told_what_stands_and_each_change(office: Office, service: Service, port: int) -> None:
    ticket = came(office, service)
    with opened(port) as board:
        before = told(board)["board"]
        call(ticket)
        after = told(board)["board"]

    assert (before["office"], before["waiting"]["walk_in"], before["calls"]) == ("krakow", 1, [])
    assert [one["ticket"] for one in after["calls"]] == [ticket.code]
    assert after["version"] > before["version"]


def test_a_phone_is_told_its_own_place_alone(office: Office, service: Service, port: int) -> None:
    first, second = came(office, service), came(office, service)
    with opened(port, place_of(second)) as phone:
        before = told(phone)
        call(first)
        after = told(phone)

    assert [list(message) for message in (before, after)] == [["place"], ["place"]]
    assert [message["place"]["ticket"] for message in (before, after)] == [second.code, second.code]
    assert (before["place"]["ahead"], after["place"]["ahead"]) == (1, 0)


def test_where_nothing_changed_nothing_is_said(office: Office, port: int) -> None:
    with opened(port) as board:
        told(board)
        hint(f"queue:{office.pk}")
        with pytest.raises(TimeoutError):
            told(board, within=1)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("token", ["", "nobody", "%00", "%ff%fe", "a" * 3000])
def test_a_secret_that_opens_nothing_is_told_so(port: int, token: str) -> None:
    with opened(port, f"/ws/queue/krakow/?place={token}") as phone:
        assert told(phone) == {"place": None}


def test_a_new_place_is_known_though_its_hint_is_lost(office: Office, service: Service, port: int) -> None:
    with opened(port) as board:
        told(board)
        ticket = came(office, service)
        with opened(port, place_of(ticket)) as phone:
            place = told(phone)["place"]

    assert place["ticket"] == ticket.code


def test_an_office_that_there_is_not_is_said_by_a_code(port: int) -> None:
    with opened(port, "/ws/queue/atlantis/") as client:
        assert closing_code(client) == 4404


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("path", "origin"),
    [
        pytest.param("/ws/queue/krakow/", "https://evil.example.org", id="foreign-page"),
        pytest.param("/ws/queue/krakow/", "https://localhost.example.org", id="looks-like-ours"),
        pytest.param("/ws/queue/krakow/", None, id="no-page"),
        pytest.param("/ws/queue/krak%C3%B3w/", ORIGIN, id="no-short-name"),
        pytest.param("/ws/", ORIGIN, id="no-such-socket"),
        pytest.param("/ws/queue/krakow/more/", ORIGIN, id="too-long"),
    ],
)
def test_whoever_has_no_business_here_is_refused(port: int, path: str, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused, opened(port, path, origin=origin):
        pass

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ["/", "/ws/queue/krakow/", "/en/"])
def test_pages_are_not_here(port: int, path: str) -> None:
    link = HTTPConnection("127.0.0.1", port, timeout=SOON)
    link.request("GET", path)
    answer = link.getresponse()
    link.close()

    assert answer.status == 404


@pytest.mark.usefixtures("office")
def test_who_talks_is_shown_out(port: int) -> None:
    with opened(port) as client:
        told(client)
        client.send("hello")

        assert closing_code(client) == 1003


@pytest.mark.parametrize(
    ("most", "of_a_network", "networks", "expected"),
    [
        pytest.param(2, 9, ["203.0.113.1", "203.0.113.2", "203.0.113.3"], [True, True, False], id="process"),
        pytest.param(9, 1, ["203.0.113.1", "203.0.113.1", "203.0.113.2"], [True, False, True], id="network"),
        pytest.param(9, 1, ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"], [True, False, True], id="line"),
        pytest.param(9, 1, ["127.0.0.1", "127.0.0.1", "127.0.0.1"], [True, True, True], id="unlimited"),
    ],
)
@pytest.mark.usefixtures("office")
def test_there_is_room_for_so_many(
    settings: Settings, most: int, of_a_network: int, networks: list[str], expected: list[bool]
) -> None:
    settings.SOCKETS_MOST, settings.SOCKETS_PER_NETWORK, settings.TRUSTED_PROXIES = most, of_a_network, 1
    with sockets_served() as port, ExitStack() as stack:
        headers = [{"X-Forwarded-For": f"198.51.100.9, {network}"} for network in networks]
        clients = [stack.enter_context(opened(port, additional_headers=each)) for each in headers]

        assert [closing_code(client) != 1013 for client in clients] == expected


@pytest.mark.usefixtures("office")
def test_who_leaves_makes_room(settings: Settings) -> None:
    settings.SOCKETS_MOST = 1
    with sockets_served() as port:
        for _ in range(3):
            with opened(port) as client:
                assert told(client)["board"]["office"] == "krakow"


def test_without_the_database_a_page_is_asked_to_come_back(
    office: Office, service: Service, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address of the database is wrong for a while: for whoever comes, and for whoever is there."""
    with opened(port) as board:
        told(board)
        with monkeypatch.context() as broken:
            broken.setitem(connection.settings_dict, "HOST", "127.0.0.1")
            broken.setitem(connection.settings_dict, "PORT", "1")
            end_other_connections()
            hint(f"queue:{office.pk}")
            with opened(port, "/ws/queue/elsewhere/") as client:
                code = closing_code(client)
        came(office, service)
        hint(f"queue:{office.pk}")

        assert (code, told(board)["board"]["waiting"]["walk_in"]) == (1013, 1)


def test_a_socket_on_which_nothing_is_said_lives(office: Office, service: Service, port: int) -> None:
    """Longer than the five seconds after which a client of Valkey gives up unless it is told."""
    with opened(port) as board:
        told(board)
        with pytest.raises(TimeoutError):
            told(board, within=11.5)
        came(office, service)
        hint(f"queue:{office.pk}")

        assert told(board)["board"]["waiting"]["walk_in"] == 1


def closing_code(client: ClientConnection) -> int | None:
    """Return with which code the server closes; None if it says something instead."""
    try:
        client.recv(timeout=SOON)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006
    return None


def end_other_connections() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
