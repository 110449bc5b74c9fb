"""Counters for those who come: found in random order, and taken all at once or not at all.

The constraint is the law, the lock is courtesy (ADR 0003): a hold is one INSERT that the
exclusion constraint judges. The advisory locks in front of it only spare two visitors
the wait for each other's transaction; without them, inserts can deadlock.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from random import SystemRandom

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service, hotpath
from scheduling.models.hotpath import Besides, insert_if_free
from scheduling.models.locks import lock_counters
from scheduling.models.offers import calendar_of
from scheduling.rules.hours import local_days
from scheduling.rules.intervals import Interval
from scheduling.rules.parties import Party, Seat, seats

_chance = SystemRandom()


class TimeTakenError(Exception):
    """The time is not free any more, or never was one that can be booked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where and when a party wants to come, and which holds of theirs make way for it."""

    office: Office
    start: datetime
    is_public: bool
    instead_of: list[Appointment]


def seat(rows: list[Appointment], wanted: Wanted, *, by: Actor, at: datetime) -> bool:
    """Insert the holds at counters that are free then, if the constraint lets them in."""
    lead, several = rows[0], [held for held in wanted.instead_of if held.people > 1]
    if len(rows) == 1 and wanted.is_public and not several:
        besides = Besides(holder=lead.holder)
        free = free_counters(wanted.office, lead.service, lead.interval, besides=besides, at=at)
        return any(_take(rows, [Seat(wanted.start, counter)], wanted, by=by, at=at) for counter in free)
    room = room_for(
        wanted.office,
        lead.service,
        start=wanted.start,
        party=lead.party,
        besides=Q(holder=lead.holder) | Q(lead__holder=lead.holder) if lead.holder else Q(pk=None),
        is_public=wanted.is_public,
        at=at,
    )
    while chosen := seats(room, people=len(rows), start=wanted.start, length=lead.length):
        if _take(rows, chosen, wanted, by=by, at=at):
            return True
        del room[chosen[0].counter]  # each round has fewer counters to look at
    return False


def _take(rows: list[Appointment], chosen: list[Seat], wanted: Wanted, *, by: Actor, at: datetime) -> bool:
    """Insert the holds if the constraint lets all of them in; else let go of the counters again."""
    lead, zone = rows[0], wanted.office.zone
    for row, seat in zip(rows, chosen, strict=True):
        period = seat.period(lead.length)
        row.counter_id, row.period = seat.counter, DateTimeTZRange(period.start, period.end)
    in_the_way = [
        held for held in wanted.instead_of if held.people > 1 or any(_collide(held, row) for row in rows)
    ]
    try:
        with transaction.atomic():
            lock_counters((row.counter_id, day) for row in rows for day in local_days(row.interval, zone))
            release(in_the_way, by=by, at=at)
            for row in rows:
                row.lead_id = lead.pk if row is not lead else None
                row.pk = insert_if_free(row) or _insert_after_sweep(row, at=at)
    except TimeTakenError:
        for row in rows:
            row.pk = None
        return False
    return True


def _collide(held: Appointment, row: Appointment) -> bool:
    return held.counter_id == row.counter_id and held.interval.overlaps(row.interval)


def _insert_after_sweep(wanted: Appointment, *, at: datetime) -> int:
    """Insert the hold once those that ran out have made way: the constraint knows no clock."""
    there = Appointment.objects.filter(counter_id=wanted.counter_id).touching(wanted.interval)
    there.run_out(at).expire()
    if key := insert_if_free(wanted):  # also where there was none: what stood in the way has just gone
        return key
    raise TimeTakenError


def free_counters(
    office: Office, service: Service, period: Interval, *, besides: Besides, at: datetime
) -> list[int]:
    """Return the counters (keys) that are free for one visit then, in random order."""
    free = hotpath.free_counters(office, service, period=period, besides=besides, at=at)
    return _chance.sample(free, k=len(free))


def room_for(  # noqa: PLR0913  what is wanted, and what makes way for it
    office: Office,
    service: Service,
    *,
    start: datetime,
    party: Party,
    besides: Q,
    is_public: bool = True,
    at: datetime,
) -> dict[int, int]:
    """Return how many of a party each counter (key) takes in a row from then on, in random order.

    Nothing, if there is no room for all of them. It says for many, and for clerks, what
    `free_counters` says for one.
    """
    on = start.astimezone(office.zone).date()
    calendar = calendar_of(office, service, first=on, last=on, at=at, besides=besides)
    visit = replace(calendar.visit, length=service.length_for(is_longer=party.is_longer), people=party.people)
    if not is_public:
        visit = replace(visit, not_before=at, not_after=None)
    room = replace(calendar, visit=visit).room(start)
    return {counter: room[counter] for counter in _chance.sample([*room], k=len(room))}


def release(mine: list[Appointment], *, by: Actor, at: datetime) -> None:
    """Let go of held times, those of a whole party too."""
    for held in mine:
        # Asked again in the statement: another tab may be booking it at this moment.
        if Appointment.objects.held_by(held.holder, at=at).filter(pk=held.pk).expire():
            if held.people > 1:
                held.members.filter(state=AppointmentState.HELD).expire()
            record("appointment.given_back", subject=held, by=by, at=at, office=held.office_id)
