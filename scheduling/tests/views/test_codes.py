from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from portal.notifications.models import Notice
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests.views.walk import (
    NINE,
    TEN,
    ask_for_code,
    book,
    choose,
    describe,
    enter,
    reach_code,
    text,
    the_only,
)

pytestmark = pytest.mark.usefixtures("office")

CODE = "/en/visits/code/"


def wrong(appointment: Appointment) -> str:
    return f"{(int(notices.code_of(appointment)) + 1) % 10**6:06}"


def test_the_code_goes_to_the_address_and_the_page_asks_for_it(client: Client) -> None:
    choose(client)
    describe(client)

    response = ask_for_code(client)

    page = client.get(CODE)
    assert response["Location"] == CODE
    assert Notice.objects.get().recipient == "oksana@example.test"
    assert "We have sent a code to oksana@example.test ." in text(page)
    assert b'autocomplete="one-time-code"' in page.content
    assert b'inputmode="numeric"' in page.content


@pytest.mark.parametrize("spaced", ["{}", " {} ", "{:.3} {:.3}"])
def test_the_code_books_the_visit_and_leads_to_its_page(client: Client, spaced: str) -> None:
    held = reach_code(client)
    code = notices.code_of(held)

    typed = f"{code[:3]} {code[3:]}" if spaced.count("{") > 1 else spaced.format(code)
    response = enter(client, typed)

    assert the_only().state == AppointmentState.BOOKED
    assert response["Location"] == f"/en/visits/booked/{notices.token_of(held)}/"


def test_digits_of_another_script_are_read(client: Client) -> None:
    held = reach_code(client)

    enter(client, notices.code_of(held).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))

    assert the_only().state == AppointmentState.BOOKED


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "1²3456", "x" * 5000, "12345\0"])
def test_what_is_no_code_costs_no_try(client: Client, typed: str) -> None:
    reach_code(client)

    assert enter(client, typed).status_code == 422
    assert the_only().code_tries == 0


def test_a_wrong_code_says_how_many_tries_are_left(client: Client) -> None:
    held = reach_code(client)

    pages = [enter(client, wrong(held)) for _ in range(5)]

    said = [page.context["form"].errors["code"][0] for page in pages]
    assert [page.status_code for page in pages] == [422] * 5
    assert said[0].endswith("You can try 4 more times.")
    assert said[3].endswith("You can try 1 more time.")
    assert said[4] == "That is not the code, and it was the last try. Ask for a new code below."
    assert "This code does not work any more" in text(client.get(CODE))


def test_a_new_code_works_and_the_old_one_does_not(client: Client) -> None:
    held = reach_code(client)
    old = notices.code_of(held)

    ask_for_code(client)
    page = text(client.get(CODE))
    refused = enter(client, old)
    booked = enter(client, notices.code_of(the_only()))

    assert "We have sent a new code. Only the newest one works." in page
    assert (refused.status_code, booked.status_code) == (422, 302)


def test_no_more_than_five_codes_are_sent(client: Client) -> None:
    reach_code(client)
    for _ in range(4):
        ask_for_code(client)

    response = ask_for_code(client)

    assert response.status_code == 429
    assert "We have sent as many codes as we can for this time" in text(response)
    assert b"Send a new code" not in response.content
    assert Notice.objects.count() == 5


def test_a_second_press_leads_to_the_same_visit(client: Client) -> None:
    held = reach_code(client)

    pages = [enter(client, notices.code_of(held), hold=held.reference) for _ in range(2)]

    assert pages[0]["Location"] == pages[1]["Location"]
    assert Appointment.objects.filter(state=AppointmentState.BOOKED).count() == 1


@pytest.mark.parametrize("page", ["details", "check", "code"])
def test_going_back_after_booking_leads_to_the_visit(client: Client, page: str) -> None:
    booked = book(client)

    response = client.get(f"/en/visits/{page}/")

    assert response["Location"] == f"/en/visits/booked/{notices.token_of(booked)}/"


@pytest.mark.parametrize("page", ["details", "check", "code"])
def test_an_hour_after_booking_the_browser_leads_nobody_to_the_visit(client: Client, page: str) -> None:
    booked = book(client)
    hour = make.AT + timedelta(hours=1)

    with time_machine.travel(hour - timedelta(seconds=1), tick=False):
        before = client.get(f"/en/visits/{page}/")
    with time_machine.travel(hour, tick=False):
        after = client.get(f"/en/visits/{page}/")

    assert before["Location"] == f"/en/visits/booked/{notices.token_of(booked)}/"
    assert after.status_code == 404
    assert text(after).startswith("We are not keeping a time for you")
    assert not {"holder", "hold"} & set(client.session.keys())


def test_giving_back_an_hour_after_booking_does_not_tell_what_was_booked(client: Client) -> None:
    book(client)
    with time_machine.travel(make.AT + timedelta(hours=1), tick=False):
        response = client.post("/en/visits/hold/return/")

    assert response["Location"] == "/en/visits/"


def test_a_time_chosen_after_booking_outlives_the_hour(client: Client) -> None:
    book(client)
    with time_machine.travel(make.AT + timedelta(minutes=50), tick=False):
        choose(client, TEN)
    with time_machine.travel(make.AT + timedelta(hours=1), tick=False):
        page = client.get("/en/visits/details/")

    assert "Monday 7 December 2026 at 10:00" in text(page)


def test_what_was_typed_is_forgotten_once_it_is_booked(client: Client) -> None:
    book(client)

    assert "typed" not in client.session


def test_a_second_visit_of_a_kind_is_refused_without_a_word_about_the_first(
    client: Client, stranger: Client
) -> None:
    book(client)
    choose(stranger, TEN)
    describe(stranger, email="other@example.test", given_names="ОКСАНА")
    ask_for_code(stranger)
    held = Appointment.objects.get(state=AppointmentState.HELD)

    response = enter(stranger, notices.code_of(held))

    page = text(response)
    assert response.status_code == 409
    assert page.startswith("We could not book this visit")
    assert "open the link in our message about it" in page
    for secret in ("December", "09:00", "krakow", "CARD", "oksana"):
        assert secret not in page


def test_no_code_is_asked_for_before_it_is_sent(client: Client) -> None:
    choose(client)
    unnamed = ask_for_code(client)
    describe(client)

    assert unnamed["Location"] == "/en/visits/details/"
    assert client.get(CODE)["Location"] == "/en/visits/check/"


def test_a_code_that_comes_too_late_books_nothing(client: Client) -> None:
    held = reach_code(client)
    with time_machine.travel(make.AT + timedelta(minutes=20), tick=False):
        response = enter(client, notices.code_of(held))

    assert response.status_code == 410
    assert [time.value for time in response.context["times"]][1] == NINE
    assert the_only().state == AppointmentState.HELD


def test_a_code_for_another_tab_s_time_books_nothing(client: Client) -> None:
    older = reach_code(client)
    newer = reach_code(client, TEN)

    response = enter(client, notices.code_of(newer), hold=older.reference)

    assert response.status_code == 409
    assert the_only().state == AppointmentState.HELD
