"""Which office and which day a page of the staff is about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.accounts.models import Office
from portal.accounts.policies import may, offices_of
from portal.audit.actions import record
from portal.web.actors import actor_of
from scheduling.models.line import today
from scheduling.views.lookups import read_day, read_number

View = Callable[["HttpRequest", "OfficeDay"], HttpResponse]


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """An office, a local day, and the offices among which somebody may choose."""

    office: Office
    on: date
    offices: list[Office]
    at: datetime

    @property
    def today(self) -> date:
        return today(self.office, self.at)

    def link(self, page: str, **more: Any) -> str:  # noqa: ANN401  words of the address
        """Return the address of another page about it."""
        return f"{reverse(f'admin:scheduling_appointment_{page}')}?{self.query(**more)}"

    def query(self, **more: Any) -> str:  # noqa: ANN401  likewise
        return urlencode({"office": self.office.pk, "on": self.on.isoformat()} | more)


def write_down_look(request: HttpRequest, day: OfficeDay, page: str) -> None:
    """Record that somebody read the names on a page of a day."""
    with transaction.atomic():
        by = actor_of(request)
        record(f"{page}.seen", subject=day.office, by=by, at=day.at, office=day.office, on=day.on)


def to_desk(request: HttpRequest, day: OfficeDay) -> list[tuple[str, str]]:
    """Return the way back for whoever works at the desk of the office."""
    if not may(request.user, "scheduling.change_ticket", day.office):
        return []
    return [(_("The desk"), reverse("admin:scheduling_ticket_desk", query={"office": day.office.slug}))]


def chosen_office(request: HttpRequest, offices: list[Office]) -> Office:
    """Return the office of the address, or the first. Nothing is done to another than was meant.

    :raises Http404: for a form of an office that is theirs no more.
    """
    given = request.GET.get("office", "")
    wanted = read_number(given)
    found = next((office for office in offices if office.pk == wanted), None)
    if found is None and given and request.method == "POST":
        raise Http404
    return found or offices[0]


def chosen_day(request: HttpRequest, name: str, *, today: date) -> date:
    """Return the day of the address, or today. Nothing is done on another than was meant.

    :raises Http404: for a form of a day that is none.
    """
    given = request.GET.get(name, "")
    on = read_day(given, today=today)
    if on is None and given and request.method == "POST":
        raise Http404
    return on or today


def for_offices(right: str) -> Callable[[View], Callable[[HttpRequest], HttpResponse]]:
    """Let in whoever has a right somewhere; an office where they have it not is not there.

    Office and day stand in the address; without them it is the first office, and today.
    """

    def decorate(view: View) -> Callable[[HttpRequest], HttpResponse]:
        @never_cache
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponse:
            offices = list(offices_of(request.user, right).order_by("slug"))
            if not offices:
                raise PermissionDenied
            at = timezone.now()
            office = chosen_office(request, offices)
            on = chosen_day(request, "on", today=today(office, at))
            return view(request, OfficeDay(office, on, offices, at))

        return admin.site.admin_view(page)

    return decorate
