"""What people are told, from the outbox to the mail and the calendar it brings."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import translation
from icalendar import Calendar
from icalendar import Event as Component
from pytest_django import Settings

from portal.accounts.models import Office
from portal.notifications.actions.delivery import deliver
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import About
from portal.notifications.rules.sms import LONGEST_PARTS, normalise, parts
from portal.web.calendar_file import calendar_file
from scheduling import notices
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models import Appointment, Closure, Service
from scheduling.notices.texts import booked_sms
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

AT = make.AT
NINE = datetime(2026, 12, 7, 8, tzinfo=UTC)  # 09:00 in Kraków
ABOUT = About("1", 0, "", Channel.SMS, AT)
TEN, ELEVEN = NINE + timedelta(hours=1), NINE + timedelta(hours=2)


@pytest.fixture
def service() -> Service:
    return make.service("CARD", minutes=30)


@pytest.fixture
def office(service: Service) -> Office:
    office = make.working_office(service, slug="krakow")
    Office.objects.filter(pk=office.pk).update(address="ul. Przy Rondzie 6\n\n 31-547 Kraków ")
    office.refresh_from_db()
    return office


@pytest.fixture
def visit(office: Office, service: Service) -> Appointment:
    made = make.appointment(
        office.counter_set.get(),
        service,
        NINE,
        created_at=AT - timedelta(minutes=15),
        email="oksana@example.test",
        language="en",
        given_names="Оксана",
        family_name="Żółć",
        case_number="WSC-II-K.6151.1.2026",
    )
    return Appointment.objects.for_page().get(pk=made.pk)


def tell(visit: Appointment, what: str) -> None:
    with transaction.atomic():
        getattr(notices, f"appointment_{what}")(visit, at=AT)


def move(visit: Appointment, start: datetime) -> None:
    visit.period = DateTimeTZRange(start, start + timedelta(minutes=30))
    visit.sequence += 1
    visit.save(update_fields=["period", "sequence"])
    tell(visit, "moved")


def cancel(visit: Appointment, by: CancelledBy = CancelledBy.PERSON) -> None:
    visit.state, visit.cancelled_by = AppointmentState.CANCELLED, by
    visit.cancelled_at = AT + timedelta(minutes=5)
    visit.sequence += 1
    visit.save(update_fields=["state", "cancelled_by", "cancelled_at", "sequence"])
    tell(visit, "cancelled" if by == CancelledBy.PERSON else "cancelled_by_office")


def sent(at: datetime = AT) -> list[EmailMultiAlternatives]:
    """Send what is due and return it."""
    mail.outbox.clear()
    deliver(at=at, limit=20)
    return [message for message in mail.outbox if isinstance(message, EmailMultiAlternatives)]


def subjects(at: datetime = AT) -> list[str]:
    return [str(message.subject) for message in sent(at)]


def event_in(message: EmailMultiAlternatives) -> tuple[Calendar, Component]:
    calendar = Calendar.from_ical(content_of(message))
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    return calendar, event


def content_of(message: EmailMultiAlternatives) -> bytes:
    (part,) = [part for part in message.message().walk() if part.get_filename()]
    assert part.get_filename() == "visit.ics"
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def test_a_booked_visit_comes_with_an_entry_for_the_calendar(visit: Appointment) -> None:
    tell(visit, "booked")

    (message,) = sent()
    calendar, event = event_in(message)

    assert message.subject == "Your visit to the office is booked"
    assert "Open the file with this message to put the visit into your calendar." in message.body
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", 0)
    assert (event.start, event.end, event.stamp) == (NINE, NINE + timedelta(minutes=30), AT)
    assert (event["SUMMARY"], event["LOCATION"], event["DESCRIPTION"]) == (
        "Visit to the office",
        "ul. Przy Rondzie 6, 31-547 Kraków",
        f"Reference: {visit.reference}",
    )
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == (
        "mailto:portal@example.test",
        "The office",
    )


def test_the_entry_keeps_secrets(visit: Appointment) -> None:
    for state in AppointmentState.BOOKED, AppointmentState.CANCELLED:
        visit.state = state
        text = calendar_file(notices.event_of(visit)).decode().replace("\r\n ", "")

        kept = [notices.token_of(visit), visit.given_names, visit.family_name, visit.case_number]
        kept += [visit.service.name, visit.service.code, visit.office.name, visit.email, "http", "/visits/"]
        assert [secret for secret in kept if secret in text] == []
        assert visit.reference in text


def test_the_same_entry_is_moved_and_then_taken_out(visit: Appointment) -> None:
    tell(visit, "booked")
    messages = sent()
    move(visit, TEN)
    messages += sent()
    move(visit, ELEVEN)
    messages += sent()
    cancel(visit)
    messages += sent()

    entries = [event_in(message) for message in messages]
    assert [message.subject for message in messages] == [
        "Your visit to the office is booked",
        "Your visit to the office has a new time",
        "Your visit to the office has a new time",
        "Your visit to the office is cancelled",
    ]
    assert [calendar["METHOD"] for calendar, _ in entries] == ["PUBLISH"] * 3 + ["CANCEL"]
    assert [(event["SEQUENCE"], event.start) for _, event in entries] == [
        (0, NINE),
        (1, TEN),
        (2, ELEVEN),
        (3, ELEVEN),
    ]
    assert {event["UID"] for _, event in entries} == {notices.uid_of(visit)}


@pytest.mark.parametrize(
    ("by", "subject"),
    [
        (CancelledBy.PERSON, "Your visit to the office is cancelled"),
        (CancelledBy.OFFICE, "The office had to cancel your visit"),
    ],
)
def test_a_cancelled_visit_is_taken_out_of_the_calendar(
    visit: Appointment, by: CancelledBy, subject: str
) -> None:
    cancel(visit, by)

    (message,) = sent()
    calendar, event = event_in(message)

    assert message.subject == subject
    assert "the file with this message takes it out again" in message.body
    assert (calendar["METHOD"], event["STATUS"], event["SUMMARY"]) == (
        "CANCEL",
        "CANCELLED",
        "Cancelled: visit to the office",
    )
    assert event.stamp == AT + timedelta(minutes=5)


REASONS = {"reason_pl": "Remanent", "reason_en": "Stocktaking", "reason_ru": "Инвентаризация"}
BEFORE, AFTER = make.MONDAY - timedelta(days=1), make.MONDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("first_on", "last_on", "told"),
    [
        pytest.param(make.MONDAY, make.MONDAY, True, id="that-day"),
        pytest.param(BEFORE, AFTER, True, id="around-it"),
        pytest.param(BEFORE, BEFORE, False, id="before"),
        pytest.param(AFTER, AFTER, False, id="after"),
    ],
)
def test_the_reason_for_a_closure_is_told(
    visit: Appointment, first_on: date, last_on: date, *, told: bool
) -> None:
    Closure.objects.create(office=visit.office, first_on=first_on, last_on=last_on, **REASONS)
    cancel(visit, CancelledBy.OFFICE)

    (message,) = sent()

    assert ("Reason: Stocktaking" in message.body) is told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({}, True, id="as-long-as-the-visit"),
        pytest.param({"valid_to": make.MONDAY}, True, id="for-the-last-time"),
        pytest.param({"valid_to": BEFORE}, False, id="not-any-more"),
        pytest.param({"valid_from": AFTER}, False, id="not-yet"),
        pytest.param({"weekdays": [2]}, False, id="on-tuesdays"),
        pytest.param({"starts": time(8)}, True, id="longer"),
        pytest.param({"starts": time(9, 30), "ends": time(10)}, False, id="from-its-end"),
        pytest.param({"starts": time(8, 30), "ends": time(9)}, False, id="until-its-start"),
    ],
)
def test_the_reason_for_a_blocked_window_is_told(
    visit: Appointment, changed: dict[str, Any], *, told: bool
) -> None:
    cancel(visit, CancelledBy.OFFICE)  # first: nothing may be blocked over a booked visit
    make.window(visit.office, **{"starts": time(9), "ends": time(9, 30)} | REASONS | changed)

    (message,) = sent()

    assert ("Reason: Stocktaking" in message.body) is told


def test_the_reason_of_another_office_is_not_told(visit: Appointment) -> None:
    cancel(visit, CancelledBy.OFFICE)
    elsewhere = make.working_office(slug="tarnow")
    Closure.objects.create(office=elsewhere, first_on=make.MONDAY, last_on=make.MONDAY, **REASONS)
    make.window(elsewhere, starts=time(8), ends=time(11), **REASONS)

    (message,) = sent()

    assert "Reason" not in message.body


def test_a_moved_visit_says_when_and_where_it_is_now(visit: Appointment) -> None:
    move(visit, TEN)

    (message,) = sent()

    assert message.to == ["oksana@example.test"]
    assert "When: Monday 7 December 2026 at 10:00" in message.body
    assert "Where: The office, ul. Przy Rondzie 6, 31-547 Kraków" in message.body
    assert f"Reference: {visit.reference}" in message.body
    assert f"http://localhost/en/visits/booked/{notices.token_of(visit)}/" in message.body
    assert "The time you had before is no longer yours." in message.body
    assert "09:00" not in message.body


def test_of_several_moves_the_last_is_told(visit: Appointment) -> None:
    move(visit, TEN)
    move(visit, ELEVEN)

    (message,) = sent()

    assert "at 11:00" in message.body
    assert list(Notice.objects.order_by("pk").values_list("version", "state")) == [
        (1, "dropped"),
        (2, "sent"),
    ]


def test_each_move_is_told_once(visit: Appointment) -> None:
    move(visit, TEN)
    tell(visit, "moved")

    assert subjects() == ["Your visit to the office has a new time"]
    assert subjects() == []


def test_a_visit_moved_before_it_was_confirmed_by_mail_is_told_once_with_all_one_needs(
    visit: Appointment,
) -> None:
    tell(visit, "booked")
    move(visit, TEN)

    (message,) = sent()

    assert message.subject == "Your visit to the office has a new time"
    assert "at 10:00" in message.body
    assert event_in(message)[1]["SEQUENCE"] == 1


def test_a_visit_cancelled_meanwhile_is_only_told_to_be_cancelled(visit: Appointment) -> None:
    tell(visit, "booked")
    move(visit, TEN)
    cancel(visit)

    assert subjects() == ["Your visit to the office is cancelled"]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (TEN + timedelta(minutes=30, seconds=-5), ["Your visit to the office has a new time"]),
        (TEN + timedelta(minutes=30), []),
    ],
)
def test_a_move_is_told_until_the_visit_is_over(visit: Appointment, at: datetime, told: list[str]) -> None:
    move(visit, TEN)

    assert subjects(at) == told


@pytest.mark.parametrize("what", ["booked", "moved"])
def test_a_visit_that_is_not_booked_any_more_is_not_told_to_be(visit: Appointment, what: str) -> None:
    tell(visit, what)
    Appointment.objects.update(
        state=AppointmentState.CANCELLED, cancelled_at=AT, cancelled_by=CancelledBy.OFFICE
    )

    assert subjects() == []


@pytest.mark.parametrize("name", ["appointment_booked", "appointment_moved"])
def test_a_visit_is_over_at_its_very_end(visit: Appointment, name: str) -> None:
    (kind,) = [kind for kind in notices.KINDS if kind.name == name]
    end = visit.interval.end
    moments = [
        About(str(visit.pk), 0, "", Channel.EMAIL, at) for at in (end - timedelta(microseconds=1), end)
    ]

    told = [kind.still_true(visit, about) for about in moments]

    assert told == [True, False]


@pytest.mark.parametrize("what", ["booked", "moved", "cancelled", "cancelled_by_office"])
def test_nothing_is_written_to_somebody_without_an_address(visit: Appointment, what: str) -> None:
    visit.email = ""

    tell(visit, what)

    assert not Notice.objects.exists()


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_mail_and_calendar_speak_the_language_of_the_reader(visit: Appointment, language: str) -> None:
    visit.language = language
    visit.save(update_fields=["language"])
    tell(visit, "booked")

    (message,) = sent()

    with translation.override(language):
        subject = translation.gettext("Your visit to the office is booked")
        summary = translation.gettext("Visit to the office")
    _, event = event_in(message)
    assert message.subject == subject
    assert (event["SUMMARY"], event["SUMMARY"].params["LANGUAGE"]) == (summary, language)


def test_a_calendar_is_told_in_the_language_of_the_page(visit: Appointment) -> None:
    with translation.override("ru"):
        assert notices.event_of(visit).language == "ru"


def test_each_visit_has_its_own_name_in_calendars_and_keeps_it(
    visit: Appointment, office: Office, service: Service, settings: Settings
) -> None:
    other = make.appointment(office.counter_set.get(), service, TEN)
    settings.SITE_URL = "https://visits.example.org:8443"
    name = notices.uid_of(visit)
    visit.sequence, visit.state = 7, AppointmentState.CANCELLED

    local, _, host = name.partition("@")
    assert notices.uid_of(visit) == name
    assert notices.uid_of(other) != name
    assert (len(local), host) == (40, "visits.example.org")
    assert local not in {notices.token_of(visit), visit.token_digest}


def test_the_name_in_calendars_cannot_be_computed_by_others(visit: Appointment, settings: Settings) -> None:
    name = notices.uid_of(visit)
    settings.IDENTITY_KEY = "another key " * 5

    assert notices.uid_of(visit) != name


def test_a_number_given_again_has_other_secrets(visit: Appointment) -> None:
    """After a restored backup a link of a visit that is lost must not open a stranger's."""
    secrets = (notices.token_of, notices.code_of, notices.uid_of)
    before = [secret(visit) for secret in secrets]

    visit.reference = "0000-0000"

    assert [secret(visit) for secret in secrets if secret(visit) in before] == []


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_a_place_that_would_cost_a_part_too_many_stands_behind_the_link(
    visit: Appointment, language: str
) -> None:
    office = visit.office
    office.message_name, office.address = "Małopolski Urząd Wojewódzki", "ul. Przy Rondzie 6\n31-547 Kraków"
    with translation.override(language):
        short = booked_sms(visit, ABOUT).text
        office.address = "aleja Błogosławionej Anieli Salawy 123/456\n" * 3
        long = booked_sms(visit, ABOUT).text

    assert "Przy Rondzie 6" in short
    assert "Anieli" not in long
    assert "09:00" in long
    assert max(parts(normalise(text)).count for text in (short, long)) <= LONGEST_PARTS
