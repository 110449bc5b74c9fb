"""Turning reminders off and on, and the short address of a visit."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from portal.audit.models import Event
from portal.notifications.choices import State
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models import Appointment, ReminderRule
from scheduling.tests import factories as make
from scheduling.tests.views.walk import book, text, the_only

pytestmark = pytest.mark.usefixtures("office")

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FORM = "application/x-www-form-urlencoded"
REMINDER = "appointment_reminder"


@pytest.fixture
def visit(client: Client) -> Appointment:
    """Return a visit on Monday 7 December that is reminded of two days and one day before."""
    for days in (1, 2):
        ReminderRule.objects.create(days=days, changed_at=make.AT, planned_at=make.AT)
    return book(client)


def stop_page(visit: Appointment) -> str:
    return f"/en/visits/reminders/{visit.pk}/{notices.stop_token_of(visit)}/"


def reminders() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=REMINDER).order_by("due_at", "pk")
    return list(rows.values_list("occasion", "state"))


WAITING = [("P2D", State.QUEUED), ("P1D", State.QUEUED)]
WITHDRAWN = [("P2D", State.DROPPED), ("P1D", State.DROPPED)]


def test_opening_the_link_changes_nothing(visit: Appointment, stranger: Client) -> None:
    response = stranger.get(stop_page(visit))

    assert "Do you want no reminders of your visit?" in text(response)
    assert "Your visit on Monday 7 December 2026 at 09:00 stays booked." in text(response)
    assert the_only().reminders_stopped_at is None
    assert reminders() == WAITING


def test_the_page_is_kept_out_of_caches_and_search_engines(visit: Appointment, stranger: Client) -> None:
    response = stranger.get(stop_page(visit))

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_the_page_does_not_open_the_visit(visit: Appointment, stranger: Client) -> None:
    html = stranger.get(stop_page(visit)).content.decode()

    kept = [notices.token_of(visit), notices.short_name_of(visit), visit.reference, "oksana@", "Żółć"]
    assert [secret for secret in kept if secret in html] == []


def test_a_mail_service_turns_them_off_with_one_request(visit: Appointment) -> None:
    """RFC 8058: a POST without cookies, of whose answer only the status counts, and no redirect."""
    service = Client(enforce_csrf_checks=True)

    response = service.post(stop_page(visit), "List-Unsubscribe=One-Click", content_type=FORM)

    assert response.status_code == 200
    assert the_only().reminders_stopped_at == make.AT
    assert reminders() == WITHDRAWN
    event = Event.objects.get(action="appointment.reminders_stopped")
    assert (event.actor_kind, event.subject_pk) == ("visitor", str(visit.pk))


def test_a_mail_service_that_asks_twice_is_answered_alike(visit: Appointment) -> None:
    answers = [Client().post(stop_page(visit), ONE_CLICK).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert Event.objects.filter(action="appointment.reminders_stopped").count() == 1


def test_a_person_turns_them_off_and_reads_that_they_are(visit: Appointment) -> None:
    person = Client(enforce_csrf_checks=True)

    response = person.post(stop_page(visit), {"wish": "stop"}, follow=True)

    assert response.redirect_chain == [(stop_page(visit), 302)]
    assert text(response).startswith(
        "Reminders are turned off We will not remind you of your visit on Monday"
    )
    assert "Turn reminders on again" in text(response)
    assert reminders() == WITHDRAWN
    assert the_only().state == AppointmentState.BOOKED


def test_turned_on_again_those_that_are_still_to_come_come(visit: Appointment, stranger: Client) -> None:
    stranger.post(stop_page(visit), {"wish": "stop"})
    saturday_noon = datetime.fromisoformat("2026-12-05T11:00:00+00:00")

    with time_machine.travel(saturday_noon, tick=False):
        response = stranger.post(stop_page(visit), {"wish": "resume"}, follow=True)

    assert "Do you want no reminders of your visit?" in text(response)
    assert the_only().reminders_stopped_at is None
    assert reminders() == [("P2D", State.DROPPED), ("P1D", State.QUEUED)]
    assert Event.objects.filter(action="appointment.reminders_resumed").count() == 1


def test_turning_on_what_is_on_changes_nothing(visit: Appointment, stranger: Client) -> None:
    stranger.post(stop_page(visit), {"wish": "resume"})

    assert reminders() == WAITING
    assert not Event.objects.filter(action="appointment.reminders_resumed").exists()


@pytest.mark.parametrize("wish", ["", "stop", "anything"])
def test_whoever_posts_without_another_wish_turns_them_off(
    visit: Appointment, stranger: Client, wish: str
) -> None:
    stranger.post(stop_page(visit), {"wish": wish})

    assert reminders() == WITHDRAWN


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_link_turns_nothing_off(visit: Appointment, stranger: Client, method: str) -> None:
    token = notices.stop_token_of(visit)
    wrong = [
        (visit.pk + 1, token),
        (visit.pk, token[:-1]),
        (visit.pk, token + "A"),
        (visit.pk, token.swapcase()),
        (visit.pk, notices.token_of(visit)),
        (visit.pk, notices.token_of(visit)[:22]),
        (2**70, token),
    ]

    answers = [getattr(stranger, method)(f"/en/visits/reminders/{pk}/{name}/") for pk, name in wrong]

    assert [answer.status_code for answer in answers] == [404] * len(wrong)
    assert reminders() == WAITING


@pytest.mark.parametrize("after", [timedelta(), timedelta(days=1)])
def test_of_a_visit_that_has_begun_there_is_nothing_to_remind(
    visit: Appointment, stranger: Client, after: timedelta
) -> None:
    with time_machine.travel(visit.interval.start + after, tick=False):
        response = stranger.get(stop_page(visit))

    assert text(response).startswith("There is nothing to remind you of This visit is over or cancelled.")
    assert "<form" not in response.content.decode().partition("<main")[2].partition("</main>")[0]


def test_turned_on_of_a_cancelled_visit_nothing_is_planned(visit: Appointment, stranger: Client) -> None:
    stranger.post(stop_page(visit), {"wish": "stop"})
    Appointment.objects.filter(pk=visit.pk).update(
        state=AppointmentState.CANCELLED, cancelled_at=make.AT, cancelled_by=CancelledBy.OFFICE, sequence=1
    )

    stranger.post(stop_page(visit), {"wish": "resume"})

    assert reminders() == WITHDRAWN


def test_a_visit_that_was_moved_meanwhile_is_reminded_of_at_its_new_time(
    visit: Appointment, stranger: Client
) -> None:
    stranger.post(stop_page(visit), {"wish": "stop"})
    Appointment.objects.filter(pk=visit.pk).update(sequence=1)

    stranger.post(stop_page(visit), {"wish": "resume"})

    assert list(Notice.objects.filter(kind=REMINDER, version=1).values_list("state", flat=True)) == [
        State.QUEUED,
        State.QUEUED,
    ]
    assert set(Notice.objects.filter(kind=REMINDER, version=0).values_list("state", flat=True)) == {
        State.DROPPED
    }


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_page_renders_in_every_language(visit: Appointment, stranger: Client, language: str) -> None:
    response = stranger.get(stop_page(visit).replace("/en/", f"/{language}/"))

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


class TestShortAddress:
    @pytest.mark.parametrize("language", ["pl", "en", "ru"])
    def test_it_leads_to_the_page_in_the_language_of_the_messages(
        self, visit: Appointment, stranger: Client, language: str
    ) -> None:
        Appointment.objects.filter(pk=visit.pk).update(language=language)

        response = stranger.get(f"/v/{notices.short_name_of(visit)}/")

        assert (response.status_code, response["Location"]) == (
            302,
            f"/{language}/visits/booked/{notices.token_of(visit)}/",
        )

    def test_it_is_kept_out_of_caches_and_of_others_logs(self, visit: Appointment, stranger: Client) -> None:
        response = stranger.get(f"/v/{notices.short_name_of(visit)}/")

        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]

    def test_whoever_types_it_off_a_phone_may_use_small_letters(
        self, visit: Appointment, stranger: Client
    ) -> None:
        response = stranger.get(f"/v/{notices.short_name_of(visit).lower()}/", follow=True)

        assert text(response).startswith("Your visit is booked")

    def test_a_miss_is_not_found(self, visit: Appointment, stranger: Client) -> None:
        name = notices.short_name_of(visit)
        last = "0" if name[-1] != "0" else "1"
        wrong = [name[:8], name[:-1], name[:-1] + last, name + "0", f"0{name[1:]}", "x", "ż" * 20]

        answers = [stranger.get(f"/v/{each}/").status_code for each in wrong]

        assert answers == [404] * len(wrong)

    def test_a_time_that_is_only_held_has_no_page_yet(self, visit: Appointment, stranger: Client) -> None:
        Appointment.objects.filter(pk=visit.pk).update(token_digest="")

        assert stranger.get(f"/v/{notices.short_name_of(visit)}/").status_code == 404

    def test_it_is_found_by_its_reference_in_one_query(
        self, visit: Appointment, stranger: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(1):
            stranger.get(f"/v/{notices.short_name_of(visit)}/")

    def test_it_is_only_read(self, visit: Appointment, stranger: Client) -> None:
        assert stranger.post(f"/v/{notices.short_name_of(visit)}/").status_code == 405
