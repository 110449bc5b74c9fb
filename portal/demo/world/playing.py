"""What went on at the demonstration's own counters meanwhile, when its clock is set forward.

Nobody sits there: without this, those who are being served would be served for ever. The counter
of the clerk as whom people sign in is left alone, and so is whoever was called by somebody else.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from portal.audit.rules.actors import SYSTEM
from scheduling.actions.queue.arriving import AlreadyServedError, TooEarlyError, check_in
from scheduling.actions.queue.calling import BreakError, call_next
from scheduling.actions.queue.serving import serve
from scheduling.actions.queue.sitting import StillServingError
from scheduling.choices import AT_COUNTER, AppointmentState, OutcomeKind, TicketState
from scheduling.models import Appointment, Duty, Outcome, Sitting, Ticket

MINUTE = timedelta(minutes=1)
OURS = "clerk-"  # how the addresses of those begin as whom nobody signs in
BATCH = 2_000
COMING = 20 * MINUTE


@transaction.atomic
def play(*, since: datetime, until: datetime) -> None:
    """Serve whoever was to be done at our counters by `until` (UTC), and change the shift there."""
    ours = Sitting.objects.filter(ended_at=None, clerk__email__startswith=OURS)
    counters = dict(ours.values_list("counter_id", "clerk_id"))
    _finish(Ticket.objects.filter(state__in=AT_COUNTER, clerk__email__startswith=OURS), counters, until)
    booked = Ticket.objects.filter(state=TicketState.WAITING, visits__appointment__counter__in=counters)
    _finish(booked.distinct(), counters, until)
    _serve_others(counters, since=since, until=until)
    _change_shift(ours, at=until)
    _come(at=until)


def _finish(tickets: Iterable[Ticket], counters: dict[int, int], until: datetime) -> None:
    """End those whose time is over, as if each had been called when due."""
    ended, outcomes = [], []
    for ticket in tickets:
        called = ticket.called_at or max(ticket.due_at, ticket.came_at)
        over = called + ticket.minutes * MINUTE
        if over > until:
            continue
        visits = [row.appointment for row in ticket.visits.select_related("appointment")]
        counter = ticket.counter_id or visits[0].counter_id
        ticket.counter_id, ticket.clerk_id = counter, ticket.clerk_id or counters[counter]
        ticket.state, ticket.called_at, ticket.calls = TicketState.DONE, called, max(ticket.calls, 1)
        ticket.served_at, ticket.ended_at = ticket.served_at or called + MINUTE, over
        ticket.outcome, ticket.version = "" if visits else OutcomeKind.SERVED, ticket.version + 1
        ended.append(ticket)
        outcomes += [_served(visit, ticket.clerk_id, over) for visit in visits]
    columns = (
        "counter",
        "clerk",
        "state",
        "called_at",
        "calls",
        "served_at",
        "ended_at",
        "outcome",
        "version",
    )
    Ticket.objects.bulk_update(ended, columns, batch_size=BATCH)
    Outcome.objects.bulk_create(outcomes, batch_size=BATCH, ignore_conflicts=True)


def _serve_others(counters: dict[int, int], *, since: datetime, until: datetime) -> None:
    """Write down as served who had a booked time meanwhile and had not checked in yet."""
    meanwhile = Appointment.objects.filter(
        counter__in=counters,
        state=AppointmentState.BOOKED,
        period__startswith__gte=since - 20 * MINUTE,
        period__endswith__lte=until,
        arrival=None,
        outcome=None,
    )
    outcomes = [_served(visit, counters[visit.counter_id], visit.interval.end) for visit in meanwhile]
    Outcome.objects.bulk_create(outcomes, batch_size=BATCH)


def _served(visit: Appointment, clerk: int, at: datetime) -> Outcome:
    return Outcome(appointment=visit, kind=OutcomeKind.SERVED, by_id=clerk, at=at)


def _change_shift(ours: QuerySet[Sitting], *, at: datetime) -> None:
    """Let whoever is off duty rise, unless somebody is before them, and whoever is on duty sit down."""
    on_duty = Duty.objects.filter(period__contains=at)
    busy = Ticket.objects.filter(state__in=AT_COUNTER).values("counter")
    ours.exclude(clerk__in=on_duty.values("clerk")).exclude(counter__in=busy).update(ended_at=at)
    sits = Sitting.objects.filter(ended_at=None)
    begin = on_duty.filter(clerk__email__startswith=OURS).exclude(clerk__in=sits.values("clerk"))
    Sitting.objects.bulk_create(
        Sitting(counter_id=duty.counter_id, clerk_id=duty.clerk_id, began_at=at)
        for duty in begin.exclude(counter__in=sits.values("counter"))
    )


def _come(*, at: datetime) -> None:
    """Let those be there whose time goes on or who may come soon, and somebody step up to each counter."""
    near = Appointment.objects.filter(
        state=AppointmentState.BOOKED,
        lead=None,
        arrival=None,
        outcome=None,
        period__endswith__gt=at,
        period__startswith__lte=at + COMING,
    )
    for visit in near.select_related("counter__office", "service").order_by("period", "pk"):
        with suppress(TooEarlyError, AlreadyServedError):
            came = min(at, visit.interval.start - MINUTE)
            check_in(office=visit.office, appointment=visit, by=SYSTEM, at=came)
    for sitting in Sitting.objects.filter(ended_at=None, clerk__email__startswith=OURS).select_related(
        "clerk"
    ):
        with suppress(BreakError, StillServingError):
            if ticket := call_next(clerk=sitting.clerk, by=SYSTEM, at=at):
                serve(clerk=sitting.clerk, ticket=ticket, seen=None, by=SYSTEM, at=at)
