"""A change of hours drafts an announcement, and letters about visits carry what is published."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import SYSTEM, Actor
from portal.notifications.choices import Channel
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import Heading, Mail, Paragraph
from portal.web.models import Announcement
from portal.web.tests.factories import announcement
from scheduling.actions.hours import block
from scheduling.actions.opening import unblock
from scheduling.models import Appointment, BlockedWindow, Closure, Service
from scheduling.notices import token_of
from scheduling.tests import factories as make
from scheduling.tests.in_browser import with_page

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LETTERS = ["appointment_booked", "appointment_moved", "appointment_reminder"]


@pytest.fixture
def service() -> Service:
    return make.service()


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service)


@pytest.fixture
def by() -> Actor:
    return Actor.user(accounts.user().pk)


def closure(office: Office, **fields: Any) -> Closure:  # noqa: ANN401  any field of the model
    words = {"reason_pl": "Szkolenie.", "reason_en": "Training.", "reason_ru": "Обучение"}
    days = {"first_on": make.MONDAY, "last_on": make.MONDAY}
    return Closure(office=office, **words | days | fields)


def window(office: Office, **fields: Any) -> BlockedWindow:  # noqa: ANN401  any field of the model
    noon = {"starts": time(12), "ends": time(13), "valid_from": make.MONDAY}
    return BlockedWindow(**make.window_fields(office) | noon | fields)


def drafted(hours: BlockedWindow | Closure, by: Actor = SYSTEM) -> Announcement:
    block(hours=hours, cancel=(), by=by, at=make.AT)
    return Announcement.objects.get()


class TestDraft:
    def test_a_closure_drafts_one_of_its_days(self, office: Office, by: Actor) -> None:
        row = drafted(closure(office, last_on=make.MONDAY + DAY), by)

        assert (row.office, row.is_published, row.created_by_id) == (office, False, by.user_id)
        assert (row.first_on, row.last_on) == (date(2026, 12, 1), make.MONDAY + DAY)
        assert row.visit_days == (make.MONDAY, make.MONDAY + DAY)
        assert (row.title_en, row.body_en) == (  # type: ignore[attr-defined]  # by modeltranslation
            "Closed: Monday 7 December 2026 – Tuesday 8 December 2026",
            "The office takes nobody then. Reason: Training.",
        )

    def test_a_closure_of_one_day_names_it_once(self, office: Office) -> None:
        assert drafted(closure(office)).title_en == "Closed: Monday 7 December 2026"  # type: ignore[attr-defined]  # by modeltranslation

    @pytest.mark.parametrize(
        ("language", "said"),
        [("pl", ("7 grudnia", "Szkolenie.")), ("ru", ("7 декабря", "Обучение."))],
    )
    def test_days_and_reason_are_said_in_each_language(
        self, office: Office, language: str, said: tuple[str, str]
    ) -> None:
        row = drafted(closure(office))

        title, body = (getattr(row, f"{name}_{language}") for name in ("title", "body"))
        assert (said[0] in title, said[1] in body) == (True, True)
        assert ".." not in body

    @pytest.mark.parametrize(
        ("valid_to", "title", "body"),
        [
            (
                make.MONDAY,
                "No visits 12:00–13:00: Monday 7 December 2026",
                "* Reason: Disinfection",
            ),
            (
                make.MONDAY + 7 * DAY,
                "No visits 12:00–13:00: Mon–Fri",
                "* From: Monday 7 December 2026\n* Until: Monday 14 December 2026\n* Reason: Disinfection",
            ),
            (
                None,
                "No visits 12:00–13:00: Mon–Fri",
                "* From: Monday 7 December 2026\n* Reason: Disinfection",
            ),
        ],
    )
    def test_a_window_says_its_hours_and_days(
        self, office: Office, valid_to: date | None, title: str, body: str
    ) -> None:
        row = drafted(window(office, valid_to=valid_to))

        assert (row.title_en, row.body_en) == (title, body)  # type: ignore[attr-defined]  # by modeltranslation
        assert row.last_on == (valid_to or make.MONDAY + 27 * DAY)

    def test_the_same_closure_changed_changes_its_draft(self, office: Office) -> None:
        hours = closure(office)
        first = drafted(hours)
        hours.last_on += DAY
        second = drafted(hours)

        assert second == first
        assert second.title_en.endswith("– Tuesday 8 December 2026")  # type: ignore[attr-defined]  # by modeltranslation

    def test_saved_again_as_it_is_a_closure_keeps_what_was_written_by_hand(self, office: Office) -> None:
        hours = closure(office)
        drafted(hours)
        Announcement.objects.update(title_en="By hand")

        assert drafted(hours).title_en == "By hand"  # type: ignore[attr-defined]  # by modeltranslation

    def test_another_closure_has_another_draft(self, office: Office) -> None:
        for day in range(2):
            on = make.MONDAY + day * DAY
            block(hours=closure(office, first_on=on, last_on=on), cancel=(), by=SYSTEM, at=make.AT)

        assert Announcement.objects.count() == 2

    @pytest.mark.parametrize("is_published", [True, False])
    def test_a_deleted_closure_takes_its_draft_along(self, office: Office, is_published: bool) -> None:
        hours = closure(office)
        row = drafted(hours)
        Announcement.objects.update(is_published=is_published)

        told = unblock(hours=hours, by=SYSTEM, at=make.AT)

        assert told == (row if is_published else None)
        assert Announcement.objects.count() == is_published


class TestStaffsPages:
    pytestmark = pytest.mark.ignore_template_errors

    @pytest.fixture(autouse=True)
    def _now(self, settings: Settings, client: Client) -> Iterator[None]:
        settings.STAFF_NEED_SECOND_FACTOR = False
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        with time_machine.travel(make.AT, tick=False):
            yield

    def posted(self, client: Client, office: Office, path: str = "closure/add/") -> list[str]:
        day = str(make.MONDAY)
        words = {f"reason_{language}": "Training" for language in ("pl", "en", "ru")}
        hours = {"weekdays": ["1"], "starts": "12:00", "ends": "13:00", "valid_from": day, "valid_to": day}
        days = {"first_on": day, "last_on": day}
        response = client.post(f"/admin/scheduling/{path}", {"office": office.pk, **words, **days, **hours})
        assert response.status_code == 302
        return [str(line) for line in get_messages(response.wsgi_request)]

    def test_a_supervisor_is_led_to_the_draft(self, client: Client, office: Office) -> None:
        client.force_login(accounts.member(Role.SUPERVISOR, at=office))

        drafted, saved = self.posted(client, office)

        page = f"/admin/web/announcement/{Announcement.objects.get().pk}/change/"
        assert drafted == (
            "An announcement was drafted. Nobody sees it until it is published. "
            f'<a class="underline" href="{page}">Read and publish it</a>'
        )
        assert "was added successfully" in saved
        assert client.get(page).status_code == 200

    def test_a_clerk_learns_who_can_publish_it(self, client: Client, office: Office) -> None:
        client.force_login(accounts.member(Role.CLERK, at=office))

        drafted, _saved = self.posted(client, office, "blockedwindow/add/")

        assert drafted == "An announcement was drafted. A supervisor can publish it."

    def test_what_is_published_is_to_be_looked_at(self, client: Client, office: Office) -> None:
        client.force_login(accounts.member(Role.SUPERVISOR, at=office))
        self.posted(client, office)
        Announcement.objects.update(is_published=True)

        told, _saved = self.posted(client, office, f"closure/{Closure.objects.get().pk}/change/")[-2:]

        assert told.startswith("An announcement of this is published already.")

    def test_what_is_over_says_nothing_of_announcements(self, client: Client, office: Office) -> None:
        client.force_login(accounts.member(Role.SUPERVISOR, at=office))

        with time_machine.travel(make.AT + 60 * DAY, tick=False):
            client.force_login(accounts.member(Role.SUPERVISOR, at=office))
            told = self.posted(client, office)

        assert [line for line in told if "nnouncement" in line] == []

    def test_deleting_says_what_is_still_published(self, client: Client, office: Office) -> None:
        client.force_login(accounts.member(Role.SUPERVISOR, at=office))
        self.posted(client, office)
        Announcement.objects.update(is_published=True)

        response = client.post(
            f"/admin/scheduling/closure/{Closure.objects.get().pk}/delete/", {"post": "yes"}
        )

        told = [str(line) for line in get_messages(response.wsgi_request)]
        assert [line for line in told if "is still published." in line and "Change or delete it" in line]


class TestLetters:
    @pytest.fixture
    def visit(self, office: Office, service: Service) -> Appointment:
        start = make.local(office, make.MONDAY, "12:00")
        return make.appointment(office.counter_set.get(), service, start, email="ola@example.test")

    def ends(self, kind: str, visit: Appointment) -> list[str]:
        """Return what stands in a letter after its button and the hints below."""
        known = kinds.named(kind)
        subject = known.find([str(visit.pk)])[str(visit.pk)]
        written = known.written(subject, About(str(visit.pk), 1, "P2D", Channel.EMAIL, make.AT))
        assert isinstance(written, Mail)
        headings = [number for number, block in enumerate(written.blocks) if isinstance(block, Heading)]
        if headings[1:]:
            rest = written.blocks[headings[1] :]
            return [block.text for block in rest if isinstance(block, Heading | Paragraph)]
        return []

    @pytest.mark.parametrize("kind", LETTERS)
    def test_letters_end_with_what_is_announced_of_that_day(
        self, kind: str, visit: Appointment, office: Office
    ) -> None:
        about = {"visits_from": make.MONDAY, "visits_to": make.MONDAY}
        announcement("Lift", office=office, body_en="[This way](https://example.org/).\n\n* Ring", **about)
        announcement("Other day", visits_from=make.MONDAY + DAY, visits_to=make.MONDAY + DAY)

        assert self.ends(kind, visit) == ["Lift", "This way (https://example.org/).", "Ring"]

    @pytest.mark.parametrize("kind", LETTERS)
    def test_they_say_it_in_the_language_of_the_reader(self, kind: str, visit: Appointment) -> None:
        announcement("Lift", last_on=make.MONDAY)

        with translation.override("ru"):
            assert self.ends(kind, visit) == ["Lift (ru)", "С 12:00."]

    @pytest.mark.parametrize("kind", LETTERS)
    def test_drafts_and_other_offices_are_not_told(self, kind: str, visit: Appointment) -> None:
        announcement("Draft", last_on=make.MONDAY, is_published=False)
        announcement("Elsewhere", last_on=make.MONDAY, office=accounts.office())

        assert self.ends(kind, visit) == []

    def test_a_day_is_one_of_the_offices_clock(self, visit: Appointment, office: Office) -> None:
        office.time_zone = "Pacific/Kiritimati"
        office.save()
        announcement("Tuesday there", visits_from=make.MONDAY + DAY, visits_to=make.MONDAY + DAY)
        announcement("Monday there", visits_from=make.MONDAY, visits_to=make.MONDAY)

        assert self.ends("appointment_booked", visit)[0] == "Tuesday there"

    def test_a_letter_asks_once(
        self, visit: Appointment, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        announcement("Lift", last_on=make.MONDAY)
        known = kinds.named("appointment_booked")
        subject = known.find([str(visit.pk)])[str(visit.pk)]

        with django_assert_num_queries(1):
            known.written(subject, About(str(visit.pk), 1, "", Channel.EMAIL, make.AT))


class TestPagesOfAnOffice:
    @pytest.fixture(autouse=True)
    def _now(self) -> Iterator[None]:
        with time_machine.travel(make.AT, tick=False):
            yield

    @pytest.fixture
    def elsewhere(self, office: Office) -> Office:
        there = accounts.office()
        announcement("Said here", office=office)
        announcement("Said there", office=there)
        announcement("Said of all")
        return there

    def said(self, client: Client, path: str) -> list[str]:
        html = client.get(path).content.decode()
        return [words for words in ("Said here", "Said there", "Said of all") if words in html]

    @pytest.mark.usefixtures("elsewhere")
    @pytest.mark.parametrize("rest", ["", "times/", f"times/{make.MONDAY}/"])
    def test_what_another_office_says_is_not_on_the_way_to_a_visit(
        self, client: Client, office: Office, service: Service, rest: str
    ) -> None:
        path = f"/en/visits/{office.slug}/{service.code}/{rest}"

        assert self.said(client, path) == ["Said here", "Said of all"]

    @pytest.mark.usefixtures("elsewhere")
    def test_pages_of_no_office_say_all_of_it(self, client: Client) -> None:
        assert self.said(client, "/en/visits/") == ["Said here", "Said there", "Said of all"]

    @pytest.mark.usefixtures("elsewhere")
    def test_nor_is_it_on_the_page_of_a_booked_visit(
        self, client: Client, office: Office, service: Service
    ) -> None:
        start = make.local(office, make.MONDAY, "12:00")
        visit = with_page(make.appointment(office.counter_set.get(), service, start))

        assert self.said(client, f"/en/visits/booked/{token_of(visit)}/") == ["Said here", "Said of all"]
