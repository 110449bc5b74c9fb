"""What a clerk does for somebody who phones, writes or stands at the desk.

A clerk may take times that are not released yet, and those of services that only the office
sets. Nothing else gives way: blocked windows, closures, duties, other people's visits and "one
visit each" hold as for everybody. Every act has a reason, is told apart if it was out of turn,
and stays (`StaffAct`).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.db.models import Q

from portal.accounts.models import Office, User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions import booking, cancelling, holding, moving
from scheduling.actions.booking import Details
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import AppointmentState, CancelledBy, StaffActKind, StaffReason
from scheduling.models import Appointment, Matter, Service, StaffAct
from scheduling.models.locks import lock_person, share_hours
from scheduling.models.offers import Calendar, calendar_of, release_of
from scheduling.rules.booking import Refusal, may_book
from scheduling.rules.offers import DayOffer, Offer
from scheduling.rules.parties import Party
from scheduling.rules.release import window

ABOUT_CASES = {Refusal.NEEDS_CASE_NUMBER, Refusal.BAD_CASE_NUMBER}
USUAL = (
    StaffReason.PHONE,
    StaffReason.DESK,
    StaffReason.LETTER,
    StaffReason.SUMMONS,
    StaffReason.URGENT,
    StaffReason.OFFICE,
    StaffReason.OTHER,
)
# Which reasons there are for what.
REASONS = {
    StaffActKind.BOOKED: USUAL,
    StaffActKind.MOVED: USUAL,
    StaffActKind.CANCELLED: (
        StaffReason.PHONE,
        StaffReason.DESK,
        StaffReason.LETTER,
        StaffReason.OFFICE,
        StaffReason.OTHER,
    ),
    StaffActKind.CORRECTED: (StaffReason.SPELLING,),
    StaffActKind.FREED: (StaffReason.CONTESTED,),
}


@transaction.atomic
def book(  # noqa: PLR0913  a visit, for whom, why and by whom
    *,
    office: Office,
    service: Service,
    start: datetime,
    party: Party,
    details: Details,
    matter: Matter | None = None,
    reason: StaffReason,
    note: str = "",
    clerk: User,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Book a time at once for people who need no code: the clerk speaks with them.

    They are told by the ways there are; with neither e-mail nor phone, by a slip of paper.

    :raises TimeTakenError: if there is no room at that time.
    :raises HasOneAlreadyError: if one of them, or their case, has a visit for the service.
    :raises ValueError: for a reason that is none, or is not explained.
    """
    share_hours(office.pk)
    for digest in sorted(_digests(details)):
        lock_person(digest)  # before the counters, as whoever confirms does
    is_early = is_out_of_turn(office, service, start=start, at=at)
    wanted = {"office": office, "service": service, "start": start, "party": party, "matter": matter}
    booked = _hold_and_book(wanted, details, by=by, at=at)
    act = StaffAct(kind=StaffActKind.BOOKED, reason=reason, note=note, is_out_of_turn=is_early)
    write_down(act, booked, clerk=clerk, by=by, at=at)
    return booked


@transaction.atomic
def move(  # noqa: PLR0913  which visit, to when, why and by whom
    *,
    appointment: Appointment,
    start: datetime,
    seen: int,
    reason: StaffReason,
    note: str = "",
    clerk: User,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Give a booked visit another time, and say so to the person.

    `seen` is the visit's `sequence` on the page of the clerk.

    :raises TooLateError: if it is not booked any more, or has begun.
    :raises ChangedMeanwhileError: if it has been moved elsewhere since.
    :raises TimeTakenError: if there is no room at that time.
    :raises ValueError: for a reason that is none, or is not explained.
    """
    is_early = is_out_of_turn(appointment.office, appointment.service, start=start, at=at)
    moved = moving.move(appointment=appointment, start=start, seen=seen, is_public=False, by=by, at=at)
    if moved.sequence != appointment.sequence:  # else it was there already: a double click
        act = StaffAct(kind=StaffActKind.MOVED, reason=reason, note=note, is_out_of_turn=is_early)
        write_down(act, moved, clerk=clerk, by=by, at=at)
    return moved


@transaction.atomic
def cancel(  # noqa: PLR0913  which visit, of whom, why and by whom
    *,
    appointment: Appointment,
    number: int | None = None,
    seen: int | None = None,
    reason: StaffReason,
    note: str = "",
    clerk: User,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Cancel a booked visit, or take one of several people (`number`) out of it.

    What the person asked for is the person's cancellation. Where the office cannot receive
    them, the message says that, and is sorry. `seen` is the visit's `sequence` on the page of the
    clerk: a number can be another person's since, and "all" can be others.

    :raises TooLateError: if it is not booked any more, or has begun, or is not what was `seen`.
    :raises ValueError: for a reason that is none, or is not explained.
    """
    if number is not None:
        left = cancelling.cancel_member(appointment=appointment, number=number, seen=seen, by=by, at=at)
    elif reason == StaffReason.OFFICE:
        left = cancelling.end(appointment, cancelled_by=CancelledBy.OFFICE, seen=seen, by=by, at=at)
        notices.appointment_cancelled_by_office(left, at=at)
    else:
        left = cancelling.cancel(appointment=appointment, seen=seen, by=by, at=at)
    act = StaffAct(kind=StaffActKind.CANCELLED, reason=reason, note=note)
    write_down(act, left, clerk=clerk, by=by, at=at)
    return left


@transaction.atomic
def free(  # noqa: PLR0913  which visit, of whom, and by whom
    *,
    appointment: Appointment,
    number: int | None = None,
    seen: int | None = None,
    note: str = "",
    clerk: User,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Take back what somebody else booked in a person's name, once the clerk has seen their passport.

    The contact of the booking is told that it is cancelled, and neither why nor who came.
    `seen` is as in `cancel`.

    :raises TooLateError: if it is not booked any more, or has begun, or is not what was `seen`.
    """
    if number is None:
        left = cancelling.cancel(appointment=appointment, seen=seen, by=by, at=at)
    else:
        left = cancelling.cancel_member(appointment=appointment, number=number, seen=seen, by=by, at=at)
    act = StaffAct(kind=StaffActKind.FREED, reason=StaffReason.CONTESTED, note=note)
    write_down(act, left, clerk=clerk, by=by, at=at)
    return left


def free_times(  # noqa: PLR0913  what is asked for, and for whom
    office: Office,
    service: Service,
    *,
    party: Party,
    on: date,
    at: datetime,
    moving: Appointment | None = None,
) -> list[Offer[int]]:
    """Return the times of a local day that a clerk may take at `at` (UTC), released or not.

    Where a visit is `moving` to another time, what it has now is free for it, but for its own start.
    """
    return _calendar(office, service, party=party, first=on, last=on, at=at, moving=moving).times(on)


def free_days(  # noqa: PLR0913  what is asked for, and for whom
    office: Office,
    service: Service,
    *,
    party: Party,
    first: date,
    last: date,
    at: datetime,
    moving: Appointment | None = None,
) -> dict[date, DayOffer]:
    """Return the days on which a clerk finds `free_times`, and how many."""
    return _calendar(office, service, party=party, first=first, last=last, at=at, moving=moving).days()


def _calendar(  # noqa: PLR0913  likewise
    office: Office,
    service: Service,
    *,
    party: Party,
    first: date,
    last: date,
    at: datetime,
    moving: Appointment | None,
) -> Calendar:
    besides = Q(pk=moving.pk) | Q(lead=moving.pk) if moving else None
    calendar = calendar_of(office, service, first=first, last=last, at=at, besides=besides)
    visit = replace(
        calendar.visit,
        length=service.length_for(is_longer=party.is_longer),
        people=party.people,
        not_before=at,
        not_after=None,
        present=moving.interval.start if moving else None,
    )
    return replace(calendar, visit=visit)


def is_out_of_turn(office: Office, service: Service, *, start: datetime, at: datetime) -> bool:
    """Tell whether the public could not take that time at `at` (UTC), even if it is free."""
    return out_of_turn(office, service, at=at)(start)


def out_of_turn(office: Office, service: Service, *, at: datetime) -> Callable[[datetime], bool]:
    """Return what tells `is_out_of_turn` of many times, without asking for the rules each time."""
    between = window(release_of(office, service), at=at, zone=office.zone)
    is_hidden = not (service.is_listed and office.is_open_to_public)

    def tell(start: datetime) -> bool:
        reasons = may_book(service.terms, start=start, zone=office.zone, window=between)
        return is_hidden or bool(reasons - ABOUT_CASES)

    return tell


def in_the_way(*, service: Service, details: Details, at: datetime) -> list[Appointment]:
    """Return the bookings (leads) by which one of these people, or their case, has a visit already."""
    digests = _digests(details)
    theirs = Appointment.objects.filter(
        Q(identity_digest__in=digests) | Q(case_digest__in=digests),
        service=service,
        state=AppointmentState.BOOKED,
        period__endswith__gt=at,
    )
    leads = Q(pk__in=theirs.values("pk")) | Q(members__in=theirs.values("pk"))
    found = Appointment.objects.filter(leads, lead=None).distinct()
    return list(found.for_page().order_by("period", "pk"))


def _hold_and_book(wanted: dict[str, Any], details: Details, *, by: Actor, at: datetime) -> Appointment:
    """Take a time as a visitor does, with a key that nobody else has.

    :raises TimeTakenError: if it is taken, has begun, or hours were closed over it in this moment.
    """
    holder = token_hex(32)
    lead = holding.hold(**wanted, holder=holder, language=details.language, is_public=False, by=by, at=at)
    try:
        booking.describe(appointment=lead, details=details, holder=holder, by=by, at=at)
        booked = booking.book_held(appointment=lead, holder=holder, by=by, at=at)
    except holding.HoldOverError as error:
        raise TimeTakenError from error
    if booked is None:
        raise TimeTakenError
    return booked


def _digests(details: Details) -> set[str]:
    rows = [booking.described(person) for person in details.people]
    return {row[name] for row in rows for name in ("identity_digest", "case_digest")} - {""}


def write_down(act: StaffAct, appointment: Appointment, *, clerk: User, by: Actor, at: datetime) -> None:
    """Keep what a clerk did, and why.

    :raises ValueError: if the reason is none for it, or "another reason" is not explained.
    """
    kind, reason = StaffActKind(act.kind), StaffReason(act.reason)
    if reason not in REASONS[kind] or (reason == StaffReason.OTHER and not act.note.strip()):
        raise ValueError("What a clerk does for somebody has a reason, and another one is explained.")
    act.appointment, act.by, act.at = appointment, clerk, at
    act.save(force_insert=True)
    record(
        f"desk.{kind.value}",
        subject=appointment,
        by=by,
        at=at,
        office=appointment.office_id,
        reason=reason.value,
        is_out_of_turn=act.is_out_of_turn,
    )
