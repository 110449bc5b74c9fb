"""Without a booking: for what, and for how many."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from scheduling.models import Kiosk, Service
from scheduling.models.forecast import admits_in, wait_in
from scheduling.models.hall import Hall, hall_of
from scheduling.models.line import pause_at
from scheduling.views.answers import WRONG
from scheduling.views.kiosk import no_tickets, outcomes
from scheduling.views.kiosk.faces import between
from scheduling.views.kiosk.pages import page


@dataclass(frozen=True, slots=True)
class Choice:
    """A service, and when somebody who takes a ticket for it now is called."""

    service: Service
    low: str = ""
    high: str = ""
    is_full: bool = False


def choose(
    request: HttpRequest,
    kiosk: Kiosk,
    services: list[Service],
    *,
    named: Service | None = None,
    at: datetime,
) -> HttpResponse:
    """Ask for what, or of what is named for how many; where nothing is to be had, say what to do instead."""
    if pause := pause_at(kiosk.office, at):
        return outcomes.outcome_page(request, kiosk, no_tickets.closed(pause.until, kiosk.office), at=at)
    if not services:
        return outcomes.outcome_page(request, kiosk, no_tickets.no_walk_ins(kiosk.office), at=at)
    hall = hall_of(kiosk.office, at=at)
    if named and not admits_in(hall, named):
        return outcomes.outcome_page(request, kiosk, no_tickets.full_for(named, kiosk.office, at=at), at=at)
    if named and named.most_people > 1:
        return ask_how_many(request, kiosk, named, at=at)
    choices = [_choice(service, hall) for service in services]
    if all(choice.is_full for choice in choices):
        return outcomes.outcome_page(request, kiosk, no_tickets.full(kiosk.office), at=at)
    status = WRONG if request.method == "POST" else 200
    return page(request, kiosk, "scheduling/kiosk/services.html", {"choices": choices}, status=status, at=at)


def ask_how_many(request: HttpRequest, kiosk: Kiosk, service: Service, *, at: datetime) -> HttpResponse:
    context = {"service": service, "numbers": range(1, service.most_people + 1)}
    status = WRONG if request.method == "POST" and "people" in request.POST else 200
    return page(request, kiosk, "scheduling/kiosk/people.html", context, status=status, at=at)


def _choice(service: Service, hall: Hall) -> Choice:
    if not admits_in(hall, service):
        return Choice(service, is_full=True)
    low, high = between(wait_in(hall, service), hall.office.zone)
    return Choice(service, low, high)
