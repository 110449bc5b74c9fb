"""What was sent to the desk, as the actions take it."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import Http404, QueryDict

from portal.web.forms import PortalForm
from scheduling.admin.queue.attempt import auto_id
from scheduling.admin.queue.done import UnfilledError
from scheduling.admin.queue.hall import Hall
from scheduling.admin.queue.place import Place
from scheduling.admin.queue.words import NotMineError
from scheduling.choices import AT_COUNTER
from scheduling.models import Ticket
from scheduling.views.lookups import read_number

F = TypeVar("F", bound=PortalForm)


@dataclass
class Task:
    """What was sent, and where."""

    hall: Hall
    act: str
    data: QueryDict

    @property
    def place(self) -> Place:
        return self.hall.place

    @property
    def ticket(self) -> Ticket:
        return self.place.ticket(self.data.get("ticket", ""))

    @property
    def seen(self) -> int:
        """Which version of the ticket the page showed.

        :raises Http404: if it says none, as no page of ours does.
        """
        seen = read_number(self.data.get("seen", ""))
        if seen is None:
            raise Http404
        return seen

    @property
    def there(self) -> dict[str, Any]:
        """The ticket, as the actions take it."""
        return {"ticket": self.ticket, "seen": self.seen, **self.place.acting}

    @property
    def at_mine(self) -> dict[str, Any]:
        """The same, if it is at my counter or at none.

        :raises NotMineError: if a colleague has it.
        """
        there = self.there
        ticket, seat = there["ticket"], self.place.seat
        if ticket.state in AT_COUNTER and (seat is None or ticket.counter_id != seat.counter_id):
            raise NotMineError(ticket)
        return there

    def filled(self, kind: type[F], **more: Any) -> F:  # noqa: ANN401  of the form
        """Return a form that is right.

        :raises UnfilledError: if it is not.
        """
        form = kind(self.data, auto_id=auto_id(self.act, self.data.get("ticket", "")), **more)
        if not form.is_valid():
            raise UnfilledError(form)
        return form
