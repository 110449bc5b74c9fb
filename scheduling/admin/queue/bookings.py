"""A booking of today as the desk shows it. Lists name nobody: it has a time, a reference and initials."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scheduling.models import Appointment, Ticket
from scheduling.models.together import together
from scheduling.templatetags.contacts import initials


class Here(Enum):
    """Where a booking stands today."""

    NOT_YET = "not_yet"
    HERE = "here"
    DONE = "done"
    MISSED = "missed"


IN_WORDS: dict[Here, Promise] = {
    Here.NOT_YET: _("not here yet"),
    Here.HERE: _("here"),
    Here.DONE: _("done"),
    Here.MISSED: _("did not come"),
}


@dataclass(slots=True)
class Booking:
    """One booking of today: its first person, the tickets of all, how it stands."""

    visit: Appointment
    tickets: list[Ticket]
    here: Here
    clock: str

    @property
    def in_words(self) -> Promise:
        return IN_WORDS[self.here]

    @property
    def people(self) -> str:
        return ", ".join(filter(None, (initials(row) for row in together(self.visit))))

    @property
    def codes(self) -> str:
        return ", ".join(ticket.code for ticket in self.tickets)

    @property
    def may_return(self) -> list[Ticket]:
        """Return their tickets that are over, if none is open any more: something was forgotten."""
        return [] if self.here is Here.HERE else self.tickets

    @property
    def may_check_in(self) -> bool:
        return self.here is Here.NOT_YET or (self.here is Here.MISSED and not self.tickets)
