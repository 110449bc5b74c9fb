"""Giving a booked visit another time. Reference, link, person and calendar entry stay the same.

Nothing is held in between: the visit keeps its old time until the very statement that
gives it the new one, so whoever loses the race for the new time has lost nothing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions.booking import IN_OPEN_HOURS, broken_constraint
from scheduling.actions.cancelling import TooLateError, refuse_if_here
from scheduling.actions.holding import NotOfferedError, terms_of
from scheduling.actions.seating import TimeTakenError, free_counters, room_for
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.models.hotpath import Besides
from scheduling.models.locks import lock_counters, share_hours
from scheduling.rules.booking import may_choose
from scheduling.rules.hours import local_days
from scheduling.rules.intervals import Interval
from scheduling.rules.parties import Party, Seat, seats

COUNTER_FREE = "appointment_counter_free"


class ChangedMeanwhileError(Exception):
    """The visit is not where the person saw it last: another tab, or the office, has moved it."""


@transaction.atomic
def move(  # noqa: PLR0913  which visit, to when, as who saw it, by whom
    *,
    appointment: Appointment,
    start: datetime,
    seen: int,
    is_public: bool = True,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Give a booked visit another time at its office, `start` in UTC, and say so.

    All who come in one booking move together. Clerks (`is_public` false) take times that are
    not released yet, and move what the public cannot book.

    `seen` is the visit's `sequence` as the person saw it when they decided. A second call for
    the same time, as a double click or a retry makes it, returns the visit moved by the first.

    :raises TooLateError: if it is not booked any more, or has begun.
    :raises ChangedMeanwhileError: if it has been moved elsewhere since.
    :raises NotOfferedError: if the public cannot book the service on that day.
    :raises TimeTakenError: if no counter is free at that time.
    """
    office = appointment.office
    on = start.astimezone(office.zone).date()
    if is_public and (reasons := may_choose(terms_of(appointment.service, appointment.matter), on=on)):
        raise NotOfferedError(reasons)
    share_hours(office.pk)
    booked = _find_booked(appointment, at=at)
    if booked.interval.start == start:
        return booked
    if booked.sequence != seen:
        raise ChangedMeanwhileError
    try:
        return _move_to(booked, start, is_public=is_public, by=by, at=at)
    except ChangedMeanwhileError:
        again = _find_booked(appointment, at=at)
        if again.interval.start != start:
            raise
        return again  # of two clicks at once the other was faster


def _move_to(
    booked: Appointment, start: datetime, *, is_public: bool, by: Actor, at: datetime
) -> Appointment:
    office, rows = booked.office, rows_of(booked)
    for chosen in _ways(booked, rows, start, is_public=is_public, at=at):
        if take(rows, chosen, length=booked.length, at=at):
            moved = Appointment.objects.for_page().get(pk=booked.pk)
            notices.appointment_moved(moved, at=at)
            was = booked.interval.start
            record("appointment.moved", subject=moved, by=by, at=at, office=office, was=was, now=start)
            return moved
    raise TimeTakenError


def rows_of(booked: Appointment) -> list[Appointment]:
    """Return the lead and those who still come with it."""
    if booked.people == 1:
        return [booked]
    return [booked, *booked.members.filter(state=AppointmentState.BOOKED).order_by("number")]


def _ways(
    booked: Appointment, rows: list[Appointment], start: datetime, *, is_public: bool, at: datetime
) -> Iterator[list[Seat]]:
    """Yield seats for all of them that are free then, as long as others are asked for."""
    office, service = booked.office, booked.service
    if len(rows) == 1 and is_public:
        period = Interval.starting(start, length=booked.length)
        for counter in free_counters(office, service, period, besides=Besides(pk=booked.pk), at=at):
            yield [Seat(start, counter)]
        return
    party = Party(len(rows), is_longer=booked.is_longer)
    besides = Q(pk__in=[row.pk for row in rows])
    room = room_for(office, service, start=start, party=party, besides=besides, is_public=is_public, at=at)
    while chosen := seats(room, people=len(rows), start=start, length=booked.length):
        yield chosen
        del room[chosen[0].counter]


def take(
    rows: list[Appointment], chosen: list[Seat], *, length: timedelta, is_silent: bool = False, at: datetime
) -> bool:
    """Put the visits of a booking there if the constraints let them; else let go of the counters again.

    `rows` are the lead and the others, `chosen` a seat for each, `length` how long each takes.
    Where nothing changes for the people (`is_silent`), the calendar entry they have stays true.

    :raises ChangedMeanwhileError: if the booking is not what `rows` say.
    """
    zone = rows[0].office.zone
    leaves = {(row.counter_id, day) for row in rows for day in local_days(row.interval, zone)}
    enters = {(seat.counter, day) for seat in chosen for day in local_days(seat.period(length), zone)}
    try:
        with transaction.atomic():
            # All at once and sorted: two people who swap their times would else wait in a circle.
            lock_counters(leaves | enters)
            for seat in chosen:
                there = Appointment.objects.filter(counter_id=seat.counter).touching(seat.period(length))
                there.run_out(at).expire()
            moved = _put(rows, [_seated(seat, length) for seat in chosen], is_silent=is_silent, at=at)
    except IntegrityError as error:
        if broken_constraint(error) in {COUNTER_FREE, IN_OPEN_HOURS}:
            return False
        raise
    if not moved:
        raise ChangedMeanwhileError
    return True


def _put(rows: list[Appointment], seated: list[dict[str, Any]], *, is_silent: bool, at: datetime) -> bool:
    """Write the seats down if the visit is where it was; all who come, or nobody."""
    booked, (lead, *others) = rows[0], seated
    still = Appointment.objects.filter(
        pk=booked.pk, state=AppointmentState.BOOKED, sequence=booked.sequence, period__startswith__gt=at
    )
    if not is_silent:
        lead["sequence"] = booked.sequence + 1
    if not others:
        return still.update(**lead) == 1
    # One may move to where another still is, so all of them let go first.
    if not still.update(state=AppointmentState.LAPSED):
        return False
    members = Appointment.objects.filter(pk__in=[row.pk for row in rows[1:]], state=AppointmentState.BOOKED)
    if members.update(state=AppointmentState.LAPSED) != len(others):
        raise ChangedMeanwhileError  # one of them was cancelled a moment ago
    for row, seat in zip(rows, [lead, *others], strict=True):
        Appointment.objects.filter(pk=row.pk).update(**seat, state=AppointmentState.BOOKED)
    return True


def _seated(seat: Seat, length: timedelta) -> dict[str, Any]:
    period = seat.period(length)
    return {"counter_id": seat.counter, "period": DateTimeTZRange(period.start, period.end)}


def _find_booked(appointment: Appointment, *, at: datetime) -> Appointment:
    coming = Appointment.objects.filter(
        pk=appointment.pk, state=AppointmentState.BOOKED, period__startswith__gt=at
    )
    if booked := coming.for_page().first():
        refuse_if_here(booked, at=at)
        return booked
    raise TooLateError
