import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar
from icalendar import Event as Component
from pytest_django.fixtures import DjangoAssertNumQueries

from portal.web.qr import qr_code
from scheduling import notices
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models import Appointment, Closure, Service
from scheduling.tests import factories as make
from scheduling.tests.views.walk import NINE, TEN, Page, book, choose, text, the_only

pytestmark = pytest.mark.usefixtures("office")


def unescaped(response: Page) -> str:
    return unescape(response.content.decode())


def links(response: Page) -> list[str]:
    """Return where the main part of a page leads to."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(r'href="([^"]*)"', main)


def entry(response: Page) -> tuple[Calendar, Component]:
    calendar = Calendar.from_ical(response.content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    return calendar, event


@pytest.fixture
def page(client: Client) -> str:
    return f"/en/visits/booked/{notices.token_of(book(client))}/"


def test_the_page_has_all_that_is_needed_on_the_day(page: str, stranger: Client) -> None:
    said = text(stranger.get(page))

    assert f"Your visit is booked See you on Monday 7 December 2026 at 09:00." in said  # noqa: F541
    assert f"Reference of the visit {the_only().reference}" in said
    assert "Visit Service CARD When Monday 7 December 2026 at 09:00 It takes 30 minutes." in said
    assert "Show it at the office: at the kiosk or to the clerk." in said
    assert "Where Office krakow Przy Rondzie 6, 31-547 Kraków" in said
    assert "What to bring Passport Proof of the fee" in said
    assert "Come 10 to 15 minutes before your time." in said


def test_the_page_says_how_long_this_visit_is_though_others_are_longer_by_now(
    page: str, card: Service, stranger: Client
) -> None:
    Service.objects.filter(pk=card.pk).update(minutes=45)

    assert "It takes 30 minutes." in text(stranger.get(page))


def test_the_page_is_kept_out_of_caches_and_of_others_logs(page: str, client: Client) -> None:
    response = client.get(page)

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_opening_a_link_cancels_nothing(page: str, stranger: Client) -> None:
    response = stranger.get(f"{page}cancellation/")

    assert "Do you want to cancel this visit? Monday 7 December 2026 at 09:00" in text(response)
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert the_only().state == AppointmentState.BOOKED


def test_cancelling_frees_the_time_and_the_page_says_so(page: str, client: Client, stranger: Client) -> None:
    response = client.post(f"{page}cancellation/")

    said = text(client.get(page))
    assert response["Location"] == page
    assert said.startswith("Your visit is cancelled The visit on Monday 7 December 2026 at 09:00")
    assert "Choose another time" in said
    assert "Cancel the visit" not in said
    assert choose(stranger, NINE)["Location"] == "/en/visits/details/"


@pytest.mark.parametrize("by", CancelledBy)
def test_where_the_office_cancelled_the_page_says_why(page: str, stranger: Client, by: CancelledBy) -> None:
    Appointment.objects.update(state=AppointmentState.CANCELLED, cancelled_at=make.AT, cancelled_by=by)
    unexplained = text(stranger.get(page))
    reasons = {"reason_pl": "Remanent", "reason_en": "Stocktaking", "reason_ru": "Инвентаризация"}
    Closure.objects.create(office=the_only().office, first_on=make.MONDAY, last_on=make.MONDAY, **reasons)

    explained = text(stranger.get(page))

    assert "Reason" not in unexplained
    assert ("Please choose another time. Reason: Stocktaking" in explained) is (by == CancelledBy.OFFICE)
    assert ("Stocktaking" in explained) is (by == CancelledBy.OFFICE)


@pytest.mark.parametrize("cancels", ["client", "stranger"])
def test_a_browser_forgets_a_visit_that_is_cancelled(
    page: str, client: Client, stranger: Client, cancels: str
) -> None:
    {"client": client, "stranger": stranger}[cancels].post(f"{page}cancellation/")

    response = client.get("/en/visits/details/")

    assert response.status_code == 404
    assert text(response).startswith("We are not keeping a time for you")
    assert "holder" not in client.session


def test_a_browser_forgets_a_visit_that_lapsed(client: Client) -> None:
    book(client)
    Appointment.objects.update(state=AppointmentState.LAPSED)

    assert client.get("/en/visits/details/").status_code == 404


def test_cancelling_leaves_nothing_in_the_session(page: str, client: Client) -> None:
    client.post(f"{page}cancellation/")

    assert not {"holder", "hold"} & set(client.session.keys())


def test_cancelling_leaves_the_time_that_is_held_meanwhile(page: str, client: Client) -> None:
    choose(client, TEN)

    client.post(f"{page}cancellation/")

    assert "Monday 7 December 2026 at 10:00" in text(client.get("/en/visits/details/"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visit_is_cancelled_once(page: str, client: Client, method: str) -> None:
    client.post(f"{page}cancellation/")

    assert getattr(client, method)(f"{page}cancellation/")["Location"] == page


def test_a_visit_that_has_begun_is_not_cancelled(page: str, client: Client) -> None:
    with time_machine.travel(make.MONDAY.strftime("%Y-%m-%dT08:00:00+00:00"), tick=False):
        response = client.post(f"{page}cancellation/")
        said = text(client.get(page))

    assert response["Location"] == page
    assert said.startswith(
        "Your visit has begun It began on Monday 7 December 2026 at 09:00 and can no longer be changed"
    )
    assert "Cancel the visit" not in said
    assert the_only().state == AppointmentState.BOOKED


def test_the_page_serves_until_the_visit_is_over(page: str, client: Client) -> None:
    end = the_only().period.upper
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        waiting = client.get(page)
    with time_machine.travel(end, tick=False):
        over = client.get(page)

    assert qr_code(the_only().reference).source in unescaped(waiting)
    assert "Add it to your calendar" in text(waiting)
    assert "Passport" in text(waiting)
    assert text(over).startswith("This visit is over It was booked for Monday 7 December 2026 at 09:00.")
    assert f"Reference {the_only().reference}" in text(over)
    assert "<img" not in over.content.decode()
    assert f"{page}calendar/" not in links(over)


def test_a_visit_can_be_cancelled_up_to_its_start(page: str, client: Client) -> None:
    start = the_only().period.lower
    with time_machine.travel(start - timedelta(seconds=1), tick=False):
        client.post(f"{page}cancellation/")

    assert the_only().state == AppointmentState.CANCELLED


@pytest.mark.parametrize("token", ["x", "A" * 43, "-" * 2000])
@pytest.mark.parametrize("rest", ["", "cancellation/", "calendar/"])
def test_a_wrong_link_finds_nothing(page: str, client: Client, token: str, rest: str) -> None:
    assert client.get(f"/en/visits/booked/{token}/{rest}").status_code == 404
    assert client.post(f"/en/visits/booked/{token}/{rest}").status_code in {404, 405}
    assert page


def test_the_page_asks_for_the_visit_and_for_its_messages(
    page: str, stranger: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):  # what is announced, as on every page; three say when to check in
        stranger.get(page)
    with django_assert_num_queries(1):
        stranger.get(f"{page}calendar/")


def test_the_code_to_show_is_a_picture_of_the_reference_and_of_nothing_else(
    page: str, stranger: Client
) -> None:
    reference = the_only().reference

    (picture,) = re.findall(r"<img [^>]*>", unescaped(stranger.get(page)))

    assert picture == (
        f'<img src="{qr_code(reference).source}" width="174" height="174"'
        f' alt="QR code of the reference {reference}">'
    )


def test_the_visit_is_given_to_the_calendar(page: str, stranger: Client) -> None:
    assert f"{page}calendar/" in links(stranger.get(page))

    response = stranger.get(f"{page}calendar/")
    calendar, event = entry(response)

    visit = the_only()
    assert (calendar["METHOD"], event["UID"], event["SEQUENCE"]) == ("PUBLISH", notices.uid_of(visit), 0)
    assert event.start == datetime(2026, 12, 7, 8, tzinfo=UTC)
    assert event.end == datetime(2026, 12, 7, 8, 30, tzinfo=UTC)
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (
        "Visit to the office",
        f"Reference: {visit.reference}",
    )


def test_the_file_is_saved_by_its_name_and_kept_by_nobody_on_the_way(page: str, stranger: Client) -> None:
    response = stranger.get(f"{page}calendar/")

    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert response["Content-Disposition"] == 'attachment; filename="visit.ics"'
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


def test_the_secret_of_the_page_is_not_in_the_file(page: str, stranger: Client) -> None:
    token = notices.token_of(the_only())
    secrets = {token, quote(token), b64encode(token.encode()).decode(), page, the_only().token_digest}

    content = stranger.get(f"{page}calendar/").content.decode().replace("\r\n ", "")

    assert [secret for secret in secrets if secret in content] == []


def test_a_cancelled_visit_is_taken_out_of_the_calendar(page: str, client: Client) -> None:
    client.post(f"{page}cancellation/")
    shown = client.get(page)

    response = client.get(f"{page}calendar/")
    calendar, event = entry(response)

    assert "Remove it from your calendar" in text(shown)
    assert "Add it to your calendar" not in text(shown)
    assert f"{page}calendar/" in links(shown)
    assert "<img" not in shown.content.decode()
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=CANCEL"
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert event["UID"] == notices.uid_of(the_only())


def test_a_cancelled_visit_of_the_past_is_left_where_it_is(page: str, client: Client) -> None:
    client.post(f"{page}cancellation/")
    with time_machine.travel(the_only().period.upper, tick=False):
        shown = client.get(page)

    assert text(shown).startswith("Your visit is cancelled")
    assert f"{page}calendar/" not in links(shown)


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_file_speaks_the_language_of_the_page(page: str, stranger: Client, language: str) -> None:
    response = stranger.get(page.replace("/en/", f"/{language}/") + "calendar/")

    assert entry(response)[1]["SUMMARY"].params["LANGUAGE"] == language


def test_a_calendar_is_only_read(page: str, stranger: Client) -> None:
    assert stranger.post(f"{page}calendar/").status_code == 405
