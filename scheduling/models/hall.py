"""All that decides about the rest of a day at an office, read at one moment.

Seven queries, however many wait, and one more a day for how long visits take.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, Subquery

from portal.accounts.models import Office
from scheduling.choices import AT_COUNTER, AppointmentState, TicketState
from scheduling.models.appointments import Appointment
from scheduling.models.hours import Duty
from scheduling.models.line import MINUTE, blocks_of_day, today
from scheduling.models.paces import AS_PLANNED, Pace, paces_of
from scheduling.models.services import Counter
from scheduling.models.tickets import QueueRule, Sitting, Ticket
from scheduling.rules.hours import local_day
from scheduling.rules.intervals import Interval
from scheduling.rules.queue.staffing import Shift


class Seat(NamedTuple):
    """A counter, and which clerk sits there now."""

    code: str
    services: frozenset[int]
    clerk: int | None


class Coming(NamedTuple):
    """A booked visit of somebody who is not here yet."""

    key: int
    service: int
    time: Interval


@dataclass(frozen=True, slots=True)
class Hall:
    """An office at `at` (UTC): its counters, who is there, and who is still to come."""

    office: Office
    at: datetime
    rule: QueueRule
    blocks: Sequence[Interval]
    seats: Mapping[int, Seat]
    shifts: Sequence[Shift]
    tickets: Sequence[Ticket]  # waiting, called or being served, and others that were asked for
    coming: Sequence[Coming]
    paces: Mapping[int, Pace]

    @property
    def closing(self) -> datetime:
        return local_day(today(self.office, self.at), self.office.zone).end

    def pace(self, service: int) -> Pace:
        return self.paces.get(service, AS_PLANNED)


def hall_of(office: Office, *, at: datetime, also: Q | None = None) -> Hall:
    """Return what is known of an office at `at` (UTC), and `also` other tickets of the day."""
    on, rule = today(office, at), QueueRule.of(office)
    day = local_day(on, office.zone)
    wanted = Q(state__in=(TicketState.WAITING, *AT_COUNTER))
    there = Ticket.objects.filter(wanted | also if also else wanted, office=office, on=on)
    return Hall(
        office=office,
        at=at,
        rule=rule,
        blocks=blocks_of_day(office, on),
        seats=_seats(office),
        shifts=_shifts(office, day),
        tickets=list(there.select_related("counter")),
        coming=_coming(office, day, after=at - rule.missed_minutes * MINUTE),
        paces=paces_of(office.pk, on),
    )


def _seats(office: Office) -> dict[int, Seat]:
    sitting = Sitting.objects.filter(counter=OuterRef("pk"), ended_at=None)
    rows = (
        Counter.objects.filter(office=office)
        .annotate(
            serves=ArrayAgg("services", filter=Q(services__isnull=False), default=[]),
            clerk=Subquery(sitting.values("clerk")[:1]),
        )
        .values_list("pk", "code", "serves", "clerk", "is_open")
    )
    return {
        key: Seat(code, frozenset(serves), clerk)
        for key, code, serves, clerk, is_open in rows
        if is_open or clerk
    }


def _shifts(office: Office, day: Interval) -> list[Shift]:
    rows = Duty.objects.filter(counter__office=office).touching(day)
    return [
        Shift(clerk, counter, Interval(period.lower, period.upper))
        for clerk, counter, period in rows.values_list("clerk_id", "counter_id", "period")
    ]


def _coming(office: Office, day: Interval, *, after: datetime) -> list[Coming]:
    """Return the booked visits of the day that start after some time, of people who are not here yet."""
    rows = Appointment.objects.filter(
        counter__office=office,
        state=AppointmentState.BOOKED,
        period__startswith__gt=max(day.start, after),
        period__startswith__lt=day.end,
        arrival=None,
        outcome=None,
    )
    return [
        Coming(key, service, Interval(period.lower, period.upper))
        for key, service, period in rows.values_list("pk", "service_id", "period")
    ]
