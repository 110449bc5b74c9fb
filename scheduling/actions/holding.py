"""Taking a time for somebody who is still typing, and giving it back."""

from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_bytes

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F

from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.actions.seating import TimeTakenError, Wanted, release, seat
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Matter, Service
from scheduling.models.hotpath import of_holder
from scheduling.models.locks import lock_choice, lock_holder
from scheduling.rules.booking import Refusal, ServiceTerms, may_choose
from scheduling.rules.codes import REFERENCE_BYTES, reference
from scheduling.rules.intervals import Interval
from scheduling.rules.parties import ALONE, Party

HOLD = timedelta(minutes=20)
MOST_EXTENSIONS = 10  # WCAG 2.2, success criterion 2.2.1: a time limit can be extended ten times
MOST_HELD = 60  # times that one network keeps at once: a busy house, and no harvest of the calendar
KEPT = timedelta(hours=1)  # so long after its end a hold's details go along with the next choice
OF_PERSON = ("given_names", "family_name", "birth_date", "citizenship", "case_number")
TOLD = (*OF_PERSON, "email", "phone", "arrangements", "accompanied_by")


class NotOfferedError(Exception):
    """The service cannot be booked by the public. `reasons` says all the reasons why."""

    def __init__(self, reasons: frozenset[Refusal]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class TooManyHeldError(Exception):
    """So many times are kept for this network that it has to book or give back some first."""


class HoldOverError(Exception):
    """Nobody holds this time any more: the hold ran out, was given back or extended often enough."""


@transaction.atomic
def hold(  # noqa: PLR0913  a time is an office, a service and a start, for a party and a browser
    *,
    office: Office,
    service: Service,
    start: datetime,
    holder: str,
    last: int = 0,
    language: str,
    party: Party = ALONE,
    matter: Matter | None = None,
    network: str = "",
    is_public: bool = True,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Hold one time for a visitor who is still typing, in the place of what they held.

    For a party all of it is held or nothing. A second call for the same time, as a double
    click makes it, returns the same hold. What was said of the people goes along, also from a
    hold that has ended: `last` (a key). `network` is a keyed digest. Clerks (`is_public` false)
    take what is not released yet, or not for the public. `start` and `at` are in UTC.

    :raises NotOfferedError: if the public cannot book the service, or the matter, on that day.
    :raises TooManyHeldError: if the network keeps `MOST_HELD` times already.
    :raises TimeTakenError: if there is no room at that time.
    """
    on = start.astimezone(office.zone).date()
    if is_public and (reasons := may_choose(terms_of(service, matter), on=on)):
        raise NotOfferedError(reasons)
    lock_choice(holder, office.pk)
    before = of_holder(holder, at=at, last=last)
    mine = [held for held in before if held.is_held(at)]
    wanted = _wanted(service, start=start, holder=holder, language=language, party=party, at=at)
    wanted.matter, wanted.network_digest = matter, network
    place = Wanted(office, start, is_public=is_public, instead_of=mine)
    return _hold(wanted, place, told=before[:1], by=by, at=at)


@transaction.atomic
def extend(*, appointment: Appointment, holder: str, by: Actor, at: datetime) -> Appointment:
    """Give the visitor who holds a time another `HOLD`, up to `MOST_EXTENSIONS` times and to its start.

    :raises HoldOverError: if the hold has run out, is not theirs, or was extended that often.
    """
    until = min(at + HOLD, appointment.interval.start)
    held = Appointment.objects.held_by(holder, at=at).filter(
        pk=appointment.pk, extensions__lt=MOST_EXTENSIONS
    )
    if not held.update(held_until=until, extensions=F("extensions") + 1):
        raise HoldOverError
    others = appointment.members.filter(state=AppointmentState.HELD) if appointment.people > 1 else None
    if others is not None and others.update(held_until=until) != appointment.people - 1:
        raise HoldOverError  # in its last moment somebody else was given a part of it
    appointment.held_until = until
    appointment.extensions += 1
    record("appointment.extended", subject=appointment, by=by, at=at, office=appointment.office_id)
    return appointment


def may_extend(appointment: Appointment, *, at: datetime) -> bool:
    """Tell whether a hold can be kept for longer than it is."""
    until = appointment.held_until or at
    return appointment.extensions < MOST_EXTENSIONS and until < appointment.interval.start


@transaction.atomic
def give_back(*, holder: str, by: Actor, at: datetime) -> None:
    """Let go of what a visitor's browser holds."""
    lock_holder(holder)
    release(of_holder(holder, at=at), by=by, at=at)


@transaction.atomic
def leave_nothing(*, holder: str, last: int, by: Actor, at: datetime) -> None:
    """Let go of what a browser holds, and forget whom that and its `last` choice (a key) were for."""
    lock_holder(holder)
    before = of_holder(holder, at=at, last=last)
    release([held for held in before if held.is_held(at)], by=by, at=at)
    # Asked in the statement: what another tab has booked at this moment stays booked.
    over = (AppointmentState.HELD, AppointmentState.EXPIRED)
    theirs = Appointment.objects.filter(pk__in=[held.pk for held in before], holder=holder, state__in=over)
    theirs.forget()
    if several := [held.pk for held in before if held.people > 1]:
        Appointment.objects.filter(lead__in=several, lead__holder=holder, state__in=over).forget()


@transaction.atomic
def forget_run_out(*, at: datetime) -> int:
    """Let go of holds that ended `KEPT` ago, and forget who they were for.

    They are free without this; it is about the names. Returns how many there were.
    """
    ended = at - KEPT
    return Appointment.objects.run_out(ended).forget() + Appointment.objects.told_of(ended).forget()


def terms_of(service: Service, matter: Matter | None) -> ServiceTerms:
    """Return on what terms a service can be booked for a matter: on the days of both."""
    if matter is None:
        return service.terms
    ends = [on for on in (service.valid_to, matter.valid_to) if on]
    return replace(
        service.terms,
        valid_from=max(service.valid_from, matter.valid_from),
        valid_to=min(ends, default=None),
    )


def _hold(
    wanted: Appointment, place: Wanted, *, told: list[Appointment], by: Actor, at: datetime
) -> Appointment:
    """Hold it for all of a party, unless the browser holds just this already."""
    if same := [held for held in place.instead_of if _is(held, wanted, place.office)]:
        return same[0]
    _spare(wanted, at=at)
    rows = [wanted, *_others(wanted)]
    _tell(rows, told, at=at)
    if not seat(rows, place, by=by, at=at):
        raise TimeTakenError
    # Only now: whoever waits for what is given back waits for nobody but us.
    release(place.instead_of, by=by, at=at)
    record("appointment.held", subject=wanted, by=by, at=at, office=place.office, people=wanted.people)
    return wanted


def _wanted(  # noqa: PLR0913  what a row is made of
    service: Service, *, start: datetime, holder: str, language: str, party: Party, at: datetime
) -> Appointment:
    period = Interval.starting(start, length=service.length_for(is_longer=party.is_longer))
    return Appointment(
        service=service,
        period=DateTimeTZRange(period.start, period.end),
        state=AppointmentState.HELD,
        reference=reference(token_bytes(REFERENCE_BYTES)),
        created_at=at,
        held_until=min(at + HOLD, start),  # a visit that has begun is nobody's to book
        holder=holder,
        language=language,
        people=party.people,
        is_longer=party.is_longer,
    )


def _others(lead: Appointment) -> list[Appointment]:
    """Return a row for each of those who come with the lead."""
    return [
        Appointment(
            service=lead.service,
            period=lead.period,
            state=AppointmentState.HELD,
            reference=f"{lead.reference}/{number}",
            created_at=lead.created_at,
            held_until=lead.held_until,
            language=lead.language,
            number=number,
            people=lead.people,
            is_longer=lead.is_longer,
            matter=lead.matter,
            network_digest=lead.network_digest,
        )
        for number in range(2, lead.people + 1)
    ]


def _tell(rows: list[Appointment], before: list[Appointment], *, at: datetime) -> None:
    lead = rows[0]
    for former in before:
        ended = former.held_until
        if former.state in {AppointmentState.HELD, AppointmentState.EXPIRED} and ended and ended + KEPT > at:
            _copy(former, lead, TOLD)
            members = former.members.order_by("number") if min(former.people, lead.people) > 1 else []
            for member, row in zip(members, rows[1:], strict=False):
                _copy(member, row, OF_PERSON)


def _copy(former: Appointment, row: Appointment, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(row, name, getattr(former, name))


def _is(held: Appointment, wanted: Appointment, office: Office) -> bool:
    return (held.counter.office_id, held.service_id, held.matter_id, held.party) == (
        office.pk,
        wanted.service_id,
        wanted.matter_id,
        wanted.party,
    ) and held.interval.start == wanted.interval.start


def _spare(wanted: Appointment, *, at: datetime) -> None:
    """Leave times for others: count what a network keeps, without what makes way for the next.

    :raises TooManyHeldError: if with this it would be more than `MOST_HELD`.
    """
    if not wanted.network_digest:
        return
    kept = Appointment.objects.filter(Appointment.held(at), network_digest=wanted.network_digest)
    others = kept.exclude(holder=wanted.holder).exclude(lead__holder=wanted.holder)
    if others.count() + wanted.people > MOST_HELD:
        raise TooManyHeldError
