"""Tickets without a booking: for what, for how many, and the ticket."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from redis import RedisError

from portal.audit.rules.actors import VISITOR
from portal.web.limits import Limit, TooOftenError, spend
from scheduling.actions.queue.arriving import ClosedError, FullError, NoWalkInsError, take_ticket
from scheduling.models import Kiosk, Service, Ticket
from scheduling.models.forecast import admits_in, wait_in
from scheduling.models.hall import Hall, hall_of
from scheduling.views.answers import WRONG
from scheduling.views.holder import form_key_of
from scheduling.views.kiosk import outcomes
from scheduling.views.kiosk.device import at_kiosk
from scheduling.views.kiosk.pages import page, pause_at
from scheduling.views.kiosk.printed import between, to_tickets
from scheduling.views.kiosk.services import walk_in_services
from scheduling.views.lookups import read_number

# The busiest hall sends six people a minute through one device; a child that plays sends more.
TICKETS = Limit("kiosk.tickets", 60, timedelta(minutes=10))
KEPT = 10 * 60  # seconds in which a form that is sent again leads to the same ticket


@dataclass(frozen=True, slots=True)
class Choice:
    """A service, and when somebody who takes a ticket for it now is called."""

    service: Service
    low: str
    high: str
    is_full: bool


@at_kiosk
def kiosk_ticket(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    now = timezone.now()
    services = walk_in_services(kiosk.office, at=now)
    sent = request.method == "POST"
    typed = request.POST if sent else request.GET
    service = next((one for one in services if one.code == typed.get("service")), None)
    if service is None or (service.most_people == 1 and not sent):
        return _choose(request, kiosk, services, at=now)
    people = read_number(typed.get("people", "")) if service.most_people > 1 else 1
    if not sent or not people or people > service.most_people:
        return _ask_how_many(request, kiosk, service, at=now)
    return _take(request, kiosk, service, people, at=now)


def _take(request: HttpRequest, kiosk: Kiosk, service: Service, people: int, *, at: datetime) -> HttpResponse:
    key, language, office = form_key_of(request), get_language() or "", kiosk.office
    if ticket := _given_for(key, kiosk):
        return to_tickets([ticket], language=language, is_again=True)
    try:
        spend((TICKETS, str(kiosk.pk)), at=at)
        ticket = take_ticket(
            office=office, service=service, people=people, language=language, by=VISITOR, at=at
        )
    except TooOftenError as error:
        outcome = outcomes.too_many_tickets(error.retry_at, office)
    except ClosedError as error:
        outcome = outcomes.closed(error.until, office)
    except FullError:
        outcome = outcomes.full(office)
    except NoWalkInsError:
        outcome = outcomes.no_walk_ins(office)
    else:
        _keep(key, ticket)
        return to_tickets([ticket], language=language, is_again=False)
    return outcomes.outcome_page(request, kiosk, outcome, at=at)


def _choose(request: HttpRequest, kiosk: Kiosk, services: list[Service], *, at: datetime) -> HttpResponse:
    """Ask for what; where nothing is to be had, say why and what to do instead."""
    if pause := pause_at(kiosk.office, at=at):
        return outcomes.outcome_page(request, kiosk, outcomes.closed(pause.until, kiosk.office), at=at)
    if not services:
        return outcomes.outcome_page(request, kiosk, outcomes.no_walk_ins(kiosk.office), at=at)
    hall = hall_of(kiosk.office, at=at)
    choices = [_choice(service, hall) for service in services]
    if all(choice.is_full for choice in choices):
        return outcomes.outcome_page(request, kiosk, outcomes.full(kiosk.office), at=at)
    status = WRONG if request.method == "POST" else 200
    return page(request, kiosk, "scheduling/kiosk/services.html", {"choices": choices}, status=status, at=at)


def _ask_how_many(request: HttpRequest, kiosk: Kiosk, service: Service, *, at: datetime) -> HttpResponse:
    context = {"service": service, "numbers": range(1, service.most_people + 1)}
    status = WRONG if request.method == "POST" and "people" in request.POST else 200
    return page(request, kiosk, "scheduling/kiosk/people.html", context, status=status, at=at)


def _choice(service: Service, hall: Hall) -> Choice:
    low, high = between(wait_in(hall, service), hall.office.zone)
    return Choice(service, low, high, is_full=not admits_in(hall, service))


def _given_for(key: str, kiosk: Kiosk) -> Ticket | None:
    """Return the ticket that a form has brought already: a button pressed twice is one ticket."""
    try:
        pk = cache.get(f"kiosk:{key}")
    except (RedisError, OSError):
        return None
    return pk and Ticket.objects.for_page().filter(pk=pk, office=kiosk.office).first()


def _keep(key: str, ticket: Ticket) -> None:
    try:
        cache.set(f"kiosk:{key}", ticket.pk, KEPT)
    except (RedisError, OSError):
        return
