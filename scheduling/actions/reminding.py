"""Reminders of visits: turned off and on by the person, and brought up to date when their rules change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, ReminderRule

PLANNER = 0x91A2  # the advisory lock that only one planner holds
AT_ONCE = 200  # visits in one transaction, so that no lock lasts


@transaction.atomic
def stop(*, appointment: Appointment, by: Actor, at: datetime) -> Appointment:
    """Send no more reminders of a visit. Changes and cancellations are told all the same."""
    stopped = Appointment.objects.filter(pk=appointment.pk, reminders_stopped_at=None)
    if stopped.update(reminders_stopped_at=at):
        appointment.refresh_from_db(fields=["sequence"])  # it may have been moved since the page was opened
        notices.reminders_stopped(appointment)
        record(
            "appointment.reminders_stopped", subject=appointment, by=by, at=at, office=appointment.office_id
        )
    appointment.refresh_from_db(fields=["reminders_stopped_at"])
    return appointment


@transaction.atomic
def resume(*, appointment: Appointment, by: Actor, at: datetime) -> Appointment:
    """Send the reminders of a visit that are still to come again."""
    stopped = Appointment.objects.filter(pk=appointment.pk, reminders_stopped_at__isnull=False)
    if stopped.update(reminders_stopped_at=None):
        appointment = Appointment.objects.for_page().get(pk=appointment.pk)
        if appointment.state == AppointmentState.BOOKED:  # of one that is cancelled there is none to come
            notices.reminders_resumed(appointment, at=at)
        record(
            "appointment.reminders_resumed", subject=appointment, by=by, at=at, office=appointment.office_id
        )
    appointment.refresh_from_db(fields=["reminders_stopped_at"])
    return appointment


def plan_missing(*, at: datetime) -> int:
    """Give coming visits the reminders of rules that were changed since they were booked; return how many.

    What no rule asks for any more is dropped when it is to be sent. Begun anew after a crash,
    this writes nothing twice.
    """
    rules = list(ReminderRule.objects.unplanned(at))
    if not rules:
        return 0
    with _alone() as is_alone:
        if not is_alone:  # the clock asks each minute, and this may take longer
            return 0
        new = sum(_plan(visits, at=at) for visits in _coming(at))
        for rule in rules:  # one that was changed meanwhile stays unplanned
            ReminderRule.objects.filter(pk=rule.pk, changed_at=rule.changed_at).update(planned_at=at)
    return new


@contextmanager
def _alone() -> Iterator[bool]:
    """Say whether nobody else is at it, and hold others off; a session that ends lets go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [PLANNER])
        row = cursor.fetchone()
        is_alone = row is not None and bool(row[0])
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PLANNER])


def _coming(at: datetime) -> Iterator[list[Appointment]]:
    """Yield booked visits that have not begun, some at a time."""
    booked = Appointment.objects.for_page().filter(state=AppointmentState.BOOKED, period__startswith__gt=at)
    last = 0
    while some := list(booked.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield some
        last = some[-1].pk


@transaction.atomic
def _plan(visits: list[Appointment], *, at: datetime) -> int:
    return sum(notices.reminders_planned(visit, at=at) for visit in visits)
