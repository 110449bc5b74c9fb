"""What one can come for, before any calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.models import Office
from portal.web.markdown import to_html
from scheduling.models import Counter, Matter, Service
from scheduling.rules.booking import Refusal
from scheduling.views.answers import answer
from scheduling.views.calendars import Outlook
from scheduling.views.lookups import Place, find_place


@dataclass(frozen=True, slots=True)
class OfficeServices:
    office: Office
    services: list[Place]


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """Show every service at every office on one page: there are few, and people compare."""
    now = timezone.now()
    offices = list(Office.objects.filter(is_open_to_public=True).order_by("name", "pk"))
    places = list(_places(offices, at=now))
    bookable = [place for place in places if not place.refusals(at=now)]
    groups = [OfficeServices(office, [p for p in bookable if p.office == office]) for office in offices]
    others = {place.service: place for place in places if place.refusals(at=now)}.values()
    context = {
        "groups": groups,
        "others": [(place, _why(place, at=now)) for place in others],
        "partly": _partly(at=now),
    }
    zone = timezone.get_current_timezone()
    return answer(request, "scheduling/service_list.html", context, zone=zone)


@require_safe
def service_detail(request: HttpRequest, office: str, code: str) -> HttpResponse:
    now = timezone.now()
    place = find_place(office, code, at=now)
    if refusals := place.refusals(at=now):
        context = {"place": place, "is_ended": Refusal.ENDED in refusals, "note": _note(place.service)}
        return answer(request, "scheduling/service_closed.html", context, zone=place.zone)
    context = {"place": place, "outlook": Outlook.of(place, at=now)}
    return answer(request, "scheduling/service_detail.html", context, zone=place.zone)


def _places(offices: list[Office], *, at: datetime) -> Iterator[Place]:
    """Yield what each office serves; what has ended is nobody's any more, and every office's."""
    served = set(Counter.objects.filter(is_open=True).values_list("office_id", "services"))
    services = list(Service.objects.filter(is_listed=True).order_by("position", "code"))
    for office in offices:
        for service in services:
            place = Place(office, service)
            if (office.pk, service.pk) in served or Refusal.ENDED in place.refusals(at=at):
                yield place


def _partly(*, at: datetime) -> set[int]:
    """Return the services (keys) that deal with some of their matters by a visit, and not with all."""
    today = at.astimezone(timezone.get_current_timezone()).date()
    ended = Q(valid_to__lt=today) | Q(valid_from__gt=today)
    return set(Matter.objects.filter(ended).values_list("service_id", flat=True))


def _why(place: Place, *, at: datetime) -> str:
    return "ended" if Refusal.ENDED in place.refusals(at=at) else "set_by_office"


def _note(service: Service) -> str:
    return to_html(service.closed_note) if service.closed_note else ""
