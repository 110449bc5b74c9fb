"""A device that is told of a visit, from agreeing to the reminder on its screen."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR
from portal.notifications.actions.delivery import deliver
from portal.notifications.choices import Channel
from portal.notifications.models import Notice, Subscription
from portal.notifications.rules.push import Device
from portal.notifications.tests.push_service import Browser, PushService, private_key
from scheduling import notices
from scheduling.actions import cancelling, devices, reminding
from scheduling.actions.cancelling import TooLateError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 7, 8, tzinfo=UTC)  # 09:00 in Kraków
BROWSER = Browser()
FCM = "https://fcm.googleapis.com/fcm/send/anna"


@pytest.fixture
def visit() -> Appointment:
    service = make.service("CARD", minutes=30)
    office = make.working_office(service, slug="krakow")
    make.reminder(2)
    make.reminder(1, by=[Channel.EMAIL])
    made = make.appointment(
        office.counter_set.get(), service, NINE, email="oksana@example.test", language="en"
    )
    return Appointment.objects.for_page().get(pk=made.pk)


@pytest.fixture
def service(settings: Settings) -> Iterator[PushService]:
    settings.VAPID_PRIVATE_KEY, settings.PUSH_SERVICES = private_key(42), ["127.0.0.1"]
    with PushService() as server:
        yield server


def add(
    visit: Appointment,
    endpoint: str = "https://fcm.googleapis.com/x",
    *,
    language: str = "ru",
    at: datetime = make.AT,
) -> Subscription:
    device = Device(endpoint, BROWSER.p256dh, BROWSER.auth)
    return devices.add(device, appointment=visit, language=language, by=VISITOR, at=at)


def planned(**fields: str) -> list[tuple[str, str, str]]:
    found = Notice.objects.filter(channel=Channel.PUSH, **fields).order_by("due_at")
    return list(found.values_list("kind", "occasion", "recipient"))


def test_a_device_gets_the_reminders_that_are_still_to_come(visit: Appointment) -> None:
    device = add(visit)

    assert planned() == [("appointment_reminder", "P2D", str(device.pk))]
    assert (device.language, device.agreed_at) == ("ru", make.AT)


def test_it_is_audited_at_the_office_of_the_visit(visit: Appointment) -> None:
    device = add(visit)
    devices.remove(device.endpoint, appointment=visit, by=VISITOR, at=make.AT)

    events = Event.objects.filter(action__startswith="device").order_by("pk")
    told = (str(visit.pk), visit.office_id, "visitor")
    found = events.values_list("action", "subject_pk", "office", "actor_kind")
    assert list(found) == [("device.subscribed", *told), ("device.unsubscribed", *told)]


@pytest.mark.parametrize(
    ("state", "at"),
    [
        (AppointmentState.CANCELLED, make.AT),
        (AppointmentState.LAPSED, make.AT),
        (AppointmentState.BOOKED, NINE),
        (AppointmentState.BOOKED, NINE + timedelta(minutes=1)),
    ],
)
def test_of_what_is_over_no_device_is_told(visit: Appointment, state: AppointmentState, at: datetime) -> None:
    ends = {"cancelled_at": make.AT, "cancelled_by": "person"} if state == AppointmentState.CANCELLED else {}
    Appointment.objects.filter(pk=visit.pk).update(state=state, **ends)  # the page was opened before

    with pytest.raises(TooLateError):
        add(visit, at=at)

    assert Subscription.objects.count() == 0


def test_until_it_begins_it_is_to_come(visit: Appointment) -> None:
    assert add(visit, at=NINE - timedelta(seconds=1)).pk


def test_where_reminders_are_turned_off_a_device_waits_for_changes_alone(visit: Appointment) -> None:
    reminding.stop(appointment=visit, by=VISITOR, at=make.AT)

    device = add(visit)
    assert planned() == []
    cancelling.cancel(appointment=visit, by=VISITOR, at=make.AT)

    assert planned() == [("appointment_cancelled", "", str(device.pk))]


def test_reminders_that_are_turned_on_again_reach_the_device(visit: Appointment) -> None:
    reminding.stop(appointment=visit, by=VISITOR, at=make.AT)
    device = add(visit)

    reminding.resume(appointment=visit, by=VISITOR, at=make.AT)

    assert planned(state="queued") == [("appointment_reminder", "P2D", str(device.pk))]


def test_a_device_that_is_turned_off_and_on_again_gets_each_reminder_once(visit: Appointment) -> None:
    first = add(visit)
    devices.remove(first.endpoint, appointment=visit, by=VISITOR, at=make.AT)
    second = add(visit)

    assert planned(state="dropped") == [("appointment_reminder", "P2D", str(first.pk))]
    assert planned(state="queued") == [("appointment_reminder", "P2D", str(second.pk))]


def test_the_reminder_stands_on_the_screen_at_its_time(visit: Appointment, service: PushService) -> None:
    add(visit, service.endpoint(), language="en")
    add(visit, service.endpoint("tablet"), language="en")
    (due, _) = Notice.objects.filter(channel=Channel.PUSH).values_list("due_at", flat=True)

    with time_machine.travel(due, tick=True):
        deliver(at=due, limit=10, channel=Channel.PUSH)

    one, other = (BROWSER.read(request.body) for request in service.taken)
    assert {name: one[name] for name in ("title", "body", "url", "lang")} == {
        "title": "Your visit is in 2 days",
        "body": "Monday 7 December 2026 at 09:00\nThe office, Przy Rondzie 6, 31-547 Kraków",
        "url": notices.page_of(visit),
        "lang": "en",
    }
    assert {request.path for request in service.taken} == {"/send/anna", "/send/tablet"}
    assert len({one["tag"], other["tag"]}) == 2
    assert dict(service.taken[0].headers)["ttl"] == "86400"


def test_a_push_service_drops_what_is_over(visit: Appointment, service: PushService) -> None:
    add(visit, service.endpoint())
    Notice.objects.filter(channel=Channel.PUSH).update(next_try_at=NINE - timedelta(hours=1))

    with time_machine.travel(NINE - timedelta(hours=1), tick=False):
        deliver(at=NINE - timedelta(hours=1), limit=10, channel=Channel.PUSH)

    (request,) = service.taken
    assert request.headers["ttl"] == str(3600 + 30 * 60)  # to the end of the visit


def test_a_device_that_is_gone_is_not_told_again(visit: Appointment, service: PushService) -> None:
    add(visit, service.endpoint())
    service.status = 410
    due = Notice.objects.get(channel=Channel.PUSH).due_at

    deliver(at=due, limit=10, channel=Channel.PUSH)
    cancelling.cancel(appointment=visit, by=VISITOR, at=make.AT)

    states = Notice.objects.filter(channel=Channel.PUSH).values_list("kind", "state")
    assert list(states) == [("appointment_reminder", "failed")]
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize(("later", "left"), [(timedelta(days=7), 1), (timedelta(days=7, seconds=1), 0)])
def test_a_week_after_the_visit_its_devices_are_forgotten(
    visit: Appointment, later: timedelta, left: int
) -> None:
    add(visit)

    devices.forget_past(at=visit.interval.end + later - timedelta(seconds=1))

    assert Subscription.objects.count() == left


def test_a_device_turned_off_meanwhile_gets_none_of_the_reminders_turned_on_again(
    visit: Appointment, service: PushService
) -> None:
    device = add(visit, service.endpoint())
    reminding.stop(appointment=visit, by=VISITOR, at=make.AT)
    devices.remove(device.endpoint, appointment=visit, by=VISITOR, at=make.AT)

    reminding.resume(appointment=visit, by=VISITOR, at=make.AT)

    assert planned(state="queued") == []


def test_a_device_is_told_in_the_language_in_which_its_owner_agreed(
    visit: Appointment, service: PushService
) -> None:
    add(visit, service.endpoint())

    assert set(Notice.objects.filter(channel=Channel.PUSH).values_list("language", flat=True)) == {"ru"}
