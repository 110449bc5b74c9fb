"""Taking a booked visit off the calendar, or one of several people out of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, When

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions.holding import OF_PERSON
from scheduling.choices import AppointmentState, CancelledBy, StaffActKind
from scheduling.models import Appointment, Outcome, StaffAct, TicketVisit
from scheduling.models.identity import identity_checked
from scheduling.models.locks import lock_counters, share_hours
from scheduling.rules.hours import local_days

# What makes a row one person's: who they are, and when and where they are seen.
OF_SEAT = (*OF_PERSON, "identity_digest", "case_digest", "counter_id", "period")


class TooLateError(Exception):
    """The visit is not booked any more, or has begun."""


@transaction.atomic
def cancel(*, appointment: Appointment, seen: int | None = None, by: Actor, at: datetime) -> Appointment:
    """Cancel a booked visit for all who come; the time is free at once.

    :raises TooLateError: if it is not booked any more, or has begun, or is not what was `seen`.
    """
    cancelled = end(appointment, cancelled_by=CancelledBy.PERSON, seen=seen, by=by, at=at)
    notices.appointment_cancelled(cancelled, at=at)
    return cancelled


def end(
    appointment: Appointment, *, cancelled_by: CancelledBy, seen: int | None = None, by: Actor, at: datetime
) -> Appointment:
    """Take a booked visit off the calendar, of all who come, without a word to them.

    `seen` is the booking's `sequence` on the page that asked, if it matters who was shown there.

    :raises TooLateError: if it is not booked any more, or has begun, or is not what was `seen`.
    """
    refuse_if_here(appointment, at=at)
    off = _off(cancelled_by, at)
    going = Appointment.objects.filter(
        pk=appointment.pk, state=AppointmentState.BOOKED, period__startswith__gt=at
    )
    if seen is not None:
        going = going.filter(sequence=seen)
    if not going.update(**off, sequence=F("sequence") + 1):
        raise TooLateError
    if appointment.people > 1:
        appointment.members.filter(state=AppointmentState.BOOKED).update(**off)
    appointment.refresh_from_db(fields=["state", "cancelled_at", "cancelled_by", "sequence", "period"])
    record(
        "appointment.cancelled",
        subject=appointment,
        by=by,
        at=at,
        office=appointment.office_id,
        cancelled_by=cancelled_by.value,
    )
    return appointment


@transaction.atomic
def cancel_member(
    *, appointment: Appointment, number: int, seen: int | None = None, by: Actor, at: datetime
) -> Appointment:
    """Take one person out of a booking of several, and return its lead.

    The reference, the link and the messages go on working: if it is the lead who does not come,
    the lead's row is given the person and the time of another, and that row ends.
    `seen` is the booking's `sequence` on the page that asked, if one did: a number can be another
    person's since.

    :raises TooLateError: if that person is not booked any more, is the last, or the visit has begun.
    """
    share_hours(appointment.office_id)
    rows = _booked_rows(appointment, at=at)
    refuse_if_here(rows[0], at=at)
    lead, going = rows[0], next((row for row in rows if row.number == number), None)
    if going is None or len(rows) == 1 or seen not in {None, lead.sequence}:
        raise TooLateError
    off = _off(CancelledBy.PERSON, at)
    if going is lead:
        _hand_over(lead, heir=rows[1], off=off)
    else:
        Appointment.objects.filter(pk=going.pk).update(**off)
    Appointment.objects.filter(pk=lead.pk).update(people=len(rows) - 1, sequence=F("sequence") + 1)
    return _tell_the_rest(lead.pk, number, by=by, at=at)


@transaction.atomic
def end_alone(member: Appointment, *, by: Actor, at: datetime) -> None:
    """Let the office take one of several out whose turn has not come, while the first is being served.

    :raises TooLateError: if they are not booked any more, or their turn has come.
    """
    lead_pk = member.lead_id or 0
    Appointment.objects.filter(pk=lead_pk).update(people=F("people") - 1, sequence=F("sequence") + 1)
    going = Appointment.objects.filter(pk=member.pk, state=AppointmentState.BOOKED, period__startswith__gt=at)
    if not going.update(**_off(CancelledBy.OFFICE, at)):
        raise TooLateError
    _tell_the_rest(lead_pk, member.number, by=by, at=at)


def refuse_if_here(appointment: Appointment, *, at: datetime) -> None:
    """Let nobody cancel or move a visit whose people have come: they wait, were served, or gave it back.

    Whoever is just checking in waits for this, or this for them. Nobody checks in on another day.

    :raises TooLateError: if somebody of the booking has a ticket, or its outcome is written down.
    """
    zone = appointment.office.zone
    if appointment.interval.start.astimezone(zone).date() != at.astimezone(zone).date():
        return
    list(Appointment.objects.select_for_update().filter(pk=appointment.pk).values_list("pk"))
    people = Q(appointment=appointment) | Q(appointment__lead=appointment)
    if TicketVisit.objects.filter(people).exists() or Outcome.objects.filter(people).exists():
        raise TooLateError


def _tell_the_rest(lead: int, number: int, *, by: Actor, at: datetime) -> Appointment:
    """Tell what remains of a booking, write down who went, and return its lead (a key) as it is now."""
    changed = Appointment.objects.for_page().get(pk=lead)
    notices.appointment_member_cancelled(changed, at=at)
    record(
        "appointment.member_cancelled", subject=changed, by=by, at=at, office=changed.office_id, number=number
    )
    return changed


def _booked_rows(appointment: Appointment, *, at: datetime) -> list[Appointment]:
    """Lock and return who is booked, the lead first and then whoever is seen earliest.

    :raises TooLateError: if the lead is not booked any more, or the visit has begun.
    """
    booking = Appointment.objects.together_with(appointment).select_related("counter__office")
    zone = appointment.office.zone
    lock_counters((row.counter_id, day) for row in booking for day in local_days(row.interval, zone))
    booked = booking.filter(state=AppointmentState.BOOKED).select_for_update(of=("self",))
    # The lead before the others, as whoever changes all of them does: nobody waits in a circle.
    lead = booked.filter(pk=appointment.pk).first()
    if lead is None or lead.interval.start <= at:
        raise TooLateError
    others = booked.filter(lead=lead).order_by("pk")
    return [lead, *sorted(others, key=lambda row: (row.interval.start, row.number))]


def _hand_over(lead: Appointment, *, heir: Appointment, off: dict[str, Any]) -> None:
    """Give the lead's row the person and the seat of another, whose row ends with the lead's.

    How often a name was corrected goes with the person.
    """
    leads, heirs = ({name: getattr(row, name) for name in OF_SEAT} for row in (lead, heir))
    Appointment.objects.filter(pk=heir.pk).update(**off)  # first, so that the seat is free to be taken
    with identity_checked(lead):
        Appointment.objects.filter(pk=lead.pk).update(**heirs)
    Appointment.objects.filter(pk=heir.pk).update(**leads)
    corrected = StaffAct.objects.filter(appointment__in=[lead, heir], kind=StaffActKind.CORRECTED)
    corrected.update(appointment=Case(When(appointment=lead, then=heir.pk), default=lead.pk))


def _off(cancelled_by: CancelledBy, at: datetime) -> dict[str, Any]:
    return {"state": AppointmentState.CANCELLED, "cancelled_at": at, "cancelled_by": cancelled_by}
