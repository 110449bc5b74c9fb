"""People come to the office: for a booked visit, or without one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.db.models import Max

from portal.accounts.models import Office, User
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions.queue.changing import Act, tell
from scheduling.choices import AppointmentState, OutcomeKind, Rank, TicketActKind
from scheduling.models import Appointment, Outcome, QueueRule, Service, Ticket, TicketVisit
from scheduling.models.arrivals import before_opening
from scheduling.models.forecast import admits, expected_in
from scheduling.models.line import blocks_of_day, pause_at, today
from scheduling.rules.codes import normalise_reference, token_digest
from scheduling.rules.intervals import Interval
from scheduling.rules.parties import MOST_PEOPLE
from scheduling.rules.queue.arrivals import Arrival, arrival, opens_at
from scheduling.rules.queue.numbers import BOOKED_LETTER, LAST_NUMBER

MOST_SCANNED = 300  # characters
PAGE, SHORT = "booked", "v"  # parts of the addresses of a visit's page
REFERENCE_LETTERS = 8


class OtherOfficeError(Exception):
    """The visit is at another office: `office`."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.pk)
        self.office = office


class OtherDayError(Exception):
    """The visit is on another day: it starts at `start` (UTC)."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.start = start


class TooEarlyError(Exception):
    """Check-in for the visit opens at `opens_at` (UTC)."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class NotExpectedError(Exception):
    """The visit is cancelled, or was never booked."""


class AlreadyServedError(Exception):
    """The visit is over. `tickets` were those of it; none if it was written down without the queue."""

    def __init__(self, tickets: list[Ticket]) -> None:
        super().__init__(len(tickets))
        self.tickets = tickets


class NoWalkInsError(Exception):
    """The office gives no tickets for the service: it takes people with a booked time only."""


class FullError(Exception):
    """The counters cannot serve one more before they close."""


class ClosedError(Exception):
    """The office takes nobody until `until` (UTC), or not on this day at all (None)."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True, slots=True)
class _Coming:
    """Those of a booking who are seen at one counter, one after the other."""

    visits: list[Appointment]

    @property
    def start(self) -> datetime:
        return min(visit.interval.start for visit in self.visits)

    @property
    def minutes(self) -> int:
        return sum(int(visit.interval.length.total_seconds()) // 60 for visit in self.visits)

    def ticket(self, office: Office, language: str, *, late_at: datetime | None) -> Ticket:
        """Return their ticket, without a number; whoever is late waits from then on."""
        return Ticket(
            office=office,
            service=self.visits[0].service,
            letter=BOOKED_LETTER,
            rank=Rank.WALK_IN if late_at else Rank.BOOKED,
            due_at=late_at or self.start,
            minutes=self.minutes,
            people=len(self.visits),
            language=language,
        )


def find_visit(text: str) -> Appointment | None:
    """Return the booking, by its first person, that a scanned or typed text names; None for any other text.

    That is a reference, of one person of several too, or the address of the visit's own page.
    """
    found = Appointment.objects.for_page().filter(lead=None)
    wanted = text.strip()[:MOST_SCANNED]
    if "/" in wanted and len(wanted) > 2 * REFERENCE_LETTERS:
        parts = [part for part in _path(wanted).split("/") if part]
        if len(parts) > 1 and parts[-2] == SHORT:
            wanted = parts[-1][:REFERENCE_LETTERS]
        elif PAGE in parts[:-1]:
            token = parts[parts.index(PAGE) + 1]
            return found.filter(token_digest=token_digest(token)).first()
    reference = normalise_reference(wanted.partition("/")[0])
    return found.filter(reference=reference).first() if reference else None


def _nobody_comes(office: Office, on: date) -> list[Interval]:
    """Return when nobody is let in on a local day: before the office opens, and when it takes nobody."""
    return [*blocks_of_day(office, on), *before_opening([office], on, on).values()]


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # a bracket where no address has one
        return ""


@transaction.atomic
def check_in(  # noqa: PLR0913  where, which booking, in which language, by whom
    *,
    office: Office,
    appointment: Appointment,
    language: str | None = None,
    clerk: User | None = None,
    by: Actor,
    at: datetime,
) -> list[Ticket]:
    """Write down that the people of a booking have come, and return their tickets.

    Those who are seen at one counter one after the other have a ticket together. Whoever comes
    later than the office's rule allows waits with those who have no booking. A second scan, or two
    at once, return the same tickets. A clerk may let people in before check-in opens.

    :raises OtherOfficeError: if the visit is at another office.
    :raises NotExpectedError: if it is cancelled or was never booked.
    :raises OtherDayError: if it is on another local day.
    :raises AlreadyServedError: if it is over.
    :raises TooEarlyError: if check-in is not open yet.
    """
    if appointment.office_id != office.pk:
        raise OtherOfficeError(appointment.office)
    if there := _tickets_under_lock(appointment):
        return _still_open(there)
    visits = _expected(appointment, at=at)
    rule = QueueRule.of(office).arrival
    blocked = _nobody_comes(office, today(office, at))
    start = min(visit.interval.start for visit in visits)
    if clerk is None and arrival(start, rule, blocked, at=at) is Arrival.TOO_EARLY:
        raise TooEarlyError(opens_at(start, rule, blocked))
    Outcome.objects.filter(appointment__in=visits, kind=OutcomeKind.MISSED).delete()
    tickets = []
    for coming in _by_counter(visits):
        is_late = arrival(coming.start, rule, blocked, at=at) is Arrival.LATE
        ticket = coming.ticket(office, language or appointment.language, late_at=at if is_late else None)
        tickets.append(_issue(ticket, clerk=clerk, by=by, at=at))
        _connect(ticket, coming.visits)
    _keep_what_was_told(office, tickets, at=at)
    return tickets


@transaction.atomic
def take_ticket(  # noqa: PLR0913  where, for what, for how many, by whom
    *,
    office: Office,
    service: Service,
    people: int = 1,
    language: str,
    clerk: User | None = None,
    by: Actor,
    at: datetime,
) -> Ticket:
    """Give somebody without a booking a ticket, if the counters can still serve them.

    :raises ClosedError: in a break or a closure.
    :raises NoWalkInsError: if the service takes people with a booked time only.
    :raises FullError: if they could not be served before the counters close.
    :raises ValueError: for nobody, or for more people than one booking has.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise ValueError("A ticket is for one to six people.")
    if pause := pause_at(office, at):
        raise ClosedError(pause.until)
    is_over = service.valid_to is not None and service.valid_to < today(office, at)
    if not service.takes_walk_ins or is_over:
        raise NoWalkInsError
    _lock(f"{office.pk}:walk-ins")  # two at once would both be the last one that fits
    if not admits(office, service, people=people, at=at):
        raise FullError
    ticket = Ticket(
        office=office,
        service=service,
        letter=service.ticket_letter,
        rank=Rank.WALK_IN,
        due_at=at,
        minutes=service.minutes * people,
        people=people,
        language=language,
    )
    _issue(ticket, clerk=clerk, by=by, at=at)
    _keep_what_was_told(office, [ticket], at=at)
    return ticket


def _tickets_under_lock(lead: Appointment) -> list[Ticket]:
    """Return the tickets that a booking has already, in the order of their numbers.

    One booking is checked in once: whoever scans a second time waits here.
    """
    Appointment.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    return list(Ticket.objects.for_page().of_booking(lead).order_by("number"))


def _still_open(tickets: list[Ticket]) -> list[Ticket]:
    if any(ticket.is_open for ticket in tickets):
        return tickets
    raise AlreadyServedError(tickets)


def _expected(lead: Appointment, *, at: datetime) -> list[Appointment]:
    """Return who of a booking is expected today.

    Whoever was written down as missed may come after all, on the same day.
    """
    rows = Appointment.objects.together_with(lead).select_related("counter__office", "service")
    states = (AppointmentState.BOOKED, AppointmentState.LAPSED)
    visits = list(rows.filter(state__in=states).order_by("period", "number", "pk"))
    if not visits:
        raise NotExpectedError
    zone = lead.office.zone
    start = visits[0].interval.start
    if start.astimezone(zone).date() != at.astimezone(zone).date():
        raise OtherDayError(start)
    over = Outcome.objects.filter(appointment__in=visits).exclude(kind=OutcomeKind.MISSED)
    ended = set(over.values_list("appointment_id", flat=True))
    coming = [visit for visit in visits if visit.pk not in ended]
    if not coming:
        raise AlreadyServedError([])
    return coming


def _by_counter(visits: Iterable[Appointment]) -> Iterator[_Coming]:
    rows = sorted(visits, key=lambda visit: (visit.counter_id, visit.interval.start, visit.pk))
    groups = (_Coming(list(some)) for _counter, some in groupby(rows, key=lambda visit: visit.counter_id))
    return iter(sorted(groups, key=lambda coming: coming.start))


def _issue(ticket: Ticket, *, clerk: User | None, by: Actor, at: datetime) -> Ticket:
    """Give a ticket its number and write it down."""
    ticket.on = today(ticket.office, at)
    ticket.came_at = at
    ticket.number = _next_number(ticket.office_id, ticket.on, ticket.letter)
    ticket.token_digest = f"new:{ticket.office_id}:{ticket.on}:{ticket.code}"
    ticket.save(force_insert=True)
    ticket.token_digest = token_digest(notices.ticket_token_of(ticket))
    Ticket.objects.filter(pk=ticket.pk).update(token_digest=ticket.token_digest)
    tell(ticket, Act(TicketActKind.ISSUED, clerk, by, at))
    return ticket


def _connect(ticket: Ticket, visits: Iterable[Appointment]) -> None:
    TicketVisit.objects.bulk_create(TicketVisit(ticket=ticket, appointment=visit) for visit in visits)


def _next_number(office: int, on: date, letter: str) -> int:
    """Return the next number of a letter; whoever asks at once waits until this one is written."""
    _lock(f"{office}:{on}:{letter}")
    taken = Ticket.objects.filter(office_id=office, on=on, letter=letter)
    number = (taken.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > LAST_NUMBER:
        raise FullError
    return int(number)


def _keep_what_was_told(office: Office, tickets: list[Ticket], *, at: datetime) -> None:
    """Write down when they were told they would be called: what is promised is held against what happens."""
    expected = expected_in(office, at=at)
    for ticket in tickets:
        told = expected.get(ticket.pk)
        if told and told.start:
            ticket.expected_from, ticket.expected_to = told.low, told.high
            ticket.save(update_fields=["expected_from", "expected_to"])


def _lock(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('scheduling.queue:' || %s, 0))", [key])
