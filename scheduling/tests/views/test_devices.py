"""What a browser says of itself, and what a page says to it."""

import re
from hashlib import sha256

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from portal.notifications.carriers import vapid
from portal.notifications.models import Subscription
from portal.notifications.tests.push_service import Browser, private_key
from scheduling import notices
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests.views.walk import NINE, Page, book, text

pytestmark = pytest.mark.usefixtures("office")

ENDPOINT = "https://fcm.googleapis.com/fcm/send/anna"
BROWSER = Browser()
SAID = {"endpoint": ENDPOINT, "p256dh": BROWSER.p256dh, "auth": BROWSER.auth}


@pytest.fixture(autouse=True)
def _our_key(settings: Settings) -> None:
    settings.VAPID_PRIVATE_KEY = private_key(42)
    settings.PUSH_SERVICES = ["fcm.googleapis.com"]


@pytest.fixture
def page(client: Client) -> str:
    return f"/en/visits/booked/{notices.token_of(book(client))}/"


def say(client: Client, page: str, **changes: str) -> Page:
    return client.post(f"{page}devices/", SAID | changes)


def block(response: Page) -> dict[str, str]:
    """Return what the page tells its script, or nothing."""
    found = re.search(r"<div [^>]*data-devices[^>]*>", response.content.decode())
    return dict(re.findall(r'data-([a-z]+)="([^"]*)"', found[0])) if found else {}


def test_the_page_offers_it_to_a_browser_that_can(page: str, stranger: Client) -> None:
    response = stranger.get(page)

    assert block(response) == {
        "key": vapid.public_key(),
        "known": "",
        "worker": "/sw.js",
        "removal": f"{page}devices/removal/",
    }
    assert f'<form method="post" action="{page}devices/">' in response.content.decode()
    assert re.search(r"data-devices[^>]* hidden>", response.content.decode())  # until its script shows it


def test_the_page_names_no_device_but_knows_it_again(page: str, client: Client, stranger: Client) -> None:
    say(client, page)
    say(client, page, endpoint=f"{ENDPOINT}-2")

    response = stranger.get(page)

    known = [sha256(each.encode()).hexdigest() for each in (ENDPOINT, f"{ENDPOINT}-2")]
    assert block(response)["known"] == " ".join(known)
    assert "fcm" not in response.content.decode()


@pytest.mark.parametrize("key", ["", "no key at all"])
def test_without_a_key_nothing_is_offered(page: str, client: Client, settings: Settings, key: str) -> None:
    settings.VAPID_PRIVATE_KEY = key

    assert block(client.get(page)) == {}
    assert "devices.js" not in client.get(page).content.decode()
    assert say(client, page).status_code == 422


def test_what_has_begun_or_is_cancelled_offers_nothing(page: str, client: Client) -> None:
    with time_machine.travel(NINE, tick=False):
        assert block(client.get(page)) == {}
        assert say(client, page).status_code == 410
    client.post(f"{page}cancellation/")

    assert block(client.get(page)) == {}
    assert say(client, page).status_code == 410
    assert Subscription.objects.count() == 0


def test_the_page_asks_once_for_its_devices(page: str, client: Client, settings: Settings) -> None:
    counts = []
    for key in ("", private_key(42)):
        settings.VAPID_PRIVATE_KEY = key
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        counts.append(len(queries))

    assert counts[1] - counts[0] == 1


def test_a_browser_that_agrees_is_kept(page: str, client: Client) -> None:
    response = say(client, page)

    assert (response.status_code, response.content) == (201, b"")
    assert "no-store" in response["Cache-Control"]
    kept = Subscription.objects.values_list("subject_label", "endpoint", "p256dh", "auth", "language").get()
    assert kept == ("scheduling.appointment", ENDPOINT, BROWSER.p256dh, BROWSER.auth, "en")


def test_the_language_is_that_of_the_page(page: str, client: Client) -> None:
    say(client, page.replace("/en/", "/ru/"))

    assert Subscription.objects.get().language == "ru"


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": ""},
        {"endpoint": "https://example.org/x"},
        {"endpoint": "http://127.0.0.1:8000/x"},
        {"endpoint": "http://169.254.169.254/latest/"},
        {"endpoint": "https://fcm.googleapis.com@example.org/x"},
        {"endpoint": "https://fcm.googleapis.com\\@example.org/x"},
        {"endpoint": "https://fcm.googleapis.com./x"},
        {"endpoint": "https://FCM.googleapis.com/x"},
        {"endpoint": ENDPOINT.ljust(1001, "x")},
        {"p256dh": ""},
        {"p256dh": BROWSER.p256dh[:-1]},
        {"auth": ""},
        {"auth": "x" * 23},
        {"auth": "\0" * 22},
    ],
)
def test_what_is_no_device_is_refused(page: str, client: Client, changes: dict[str, str]) -> None:
    assert say(client, page, **changes).status_code == 422
    assert Subscription.objects.count() == 0


def test_nothing_said_is_no_device(page: str, client: Client) -> None:
    assert client.post(f"{page}devices/").status_code == 422


def test_a_sixth_device_is_one_too_many(page: str, client: Client) -> None:
    answers = [say(client, page, endpoint=f"{ENDPOINT}-{number}").status_code for number in range(6)]

    assert answers == [201, 201, 201, 201, 201, 409]


def test_who_presses_again_and_again_waits(page: str, client: Client) -> None:
    for _ in range(20):
        say(client, page)

    response = say(client, page)

    assert (response.status_code, response["Retry-After"]) == (429, "3600")


def test_a_browser_that_is_turned_off_is_forgotten(page: str, client: Client, stranger: Client) -> None:
    say(client, page)

    response = stranger.post(f"{page}devices/removal/", {"endpoint": ENDPOINT})

    assert response.json() == {"is_used": False}
    assert "no-store" in response["Cache-Control"]
    assert Subscription.objects.count() == 0


def test_a_browser_learns_that_another_visit_still_needs_it(page: str, client: Client) -> None:
    say(client, page)
    Subscription.objects.update(subject_pk="0")  # as if it were another's
    say(client, page)

    response = client.post(f"{page}devices/removal/", {"endpoint": ENDPOINT})

    assert response.json() == {"is_used": True}
    assert Subscription.objects.get().subject_pk == "0"


@pytest.mark.parametrize(("endpoint", "status"), [("", 422), ("x", 422), ("\0", 422), (f"{ENDPOINT}-2", 200)])
def test_to_forget_what_is_not_known_changes_nothing(
    page: str, client: Client, endpoint: str, status: int
) -> None:
    say(client, page)

    response = client.post(f"{page}devices/removal/", {"endpoint": endpoint})

    assert response.status_code == status
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("path", ["devices/", "devices/removal/"])
def test_it_is_only_posted_by_our_own_page_to_a_visit_that_there_is(page: str, path: str) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.get(page + path).status_code == 405
    assert client.post(page + path, SAID).status_code == 403
    assert Client().post(f"/en/visits/booked/nobodys/{path}", SAID).status_code == 404
    assert Subscription.objects.count() == 0


def test_the_page_says_what_a_device_is_told_while_reminders_are_off(page: str, client: Client) -> None:
    before = text(client.get(page))
    Appointment.objects.update(reminders_stopped_at=make.AT)
    after = text(client.get(page))

    assert "We can show a notification on this device before your visit, and if" in before
    assert "We can show a notification on this device if the time changes or the visit is cancelled." in after
