"""Making a device a kiosk: by a link that works once, and signs nobody in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM
from scheduling.actions.queue import devices
from scheduling.models import Kiosk
from scheduling.tests import factories as make
from scheduling.tests.kiosk import START, browser_of, kiosk_at, read, title
from scheduling.views.kiosk import device

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST, ADD = "/admin/scheduling/kiosk/", "/admin/scheduling/kiosk/add/"
QUARTER = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def _now(settings: Settings) -> Iterator[None]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return accounts.office("krakow")


@pytest.fixture
def supervisor(office: Office) -> User:
    return accounts.member(Role.SUPERVISOR, at=office)


@pytest.fixture
def staff(supervisor: User) -> Client:
    return signed_in(supervisor)


@pytest.fixture
def kiosk(office: Office) -> Kiosk:
    return kiosk_at(office)


def signed_in(user: User) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user)
    return client


def link_of(kiosk: Kiosk, clerk: User) -> str:
    kiosk.refresh_from_db()
    return f"/en/kiosk/set-up/{devices.link_token(kiosk, clerk=clerk, at=make.AT)}/"


def events() -> list[tuple[str, int | None]]:
    rows = Event.objects.filter(action__startswith="kiosk.").order_by("pk")
    return [(row.action, row.user_id) for row in rows]


def test_a_supervisor_adds_a_kiosk_and_is_led_to_the_link_that_sets_it_up(
    staff: Client, office: Office, supervisor: User
) -> None:
    page = staff.post(ADD, {"office": office.pk, "name": "entrance"}, follow=True)

    kiosk = Kiosk.objects.get()
    assert (kiosk.added_by, kiosk.added_at, kiosk.seen_at) == (supervisor, make.AT, None)
    assert page.redirect_chain[-1][0] == f"{LIST}{kiosk.pk}/set-up/"
    assert f"{settings.SITE_URL}{link_of(kiosk, supervisor)}" in read(page)
    assert "until 10:15" in read(page)
    assert events() == [("kiosk.added", supervisor.pk)]


def test_the_link_makes_the_device_a_kiosk_on_the_word_of_whoever_made_it(
    kiosk: Kiosk, supervisor: User
) -> None:
    hall, link = Client(), link_of(kiosk, supervisor)

    asked = hall.get(link)
    assert (title(asked), hall.get(START).status_code) == ("Make this device a kiosk?", 403)
    answer = hall.post(link)

    assert (answer.status_code, answer["Location"]) == (302, "/pl/kiosk/")
    assert hall.get(START).status_code == 200
    assert events() == [("kiosk.added", None), ("kiosk.set_up", supervisor.pk)]


def test_the_cookie_is_kept_from_scripts_and_for_more_than_a_year(kiosk: Kiosk, supervisor: User) -> None:
    cookie = Client().post(link_of(kiosk, supervisor)).cookies[device.cookie_name()]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 400 * 24 * 60 * 60


def test_under_tls_the_cookie_is_of_this_host_alone(settings: Settings) -> None:
    settings.TLS = True

    assert device.cookie_name() == "__Host-kiosk"


def test_a_link_works_once(kiosk: Kiosk, supervisor: User) -> None:
    link = link_of(kiosk, supervisor)
    Client().post(link)

    again = [Client().get(link), Client().post(link)]

    assert [(answer.status_code, title(answer)) for answer in again] == [
        (410, "This link does not work any more")
    ] * 2


def test_of_two_who_open_it_at_once_one_has_the_kiosk(kiosk: Kiosk, supervisor: User) -> None:
    link = devices.read_link(devices.link_token(kiosk, clerk=supervisor, at=make.AT), at=make.AT)
    devices.set_up(link=link, by=link.by, at=make.AT)

    with pytest.raises(devices.LinkOverError):
        devices.set_up(link=link, by=link.by, at=make.AT)


@pytest.mark.parametrize(
    ("after", "status"), [(QUARTER - timedelta(seconds=1), 200), (QUARTER, 410)], ids=["in time", "too late"]
)
def test_a_link_works_for_a_quarter_of_an_hour(
    kiosk: Kiosk, supervisor: User, after: timedelta, status: int
) -> None:
    link = link_of(kiosk, supervisor)

    with time_machine.travel(make.AT + after, tick=False):
        assert Client().get(link).status_code == status


@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_a_link_of_which_anything_is_changed_does_not_work(kiosk: Kiosk, supervisor: User, part: int) -> None:
    parts = devices.link_token(kiosk, clerk=supervisor, at=make.AT).split("-", 3)
    parts[part] = f"{int(parts[part]) + 1}" if part < 3 else "x" * 43

    assert Client().get(f"/en/kiosk/set-up/{'-'.join(parts)}/").status_code == 410


def test_a_link_that_is_none_at_all_does_not_work(kiosk: Kiosk) -> None:
    assert Client().get(f"/en/kiosk/set-up/{kiosk.pk}/").status_code == 410


def test_a_new_device_takes_the_place_of_the_old_one(kiosk: Kiosk, supervisor: User) -> None:
    old, new = browser_of(kiosk), Client()

    new.post(link_of(kiosk, supervisor))

    assert [hall.get(START).status_code for hall in (old, new)] == [403, 200]


def test_whoever_is_signed_in_on_the_device_is_signed_out(
    kiosk: Kiosk, supervisor: User, staff: Client
) -> None:
    staff.post(link_of(kiosk, supervisor))

    assert staff.get(START).status_code == 200
    assert staff.get(LIST).status_code == 302


def test_a_kiosk_is_switched_off_once_asked_and_stays_in_the_list(
    staff: Client, kiosk: Kiosk, supervisor: User
) -> None:
    hall, page, link = browser_of(kiosk), f"{LIST}{kiosk.pk}/switch-off/", link_of(kiosk, supervisor)

    asked = staff.get(page)
    assert ("at once and for good" in read(asked), hall.get(START).status_code) == (True, 200)
    done = [staff.post(page, follow=True) for _ in range(2)]

    assert hall.get(START).status_code == 403
    assert ["The kiosk is switched off." in read(answer) for answer in done] == [True, False]
    assert "This kiosk is switched off." in read(staff.get(f"{LIST}{kiosk.pk}/set-up/", follow=True))
    assert Client().get(link).status_code == 410
    assert Kiosk.objects.get().removed_at == make.AT
    assert events() == [("kiosk.added", None), ("kiosk.switched_off", supervisor.pk)]


def test_to_switch_off_twice_writes_it_down_once(kiosk: Kiosk) -> None:
    later = make.AT + QUARTER
    for at in (make.AT, later):
        devices.switch_off(kiosk=kiosk, by=SYSTEM, at=at)

    assert Kiosk.objects.get().removed_at == make.AT
    assert events() == [("kiosk.added", None), ("kiosk.switched_off", None)]


@pytest.mark.parametrize("page", ["set-up", "switch-off"])
def test_a_clerk_and_a_supervisor_of_another_office_set_up_nothing(
    office: Office, kiosk: Kiosk, page: str
) -> None:
    clerk, stranger = (
        accounts.member(Role.CLERK, at=office),
        accounts.member(Role.SUPERVISOR, at=accounts.office("tarnow")),
    )

    statuses = [signed_in(user).post(f"{LIST}{kiosk.pk}/{page}/").status_code for user in (clerk, stranger)]

    assert statuses == [403, 404]
    assert Kiosk.objects.get().removed_at is None


def test_a_kiosk_is_not_deleted(staff: Client, kiosk: Kiosk) -> None:
    assert staff.post(f"{LIST}{kiosk.pk}/delete/").status_code == 403


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_every_page_of_the_panel_renders_in_every_language(
    staff: Client, kiosk: Kiosk, language: str
) -> None:
    staff.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    pages = ("", "add/", f"{kiosk.pk}/change/", f"{kiosk.pk}/set-up/", f"{kiosk.pk}/switch-off/")

    answers: list[Any] = [staff.get(f"{LIST}{page}") for page in pages]

    assert [answer.status_code for answer in answers] == [200] * len(pages)
    assert all(f'lang="{language}"' in answer.content.decode() for answer in answers)


def test_the_list_says_what_is_in_use(staff: Client, kiosk: Kiosk) -> None:
    seen = []
    for change in ({}, {"seen_at": make.AT}, {"removed_at": make.AT}):
        Kiosk.objects.filter(pk=kiosk.pk).update(**change)
        page = read(staff.get(LIST))
        seen.append([word for word in ("not set up yet", "in use", "switched off") if word in page])

    assert seen == [["not set up yet"], ["in use"], ["switched off"]]
