"""The booked visits of the day: who is not here yet, who is, who is done, who did not come."""

from collections import Counter as Tally
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from scheduling.admin.queue.bookings import IN_WORDS, Booking, Here
from scheduling.admin.queue.bookings_read import bookings_of
from scheduling.admin.queue.hall import Hall

MOST_SHOWN = 40
MINUTE = timedelta(minutes=1)


@dataclass
class Day:
    """All bookings of an office on a local day."""

    hall: Hall
    bookings: list[Booking]

    @classmethod
    def of(cls, hall: Hall) -> "Day":
        return cls(hall, bookings_of(hall))

    @property
    def coming(self) -> list[Booking]:
        return [booking for booking in self.bookings if booking.here is Here.NOT_YET]

    @property
    def late(self) -> list[Booking]:
        """Return whose time has passed and who have not checked in."""
        return [booking for booking in self.coming if booking.visit.interval.start < self.hall.at]

    @property
    def next_due(self) -> datetime | None:
        starts = (booking.visit.interval.start for booking in self.coming)
        return min((start for start in starts if start >= self.hall.at), default=None)

    def due_before(self, end: datetime) -> list[Booking]:
        return [booking for booking in self.coming if booking.visit.interval.start < end]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Return how many there are of each kind: how the address has it, in words, and the number."""
        tally = Tally(booking.here for booking in self.bookings)
        each = [(here.value, str(text), tally[here]) for here, text in IN_WORDS.items()]
        return [*each, ("all", _("all"), len(self.bookings))]


def late_by(booking: Booking, hall: Hall) -> int:
    """Return by how many minutes somebody is late."""
    return (hall.at - booking.visit.interval.start) // MINUTE
