"""Which of the day's bookings a clerk wants to see."""

from dataclasses import dataclass

from scheduling.admin.queue.bookings import Booking, Here
from scheduling.views.lookups import read_number


@dataclass(frozen=True, slots=True)
class Wanted:
    here: Here | None
    service: int | None

    @classmethod
    def of(cls, chosen: dict[str, str]) -> "Wanted":
        """Read it from the address; whoever asks for nothing sees who is not here yet."""
        named = chosen.get("here", Here.NOT_YET.value)
        known = {here.value: here for here in Here}
        here = known.get(named) if named != "all" else None
        is_known = named in known or named == "all"
        return cls(here if is_known else Here.NOT_YET, read_number(chosen.get("of", "")))

    @property
    def name(self) -> str:
        """How the address has it."""
        return self.here.value if self.here else "all"

    def takes(self, booking: Booking) -> bool:
        is_so = self.here is None or booking.here is self.here
        return is_so and self.service in {None, booking.visit.service_id}
