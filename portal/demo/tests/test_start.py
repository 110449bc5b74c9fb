"""The front page of a demonstration: its doors, the clock, the messages; nowhere else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib import admin
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.demo import clock
from portal.demo.doors import CARDS, DOORS
from portal.demo.presets import presets
from portal.demo.world.staff import logins

pytestmark = pytest.mark.django_db

SetClock = Callable[..., str]

TUESDAY = datetime(2026, 11, 24, 9, 50, tzinfo=UTC)
TOO_FAR = "The day must be between 24 November 2025 and 24 November 2027"
STAFF = ["clerk", "officer", "signer", "consultant", "supervisor"]
SHOWN = '<strong>Demonstration</strong><span class="portal-demo__time">Tuesday 24 November 2026, 10:50</span>'


def demonstrate(settings: LazySettings) -> None:
    """Set what DEMO=1 sets."""
    settings.DEMO, settings.STAFF_NEED_SECOND_FACTOR = True, False
    settings.ROOT_URLCONF = "portal.demo.urls"
    settings.EMAIL_BACKEND = "portal.demo.mailbox.MailboxBackend"
    (engine,) = cast("list[dict[str, Any]]", settings.TEMPLATES)
    options = engine["OPTIONS"]
    processors = [*options["context_processors"], "portal.demo.context.demonstration"]
    settings.TEMPLATES = [engine | {"OPTIONS": options | {"context_processors": processors}}]


@pytest.fixture(autouse=True)
def _demonstration(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demonstrate(settings)
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(clock, "known", clock.Known())
    monkeypatch.setattr(timezone, "now", clock.now)
    logins([accounts.office("krakow")], at=TUESDAY)


@pytest.fixture
def set_clock(client: Client) -> SetClock:
    """Set the clock and return what the page after it says."""

    def done(**typed: str) -> str:
        return client.post("/en/demo/clock/", typed, follow=True).content.decode()

    return done


def local_time() -> str:
    return clock.now().astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M")


def signed_in(client: Client) -> str:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).email if pk else ""


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_short_address_opens_it_in_the_language_of_its_reader(client: Client, language: str) -> None:
    answer = client.get("/demo/", headers={"accept-language": language})

    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/demo/")


def test_there_are_doors_and_each_says_what_to_look_at(client: Client) -> None:
    shown = client.get("/en/demo/").content.decode()

    titles = re.findall(
        r'<h3 class="govuk-heading-m demo-door__title">.*?</svg>\s*(.*?)</h3>', shown, re.DOTALL
    )
    assert titles == [
        "Foreigner",
        "Clerk",
        "A day at the office",
        "Cases under the statutory clock",
        "Your own case",
        "Consultant",
        "Supervisor",
    ]
    assert all(f"<p>{card.look}</p>" in shown.replace(' class="govuk-body"', "") for card in CARDS)
    assert re.findall(r'action="/en/demo/doors/(\w+)/"', shown) == [*DOORS]


def test_every_page_shows_the_clock_and_leads_back(client: Client) -> None:
    clock.set_to(TUESDAY)

    shown = client.get("/en/").content.decode()

    assert SHOWN in shown
    assert '<a class="govuk-link" href="/en/demo/#clock">Set the clock</a>' in shown


@pytest.mark.parametrize("name", STAFF)
def test_a_door_lets_in_as_one_of_the_staff(client: Client, name: str) -> None:
    answer = client.post(f"/en/demo/doors/{name}/")

    assert answer["Location"] == reverse(DOORS[name].leads_to)
    assert signed_in(client) == f"{name}@example.test"
    page = client.get(answer["Location"], headers={"accept-language": "en"})
    assert page.status_code == 200
    assert 'href="/en/demo/">All doors</a>' in page.content.decode()


def test_a_foreigner_goes_in_as_somebody_with_an_account_or_as_nobody(client: Client) -> None:
    by_account = client.post("/en/demo/doors/applicant/")
    was = signed_in(client)
    as_visitor = client.post("/en/demo/doors/visitor/")

    assert (by_account["Location"], was) == ("/en/visits/mine/", "applicant@example.test")
    assert (as_visitor["Location"], signed_in(client)) == ("/en/visits/", "")


def test_from_door_to_door_nothing_of_the_former_person_stays(client: Client) -> None:
    client.post("/en/demo/doors/supervisor/")
    former = client.session.session_key

    client.post("/en/demo/doors/clerk/")

    assert signed_in(client) == "clerk@example.test"
    assert client.session.session_key != former


def test_a_door_claims_no_second_factor(client: Client, settings: LazySettings, rf: RequestFactory) -> None:
    """Where one is asked for, as in every office, it leads nowhere."""
    client.post("/en/demo/doors/supervisor/")
    request = rf.get("/admin/")
    request.user, request.session = User.objects.get(email="supervisor@example.test"), client.session
    allowed = admin.site.has_permission(request)
    settings.STAFF_NEED_SECOND_FACTOR = True

    assert (allowed, admin.site.has_permission(request)) == (True, False)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", [*DOORS])
@pytest.mark.parametrize("path", ["/en/demo/doors/{}/", "/demo/doors/{}/"])
def test_an_office_that_is_real_has_no_doors(
    client: Client, settings: LazySettings, path: str, name: str
) -> None:
    settings.DEMO, settings.ROOT_URLCONF = False, "portal.urls"

    assert client.post(path.format(name)).status_code == 404
    assert signed_in(client) == ""


@pytest.mark.parametrize("path", ["/en/demo/doors/clerk/", "/en/demo/clock/"])
def test_even_with_these_addresses_only_a_demonstration_opens(
    client: Client, settings: LazySettings, path: str
) -> None:
    settings.DEMO = False

    assert client.post(path, {"preset": "tuesday"}).status_code == 404
    assert (signed_in(client), clock.is_set()) == ("", False)


@pytest.mark.parametrize("name", ["administrator", "clerk@example.test", "nobody"])
def test_there_is_no_other_door(client: Client, name: str) -> None:
    assert client.post(f"/en/demo/doors/{name}/").status_code == 404


@pytest.mark.parametrize("path", ["/en/demo/doors/clerk/", "/en/demo/clock/"])
def test_nobody_is_led_through_a_door_by_another_site(path: str) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.get(path).status_code == 405
    assert client.post(path).status_code == 403


@pytest.mark.parametrize(
    ("now", "moments"),
    [
        pytest.param(
            "2026-11-24 10:50+01:00",
            [
                "2026-11-24 10:50",
                "2026-11-24 14:55",
                "2026-11-24 14:59",
                "2026-11-24 15:30",
                "2026-11-24 16:00",
                "2026-11-24 19:30",
                "2026-11-25 08:00",
            ],
            id="tuesday",
        ),
        pytest.param(
            "2026-11-28 23:30+01:00",
            [
                "2026-12-01 10:50",
                "2026-11-30 14:55",
                "2026-11-30 14:59",
                "2026-11-30 15:30",
                "2026-11-30 16:00",
                "2026-11-30 19:30",
                "2026-11-29 08:00",
            ],
            id="saturday-night",
        ),
        pytest.param(
            "2026-12-24 09:00+01:00",
            [
                "2026-12-29 10:50",
                "2026-12-28 14:55",
                "2026-12-28 14:59",
                "2026-12-28 15:30",
                "2026-12-28 16:00",
                "2026-12-28 19:30",
                "2026-12-25 08:00",
            ],
            id="christmas-eve",
        ),
    ],
)
def test_the_buttons_name_moments_worth_a_look(now: str, moments: list[str]) -> None:
    found = presets(datetime.fromisoformat(now))

    assert [preset.at.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M") for preset in found] == moments


def test_one_click_sets_the_clock(set_clock: SetClock) -> None:
    clock.set_to(TUESDAY)

    shown = set_clock(preset="in-break")

    assert local_time() == "2026-11-24 15:30"
    assert "The clock says Tuesday 24 November 2026 at 15:30, and ticks." in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param(("8", "12", "2026", "10:50"), "2026-12-08 10:50", id="winter"),
        pytest.param(("8", "7", "2026", "9.05"), "2026-07-08 09:05", id="back-into-summer"),
        pytest.param(("28", "3", "2027", "2:30"), "2027-03-28 03:30", id="an-hour-that-a-spring-night-skips"),
    ],
)
def test_any_day_and_time_can_be_set(set_clock: SetClock, typed: tuple[str, ...], said: str) -> None:
    clock.set_to(TUESDAY)

    set_clock(**dict(zip(("on_day", "on_month", "on_year", "time"), typed, strict=True)))

    assert local_time() == said


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param(("31", "2", "2026", "10:50"), "The date must be a real date", id="no-such-day"),
        pytest.param(("8", "", "2026", "10:50"), "The date must include a month", id="half-a-day"),
        pytest.param(("8", "12", "2026", "25:00"), "The time must be a real time of day", id="no-such-time"),
        pytest.param(("8", "12", "2026", ""), "Enter the time", id="no-time"),
        pytest.param(("8", "12", "2126", "10:50"), TOO_FAR, id="too-far"),
        pytest.param(("8", "12", "1026", "10:50"), TOO_FAR, id="long-ago"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, typed: tuple[str, ...], words: str
) -> None:
    clock.set_to(TUESDAY)
    names = ("on_day", "on_month", "on_year", "time")

    answer = client.post("/en/demo/clock/", dict(zip(names, typed, strict=True)))

    shown = answer.content.decode()
    assert (answer.status_code, local_time()) == (422, "2026-11-24 10:50")
    assert words in shown
    assert '<details class="govuk-details" open>' in shown
    for name, value in zip(names, typed, strict=True):
        (control,) = re.findall(rf'<input [^>]*name="{name}"[^>]*>', shown)
        assert re.findall(r'value="([^"]*)"', control) == ([value] if value else [])


def test_an_unknown_button_is_an_empty_form(client: Client) -> None:
    answer = client.post("/en/demo/clock/", {"preset": "yesterday"})

    assert answer.status_code == 422
    assert "Enter the date" in answer.content.decode()


def test_whoever_sets_the_clock_far_ahead_stays_signed_in(client: Client, set_clock: SetClock) -> None:
    clock.set_to(TUESDAY)
    client.post("/en/demo/doors/clerk/")

    set_clock(on_day="24", on_month="6", on_year="2027", time="10:50")

    assert client.get("/admin/").status_code == 200


def test_the_newest_messages_stand_on_the_page_by_the_time_of_this_clock(client: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 22, 15, tzinfo=UTC), tick=False) as sunday:
        clock.set_to(TUESDAY)
        mail.send_mail("Your code", "123 456", None, ["anna@example.test"])
        mail.send_mail("A reminder", "Tomorrow", None, ["visitor-900101-ua@example.test"])
        sunday.shift(60)
        clock.set_to(TUESDAY + timedelta(days=7))

        shown = client.get("/en/demo/").content.decode()
        others = client.get("/en/demo/mailbox/?to=others").content.decode()

    assert "Your code" in shown
    assert "anna@example.test · 24 November, 10:50" in shown
    assert "A reminder" not in shown
    assert "A reminder" in others
    assert "Your code" not in others
