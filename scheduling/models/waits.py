"""How long people waited at an office, read from its tickets and their log."""

from django.db.models import Exists, Min, OuterRef, Q

from portal.accounts.models import Office
from scheduling.choices import TicketActKind
from scheduling.models.tickets import Ticket, TicketVisit
from scheduling.rules.intervals import Interval
from scheduling.rules.queue.waited import Called, Waits, waits_of

CALLS = (TicketActKind.CALLED, TicketActKind.OVERTOOK)


def waits_in(office: Office, span: Interval) -> tuple[Waits, Waits]:
    """Return how long those waited who came in the span with a booking, and those without one.

    What counts is the first call: whoever was sent on, or came back, waits again.
    """
    came = Ticket.objects.filter(office=office, came_at__gte=span.start, came_at__lt=span.end)
    rows = came.annotate(
        first_call=Min("acts__at", filter=Q(acts__kind__in=CALLS)),
        has_visit=Exists(TicketVisit.objects.filter(ticket=OuterRef("pk"))),
    ).exclude(first_call=None)
    called: dict[bool, list[Called]] = {True: [], False: []}
    columns = ("has_visit", "came_at", "first_call", "due_at", "expected_from", "expected_to")
    for has_visit, came_at, first_call, due_at, told_from, told_to in rows.values_list(*columns):
        due = due_at if has_visit else None
        called[has_visit].append(Called(came_at, first_call, due, told_from, told_to))
    return waits_of(called[True]), waits_of(called[False])
