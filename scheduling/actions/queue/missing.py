"""Those who did not come: written down by rule, told once, and free to book again at once.

On a day on which nobody could check in, because the network or the kiosk failed, nobody is
written down: a clerk enters the outcomes afterwards.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import SYSTEM
from portal.web.hints import hint
from scheduling import notices
from scheduling.actions.outcomes import tell_of_end
from scheduling.choices import AppointmentState, OutcomeKind
from scheduling.models import Appointment, Kiosk, Outcome, QueueRule, Ticket, TicketAct
from scheduling.models.appointments import AppointmentQuerySet
from scheduling.models.line import blocks_of_day, today
from scheduling.rules.hours import local_day
from scheduling.rules.queue.absence import did_not_come

DAY = timedelta(days=1)
AT_ONCE = 50  # bookings in one transaction, so that no lock lasts


def mark_no_shows(*, at: datetime) -> int:
    """Write down who did not come to visits of today and yesterday, and return how many people that were.

    The time of a missed visit is free, and the person may book another at once. Two workers at the
    same moment write it down once: each leaves alone what the other has locked.
    """
    marked = 0
    for office in Office.objects.order_by("slug"):
        on = today(office, at)
        for day in (on - DAY, on):
            absent = list(_absent(office, day, at=at))
            for some in _in_parts(absent):
                marked += _mark(office, some, at=at)
    return marked


def _absent(office: Office, on: date, *, at: datetime) -> Iterator[Appointment]:
    """Yield those whose time to come is over by the office's rule, if people could check in that day."""
    last_came = _last_sign(office, on, at=at)
    if last_came is None:
        return
    rule, blocks, span = QueueRule.of(office).arrival, blocks_of_day(office, on), local_day(on, office.zone)
    begun = _unseen().filter(
        counter__office=office,
        period__startswith__gte=span.start,
        period__startswith__lt=min(span.end, at),
    )
    for visit in begun.order_by("period", "pk"):
        if did_not_come(visit.interval.start, rule, blocks, last_came=last_came, at=at):
            yield visit


def _last_sign(office: Office, on: date, *, at: datetime) -> datetime | None:
    """Return when (UTC) the queue last was in use on a day: somebody came, was called or was served.

    None if nobody came at all: then nobody could, or the day is kept on paper.
    """
    tickets = Ticket.objects.filter(office=office, on=on, came_at__lte=at)
    acts = TicketAct.objects.filter(ticket__in=tickets, at__lte=at)
    if (came := tickets.aggregate(last=Max("came_at"))["last"]) is None:
        return None
    span = local_day(on, office.zone)
    used = Kiosk.objects.filter(office=office, seen_at__gte=span.start, seen_at__lt=min(span.end, at))
    signs: tuple[datetime | None, ...] = (
        came,
        acts.aggregate(last=Max("at"))["last"],
        used.aggregate(last=Max("seen_at"))["last"],
    )
    return max(sign for sign in signs if sign is not None)


def _unseen() -> AppointmentQuerySet:
    """Return booked visits to which nobody has come, as far as anybody wrote down."""
    return Appointment.objects.filter(
        state=AppointmentState.BOOKED, arrival__isnull=True, outcome__isnull=True
    )


def _in_parts(visits: Iterable[Appointment]) -> Iterator[list[Appointment]]:
    """Yield the visits of some bookings at a time; those of one booking stay together."""
    by_booking: dict[int, list[Appointment]] = {}
    for visit in visits:
        by_booking.setdefault(visit.lead_id or visit.pk, []).append(visit)
    bookings = list(by_booking.values())
    for first in range(0, len(bookings), AT_ONCE):
        yield [visit for booking in bookings[first : first + AT_ONCE] for visit in booking]


@transaction.atomic
def _mark(office: Office, visits: list[Appointment], *, at: datetime) -> int:
    """Look again under lock, and write down who is missing still."""
    wanted = {visit.lead_id or visit.pk for visit in visits}
    # Whoever checks in locks the first of the booking as well: one of the two waits, or leaves it alone.
    leads = Appointment.objects.filter(pk__in=wanted).order_by("pk")
    free = {lead.pk for lead in leads.select_for_update(of=("self",), skip_locked=True)}
    still = _unseen().filter(Q(pk__in=free) | Q(lead__in=free), pk__in=[visit.pk for visit in visits])
    rows = still.for_page().order_by("pk").select_for_update(of=("self",), skip_locked=True)
    missed = list(rows)
    for visit in missed:
        _write_down(visit, at=at)
    _tell(missed, at=at)
    if missed:
        hint(f"queue:{office.pk}")
    return len(missed)


def _write_down(visit: Appointment, *, at: datetime) -> None:
    outcome = Outcome.objects.create(appointment=visit, kind=OutcomeKind.MISSED, at=at)
    Appointment.objects.filter(pk=visit.pk).lapse()
    record("appointment.missed", subject=visit, by=SYSTEM, at=at, office=visit.office_id)
    tell_of_end(visit, outcome, by=SYSTEM, at=at)


def _tell(missed: list[Appointment], *, at: datetime) -> None:
    """Say it to the first of each booking, unless somebody of it has come."""
    wanted = {visit.lead_id or visit.pk for visit in missed}
    others = ~Q(outcome__kind=OutcomeKind.MISSED) & Q(outcome__isnull=False) | Q(arrival__isnull=False)
    theirs = Appointment.objects.filter(Q(pk__in=wanted) | Q(lead__in=wanted)).filter(others)
    there = {visit.lead_id or visit.pk for visit in theirs}
    for lead in Appointment.objects.for_page().filter(pk__in=wanted - there).order_by("pk"):
        notices.appointment_missed(lead, at=at)
