"""The line of an office on one day: when nobody is called, who waits in which order, who is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from portal.accounts.models import Office
from portal.prepared import Prepared
from scheduling.choices import Rank, TicketState
from scheduling.models.hotpath import closed_days_of, listed, made, weekly_of
from scheduling.models.hours import BlockedWindow, Closure
from scheduling.models.offers import blocks
from scheduling.models.tickets import QueueRule, Sitting, Ticket, TicketQuerySet
from scheduling.rules.hours import local_day
from scheduling.rules.intervals import Interval, merge
from scheduling.rules.queue.order import Turn, may_begin

MINUTE = timedelta(minutes=1)

# A clerk who presses twice waits for himself, and nobody else for him. What stands at the counter
# is asked after that: one statement sees what was there when it began, and not what it waited for.
LOCK_SITTING = Prepared(
    "queue_lock_sitting",
    "SELECT id FROM scheduling_sitting WHERE clerk_id = %(clerk)s AND ended_at IS NULL FOR UPDATE",
)
# Where a clerk sits, and all that decides whether somebody may be called there.
DESK = Prepared(
    "queue_desk",
    """
    SELECT c.id, o.id, o.time_zone,
        ARRAY(SELECT cs.service_id FROM scheduling_counter_services cs WHERE cs.counter_id = c.id),
        COALESCE((SELECT r.turn_minutes FROM scheduling_queuerule r WHERE r.office_id = o.id), %(turn)s),
        (SELECT upper(d.period) FROM scheduling_duty d
            WHERE d.counter_id = c.id AND upper(d.period) > %(at)s::timestamptz
            AND lower(d.period) < %(at)s::timestamptz + interval '12 hours'
            ORDER BY d.period LIMIT 1),
        EXISTS (SELECT FROM scheduling_duty d
            WHERE d.counter_id = c.id AND upper(d.period) <= %(at)s::timestamptz
            AND upper(d.period) > %(at)s::timestamptz - interval '12 hours'),
        (SELECT t.id FROM scheduling_ticket t
            WHERE t.counter_id = c.id AND t.state IN ('called', 'serving') LIMIT 1),
        (SELECT json_agg(json_build_array(w.weekdays, w.starts, w.ends, w.valid_from, w.valid_to))
            FROM scheduling_blockedwindow w WHERE w.office_id = o.id
            AND w.valid_from <= (%(at)s::timestamptz AT TIME ZONE o.time_zone)::date
            AND (w.valid_to IS NULL OR w.valid_to >= (%(at)s::timestamptz AT TIME ZONE o.time_zone)::date)),
        (SELECT json_agg(json_build_array(k.first_on, k.last_on)) FROM scheduling_closure k
            WHERE k.office_id = o.id
            AND k.first_on <= (%(at)s::timestamptz AT TIME ZONE o.time_zone)::date
            AND k.last_on >= (%(at)s::timestamptz AT TIME ZONE o.time_zone)::date)
    FROM scheduling_sitting s
    JOIN scheduling_counter c ON c.id = s.counter_id
    JOIN accounts_office o ON o.id = c.office_id
    WHERE s.clerk_id = %(clerk)s AND s.ended_at IS NULL AND c.is_open
    """,
)
WAITS = """
    t.office_id = %(office)s AND t."on" = %(on)s AND t.state = 'waiting'
    AND t.service_id = ANY(%(services)s)
    AND (t.only_counter_id IS NULL OR t.only_counter_id = %(counter)s OR NOT EXISTS (
        SELECT FROM scheduling_sitting z WHERE z.counter_id = t.only_counter_id AND z.ended_at IS NULL))
"""
# Who is next, at one stroke: two clerks at once each lock another row, and neither waits.
CALL_NEXT = Prepared(
    "queue_call_next",
    f"""
    WITH turn AS (
        SELECT t.id FROM scheduling_ticket t
        WHERE {WAITS}
            AND (t.rank <> 2 OR t.due_at <= %(at)s::timestamptz + %(before)s * interval '1 minute')
            AND (t.rank IN (1, 2) OR t.rank = 0 AND t.letter = 'R'
                OR %(at)s::timestamptz + t.minutes * interval '1 minute' <= %(until)s::timestamptz)
        ORDER BY t.rank, t.due_at, t.id LIMIT 1 FOR UPDATE SKIP LOCKED
    ), early AS (
        SELECT t.id FROM scheduling_ticket t
        WHERE {WAITS} AND t.rank = 2 AND NOT EXISTS (SELECT FROM turn)
        ORDER BY t.rank, t.due_at, t.id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE scheduling_ticket AS t
    SET state = 'called', counter_id = %(counter)s, clerk_id = %(clerk)s, called_at = %(at)s, calls = 1,
        version = t.version + 1
    WHERE t.id IN (SELECT id FROM turn UNION ALL SELECT id FROM early)
    RETURNING {listed(Ticket, "t")}
    """,  # noqa: S608  names of our own columns
)
ACT_COLUMNS = ("ticket_id", "kind", "reason", "note", "passed", "counter_id", "by_id", "at")
ADD_ACT = Prepared(
    "queue_act",
    f"""
    INSERT INTO scheduling_ticketact ({", ".join(ACT_COLUMNS)})
    VALUES ({", ".join(f"%({column})s" for column in ACT_COLUMNS)})
    """,  # noqa: S608  names of our own columns
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A clerk's counter at one moment: what it serves and how long, and who is at it."""

    counter: int
    office: int
    zone: ZoneInfo
    services: Sequence[int]
    turn: int  # minutes
    busy_with: int | None  # a ticket
    blocked: tuple[Interval, ...]
    ends: datetime | None  # of the duty here that is going on, or of the next
    is_over: bool  # there was one, and there is none any more

    def on(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def block_at(self, at: datetime) -> Interval | None:
        return block_in(self.blocked, at)

    def until(self, at: datetime) -> datetime:
        """Return when (UTC) this counter stops: the next break, or the end of the duty or of the day."""
        ends = [block.start for block in self.blocked if block.start > at]
        last = at if self.is_over else local_day(self.on(at), self.zone).end
        return min([*ends, self.ends or last])

    def may_call(self, ticket: Ticket, *, at: datetime) -> bool:
        """Tell whether somebody would be called here in their turn: for what is served, and if it fits."""
        is_for_here = ticket.service_id in self.services and ticket.only_counter_id in {None, self.counter}
        return is_for_here and may_begin(
            ticket.rank,
            is_booked=ticket.is_booked,
            minutes=ticket.minutes,
            at=at,
            until=self.until(at),
        )


def desk_of(clerk: int, *, at: datetime) -> Desk | None:
    """Lock and return where a clerk (key) sits, or None."""
    LOCK_SITTING.one(clerk=clerk)
    row = DESK.one(clerk=clerk, at=at, turn=QueueRule().turn_minutes)
    if row is None:
        return None
    counter, office, zone, services, turn, ends, is_over, busy, windows, closures = row
    there = ZoneInfo(zone)
    on = at.astimezone(there).date()
    blocked = blocks(
        map(weekly_of, windows or []),
        map(closed_days_of, closures or []),
        first=on,
        last=on,
        zone=there,
    )
    off = tuple(merge(blocked))
    is_over = is_over and ends is None
    return Desk(counter, office, there, services, turn, busy, off, ends, is_over)


def take_next(desk: Desk, *, clerk: int, at: datetime) -> Ticket | None:
    """Call whoever is next at a counter, and return the ticket; None if nobody may be called there."""
    row = CALL_NEXT.one(
        office=desk.office,
        on=desk.on(at),
        services=list(desk.services),
        counter=desk.counter,
        clerk=clerk,
        at=at,
        before=desk.turn,
        until=desk.until(at),
    )
    return made(row, Ticket)[0] if row else None


def add_act(ticket: Ticket, kind: str, *, by: int | None, at: datetime, **more: Any) -> None:  # noqa: ANN401  columns of the log
    """Write a line into the log of the queue."""
    values = {"reason": "", "note": "", "passed": 0, "counter_id": ticket.counter_id} | more
    ADD_ACT.count(ticket_id=ticket.pk, kind=str(kind), by_id=by, at=at, **values)


def today(office: Office, at: datetime) -> date:
    """Return the local date at an office."""
    return at.astimezone(office.zone).date()


def blocks_of_day(office: Office, on: date) -> list[Interval]:
    """Return when the office takes nobody on a local day, for whatever reason, earliest first."""
    windows = BlockedWindow.objects.filter(office=office).valid_within(on, on)
    closures = Closure.objects.filter(office=office).within(on, on)
    return merge(
        blocks(
            [window.weekly for window in windows],
            [closure.days for closure in closures],
            first=on,
            last=on,
            zone=office.zone,
        )
    )


def block_in(blocked: Iterable[Interval], at: datetime) -> Interval | None:
    return next((block for block in blocked if block.start <= at < block.end), None)


def block_at(office: Office, at: datetime) -> Interval | None:
    """Return the break, closure or holiday that is going on at `at` (UTC), or None."""
    return block_in(blocks_of_day(office, today(office, at)), at)


@dataclass(frozen=True, slots=True)
class Pause:
    """The office takes nobody just now, until a time (UTC) of this day, or for the rest of it (None)."""

    until: datetime | None


def pause_at(office: Office, at: datetime) -> Pause | None:
    """Return the break that is going on at `at` (UTC), if one is."""
    return pause_in(blocks_of_day(office, today(office, at)), office.zone, at=at)


def pause_in(blocked: Iterable[Interval], zone: ZoneInfo, *, at: datetime) -> Pause | None:
    """Return the same where the blocks of the day are read already."""
    block = block_in(blocked, at)
    if block is None:
        return None
    is_over_today = block.end.astimezone(zone).date() == at.astimezone(zone).date()
    return Pause(block.end if is_over_today else None)


def line_of(office: Office, on: date, *, at: datetime) -> list[Ticket]:
    """Return who waits, in the order in which they would be called now, whatever the counter."""
    turn = Turn(at, QueueRule.of(office).turn_minutes * MINUTE)
    waiting = Ticket.objects.filter(office=office, on=on, state=TicketState.WAITING)
    rows = waiting.select_related("service", "only_counter")
    return sorted(rows, key=lambda ticket: turn.key(ticket.rank, ticket.due_at, ticket.pk))


def in_line(office: Office, on: date, *, turn: int, at: datetime) -> TicketQuerySet:
    """Return the same for the database to sort. A booked time counts from `turn` minutes before it."""
    early = ExpressionWrapper(is_early(turn=turn, at=at), BooleanField())
    waiting = Ticket.objects.filter(office=office, on=on, state=TicketState.WAITING)
    return waiting.order_by(early, "rank", "due_at", "pk")


def first_of(line: TicketQuerySet, most: int, *, turn: int, at: datetime) -> list[Ticket]:
    """Return the first of a line: both its parts stand sorted in an index, and are read no further."""
    early = is_early(turn=turn, at=at)
    keys = line.order_by("rank", "due_at", "pk").values("pk")
    both = keys.exclude(early)[:most].union(keys.filter(early)[:most], all=True)
    return list(line.filter(pk__in=both).select_related("service", "only_counter")[:most])


def is_early(*, turn: int, at: datetime) -> Q:
    return Q(rank=Rank.BOOKED, due_at__gt=at + turn * MINUTE)


def for_counter(counter: int, services: Iterable[int]) -> Q:
    """Return whom a counter (key) may call: its services (keys), and nobody sent to another counter.

    Where nobody works any more, whoever was sent there is for everybody again.
    """
    staffed = Sitting.objects.filter(counter=OuterRef("only_counter"), ended_at=None)
    is_kept = Q(Exists(staffed))
    return Q(service__in=services) & (Q(only_counter=None) | Q(only_counter=counter) | ~is_kept)
