"""Giving visits another place when the office takes theirs away.

Whatever hits booked visits (a closure, a blocked hour, a clerk who is away) ends here. A visit
first goes to another counter at the same time, of which nobody needs to hear; then to the
nearest free time, which stays booked unless the person declines; and only where there is none
in sixty days is it cancelled. Nobody else takes a time at the office meanwhile.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction

from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions.cancelling import TooLateError, end, end_alone
from scheduling.actions.moving import ChangedMeanwhileError, rows_of, take
from scheduling.choices import CancelledBy
from scheduling.models import Appointment, TicketVisit
from scheduling.models.locks import take_hours
from scheduling.models.offers import Calendar, calendar_of
from scheduling.rules.hours import local_day
from scheduling.rules.intervals import Interval
from scheduling.rules.masks import Cells, cells
from scheduling.rules.offers import CounterTime
from scheduling.rules.parties import Seat, seats
from scheduling.rules.rehousing import SEARCHED, days_to_search, nearest

MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a visit may go: a seat for each who comes, the lead's first. None, if there is no time.

    `visit` is as it was before.
    """

    visit: Appointment
    seats: tuple[Seat, ...] = ()
    is_same_time: bool = False

    @property
    def start(self) -> datetime | None:
        return self.seats[0].start if self.seats else None

    @property
    def counter(self) -> int | None:
        """Return the key of the counter at which the first of them is seen."""
        return self.seats[0].counter if self.seats else None


class HitsVisitsError(Exception):
    """A change of hours or duties hits booked visits, and nobody has decided about all of them.

    `proposals` say of all that are hit where they can go; `unseen` are those nobody decided about.
    """

    def __init__(self, proposals: Sequence[Proposal], unseen: Sequence[Appointment]) -> None:
        super().__init__(len(proposals))
        self.proposals = [*proposals]
        self.unseen = [*unseen]

    @property
    def visits(self) -> list[Appointment]:
        return [proposal.visit for proposal in self.proposals]


def propose(
    visits: Sequence[Appointment], *, at: datetime, blocked: Collection[Interval] = ()
) -> list[Proposal]:
    """Return for each visit of one office where it can go, as known at `at` (UTC), in the given order.

    `blocked` is time that is about to be closed, and in no table yet. No two get the same place:
    who can keep the time comes first, then who is seen earliest.
    """
    if not visits:
        return []
    diary = _Diary.of(visits, blocked=tuple(blocked), at=at)
    parties = {visit.pk: rows_of(visit) for visit in visits}
    order = sorted(visits, key=lambda visit: (visit.interval.start, visit.pk))
    found = {visit.pk: diary.same_time(parties[visit.pk]) for visit in order}
    for visit in order:
        if not found[visit.pk].seats and visit.lead_id is None:
            found[visit.pk] = diary.another_time(parties[visit.pk])
    return [found[visit.pk] for visit in visits]


@transaction.atomic
def rehouse(
    visits: Sequence[Appointment],
    *,
    cancel: Collection[int] = (),
    blocked: Collection[Interval] = (),
    by: Actor,
    at: datetime,
) -> list[Proposal]:
    """Give each visit of one office another place, or cancel it; tell each person whose time changes.

    `cancel` are those (keys) that are to be cancelled whatever is free. Who is at the office
    already stays, and so does who has cancelled a moment ago: of them nothing is returned.
    """
    if not visits:
        return []
    take_hours(visits[0].office_id)
    there = _absent(visits)
    going = [visit for visit in there if visit.pk not in cancel]
    found = {proposal.visit.pk: proposal for proposal in propose(going, at=at, blocked=blocked)}
    proposals = [found.get(visit.pk, Proposal(visit)) for visit in there]
    settled = (_settle(proposal, blocked, by=by, at=at) for proposal in proposals)
    return [proposal for proposal in settled if proposal]


def refuse_unseen(
    visits: Sequence[Appointment],
    *,
    seen: Collection[int],
    blocked: Collection[Interval] = (),
    at: datetime,
) -> None:
    """Refuse to go on, with proposals, if a visit is not among those (keys) somebody has seen.

    :raises HitsVisitsError: if there is one.
    """
    if unseen := [visit for visit in visits if visit.pk not in seen]:
        raise HitsVisitsError(propose(visits, at=at, blocked=blocked), unseen)


def counted(settled: Collection[Proposal]) -> dict[str, int]:
    """Return how many have another place, and how many none, as the audit says it."""
    moved = sum(1 for proposal in settled if proposal.seats)
    return {"moved": moved, "cancelled": len(settled) - moved}


def _absent(visits: Sequence[Appointment]) -> list[Appointment]:
    """Lock the bookings, and return those of whom nobody is at the office."""
    rows = Appointment.objects.together_with(*visits).order_by("pk").select_for_update(of=("self",))
    bookings = dict(rows.values_list("pk", "lead_id"))
    # Asked after the lock: a check-in points at the row, so it has waited for us or we for it.
    checked_in = TicketVisit.objects.filter(appointment__in=bookings)
    present = set(checked_in.values_list("appointment", flat=True))
    present |= {lead for lead in (bookings[pk] for pk in present) if lead}
    return [visit for visit in visits if visit.pk not in present]


def _settle(proposal: Proposal, blocked: Collection[Interval], *, by: Actor, at: datetime) -> Proposal | None:
    """Do what is proposed, or the next best: return what became of the visit, or None if it is gone."""
    visit = proposal.visit
    for _try in range(MOST_TRIES):
        if not proposal.seats:
            break
        try:
            if _move(proposal, by=by, at=at):
                return proposal
        except ChangedMeanwhileError:  # the person cancelled it a moment ago
            return None
        (proposal,) = propose([visit], at=at, blocked=blocked)
    with suppress(TooLateError):  # likewise
        _cancel(visit, by=by, at=at)
        return Proposal(visit)
    return None


def _move(proposal: Proposal, *, by: Actor, at: datetime) -> bool:
    visit, rows = proposal.visit, rows_of(proposal.visit)
    if len(rows) != len(proposal.seats):
        raise ChangedMeanwhileError
    length, is_silent = visit.interval.length, proposal.is_same_time
    if not take(rows, [*proposal.seats], length=length, is_silent=is_silent, at=at):
        return False
    moved = Appointment.objects.for_page().get(pk=visit.pk)
    was, now = visit.interval.start, moved.interval.start
    if not is_silent:
        notices.appointment_moved_by_office(moved, was=was, at=at)
    name = "appointment.reseated" if is_silent else "appointment.moved"
    about = {"was": was, "now": now, "from_counter": visit.counter_id, "counter": moved.counter_id}
    record(name, subject=moved, by=by, at=at, office=moved.office, **about)
    return True


def _cancel(visit: Appointment, *, by: Actor, at: datetime) -> None:
    if visit.lead_id is not None:  # others of the booking are being served already
        end_alone(visit, by=by, at=at)
        return
    end(visit, cancelled_by=CancelledBy.OFFICE, by=by, at=at)
    notices.appointment_cancelled_by_office(visit, at=at)


@dataclass(slots=True)
class _Diary:
    """The free times of an office, while visits are given new ones one after the other."""

    office: Office
    first: date
    last: date
    blocked: tuple[Interval, ...]
    at: datetime
    given: dict[int, list[Cells]] = field(default_factory=lambda: defaultdict(list))
    months: dict[int, Calendar] = field(default_factory=dict)
    full: set[tuple[int, object, int, date]] = field(default_factory=set)

    @classmethod
    def of(cls, visits: Iterable[Appointment], *, blocked: tuple[Interval, ...], at: datetime) -> "_Diary":
        visits = list(visits)
        office = visits[0].office
        starts = [visit.interval.start.astimezone(office.zone).date() for visit in visits]
        return cls(office, min(starts), max(starts) + SEARCHED, blocked, at)

    def same_time(self, rows: list[Appointment]) -> Proposal:
        """Return seats at other counters, where nobody begins later or is done later than before."""
        visit = rows[0]
        start, end = visit.interval.start, max(row.interval.end for row in rows)
        on = start.astimezone(self.office.zone).date()
        chosen = self._seats(self._day(rows, on), rows, start)
        if not chosen or max(seat.period(visit.interval.length).end for seat in chosen) > end:
            return Proposal(visit)
        return self._give(visit, chosen, is_same_time=True)

    def another_time(self, rows: list[Appointment]) -> Proposal:
        """Return seats at the nearest time that is free for all of them."""
        visit, zone = rows[0], self.office.zone
        for on in self._days(rows):
            day = self._day(rows, on)
            starts = [offer.start for offer in day.times(on)]
            if start := nearest(starts, was=visit.interval.start, at=self.at, zone=zone):
                return self._give(visit, self._seats(day, rows, start), is_same_time=False)
            self.full.add((*self._kind(rows), on))
        return Proposal(visit)

    def _days(self, rows: list[Appointment]) -> Iterator[date]:
        visit = rows[0]
        kind, until = self._kind(rows), visit.service.valid_to
        for on in days_to_search(visit.interval.start, zone=self.office.zone):
            if until and on > until:
                return
            if (*kind, on) not in self.full:
                yield on

    def _kind(self, rows: list[Appointment]) -> tuple[int, object, int]:
        return rows[0].service_id, rows[0].interval.length, len(rows)

    def _seats(self, day: Calendar, rows: list[Appointment], start: datetime) -> list[Seat]:
        room = dict(sorted(day.room(start).items()))
        return seats(room, people=len(rows), start=start, length=rows[0].interval.length)

    def _give(self, visit: Appointment, chosen: list[Seat], *, is_same_time: bool) -> Proposal:
        for seat in chosen:
            self.given[seat.counter].append(cells(seat.period(visit.interval.length)))
        return Proposal(visit, tuple(chosen), is_same_time)

    def _day(self, rows: list[Appointment], on: date) -> Calendar:
        """Return one day as those people find it: what they have now is free for them."""
        month = self._month(rows[0])
        own = {(row.counter_id, cells(row.interval)) for row in rows}
        low, high = cells(local_day(on, self.office.zone))
        counters = [
            CounterTime(
                counter.key,
                [duty for duty in counter.duties if duty[0] < high and low < duty[1]],
                [
                    taken
                    for taken in (*counter.taken, *self.given[counter.key])
                    if taken[0] < high and low < taken[1] and (counter.key, taken) not in own
                ],
            )
            for counter in month.counters
        ]
        length, people = rows[0].interval.length, len(rows)
        wanted = replace(month.visit, length=length, people=people, not_before=self.at, not_after=None)
        return replace(month, first=on, last=on, counters=counters, visit=wanted, more_blocks=self.blocked)

    def _month(self, visit: Appointment) -> Calendar:
        service = visit.service
        if service.pk not in self.months:
            self.months[service.pk] = calendar_of(
                self.office, service, first=self.first, last=self.last, at=self.at
            )
        return self.months[service.pk]
