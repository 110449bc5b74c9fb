"""What is read of an office to show its desk: counters, who sits where, who waits, when it stops.

Each is read once and whole, so that a page asks the database as often for a thousand as for one.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Q, Sum

from portal.accounts.models import User
from scheduling.admin.queue.place import Place
from scheduling.choices import TicketState
from scheduling.models import Counter, Duty, QueueRule, Service, Sitting, Ticket
from scheduling.models.line import block_in, blocks_of_day, first_of, for_counter, in_line
from scheduling.models.tickets import TicketQuerySet
from scheduling.rules.hours import local_day
from scheduling.rules.intervals import Interval

ASIDE = (TicketState.PARKED, TicketState.MISSED, TicketState.UNSERVED, TicketState.LEFT)
MOST_ASIDE = 20
LAST_FINISHED = 3


@dataclass(frozen=True, slots=True)
class CounterNow:
    """A counter in use, and who works there."""

    counter: Counter
    clerk: User | None
    is_mine: bool
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many tickets wait, how many of them for my counter, and how long all will take."""

    all: int
    mine: int
    minutes: int


@dataclass
class Hall:
    """An office at this moment, as one clerk sees it."""

    place: Place

    @property
    def at(self) -> datetime:
        return self.place.at

    @cached_property
    def counters(self) -> list[Counter]:
        """Counters in use, in the order of their signs: 2 before 10."""
        rows = Counter.objects.filter(office=self.place.office, is_open=True).prefetch_related("services")
        return sorted(rows, key=lambda counter: (len(counter.code), counter.code))

    @cached_property
    def services(self) -> list[Service]:
        """What the counters in use serve."""
        found = {service.pk: service for counter in self.counters for service in counter.services.all()}
        return sorted(found.values(), key=lambda service: (service.position, service.code))

    @cached_property
    def my_services(self) -> set[int]:
        seat = self.place.seat
        mine = [counter for counter in self.counters if seat and counter.pk == seat.counter_id]
        return {service.pk for counter in mine for service in counter.services.all()}

    @cached_property
    def sittings(self) -> dict[int, Sitting]:
        rows = Sitting.objects.filter(counter__office=self.place.office, ended_at=None)
        return {row.counter_id: row for row in rows.select_related("clerk")}

    @cached_property
    def duties(self) -> list[Duty]:
        span = local_day(self.place.on, self.place.zone)
        rows = Duty.objects.filter(counter__office=self.place.office).touching(span)
        return list(rows.order_by("period"))

    @cached_property
    def rule(self) -> QueueRule:
        return QueueRule.of(self.place.office)

    @cached_property
    def blocks(self) -> list[Interval]:
        return blocks_of_day(self.place.office, self.place.on)

    @cached_property
    def line(self) -> TicketQuerySet:
        return in_line(self.place.office, self.place.on, turn=self.rule.turn_minutes, at=self.at)

    @cached_property
    def waiting(self) -> Waiting:
        mine = Count("pk", filter=self.is_for_me)
        found = self.line.order_by().aggregate(all=Count("pk"), mine=mine, minutes=Sum("minutes", default=0))
        return Waiting(**found)

    @cached_property
    def at_counters(self) -> list[Ticket]:
        rows = Ticket.objects.at_counters().filter(office=self.place.office).for_page()
        return list(rows.select_related("clerk").order_by("called_at"))

    @cached_property
    def aside(self) -> list[Ticket]:
        """Who may come back: the latest of each kind would do, and a day has few."""
        rows = Ticket.objects.filter(office=self.place.office, on=self.place.on, state__in=ASIDE)
        return list(rows.for_page().order_by("-ended_at", "-pk"))

    @cached_property
    def finished(self) -> list[Ticket]:
        """Return whom this counter finished last: by mistake, perhaps."""
        seat = self.place.seat
        rows = Ticket.objects.filter(office=self.place.office, on=self.place.on, state=TicketState.DONE)
        mine = rows.filter(counter=seat.counter_id if seat else None)
        return list(mine.for_page().order_by("-ended_at", "-pk")[:LAST_FINISHED])

    @property
    def mine(self) -> Ticket | None:
        """Who is called or being served at my counter."""
        seat = self.place.seat
        return next((row for row in self.at_counters if seat and row.counter_id == seat.counter_id), None)

    @property
    def elsewhere(self) -> list[Ticket]:
        return [row for row in self.at_counters if row != self.mine]

    @property
    def block(self) -> Interval | None:
        """The break, closure or holiday that is going on."""
        return block_in(self.blocks, self.at)

    @property
    def next_stop(self) -> datetime | None:
        """When the office next stops calling people today."""
        return next((block.start for block in self.blocks if block.start > self.at), None)

    @property
    def my_end(self) -> datetime:
        """When my counter stops: the next break, or the end of the duty there, or of the day.

        It is the end of the next duty before that begins, and now where the last one is over.
        """
        seat = self.place.seat
        mine = [row for row in self.duties if seat and row.counter_id == seat.counter_id]
        ends = sorted(row.interval.end for row in mine)
        coming = [end for end in ends if end > self.at]
        day = self.at if ends else local_day(self.place.on, self.place.zone).end
        last = coming[0] if coming else day
        return min(self.next_stop or last, last)

    def first(self, most: int) -> list[Ticket]:
        """Return who is called next: to my counter, if I sit at one here."""
        line = self.line.filter(self.is_for_me) if self.place.seat else self.line
        return first_of(line, most, turn=self.rule.turn_minutes, at=self.at)

    @property
    def is_for_me(self) -> Q:
        seat = self.place.seat
        return for_counter(seat.counter_id if seat else 0, self.my_services)

    @property
    def counters_now(self) -> list[CounterNow]:
        clerk, proposed = self.place.clerk.pk, self._proposed
        return [
            CounterNow(
                counter,
                sitting.clerk if (sitting := self.sittings.get(counter.pk)) else None,
                is_mine=sitting is not None and sitting.clerk_id == clerk,
                is_proposed=counter.pk == proposed,
            )
            for counter in self.counters
        ]

    @property
    def _proposed(self) -> int | None:
        """Return the counter of my duty that goes on, or else of the next one today; else a free one."""
        mine = [row for row in self.duties if row.clerk_id == self.place.clerk.pk]
        due = [row.counter_id for row in mine if self.at < row.interval.end]
        free = [counter.pk for counter in self.counters if counter.pk not in self.sittings]
        return next(iter([*due, *free]), None)
