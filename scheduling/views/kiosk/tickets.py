"""Tickets without a booking."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from portal.audit.rules.actors import VISITOR
from portal.web.limits import Limit, TooOftenError, spend
from scheduling.actions.queue.arriving import ClosedError, FullError, NoWalkInsError, take_ticket
from scheduling.models import Kiosk, Service
from scheduling.views.holder import form_key_of
from scheduling.views.kiosk import no_tickets, outcomes
from scheduling.views.kiosk.choosing import ask_how_many, choose
from scheduling.views.kiosk.device import at_kiosk
from scheduling.views.kiosk.given import given_for, keep
from scheduling.views.kiosk.printed import to_tickets
from scheduling.views.kiosk.services import walk_in_services
from scheduling.views.lookups import read_number

# The busiest hall sends six people a minute through one device; a child that plays sends more.
TICKETS = Limit("kiosk.tickets", 60, timedelta(minutes=10))


@at_kiosk
def kiosk_ticket(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    now = timezone.now()
    services = walk_in_services(kiosk.office, at=now)
    sent = request.method == "POST"
    typed = request.POST if sent else request.GET
    service = next((one for one in services if one.code == typed.get("service")), None)
    if service is None or not sent:
        return choose(request, kiosk, services, named=service, at=now)
    people = read_number(typed.get("people", "")) if service.most_people > 1 else 1
    if not people or people > service.most_people:
        return ask_how_many(request, kiosk, service, at=now)
    return _take(request, kiosk, service, people, at=now)


def _take(request: HttpRequest, kiosk: Kiosk, service: Service, people: int, *, at: datetime) -> HttpResponse:
    key, language, office = form_key_of(request), get_language() or "", kiosk.office
    if ticket := given_for(key, kiosk):
        return to_tickets([ticket], language=language, is_again=True)
    try:
        spend((TICKETS, str(kiosk.pk)), at=at)
        ticket = take_ticket(
            office=office, service=service, people=people, language=language, by=VISITOR, at=at
        )
    except TooOftenError as error:
        outcome = no_tickets.too_many(error.retry_at, office)
    except ClosedError as error:
        outcome = no_tickets.closed(error.until, office)
    except FullError:
        outcome = no_tickets.full_for(service, office, at=at)
    except NoWalkInsError:
        outcome = no_tickets.no_walk_ins(office)
    else:
        keep(key, ticket)
        return to_tickets([ticket], language=language, is_again=False)
    return outcomes.outcome_page(request, kiosk, outcome, at=at)
