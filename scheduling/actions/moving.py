"""Giving a booked visit another time. Reference, link, person and calendar entry stay the same.

Nothing is held in between: the visit keeps its old time until the very statement that
gives it the new one, so whoever loses the race for the new time has lost nothing.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions.booking import IN_OPEN_HOURS, TooLateError, broken_constraint
from scheduling.actions.holding import NotOfferedError, TimeTakenError, free_counters
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.models.hotpath import Besides
from scheduling.models.locks import lock_counters, share_hours
from scheduling.rules.booking import may_choose
from scheduling.rules.hours import local_days
from scheduling.rules.intervals import Interval

COUNTER_FREE = "appointment_counter_free"


class ChangedMeanwhileError(Exception):
    """The visit is not where the person saw it last: another tab, or the office, has moved it."""


@transaction.atomic
def move(*, appointment: Appointment, start: datetime, seen: int, by: Actor, at: datetime) -> Appointment:
    """Give a booked visit another time at its office, `start` in UTC, and say so by mail.

    `seen` is the visit's `sequence` as the person saw it when they decided. A second call for
    the same time, as a double click or a retry makes it, returns the visit moved by the first.

    :raises TooLateError: if it is not booked any more, or has begun.
    :raises ChangedMeanwhileError: if it has been moved elsewhere since.
    :raises NotOfferedError: if the public cannot book the service on that day.
    :raises TimeTakenError: if no counter is free at that time.
    """
    office, service = appointment.office, appointment.service
    if reasons := may_choose(service.terms, on=start.astimezone(office.zone).date()):
        raise NotOfferedError(reasons)
    share_hours(office.pk)
    booked = _find_booked(appointment, at=at)
    if booked.interval.start == start:
        return booked
    if booked.sequence != seen:
        raise ChangedMeanwhileError
    try:
        return _move_to(booked, Interval.starting(start, length=service.length), by=by, at=at)
    except ChangedMeanwhileError:
        again = _find_booked(appointment, at=at)
        if again.interval.start != start:
            raise
        return again  # of two clicks at once the other was faster


def _move_to(booked: Appointment, period: Interval, *, by: Actor, at: datetime) -> Appointment:
    office = booked.office
    besides = Besides(pk=booked.pk)
    for counter in free_counters(office, booked.service, period, besides=besides, at=at):
        if _take(booked, counter, period, at=at):
            moved = Appointment.objects.for_page().get(pk=booked.pk)
            notices.appointment_moved(moved, at=at)
            was, now = booked.interval.start, period.start
            record("appointment.moved", subject=moved, by=by, at=at, office=office, was=was, now=now)
            return moved
    raise TimeTakenError


def _take(booked: Appointment, counter: int, period: Interval, *, at: datetime) -> bool:
    """Put the visit there if the constraints let it; else let go of the counters again."""
    zone = booked.office.zone
    leaves = {(booked.counter_id, day) for day in local_days(booked.interval, zone)}
    enters = {(counter, day) for day in local_days(period, zone)}
    still = Appointment.objects.filter(
        pk=booked.pk, state=AppointmentState.BOOKED, sequence=booked.sequence, period__startswith__gt=at
    )
    try:
        with transaction.atomic():
            # Both at once and sorted: two people who swap their times would else wait in a circle.
            lock_counters(leaves | enters)
            Appointment.objects.filter(counter_id=counter).touching(period).run_out(at).expire()
            moved = still.update(
                counter_id=counter,
                period=DateTimeTZRange(period.start, period.end),
                sequence=booked.sequence + 1,
            )
    except IntegrityError as error:
        if broken_constraint(error) in {COUNTER_FREE, IN_OPEN_HOURS}:
            return False
        raise
    if not moved:
        raise ChangedMeanwhileError
    return True


def _find_booked(appointment: Appointment, *, at: datetime) -> Appointment:
    coming = Appointment.objects.filter(
        pk=appointment.pk, state=AppointmentState.BOOKED, period__startswith__gt=at
    )
    if booked := coming.for_page().first():
        return booked
    raise TooLateError
