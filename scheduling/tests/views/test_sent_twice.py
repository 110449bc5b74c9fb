"""A double click, or a request sent again because its answer never came, books once."""

import pytest
from django.test import Client

from portal.notifications.models import Notice
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.tests.views.walk import (
    NINE,
    TEN,
    ask_for_code,
    book,
    choose,
    describe,
    enter,
    hidden,
    reach_code,
    the_only,
)

pytestmark = pytest.mark.usefixtures("office")

DAY = "/en/visits/krakow/CARD/times/2026-12-07/"


def test_each_page_of_times_has_a_key_of_its_own(client: Client) -> None:
    keys = {hidden(client.get(DAY), "key") for _ in range(3)}

    assert sorted(len(key) for key in keys) == [43, 43, 43]


def test_a_first_click_made_twice_takes_one_time(client: Client) -> None:
    """Neither request has a cookie yet: the key of the form alone tells that they are one."""
    key = hidden(client.get(DAY), "key")

    first, again = Client(), Client()
    answers = [choose(browser, key=key).status_code for browser in (first, again)]

    assert answers == [302, 302]
    assert the_only().state == AppointmentState.HELD
    assert again.get("/en/visits/details/").status_code == 200


def test_two_visitors_have_two_keys_and_the_second_is_told(client: Client, stranger: Client) -> None:
    """The negative control: with keys of their own they are not taken for one."""
    choose(client, key=hidden(client.get(DAY), "key"))

    assert choose(stranger, key=hidden(stranger.get(DAY), "key")).status_code == 409


@pytest.mark.parametrize("key", ["", "short", "x" * 44, "x" * 42 + "/", "\0" * 43])
def test_a_key_that_is_none_of_ours_makes_nobody_the_same(client: Client, stranger: Client, key: str) -> None:
    choose(client, key=key)

    assert choose(stranger, TEN, key=key).status_code == 302
    assert Appointment.objects.filter(state=AppointmentState.HELD).count() == 2


def test_a_code_asked_for_twice_is_sent_once(client: Client) -> None:
    choose(client)
    describe(client)
    version = hidden(client.get("/en/visits/check/"), "version")

    ask_for_code(client, version=version)
    ask_for_code(client, version=version)

    assert (the_only().codes_sent, Notice.objects.count()) == (1, 1)


def test_another_code_is_sent_to_whoever_asks_on_the_next_page(client: Client) -> None:
    reach_code(client)

    ask_for_code(client, version=hidden(client.get("/en/visits/code/"), "version"))

    assert the_only().codes_sent == 2


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 400])
def test_a_version_that_is_none_asks_for_a_code(client: Client, version: str) -> None:
    reach_code(client)

    response = ask_for_code(client, version=version)

    assert (response.status_code, the_only().codes_sent) == (302, 2)


def test_a_code_entered_twice_books_once_and_leads_to_the_same_page(client: Client) -> None:
    code = notices.code_of(reach_code(client, NINE))

    pages = {enter(client, code)["Location"] for _ in range(2)}

    assert pages == {f"/en/visits/booked/{notices.token_of(the_only())}/"}
    assert Notice.objects.filter(kind="appointment_booked").count() == 1


def test_a_visit_cancelled_twice_is_cancelled_once(client: Client) -> None:
    page = f"/en/visits/booked/{notices.token_of(book(client))}/cancellation/"

    answers = [client.post(page).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert the_only().sequence == 1
    assert Notice.objects.filter(kind="appointment_cancelled").count() == 1
