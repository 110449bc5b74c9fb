"""The day at the office, as it stands at 10:50: who was served, who is called, who waits.

What happened before is made from the visits of the day and from chance, the same for a seed.
The tickets are written as the actions would have left them, with their lines in the log.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db.models import Max

from portal.accounts.models import Office, User
from portal.demo.world.staff import CLERK
from portal.setup.catalogue import worded
from scheduling import notices
from scheduling.choices import (
    AppointmentState,
    OutcomeKind,
    Priority,
    Rank,
    TicketActKind,
    TicketState,
)
from scheduling.models import (
    Appointment,
    Counter,
    Duty,
    Outcome,
    QueueRule,
    Service,
    Sitting,
    Ticket,
    TicketAct,
    TicketVisit,
)
from scheduling.rules.codes import token_digest
from scheduling.rules.hours import local_day
from scheduling.rules.queue.numbers import BOOKED_LETTER

MINUTE = timedelta(minutes=1)
BATCH = 2_000
STAYED_AWAY = 0.07  # of those whose visit began early enough
NOT_THERE_YET = 0.5  # of those whose visit is to come
LAST_ENDED = 15 * MINUTE  # whose visit began earlier has been served by now
COMING = 25 * MINUTE  # who has a visit so soon may be there already
WALK_INS = {"INFO": (9, 4), "CARD": (6, 2), "DOCS": (5, 2)}  # who came without a booking: served, waiting
WAITING_NOTE = {
    "pl": "Czekaj w sali na parterze, przed ekranem z numerami.",
    "en": "Wait in the hall on the ground floor, in front of the screen with the numbers.",
    "ru": "Ждите в зале на первом этаже, перед экраном с номерами.",
}
BREAK_NOTE = {
    "pl": "Podczas dezynfekcji czekaj na zewnątrz, przy wejściu od podwórza.",
    "en": "During the disinfection wait outside, at the entrance from the yard.",
    "ru": "Во время дезинфекции ждите снаружи, у входа со двора.",
}


@dataclass(slots=True)
class Line:
    """What a run writes of one office."""

    office: Office
    at: datetime
    chance: Random
    tickets: list[Ticket] = field(default_factory=list)
    acts: list[TicketAct] = field(default_factory=list)
    visits: list[TicketVisit] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)

    def ticket(self, service: Service, *, state: TicketState, came_at: datetime, **fields: Any) -> Ticket:  # noqa: ANN401  columns
        """Add a ticket, and that it came in."""
        defaults = {
            "on": self.at.astimezone(self.office.zone).date(),
            "letter": service.ticket_letter,
            "rank": Rank.WALK_IN,
            "due_at": came_at,
            "minutes": service.minutes,
            "language": self.chance.choice(["pl", "pl", "en", "ru"]),
        }
        made = Ticket(office=self.office, service=service, state=state, came_at=came_at, **defaults | fields)
        self.tickets.append(made)
        self.act(made, TicketActKind.ISSUED, came_at)
        return made

    def act(self, ticket: Ticket, kind: TicketActKind, at: datetime, **fields: Any) -> None:  # noqa: ANN401  columns
        self.acts.append(
            TicketAct(
                ticket=ticket, kind=kind, at=at, **{"counter": ticket.counter, "by": ticket.clerk} | fields
            )
        )

    def minutes(self, low: float, high: float) -> timedelta:
        return self.chance.uniform(low, high) * MINUTE


def rule_of(office: Office) -> QueueRule:
    """Return how an office of the demonstration runs its queue; made, if it is missing."""
    words = worded(waiting_note=WAITING_NOTE, break_note=BREAK_NOTE)
    return QueueRule.objects.get_or_create(office=office, defaults=words)[0]


def begin_day(office: Office, counters: Sequence[Counter], *, seed: int, at: datetime) -> int:
    """Let the day at these counters go on until `at` (UTC), and return how many tickets that made."""
    rule_of(office)
    clerks = _clerks(counters, at=at)
    if not clerks:  # nobody works on this day
        return 0
    chance = Random(f"{seed}:{office.slug}:{len(counters)}:{at.date()}")  # noqa: S311  a game, not a secret
    line = Line(office, at, chance)
    own = User.objects.get(email=CLERK.email)
    for counter in counters:
        if clerk := clerks.get(counter.pk):
            _counter(line, counter, clerk, is_free=clerk.pk == own.pk)
    _walk_ins(line, [counter for counter in counters if counter.pk in clerks], clerks)
    _special(line)
    _write(line)
    Sitting.objects.bulk_create(
        Sitting(counter=counter, clerk=clerks[counter.pk], began_at=at - 200 * MINUTE)
        for counter in counters
        if counter.pk in clerks
    )
    return len(line.tickets)


def _clerks(counters: Iterable[Counter], *, at: datetime) -> dict[int, User]:
    duties = Duty.objects.filter(counter__in=[counter.pk for counter in counters], period__contains=at)
    return {duty.counter_id: duty.clerk for duty in duties.select_related("clerk")}


def _counter(line: Line, counter: Counter, clerk: User, *, is_free: bool) -> None:
    """Let the booked visits of one counter come, or not."""
    zone = line.office.zone
    day = local_day(line.at.astimezone(zone).date(), zone)
    visits = Appointment.objects.filter(
        counter=counter,
        state__in=(AppointmentState.BOOKED, AppointmentState.LAPSED),
        period__startswith__gte=day.start,
        period__startswith__lt=line.at + COMING,
    ).select_related("service")
    busy = is_free
    for visit in visits.order_by("period"):
        start = visit.interval.start
        if start < line.at - LAST_ENDED:
            _past(line, visit, counter, clerk)
        elif start < line.at and not busy:
            busy = True
            _at_counter(line, visit, counter, clerk)
        elif start < line.at or line.chance.random() > NOT_THERE_YET:
            came = min(start - line.minutes(5, 25), line.at - MINUTE)
            _booked(line, visit, state=TicketState.WAITING, came_at=came)


def _past(line: Line, visit: Appointment, counter: Counter, clerk: User) -> None:
    if line.chance.random() < STAYED_AWAY:
        line.missed.append(visit.pk)
        at = visit.interval.start + 20 * MINUTE
        line.outcomes.append(Outcome(appointment=visit, kind=OutcomeKind.MISSED, at=min(at, line.at)))
        return
    start = visit.interval.start
    called = start + line.minutes(-1, 6)
    ended = min(called + visit.interval.length * line.chance.uniform(0.6, 0.95), line.at - MINUTE)
    there = {"counter": counter, "clerk": clerk, "calls": 1, "called_at": called, "ended_at": ended}
    came = start - line.minutes(2, 22)
    ticket = _booked(line, visit, state=TicketState.DONE, came_at=came, served_at=called + MINUTE, **there)
    for kind, at in (
        (TicketActKind.CALLED, called),
        (TicketActKind.SERVED, called + MINUTE),
        (TicketActKind.FINISHED, ended),
    ):
        line.act(ticket, kind, at)
    line.outcomes.append(Outcome(appointment=visit, kind=OutcomeKind.SERVED, by=clerk, at=ended))


def _at_counter(line: Line, visit: Appointment, counter: Counter, clerk: User) -> None:
    """Put somebody at a counter: some are just called, most are being served."""
    called = line.at - line.minutes(4, 12)
    is_called = int(counter.code) % 4 == 0
    if is_called:
        called = line.at - line.minutes(0.2, 1)
    state = TicketState.CALLED if is_called else TicketState.SERVING
    there: dict[str, Any] = {"counter": counter, "clerk": clerk, "calls": 1, "called_at": called}
    if not is_called:
        there["served_at"] = called + MINUTE
    came = min(visit.interval.start - line.minutes(2, 22), called - MINUTE)
    ticket = _booked(line, visit, state=state, came_at=came, **there)
    line.act(ticket, TicketActKind.CALLED, called)
    if not is_called:
        line.act(ticket, TicketActKind.SERVED, called + MINUTE)


def _booked(
    line: Line,
    visit: Appointment,
    *,
    state: TicketState,
    came_at: datetime,
    **fields: Any,  # noqa: ANN401  columns
) -> Ticket:
    is_late = came_at > visit.interval.start + 10 * MINUTE
    about = {
        "letter": BOOKED_LETTER,
        "rank": Rank.WALK_IN if is_late else Rank.BOOKED,
        "due_at": came_at if is_late else visit.interval.start,
        "minutes": int(visit.interval.length / MINUTE),
        "language": visit.language,
    }
    ticket = line.ticket(visit.service, state=state, came_at=came_at, **about | fields)
    line.visits.append(TicketVisit(ticket=ticket, appointment=visit))
    return ticket


def _walk_ins(line: Line, counters: Sequence[Counter], clerks: dict[int, User]) -> None:
    """Let people come without a booking: some were served between the bookings, some wait."""
    for code, (served, waiting) in WALK_INS.items():
        places = [counter for counter in counters if counter.services.filter(code=code).exists()]
        if not places:
            continue
        service = Service.objects.get(code=code)
        for number in range(served):
            counter = places[number % len(places)]
            came = line.at - timedelta(minutes=190 - 15 * number) + line.minutes(0, 10)
            called = came + line.minutes(6, 24)
            ended = called + line.minutes(4, 12)
            ticket = line.ticket(
                service,
                state=TicketState.DONE,
                came_at=came,
                counter=counter,
                clerk=clerks[counter.pk],
                calls=1,
                called_at=called,
                served_at=called + MINUTE,
                ended_at=ended,
                outcome=OutcomeKind.SERVED,
                expected_from=came + 5 * MINUTE,
                expected_to=came + 20 * MINUTE,
            )
            line.act(ticket, TicketActKind.CALLED, called)
            line.act(ticket, TicketActKind.SERVED, called + MINUTE)
            line.act(ticket, TicketActKind.FINISHED, ended)
        for number in range(waiting):
            came = line.at - timedelta(minutes=32 - 7 * number) + line.minutes(0, 4)
            line.ticket(service, state=TicketState.WAITING, came_at=came)


def _special(line: Line) -> None:
    """Give some of those who wait what makes a queue: a reason to be first, a way back, no patience."""
    waiting = [
        ticket
        for ticket in line.tickets
        if ticket.state == TicketState.WAITING and ticket.letter != BOOKED_LETTER
    ]
    ways = (_with_children, _gone_for_a_while, _back_again, _left, _not_there)
    for ticket, way in zip(waiting[1:], ways, strict=False):
        way(line, ticket)


def _with_children(line: Line, ticket: Ticket) -> None:
    ticket.rank, ticket.priority = Rank.PRIORITY, Priority.CHILDREN
    line.act(ticket, TicketActKind.PRIORITISED, ticket.came_at + MINUTE, reason=Priority.CHILDREN)


def _gone_for_a_while(line: Line, ticket: Ticket) -> None:
    ticket.state = TicketState.PARKED
    line.act(ticket, TicketActKind.PARKED, line.at - 6 * MINUTE)


def _back_again(line: Line, ticket: Ticket) -> None:
    ticket.rank = Rank.RETURNED
    line.act(ticket, TicketActKind.PARKED, line.at - 9 * MINUTE)
    line.act(ticket, TicketActKind.RETURNED, line.at - 2 * MINUTE)


def _left(line: Line, ticket: Ticket) -> None:
    ticket.state, ticket.ended_at = TicketState.LEFT, line.at - 3 * MINUTE
    line.act(ticket, TicketActKind.LEFT, ticket.ended_at)


def _not_there(line: Line, ticket: Ticket) -> None:
    ticket.state, ticket.calls = TicketState.MISSED, 2
    ticket.called_at, ticket.ended_at = line.at - 5 * MINUTE, line.at - 4 * MINUTE
    line.act(ticket, TicketActKind.CALLED, line.at - 6 * MINUTE)
    line.act(ticket, TicketActKind.RECALLED, ticket.called_at)
    line.act(ticket, TicketActKind.MISSED, ticket.ended_at)


def _write(line: Line) -> None:
    """Write it all down, in the order in which people came, as the numbers say."""
    line.tickets.sort(key=lambda ticket: ticket.came_at)
    on = line.at.astimezone(line.office.zone).date()
    last = dict(
        Ticket.objects.filter(office=line.office, on=on)
        .order_by()
        .values_list("letter")
        .annotate(Max("number"))
    )
    numbers = {letter: count(last.get(letter, 0) + 1) for letter in {row.letter for row in line.tickets}}
    for ticket in line.tickets:
        ticket.number = next(numbers[ticket.letter])
        ticket.token_digest = f"new:{line.office.pk}:{on}:{ticket.code}"
    Ticket.objects.bulk_create(line.tickets, batch_size=BATCH)
    for ticket in line.tickets:  # the secret of its page depends on its number in the table
        ticket.token_digest = token_digest(notices.ticket_token_of(ticket))
    Ticket.objects.bulk_update(line.tickets, ["token_digest"], batch_size=BATCH)
    TicketVisit.objects.bulk_create(line.visits, batch_size=BATCH)
    TicketAct.objects.bulk_create(sorted(line.acts, key=lambda act: act.at), batch_size=BATCH)
    Outcome.objects.bulk_create(line.outcomes, batch_size=BATCH)
    Appointment.objects.filter(pk__in=line.missed).lapse()
