"""How much is still to be done before the office stops, and who is there to do it."""

from dataclasses import dataclass

from portal.web import words
from scheduling.admin.queue.bookings import Booking
from scheduling.admin.queue.day import Day
from scheduling.admin.queue.hall import Hall
from scheduling.models.line import MINUTE


@dataclass(frozen=True, slots=True)
class Load:
    until: str
    booked: int
    waiting: int
    needed: int
    counters: int
    given: int

    @property
    def too_much(self) -> int:
        return max(self.needed - self.given, 0)


def load_of(hall: Hall, day: Day) -> Load | None:
    """Return what is to be done before the next break of today; None, if there is none."""
    end = hall.next_stop
    if end is None:
        return None
    booked = day.due_before(end)
    sitting = [counter for counter in hall.counters if counter.pk in hall.sittings]
    return Load(
        until=words.clock(end, hall.place.zone),
        booked=len(booked),
        waiting=hall.waiting.all,
        needed=sum(map(_minutes, booked)) + hall.waiting.minutes,
        counters=len(sitting),
        given=(end - hall.at) // MINUTE * len(sitting),
    )


def _minutes(booking: Booking) -> int:
    lead = booking.visit
    return lead.people * (lead.length // MINUTE)
