"""What actions set off: rows in the outbox, written in their transaction.

A visit that is booked or moved is confirmed at once and reminded of later; whatever was
still to be said of it before is withdrawn.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.utils.translation import get_language

from portal.notifications.actions.outbox import Order, enqueue, enqueue_all, reinstate, withdraw
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice, Subscription
from portal.notifications.rules.kinds import Way
from portal.notifications.rules.reminders import Planned, plan
from portal.notifications.rules.repeats import first_of
from scheduling.models import AccessCode, Appointment, ReminderRule
from scheduling.notices.subjects import contacts_of

REMINDER = "appointment_reminder"
# So soon after a booking or a move nobody needs the reminder that goes days, or hours, before.
DAYS_JUST_TOLD, HOURS_JUST_TOLD = timedelta(days=1), timedelta(hours=1)
MISSED, MOVED_BY_OFFICE, REBOOKED = (
    "appointment_missed",
    "appointment_moved_by_office",
    "appointment_rebooked",
)
SAID_OF_A_TIME = (
    "appointment_booked",
    "appointment_moved",
    "appointment_member_cancelled",
    MOVED_BY_OFFICE,
    REBOOKED,
    REMINDER,
)


def ways_to(appointment: Appointment) -> list[Way]:
    """Return how the person of a visit can be reached, the best way first."""
    return [*contacts_of(appointment), *_devices(appointment)]


def code_wanted(appointment: Appointment, *, at: datetime) -> None:
    """Send a code by the best way: to the e-mail address if there is one, else to the phone."""
    enqueue(
        "appointment_code",
        subject=appointment,
        version=appointment.code_version,
        ways=contacts_of(appointment)[:1],
        language=appointment.language,
        due_at=at,
        is_awaited=True,
    )


def access_code_wanted(access: AccessCode, *, to: Appointment, at: datetime) -> None:
    """Send a code by the way that was asked for."""
    channel = Channel(access.channel)
    enqueue(
        "appointment_access_code",
        subject=access,
        version=1,
        ways=[Way(channel, to.phone if channel is Channel.SMS else to.email)],
        language=get_language() or to.language,  # of the page on which somebody waits for it
        due_at=at,
        is_awaited=True,
    )


def appointment_booked(appointment: Appointment, *, at: datetime) -> None:
    ways = contacts_of(appointment)  # nobody has agreed on a device yet
    orders = _said("appointment_booked", appointment, ways, at=at)
    enqueue_all([*orders, *_reminders(appointment, ways, at=at, told_at=at)], subject=appointment)


def appointment_moved(appointment: Appointment, *, at: datetime) -> None:
    withdraw(SAID_OF_A_TIME, subject=appointment, before=appointment.sequence)
    ways = ways_to(appointment)
    orders = _said("appointment_moved", appointment, ways, at=at)
    enqueue_all([*orders, *_reminders(appointment, ways, at=at, told_at=at)], subject=appointment)


def appointment_member_cancelled(appointment: Appointment, *, at: datetime) -> None:
    """Say what remains of a booking of several people; its time may be another now."""
    withdraw(SAID_OF_A_TIME, subject=appointment, before=appointment.sequence)
    ways = ways_to(appointment)
    orders = _said("appointment_member_cancelled", appointment, ways, at=at)
    enqueue_all([*orders, *_reminders(appointment, ways, at=at)], subject=appointment)


def appointment_cancelled(appointment: Appointment, *, at: datetime) -> None:
    _cancelled("appointment_cancelled", appointment, at=at)


def appointment_cancelled_by_office(appointment: Appointment, *, at: datetime) -> None:
    _cancelled("appointment_cancelled_by_office", appointment, at=at)


def appointment_missed(visit: Appointment, *, at: datetime) -> None:
    """Say that somebody was not seen at their time, and that they may book again."""
    enqueue_all(_said(MISSED, visit, ways_to(visit), at=at), subject=visit)


def appointment_moved_by_office(visit: Appointment, *, was: datetime, at: datetime) -> None:
    """Say that the office gave a visit another time, in the place of the message that it was moved."""
    withdraw(SAID_OF_A_TIME, subject=visit, before=visit.sequence)
    _given(MOVED_BY_OFFICE, visit, instead_of="appointment_moved", was=was, at=at)


def appointment_rebooked(visit: Appointment, *, was: datetime, at: datetime) -> None:
    """Say that a visit was booked for somebody who could not be served, though they had come."""
    _given(REBOOKED, visit, instead_of="appointment_booked", was=was, at=at)


def was_of(occasion: str) -> datetime | None:
    """Return the time (UTC) before the office gave another, or None where nobody knows it."""
    try:
        return datetime.fromisoformat(first_of(occasion))
    except ValueError:
        return None


def reminders_planned(
    appointment: Appointment, *, channels: Collection[Channel] = tuple(Channel), at: datetime
) -> int:
    """Give a booked visit the reminders it lacks by these channels; return how many were new."""
    ways = [way for way in ways_to(appointment) if way.channel in channels]
    return len(enqueue_all(_reminders(appointment, ways, at=at), subject=appointment))


def reminders_stopped(appointment: Appointment) -> None:
    withdraw([REMINDER], subject=appointment, before=appointment.sequence + 1)


def reminders_resumed(appointment: Appointment, *, at: datetime) -> None:
    reinstate(REMINDER, subject=appointment, version=appointment.sequence, at=at)
    reminders_planned(appointment, at=at)


def _cancelled(kind: str, appointment: Appointment, *, at: datetime) -> None:
    withdraw(SAID_OF_A_TIME, subject=appointment, before=appointment.sequence)
    enqueue_all(_said(kind, appointment, ways_to(appointment), at=at), subject=appointment)


def _said(kind: str, appointment: Appointment, ways: Iterable[Way], *, at: datetime) -> list[Order]:
    return [Order(kind, appointment.sequence, way, way.language, at, is_awaited=True) for way in ways]


def _given(kind: str, visit: Appointment, *, instead_of: str, was: datetime, at: datetime) -> None:
    """Tell of a time that the office chose: once, and not in the ordinary words as well.

    Those may have been written in this transaction, where nobody has seen them.
    """
    same = Notice.objects.about(visit).filter(kind=instead_of, version=visit.sequence, state=State.QUEUED)
    same.delete()
    ways, occasion = ways_to(visit), was.astimezone(UTC).isoformat(timespec="minutes")
    said = [replace(order, occasion=occasion) for order in _said(kind, visit, ways, at=at)]
    enqueue_all([*said, *_reminders(visit, ways, at=at, told_at=at)], subject=visit)


def _reminders(
    appointment: Appointment, ways: Iterable[Way], *, at: datetime, told_at: datetime | None = None
) -> list[Order]:
    """Return the reminders that are still to come, at the hours of the office's clock.

    `told_at` is when the person is told of the time, if that is now.
    """
    ways = list(ways)
    if appointment.reminders_stopped_at or not ways:
        return []
    rules = {rule.offset: rule for rule in ReminderRule.objects.holding_for(appointment.service_id)}
    planned = plan(appointment.interval.start, rules, zone=appointment.office.zone, at=at)
    return [
        Order(REMINDER, appointment.sequence, way, way.language, reminder.due_at, reminder.offset.code)
        for reminder in planned
        for way in ways
        if way.channel in rules[reminder.offset].channels and not _was_just_told(reminder, told_at)
    ]


def _was_just_told(reminder: Planned, told_at: datetime | None) -> bool:
    just = DAYS_JUST_TOLD if reminder.offset.days else HOURS_JUST_TOLD
    return told_at is not None and reminder.due_at <= told_at + just


def _devices(appointment: Appointment) -> list[Way]:
    label, pk = appointment._meta.label_lower, str(appointment.pk)
    devices = Subscription.objects.filter(subject_label=label, subject_pk=pk)
    return [Way(Channel.PUSH, str(pk), language) for pk, language in devices.values_list("pk", "language")]
