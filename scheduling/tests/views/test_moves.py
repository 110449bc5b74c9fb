import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Office
from portal.audit.models import Event
from portal.notifications.models import Notice
from portal.web.actors import actor_of
from scheduling import notices
from scheduling.actions import cancelling
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service
from scheduling.tests import factories as make
from scheduling.tests.views.walk import NINE, TEN, Page, book, choose, hidden, text, the_only, title

ELEVEN = "2026-12-07T10:00:00Z"
MOST_QUERIES = 8

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def page(client: Client) -> str:
    """Return the address of a visit booked for Monday at nine."""
    return f"/en/visits/booked/{notices.token_of(book(client))}/"


def move(client: Client, page: str, start: str = TEN, *, seen: str = "0") -> Page:
    return client.post(f"{page}move/", {"start": start, "seen": seen})


def starts(response: Page) -> list[str]:
    """Return the times that a page leads to, on the office's clock."""
    return re.findall(
        r'class="portal-time" href="[^"]*\?start=[^"]*">[^<]*?(\d\d:\d\d)<', response.content.decode()
    )


def now_at() -> tuple[str, int]:
    visit = Appointment.objects.for_page().get(state=AppointmentState.BOOKED)
    return f"{visit.interval.start.astimezone(visit.office.zone):%H:%M}", visit.sequence


@contextmanager
def later(**kwargs: int) -> Iterator[None]:
    with time_machine.travel(make.AT + timedelta(**kwargs), tick=False):
        yield


def test_the_visit_leads_step_by_step_to_its_new_time(page: str, stranger: Client) -> None:
    """Whoever has the link is let in: no session, no account, no other state is needed."""
    hrefs = [f"{page}move/times/", f"{page}move/times/2026-12-07/", f"{page}move/?start={TEN}"]
    shown = [stranger.get(address) for address in (page, *hrefs)]

    for response, href in zip(shown, hrefs, strict=False):
        assert f'href="{href}"' in response.content.decode()
    sent = {name: hidden(shown[-1], name) for name in ("start", "seen")}
    moved = stranger.post(f"{page}move/", sent)
    assert (moved.status_code, moved["Location"]) == (302, page)
    said = text(stranger.get(page))
    assert said.startswith("Done: Your visit has a new time: Monday 7 December 2026 at 10:00.")
    assert "See you on Monday 7 December 2026 at 10:00." in said
    assert now_at() == ("10:00", 1)
    assert "Your visit has a new time" not in text(stranger.get(page))


def test_the_month_and_the_day_say_what_the_visit_keeps_meanwhile(page: str, client: Client) -> None:
    month, day = (client.get(f"{page}move/times/{rest}") for rest in ("", "2026-12-07/"))

    kept = "Your visit now: Monday 7 December 2026 at 09:00 . It stays yours until you have another time."
    for said in (text(month), text(day)):
        assert kept in said
        assert "Step 2 of 5" not in said
        assert "We keep it for you" not in said
    assert "New days open every day at 08:00, 60 days ahead." in text(month)
    assert title(month).startswith("Choose a day in December 2026: Service CARD")
    assert b"<form" not in day.content.partition(b"<main")[2].partition(b"</main")[0]


def test_the_time_of_the_visit_itself_is_not_offered(page: str, client: Client) -> None:
    times = starts(client.get(f"{page}move/times/2026-12-07/"))

    assert times[:5] == ["07:30", "08:00", "08:30", "09:30", "10:00"]
    assert len(times) == 20
    assert "20 free times" in text(client.get(f"{page}move/times/"))


def test_times_that_overlap_the_visit_itself_are_offered(page: str, card: Service, client: Client) -> None:
    Service.objects.filter(pk=card.pk).update(every_minutes=15)

    times = starts(client.get(f"{page}move/times/2026-12-07/"))

    assert times[4:9] == ["08:30", "08:45", "09:15", "09:30", "09:45"]
    asked = client.get(f"{page}move/?start=2026-12-07T08:15:00Z")
    move(client, page, hidden(asked, "start"), seen=hidden(asked, "seen"))
    assert now_at() == ("09:15", 1)


def test_times_that_others_have_are_not_offered(page: str, client: Client, stranger: Client) -> None:
    choose(stranger, TEN)

    assert "10:00" not in starts(client.get(f"{page}move/times/2026-12-07/"))


def test_an_arrow_turns_the_calendar_of_the_visit(page: str, client: Client) -> None:
    response = client.get(f"{page}move/times/?month=2026-12", headers={"HX-Request": "true"})

    html = response.content.decode()
    assert "<html" not in html
    assert f'hx-get="{page}move/times/?month=2027-01"' in html
    assert f'href="{page}move/times/2026-12-07/"' in html
    assert "krakow" not in html


def test_where_nothing_else_is_free_the_page_says_when_new_times_open(
    page: str, client: Client, office: Office
) -> None:
    make.window(office, starts="07:00", ends="09:00")
    make.window(office, starts="09:30", ends="23:55")

    month, day = (text(client.get(f"{page}move/times/{rest}")) for rest in ("", "2026-12-07/"))

    assert "There is no free time at the moment" in month
    for said in (month, day):
        assert "New days open every day at 08:00, 60 days ahead." in said


def test_the_last_page_asks_and_changes_nothing(page: str, client: Client) -> None:
    response = client.get(f"{page}move/?start={TEN}")

    said = text(response)
    assert said.startswith("Service CARD, Office krakow Change the time of your visit?")
    assert "The time you have Monday 7 December 2026 at 09:00" in said
    assert "The new time Monday 7 December 2026 at 10:00 It takes 30 minutes." in said
    assert (hidden(response, "start"), hidden(response, "seen")) == (TEN, "0")
    assert now_at() == ("09:00", 0)


@pytest.mark.parametrize("rest", ["move/", "move/times/", "move/times/2026-12-07/", f"move/?start={TEN}"])
def test_opening_links_changes_nothing(page: str, stranger: Client, rest: str) -> None:
    for ask in (stranger.get, stranger.head):
        ask(f"{page}{rest}")

    assert now_at() == ("09:00", 0)
    assert not Event.objects.filter(action="appointment.moved").exists()


def test_without_a_start_the_address_leads_to_the_times(page: str, client: Client) -> None:
    assert client.get(f"{page}move/")["Location"] == f"{page}move/times/"


def test_a_page_sent_twice_moves_once_and_answers_the_same(page: str, client: Client) -> None:
    first, again = move(client, page), move(client, page)

    assert (first["Location"], again["Location"]) == (page, page)
    assert now_at() == ("10:00", 1)
    assert Notice.objects.filter(kind="appointment_moved").count() == 1
    assert text(client.get(page)).count("Your visit has a new time") == 1


def test_a_retry_from_a_browser_that_never_got_the_answer_is_told(page: str, client: Client) -> None:
    move(Client(), page)

    move(client, page)

    assert "Your visit has a new time: Monday 7 December 2026 at 10:00." in text(client.get(page))


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_time_it_has_already_changes_nothing(page: str, client: Client, method: str) -> None:
    response = getattr(client, method)(f"{page}move/", {"start": NINE, "seen": "0"})

    assert response["Location"] == page
    assert "new time" not in text(client.get(page))
    assert now_at() == ("09:00", 0)


def test_of_two_tabs_the_slower_is_told_where_the_visit_is(page: str, client: Client) -> None:
    slower = client.get(f"{page}move/?start={ELEVEN}")
    move(client, page, TEN)

    response = move(client, page, ELEVEN, seen=hidden(slower, "seen"))

    said = text(response)
    assert response.status_code == 409
    assert said.startswith("Done: Your visit has a new time")
    assert "This visit has been moved in the meantime" in said
    assert "Your visit now: Monday 7 December 2026 at 10:00 ." in said
    assert "You wanted Monday 7 December 2026 at 11:00." in said
    assert f'href="{page}move/?start={ELEVEN}"' in response.content.decode()
    assert now_at() == ("10:00", 1)


def test_who_still_wants_it_moves_the_visit_from_where_it_is(page: str, client: Client) -> None:
    move(client, page, TEN)
    again = client.get(f"{page}move/?start={ELEVEN}")

    move(client, page, ELEVEN, seen=hidden(again, "seen"))

    assert now_at() == ("11:00", 2)


def test_going_back_after_a_move_shows_the_visit_as_it_is(page: str, client: Client) -> None:
    move(client, page)

    assert client.get(f"{page}move/?start={TEN}")["Location"] == page
    day = client.get(f"{page}move/times/2026-12-07/")
    assert "Your visit now: Monday 7 December 2026 at 10:00 ." in text(day)
    assert "09:00" in starts(day)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_time_that_is_gone_offers_the_nearest_and_nothing_is_lost(
    page: str, client: Client, stranger: Client, method: str
) -> None:
    choose(stranger, TEN)

    response = getattr(client, method)(f"{page}move/", {"start": TEN, "seen": "0"})

    assert response.status_code == 409
    said = text(response)
    assert said.startswith("That time is not free any more You wanted Monday 7 December 2026 at 10:00.")
    assert "Your visit now: Monday 7 December 2026 at 09:00 . It stays yours" in said
    assert starts(response) == ["09:30", "10:30", "11:00"]
    assert f'href="{page}move/times/"' in response.content.decode()
    assert now_at() == ("09:00", 0)


def test_the_nearest_times_lead_to_the_new_time(page: str, client: Client, stranger: Client) -> None:
    choose(stranger, TEN)
    link = re.search(r'portal-time" href="([^"]*)"', move(client, page).content.decode())

    assert link
    response = client.get(link[1])
    move(client, page, hidden(response, "start"), seen=hidden(response, "seen"))

    assert now_at() == ("09:30", 1)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "start",
    [
        pytest.param("2026-11-30T08:00:00Z", id="past"),
        pytest.param("2026-12-07T08:05:00Z", id="between-two-starts"),
        pytest.param("2026-12-07T14:00:00Z", id="in-the-blocked-hour"),
        pytest.param("2026-12-25T09:00:00Z", id="holiday"),
        pytest.param("2027-03-01T09:00:00Z", id="not-open-yet"),
    ],
)
def test_a_time_that_was_never_offered_is_not_had(page: str, client: Client, start: str, method: str) -> None:
    response = getattr(client, method)(f"{page}move/", {"start": start, "seen": "0"})

    assert response.status_code == 409
    assert now_at() == ("09:00", 0)


HOSTILE = {
    "none": "",
    "offset": "2026-12-07T09:00:00+00:00",
    "no-such-day": "2026-02-30T08:00:00Z",
    "first-year": "0001-01-01T00:00:00Z",
    "last-year": "9999-12-31T23:59:00Z",
    "other-digits": "٢٠٢٦-12-07T08:00:00Z",
    "sql": "1' OR '1'='1",
    "script": "<script>alert(1)</script>",
    "long": "9" * 100_000,
}


@pytest.mark.parametrize(("method", "status"), [("get", 404), ("post", 422)])
@pytest.mark.parametrize("start", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_time_of_ours_is_explained(
    page: str, client: Client, start: str, method: str, status: int
) -> None:
    response = getattr(client, method)(f"{page}move/", {"start": start, "seen": "0"})

    assert response.status_code == status
    said = text(response)
    assert said.startswith("This is not one of our days or times")
    assert "Your visit has not changed." in said
    assert f'href="{page}move/times/"' in response.content.decode()
    assert now_at() == ("09:00", 0)


def test_a_nul_is_refused(page: str, client: Client) -> None:
    assert client.get(f"{page}move/?start=%00").status_code == 400
    assert move(client, page, "2026-12-07T09:00:00Z\0").status_code == 422


@pytest.mark.parametrize("seen", ["", "x", "-1", "1.5", "٣", "9" * 5000, "0\0"])
def test_a_form_that_does_not_say_what_was_seen_asks_again(page: str, client: Client, seen: str) -> None:
    response = move(client, page, seen=seen)

    assert response.status_code == 422
    assert "Change the time of your visit?" in text(response)
    assert (hidden(response, "start"), hidden(response, "seen")) == (TEN, "0")
    assert now_at() == ("09:00", 0)


def test_a_visit_seen_in_the_future_is_not_moved(page: str, client: Client) -> None:
    assert move(client, page, seen="7").status_code == 409
    assert now_at() == ("09:00", 0)


@pytest.mark.parametrize("rest", ["times/2026-02-30/", "times/x/", "times/?month=2026-13", "times/?month="])
def test_an_impossible_date_gets_a_clear_page(page: str, client: Client, rest: str) -> None:
    response = client.get(f"{page}move/{rest}")

    assert response.status_code == 404
    assert "Your visit has not changed." in text(response)
    assert f'href="{page}"' in response.content.decode()


EVERY = ["", f"?start={TEN}", "times/", "times/2026-12-07/"]


@pytest.mark.parametrize("token", ["x", "A" * 43, "-" * 2000])
@pytest.mark.parametrize("rest", EVERY)
def test_a_wrong_link_finds_nothing(page: str, client: Client, token: str, rest: str) -> None:
    assert client.get(f"/en/visits/booked/{token}/move/{rest}").status_code == 404
    assert client.post(f"/en/visits/booked/{token}/move/{rest}").status_code in {404, 405}
    assert page


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("rest", EVERY)
def test_a_cancelled_visit_leads_to_its_page(page: str, client: Client, rest: str, method: str) -> None:
    client.post(f"{page}cancellation/")

    response = getattr(client, method)(f"{page}move/{rest}", {"start": TEN, "seen": "0"})

    if response.status_code != 405:
        assert response["Location"] == page
    assert text(client.get(page)).startswith("Your visit is cancelled")
    assert "Change the time" not in text(client.get(page))
    assert the_only().state == AppointmentState.CANCELLED


def test_a_visit_that_has_begun_says_so(page: str, client: Client) -> None:
    with time_machine.travel(the_only().interval.start, tick=False):
        response = move(client, page, ELEVEN)
        said = text(client.get(page))

    assert response["Location"] == page
    assert said.startswith("Information: This visit has begun. Its time cannot be changed any more.")
    assert "If you need another time" not in said
    assert now_at() == ("09:00", 0)


def test_a_visit_can_be_moved_up_to_its_start(page: str, client: Client) -> None:
    with time_machine.travel(the_only().interval.start - timedelta(seconds=1), tick=False):
        move(client, page, ELEVEN)

    assert now_at() == ("11:00", 1)


def test_a_visit_that_is_over_leads_to_its_page(page: str, client: Client) -> None:
    with time_machine.travel(the_only().interval.end, tick=False):
        response = client.get(f"{page}move/times/")
        said = text(client.get(page))

    assert response["Location"] == page
    assert said.startswith("This visit is over")


def test_a_visit_cancelled_while_somebody_decides_leads_to_its_page(
    page: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the visit and the move: the action is the one that finds out."""

    def cancel_first(request: HttpRequest, visit: Appointment) -> None:
        cancelling.cancel(appointment=visit, by=actor_of(request), at=make.AT)

    monkeypatch.setattr("scheduling.views.moves.spend_move", cancel_first)

    response = move(client, page)

    assert response["Location"] == page
    assert text(client.get(page)).startswith("Your visit is cancelled")


CLOSED = {
    "only-clerks": {"booked_by": "clerk"},
    "ended": {"valid_to": date(2026, 11, 30)},
    "unlisted": {"is_listed": False},
}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("rest", EVERY)
@pytest.mark.parametrize("fields", CLOSED.values(), ids=CLOSED)
def test_what_the_public_cannot_book_is_moved_by_the_office(
    page: str, client: Client, fields: dict[str, object], rest: str, method: str
) -> None:
    Service.objects.update(**fields)

    response = getattr(client, method)(f"{page}move/{rest}", {"start": TEN, "seen": "0"})

    if response.status_code != 405:
        assert response.status_code == 409
        said = text(response)
        assert said.startswith("You cannot change the time of this visit here")
        assert "Your visit stands: Monday 7 December 2026 at 09:00." in said
        assert 'href="/en/contact/"' in response.content.decode()
    assert now_at() == ("09:00", 0)


def test_an_office_that_is_not_shown_any_more_moves_visits_itself(
    page: str, client: Client, office: Office
) -> None:
    Office.objects.filter(pk=office.pk).update(is_open_to_public=False)

    assert client.get(f"{page}move/times/").status_code == 409


@pytest.mark.parametrize(("method", "status"), [("get", 404), ("post", 422)])
def test_a_day_after_the_last_of_the_service_is_none_of_ours(
    page: str, client: Client, method: str, status: int
) -> None:
    Service.objects.update(valid_to=date(2026, 12, 6))

    response = getattr(client, method)(f"{page}move/", {"start": TEN, "seen": "0"})

    assert response.status_code == status
    assert "Your visit has not changed." in text(response)


def test_who_moves_too_often_is_told_when_to_try_again(page: str, client: Client) -> None:
    for number in range(6):
        move(client, page, (TEN, ELEVEN)[number % 2], seen=str(number))
    client.get(page)

    response = move(client, page, TEN, seen="6")

    assert response.status_code == 429
    assert text(response).startswith("Please wait before you try again")
    assert f'href="{page}move/times/2026-12-07/"' in response.content.decode()
    assert (hidden(response, "start"), hidden(response, "seen")) == (TEN, "6")
    assert now_at() == ("11:00", 6)
    with later(days=1, minutes=1):
        move(client, page, TEN, seen="6")
    assert now_at() == ("10:00", 7)


def test_pressing_twice_counts_once(page: str, client: Client) -> None:
    for number in range(5):
        for _ in range(3):
            move(client, page, (TEN, ELEVEN)[number % 2], seen=str(number))

    assert move(client, page, NINE, seen="5")["Location"] == page
    assert now_at() == ("09:00", 6)


@pytest.mark.parametrize(
    ("rest", "policy"),
    [
        (f"?start={TEN}", "same-origin"),
        ("times/", "no-referrer"),
        ("times/2026-12-07/", "no-referrer"),
        ("times/x/", "no-referrer"),
    ],
)
def test_the_secret_stays_out_of_caches_and_of_others_logs(
    page: str, client: Client, rest: str, policy: str
) -> None:
    response = client.get(f"{page}move/{rest}")

    assert response["Referrer-Policy"] == policy
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("rest", ["move/times/", "move/times/2026-12-07/", f"move/?start={TEN}"])
def test_the_secret_is_sent_to_nobody_else(page: str, client: Client, rest: str) -> None:
    html = client.get(f"{page}{rest}").content.decode()

    away = re.findall(r'(?:href|src|action|hx-get)="(?:https?:)?//([^/"]*)', html)
    assert set(away) <= {"testserver"}


def test_the_form_is_not_accepted_from_elsewhere(page: str) -> None:
    forger = Client(enforce_csrf_checks=True)

    assert forger.post(f"{page}move/", {"start": TEN, "seen": "0"}).status_code == 403
    assert now_at() == ("09:00", 0)


@pytest.mark.parametrize("rest", ["times/", "times/2026-12-07/", f"?start={TEN}"])
def test_a_page_costs_the_same_for_one_counter_and_three(
    page: str, client: Client, office: Office, card: Service, rest: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{page}move/{rest}").status_code == 200
        return len(captured)

    one = queries()
    for _ in range(2):
        make.duty(make.counter(office, card))

    assert one == queries() <= MOST_QUERIES
