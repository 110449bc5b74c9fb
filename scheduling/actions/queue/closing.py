"""The end of a day: nobody who still waits is forgotten.

Whoever came for a booked visit and could not be served is booked the nearest free time before
anybody else can take it, and told so. Whoever is being served is served: that visit stays open
until a clerk finishes it.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from secrets import token_hex

from django.db import transaction
from django.db.models import Max

from portal.accounts.models import Office, User
from portal.audit.actions import record
from portal.audit.rules.actors import SYSTEM, Actor
from scheduling import notices
from scheduling.actions import booking, desk, holding
from scheduling.actions.booking import Details, HasOneAlreadyError, Person
from scheduling.actions.outcomes import SettledError, record_outcome
from scheduling.actions.queue.changing import Act, become, locked
from scheduling.actions.queue.sitting import end_sitting
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import OutcomeKind, TicketActKind, TicketState, VainReason
from scheduling.models import Appointment, Duty, Outcome, Sitting, Ticket
from scheduling.models.line import today
from scheduling.models.locks import take_hours
from scheduling.rules.hours import local_day
from scheduling.rules.parties import Party
from scheduling.rules.rehousing import SEARCHED, nearest

DAY = timedelta(days=1)
AFTER_DUTY = timedelta(minutes=30)
UNFINISHED = (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED)


def close_days(*, at: datetime) -> int:
    """Close the days of all offices that are over, and return how many people's tickets that ended."""
    return sum(_close_past(office, at=at) for office in Office.objects.order_by("slug"))


@transaction.atomic
def close_day(*, office: Office, on: date, clerk: User | None, by: Actor, at: datetime) -> list[Ticket]:
    """End the queue of a local day, and return the tickets of those who could not be served.

    Clerks leave their counters, but for those who are serving somebody. Each booked visit that could
    not take place is given the nearest free time from the next day on, released or not. Where a clerk
    closes the day, the visits are written down as in vain because of the office; where the clock does,
    that is left to a clerk. A second call finds nothing more to do.
    """
    take_hours(office.pk)  # nobody takes a time before those who have waited
    waiting = Ticket.objects.filter(office=office, on=on, state__in=UNFINISHED)
    tickets = [locked(row, seen=None) for row in waiting.order_by("rank", "due_at", "pk")]
    act = Act(TicketActKind.UNSERVED, clerk, by, at)
    unserved = [
        become(row, TicketState.UNSERVED, act, ended_at=at) for row in tickets if row.state in UNFINISHED
    ]
    for visits in _bookings(unserved):
        _let_go(visits, clerk=clerk, by=by, at=at)
        _rebook(visits, on=on, by=by, at=at)
    _end_sittings(office, on, by=by, at=at)
    if unserved:
        record("queue.closed", subject=office, by=by, at=at, office=office, unserved=len(unserved))
    return unserved


def _close_past(office: Office, *, at: datetime) -> int:
    """Close each day of an office on which somebody still waits, or sits at a counter, though it is over."""
    on = today(office, at)
    days = set(Ticket.objects.filter(office=office, state__in=UNFINISHED).values_list("on", flat=True))
    sittings = Sitting.objects.filter(counter__office=office, ended_at=None)
    days |= {today(office, began) for began in sittings.values_list("began_at", flat=True)}
    over = [day for day in sorted(days) if day < on or (day == on and at >= _ends(office, on))]
    return sum(len(close_day(office=office, on=day, clerk=None, by=SYSTEM, at=at)) for day in over)


def _ends(office: Office, on: date) -> datetime:
    """Return from when (UTC) a day of an office is over, whoever still waits."""
    day = local_day(on, office.zone)
    duties = Duty.objects.filter(counter__office=office).touching(day)
    last = duties.aggregate(last=Max("period__endswith"))["last"]
    return min(last + AFTER_DUTY, day.end) if last else day.end


def _bookings(tickets: Iterable[Ticket]) -> list[list[Appointment]]:
    """Lock and return the visits of some tickets that have not ended, those of one booking together."""
    rows = Appointment.objects.for_page().filter(arrival__ticket__in=[ticket.pk for ticket in tickets])
    # By key, as whoever enters the results of a day does; only then is it asked what was entered.
    list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    ended = Outcome.objects.filter(appointment__in=rows).exclude(kind=OutcomeKind.MISSED)
    over = set(ended.values_list("appointment", flat=True))
    bookings: dict[int, list[Appointment]] = {}
    for row in rows.order_by("period", "number", "pk"):
        if row.pk not in over:
            bookings.setdefault(row.lead_id or row.pk, []).append(row)
    return list(bookings.values())


def _let_go(visits: list[Appointment], *, clerk: User | None, by: Actor, at: datetime) -> None:
    """Write down that visits could not take place. They bar no other, and their time may be taken."""
    if clerk:
        kind, why = OutcomeKind.IN_VAIN, VainReason.OFFICE
        for visit in visits:
            with suppress(SettledError):  # somebody has entered on an earlier day how it ended
                record_outcome(appointment=visit, kind=kind, vain_reason=why, clerk=clerk, by=by, at=at)
    Appointment.objects.filter(pk__in=[visit.pk for visit in visits]).lapse()


def _rebook(visits: list[Appointment], *, on: date, by: Actor, at: datetime) -> Appointment | None:
    """Book the nearest free time for the same people, and tell them; None if they have one, or none is free.

    Who has nothing because of that is on the page of those who were not served.
    """
    first, was = visits[0], min(visit.interval.start for visit in visits)
    party = Party(len(visits), is_longer=first.is_longer)
    start = _nearest(first, party, was=was, after=max(on, today(first.office, at)), at=at)
    if start is None or not all(visit.birth_date for visit in visits):
        return None
    try:
        with transaction.atomic():
            booked = _book(visits, party, start=start, by=by, at=at)
    except (HasOneAlreadyError, TimeTakenError, holding.HoldOverError):
        return None
    notices.appointment_rebooked(booked, was=was, at=at)
    record("appointment.rebooked", subject=booked, by=by, at=at, office=booked.office_id, was=was, now=start)
    return booked


def _nearest(
    visit: Appointment, party: Party, *, was: datetime, after: date, at: datetime
) -> datetime | None:
    """Return the best time (UTC) of the first day that has room for all of them."""
    office, service, first = visit.office, visit.service, after + DAY
    days = desk.free_days(office, service, party=party, first=first, last=after + SEARCHED, at=at)
    free = [day for day, offer in sorted(days.items()) if offer.count]
    if not free:
        return None
    offers = desk.free_times(office, service, party=party, on=free[0], at=at)
    return nearest([offer.start for offer in offers], was=was, at=at, zone=office.zone)


def _book(
    visits: list[Appointment], party: Party, *, start: datetime, by: Actor, at: datetime
) -> Appointment:
    """Book as a clerk does, with a key that nobody else has."""
    first, holder = visits[0], token_hex(32)
    lead = Appointment.objects.get(pk=first.lead_id or first.pk)
    held = holding.hold(
        office=first.office,
        service=first.service,
        start=start,
        party=party,
        matter=first.matter,
        holder=holder,
        language=lead.language,
        is_public=False,
        by=by,
        at=at,
    )
    booking.describe(appointment=held, details=_details(lead, visits), holder=holder, by=by, at=at)
    booked = booking.book_held(appointment=held, holder=holder, account=lead.account, by=by, at=at)
    if booked is None:
        raise TimeTakenError
    return booked


def _details(lead: Appointment, visits: list[Appointment]) -> Details:
    """Return who comes, and how to reach them, as the booking said before."""
    first, *others = (
        {name: getattr(visit, name) for name in holding.OF_PERSON}
        for visit in sorted(visits, key=lambda visit: visit.number)
    )
    return Details(
        **first,
        email=lead.email,
        phone=lead.phone,
        language=lead.language,
        others=tuple(Person(**person) for person in others),
        arrangements=tuple(lead.arrangements),
        accompanied_by=lead.accompanied_by,
    )


def _end_sittings(office: Office, on: date, *, by: Actor, at: datetime) -> None:
    """Let the clerks leave who began on that day or before, but for those who still serve somebody."""
    serving = Ticket.objects.at_counters().filter(office=office).values("counter")
    there = Sitting.objects.filter(
        counter__office=office, ended_at=None, began_at__lt=local_day(on, office.zone).end
    )
    for sitting in there.exclude(counter__in=serving).order_by("pk"):
        end_sitting(sitting, by=by, at=at)
