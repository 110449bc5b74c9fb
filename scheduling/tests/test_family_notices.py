"""What several people in one booking are told: how many they are, and from when to when they are received."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from icalendar import Calendar
from icalendar import Event as Component

from portal.accounts.models import Office
from portal.audit.rules.actors import VISITOR
from portal.notifications.actions.delivery import deliver
from portal.notifications.choices import Channel
from portal.notifications.rules.kinds import About, Kind
from portal.notifications.rules.letters import Push, Sms
from portal.notifications.rules.sms import LONGEST_PARTS, normalise, parts
from scheduling import notices
from scheduling.actions import cancelling
from scheduling.models import Appointment, Service
from scheduling.models.together import together, whole
from scheduling.rules.intervals import Interval
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 7, 8, tzinfo=UTC)  # 09:00 in Kraków
QUARTER = timedelta(minutes=15)
SPANNING = ("appointment_booked", "appointment_moved", "appointment_reminder", "appointment_member_cancelled")
NAMES = ["Oksana", "Ivan", "Lena", "Max"]


@pytest.fixture
def service() -> Service:
    return make.service("PRINTS", minutes=15)


@pytest.fixture
def office(service: Service) -> Office:
    office = make.working_office(service, slug="krakow", counters=2)
    Office.objects.filter(pk=office.pk).update(address="ul. Przy Rondzie 6\n31-547 Kraków")
    office.refresh_from_db()
    return office


@pytest.fixture
def lead(office: Office, service: Service) -> Appointment:
    return family(office, service, NINE)


def family(office: Office, service: Service, start: datetime, *, language: str = "en") -> Appointment:
    """Return the lead of four who come at two counters, one half after the other."""
    counters = list(office.counter_set.order_by("pk"))
    made: list[Appointment] = []
    for number, name in enumerate(NAMES, start=1):
        contact: dict[str, Any] = {} if made else {"email": "oksana@example.test", "phone": "+48600000000"}
        made.append(
            make.appointment(
                counters[(number - 1) % 2],
                service,
                start + QUARTER * ((number - 1) // 2),
                people=4,
                number=number,
                lead=made[0] if made else None,
                language=language,
                given_names=name,
                **contact,
            )
        )
    return read(made[0])


def read(visit: Appointment) -> Appointment:
    return Appointment.objects.for_page().get(pk=visit.pk)


def tell(visit: Appointment, what: str) -> None:
    with transaction.atomic():
        getattr(notices, f"appointment_{what}")(visit, at=make.AT)


def sent() -> list[EmailMultiAlternatives]:
    mail.outbox.clear()
    deliver(at=make.AT, limit=20)
    return [message for message in mail.outbox if isinstance(message, EmailMultiAlternatives)]


def event_in(message: EmailMultiAlternatives) -> Component:
    (part,) = [part for part in message.message().walk() if part.get_filename()]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    return event


def kind(name: str) -> Kind[Any]:
    (found,) = [each for each in notices.KINDS if each.name == name]
    return found


def cancel_one(lead: Appointment, number: int) -> Appointment:
    return cancelling.cancel_member(appointment=lead, number=number, by=VISITOR, at=make.AT)


def test_a_mail_says_how_many_come_and_from_when_to_when(lead: Appointment) -> None:
    tell(lead, "booked")

    (message,) = sent()

    event = event_in(message)
    assert "When: Monday 7 December 2026, 09:00–09:30" in message.body
    assert "How many come: 4 people" in message.body
    assert (event.start, event.end) == (NINE, NINE + 2 * QUARTER)
    assert [name for name in NAMES if name in f"{message.subject}{message.body}{event}"] == []


def test_a_mail_to_somebody_alone_does_not_count(office: Office, service: Service) -> None:
    alone = make.appointment(
        office.counter_set.latest("pk"), service, NINE + 4 * QUARTER, email="a@example.test", language="en"
    )
    tell(read(alone), "booked")

    (message,) = sent()

    assert "When: Monday 7 December 2026 at 10:00" in message.body
    assert "How many come" not in message.body
    assert event_in(message).end == NINE + 5 * QUARTER


@pytest.mark.parametrize("number", [1, 4])
def test_what_remains_is_told_when_one_of_several_is_cancelled(lead: Appointment, number: int) -> None:
    tell(lead, "booked")
    remaining = cancel_one(lead, number)

    (message,) = sent()

    event = event_in(message)
    assert message.subject == "Your visit is now for 3 people"
    assert "One person of your booking is cancelled. What remains:" in message.body
    assert "How many come: 3 people" in message.body
    assert f"Reference: {lead.reference}" in message.body
    assert (event["SEQUENCE"], event["STATUS"], event["UID"]) == (1, "CONFIRMED", notices.uid_of(lead))
    assert (event.start, event.end) == (NINE, NINE + 2 * QUARTER)
    assert {row.given_names for row in together(remaining)} == {*NAMES} - {NAMES[number - 1]}


def test_a_visit_ends_with_the_last_who_still_comes(lead: Appointment) -> None:
    cancel_one(lead, 3)
    cancel_one(lead, 4)
    one_left = cancel_one(lead, 2)

    (message,) = sent()

    assert whole(one_left) == Interval(NINE, NINE + QUARTER)
    assert message.subject == "Your visit is now for 1 person"
    assert "When: Monday 7 December 2026 at 09:00" in message.body
    assert "How many come" not in message.body
    assert (event_in(message)["SEQUENCE"], event_in(message).end) == (3, NINE + QUARTER)


def test_a_cancelled_booking_is_taken_out_of_the_calendar_as_it_was_in_the_end(lead: Appointment) -> None:
    cancel_one(lead, 4)
    cancel_one(lead, 3)
    later = make.AT + timedelta(minutes=1)
    cancelling.cancel(appointment=read(lead), by=VISITOR, at=later)

    (message,) = sent()

    assert message.subject == "Your visit to the office is cancelled"
    assert "When: Monday 7 December 2026, 09:00–09:15" in message.body
    assert "How many come: 2 people" in message.body
    assert (event_in(message)["STATUS"], event_in(message).end) == ("CANCELLED", NINE + QUARTER)


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
@pytest.mark.parametrize("name", SPANNING)
def test_a_text_message_counts_them_and_stays_short(lead: Appointment, name: str, language: str) -> None:
    lead.office.message_name = "Małopolski Urząd Wojewódzki"
    with translation.override(language):
        said = written(name, lead, Channel.SMS)

    assert isinstance(said, Sms)
    assert "09:00–09:30" in said.text
    assert "4" in said.text.partition("09:00")[0] + said.text.partition("09:30")[2][:4]
    assert parts(normalise(said.text)).count <= LONGEST_PARTS


def test_a_device_shows_it_until_the_last_of_them_is_done(lead: Appointment) -> None:
    shown = {
        name: written(name, lead, Channel.PUSH) for name in (*SPANNING, "appointment_cancelled_by_office")
    }

    lines = {name: push.text.splitlines()[0] for name, push in shown.items() if isinstance(push, Push)}
    assert set(lines.values()) == {
        "Monday 7 December 2026, 09:00–09:30, 4 people",
        "Monday 7 December 2026, 09:00–09:30",
    }
    assert {push.until for push in shown.values() if isinstance(push, Push)} == {NINE + 2 * QUARTER}


def written(name: str, lead: Appointment, channel: Channel) -> object:
    about = About(str(lead.pk), 0, "P1D", channel, make.AT)
    if name == "appointment_reminder":
        (subject,) = kind(name).find([str(lead.pk)]).values()
        subject.visit.office.message_name = lead.office.message_name
        return kind(name).written(subject, about)
    return kind(name).written(lead, about)


def test_a_batch_reads_those_who_come_along_at_once_and_only_where_there_are_any(
    lead: Appointment, office: Office, service: Service
) -> None:
    alone = make.appointment(office.counter_set.earliest("pk"), service, NINE + 4 * QUARTER)
    others = [family(office, service, NINE + hours * 4 * QUARTER) for hours in (2, 3)]

    assert reading([alone]) == 4  # the visits, and the rules, breaks and duties that say when they check in
    assert reading([lead]) == reading([alone, lead, *others]) == 5


def reading(visits: list[Appointment]) -> int:
    with CaptureQueriesContext(connection) as queries:
        found = kind("appointment_booked").find([str(visit.pk) for visit in visits])
        assert {len(together(visit)) for visit in found.values()} == {visit.people for visit in visits}
    return len(queries)
