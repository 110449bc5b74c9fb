from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import Settings

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling.actions import holding
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service
from scheduling.tests import factories as make
from scheduling.tests.views.walk import NINE, TEN, choose, describe, fields, reach_code, text, the_only

pytestmark = pytest.mark.usefixtures("office")

DETAILS = "/en/visits/details/"


def test_choosing_a_time_holds_it_and_asks_who_comes(client: Client) -> None:
    response = choose(client)

    held = the_only()
    page = text(client.get(DETAILS))
    assert (response.status_code, response["Location"]) == (302, DETAILS)
    assert held.period.lower.isoformat() == "2026-12-07T08:00:00+00:00"
    assert (held.language, held.state) == ("en", AppointmentState.HELD)
    assert "We are keeping this time for you until 10:20" in page
    assert "Monday 7 December 2026 at 09:00 Service CARD, Office krakow" in page


def test_nobody_has_a_session_or_a_key_before_they_choose_a_time(client: Client) -> None:
    client.get("/en/visits/")
    client.get("/en/visits/krakow/CARD/times/2026-12-07/")
    client.get(DETAILS)

    assert not Session.objects.exists()
    assert "visitor" not in client.cookies


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.post("/en/visits/details/", {"given_names": "Oksana"}),
        lambda client: client.post(
            "/en/visits/find/", {"reference": "7F3K-9M2Q", "contact": "o@example.test"}
        ),
    ],
)
def test_what_a_stranger_typed_is_kept_for_an_hour_and_that_of_an_account_as_long_as_it(
    client: Client, send: Callable[[Client], object]
) -> None:
    choose(client)

    send(client)
    assert client.session.get_expiry_date() == make.AT + timedelta(hours=1)
    client.force_login(accounts.user())
    assert client.session.get_expiry_date() == make.AT + timedelta(days=14)
    send(client)
    assert client.session.get_expiry_date() == make.AT + timedelta(days=14)


@pytest.mark.parametrize("page", ["details", "check", "code"])
def test_a_stranger_sees_nothing_of_a_hold(client: Client, stranger: Client, page: str) -> None:
    reach_code(client)

    response = stranger.get(f"/en/visits/{page}/")

    assert response.status_code == 404
    assert text(response).startswith("We are not keeping a time for you")


@pytest.mark.parametrize("page", ["details", "code", "code/mail", "hold"])
def test_a_stranger_changes_nothing_of_a_hold(client: Client, stranger: Client, page: str) -> None:
    before = reach_code(client)

    assert stranger.post(f"/en/visits/{page}/", {"code": "000000"}).status_code == 404
    stranger.post("/en/visits/hold/return/")
    after = the_only()
    assert (after.held_until, after.code_tries, after.code_version) == (before.held_until, 0, 1)


def test_a_time_that_is_gone_offers_the_three_nearest(client: Client, stranger: Client) -> None:
    choose(stranger)

    response = choose(client)

    page = text(response)
    assert response.status_code == 409
    assert page.startswith("Step 2 of 5 Time Somebody has just taken that time")
    times = [time.value for time in response.context["times"]]
    assert times == ["2026-12-07T07:00:00Z", "2026-12-07T07:30:00Z", "2026-12-07T08:30:00Z"]
    assert "Monday 7 December 2026 at 08:00" in page
    assert b'name="start" value="2026-12-07T07:00:00Z"' in response.content


def test_the_nearest_times_may_be_on_other_days(client: Client, office: Office) -> None:
    make.window(office, valid_from=make.MONDAY, starts="00:00", ends="23:55")
    make.duty(office.counter_set.get(), on=make.MONDAY + timedelta(days=1), starts="09:00", ends="10:00")
    make.duty(office.counter_set.get(), on=make.MONDAY + timedelta(days=5), starts="09:00", ends="10:00")
    make.duty(office.counter_set.get(), on=make.MONDAY - timedelta(days=3), starts="09:00", ends="10:00")

    response = choose(client)

    times = [time.value for time in response.context["times"]]
    assert times == ["2026-12-04T08:00:00Z", "2026-12-04T08:30:00Z", "2026-12-12T08:00:00Z"]


def test_where_nothing_else_is_free_the_page_says_so(client: Client, office: Office) -> None:
    make.window(office, weekdays=make.EVERY_DAY, starts="00:00", ends="23:55")

    assert "There is no other free time at the moment." in text(choose(client))


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("", id="none"),
        pytest.param("2026-12-07T08:00:00+00:00", id="with-an-offset"),
        pytest.param("2026-12-07 08:00", id="not-iso"),
        pytest.param("2026-12-07T08:00:30Z", id="seconds"),
        pytest.param("2026-02-30T08:00:00Z", id="no-such-day"),
        pytest.param("2026-12-07T25:00:00Z", id="no-such-hour"),
        pytest.param("0001-01-01T00:00:00Z", id="first-year"),
        pytest.param("9999-12-31T23:59:00Z", id="last-year"),
        pytest.param("99999-12-31T23:59:00Z", id="year-of-five-digits"),
        pytest.param("٢٠٢٦-12-07T08:00:00Z", id="other-digits"),
        pytest.param("2026-12-07T08:00:00Z\0", id="nul"),
        pytest.param("1' OR '1'='1", id="sql"),
        pytest.param("9" * 100_000, id="long"),
    ],
)
def test_what_is_no_time_of_ours_is_explained(client: Client, start: str) -> None:
    response = choose(client, start)

    assert response.status_code == 422
    assert text(response).startswith("This is not one of our days or times")
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("start", ["2026-11-30T08:00:00Z", "2026-12-07T08:05:00Z", "2026-12-07T14:30:00Z"])
def test_a_time_that_was_never_offered_is_not_held(client: Client, start: str) -> None:
    assert choose(client, start).status_code == 409
    assert not Appointment.objects.exists()


def test_a_service_that_only_clerks_book_is_not_held(client: Client, card: Service) -> None:
    Service.objects.filter(pk=card.pk).update(booked_by="clerk")

    assert choose(client).status_code == 422
    assert not Appointment.objects.exists()


def test_another_choice_takes_the_place_of_the_first(client: Client) -> None:
    choose(client)
    choose(client, TEN)

    assert the_only().period.lower.hour == 9


def test_a_cookie_that_was_written_out_of_order_finds_the_time_that_is_held(client: Client) -> None:
    choose(client)
    older = last_of(client)
    choose(client, TEN)
    held = the_only()
    remember(client, older)

    page = client.get(DETAILS)

    assert page.status_code == 200
    assert "Monday 7 December 2026 at 10:00" in text(page)
    assert last_of(client) == held.pk


def test_once_it_has_run_out_it_is_the_time_held_last_that_is_gone(client: Client) -> None:
    choose(client)
    older = last_of(client)
    choose(client, TEN)
    remember(client, older)
    client.get(DETAILS)
    with time_machine.travel(make.AT + timedelta(minutes=20), tick=False):
        response = client.get(DETAILS)

    assert response.status_code == 410
    assert response.context["start"] == make.local(the_only().office, make.MONDAY, "10:00")


def test_a_cookie_that_names_another_browser_s_time_finds_nothing(client: Client, stranger: Client) -> None:
    choose(client)
    choose(stranger, TEN)
    client.post("/en/visits/hold/return/")
    remember(client, last_of(stranger))

    assert client.get(DETAILS).status_code == 404


def last_of(client: Client) -> int:
    return int(client.cookies["visitor"].value.partition(".")[2])


def remember(client: Client, hold: int) -> None:
    """Write the cookie as the slower of two answers writes it."""
    key = client.cookies["visitor"].value.partition(".")[0]
    client.cookies["visitor"] = f"{key}.{hold}"


@pytest.mark.parametrize(
    "cookie", ["", "x", "x.1", f"{'x' * 43}.{'9' * 30}", f"{'x' * 43}.1\0", "é" * 43 + ".1"]
)
def test_a_cookie_that_is_none_of_ours_is_nobody_s(client: Client, cookie: str) -> None:
    client.cookies["visitor"] = cookie

    assert client.get(DETAILS).status_code == 404
    assert choose(client).status_code == 302
    assert client.get(DETAILS).status_code == 200


def test_a_visitor_s_cookie_is_for_the_server_alone(client: Client) -> None:
    cookie = choose(client).cookies["visitor"]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    assert not Session.objects.exists()


def test_a_hold_is_extended_and_the_page_says_until_when(client: Client) -> None:
    choose(client)
    with time_machine.travel(make.AT + timedelta(minutes=15), tick=False):
        response = client.post("/en/visits/hold/", {"back": "check"}, follow=False)
        page = text(client.get(DETAILS))

    assert response["Location"] == "/en/visits/check/"
    assert the_only().held_until == make.AT + timedelta(minutes=35)
    assert "We are keeping this time for you until 10:35." in page


def test_extending_keeps_what_was_typed_so_far(client: Client) -> None:
    choose(client)

    client.post("/en/visits/hold/", {"given_names": "Оксана", "birth_date_month": "13", "back": "details"})

    typed = fields(client.get(DETAILS))
    assert typed["given_names"] == "Оксана"
    assert typed["birth_date"] == ["", "13", ""]


def test_more_time_can_be_had_ten_times(client: Client) -> None:
    choose(client)
    for minutes in range(15, 165, 15):
        assert "We cannot keep it for longer than this." not in text(client.get(DETAILS))
        with time_machine.travel(make.AT + timedelta(minutes=minutes), tick=False):
            client.post("/en/visits/hold/")
            page = text(client.get(DETAILS))

    assert "We cannot keep it for longer than this." in page
    assert "Keep the time for longer" not in page


def test_a_time_given_back_is_free_for_everybody(client: Client, stranger: Client) -> None:
    choose(client)

    response = client.post("/en/visits/hold/return/")

    assert response["Location"] == "/en/visits/krakow/CARD/times/"
    assert choose(stranger)["Location"] == DETAILS


def test_a_hold_that_has_run_out_says_so_and_keeps_what_was_typed(client: Client) -> None:
    choose(client)
    later = make.AT + timedelta(minutes=20)
    with time_machine.travel(later, tick=False):
        response = describe(client, email="not an address")
        again = choose(client, TEN)
        typed = fields(client.get(DETAILS))

    assert response.status_code == 410
    assert text(response).startswith("We no longer keep this time for you")
    assert [time.value for time in response.context["times"]][1] == NINE
    assert again["Location"] == DETAILS
    assert (typed["given_names"], typed["email"]) == ("Оксана", "not an address")
    assert typed["birth_date"] == ["27", "3", "1990"]


def test_what_was_typed_is_forgotten_after_an_hour(client: Client) -> None:
    choose(client)
    describe(client)
    with time_machine.travel(make.AT + timedelta(hours=1, minutes=20), tick=False):
        choose(client, TEN)
        typed = fields(client.get(DETAILS))

    assert typed["given_names"] is None


def test_a_form_for_a_time_chosen_before_books_nothing_in_another_tab(client: Client) -> None:
    choose(client)
    older = the_only().reference
    choose(client, TEN)

    response = describe(client, hold=older)

    assert response.status_code == 409
    assert "In another tab or window you chose Monday 7 December 2026 at 10:00" in text(response)
    assert the_only().email == ""


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        ("krakow/CARD/holds/", "krakow/CARD/times/"),
        ("hold/", "details/"),
        ("hold/return/", "details/"),
        ("code/mail/", "code/"),
    ],
)
def test_opening_an_address_that_changes_things_changes_nothing(
    client: Client, page: str, leads_to: str
) -> None:
    before = reach_code(client)

    response = client.get(f"/en/visits/{page}", {"start": TEN})

    after = the_only()
    assert response["Location"] == f"/en/visits/{leads_to}"
    assert (after.pk, after.code_version, after.held_until) == (before.pk, 1, before.held_until)


@pytest.mark.parametrize("page", ["details", "check", "code"])
def test_pages_with_personal_data_are_stored_nowhere(client: Client, page: str) -> None:
    reach_code(client)

    assert "no-store" in client.get(f"/en/visits/{page}/")["Cache-Control"]


def test_a_network_that_keeps_many_times_is_told_to_wait(
    client: Client, stranger: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UNLIMITED_NETWORKS = ()
    monkeypatch.setattr(holding, "MOST_HELD", 1)
    choose(client)

    refused = choose(stranger, TEN)

    assert refused.status_code == 429
    assert "Many times are being kept for your network" in text(refused)
    assert Appointment.objects.filter(state="held").count() == 1


def test_whoever_comes_from_elsewhere_is_not_counted_with_them(
    client: Client, stranger: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: another address has no part in it."""
    settings.UNLIMITED_NETWORKS = ()
    monkeypatch.setattr(holding, "MOST_HELD", 1)
    choose(client)
    stranger.defaults["REMOTE_ADDR"] = "198.51.100.7"

    assert choose(stranger, TEN)["Location"] == DETAILS
