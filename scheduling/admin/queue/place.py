"""Where a clerk works: the office that is shown, and the counter they sit at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.models import Office, User
from portal.accounts.policies import offices_of
from portal.web.actors import actor_of
from scheduling.actions.queue.sitting import sitting_of
from scheduling.models import Sitting, Ticket
from scheduling.views.lookups import read_number

RIGHT = "scheduling.change_ticket"

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Place:
    """Who looks at the desk of which office, and when."""

    request: HttpRequest
    offices: list[Office]
    office: Office
    sitting: Sitting | None
    at: datetime

    @property
    def clerk(self) -> User:
        return cast("User", self.request.user)  # staff: the site has seen to that

    @property
    def zone(self) -> ZoneInfo:
        return self.office.zone

    @property
    def on(self) -> date:
        return self.at.astimezone(self.zone).date()

    @property
    def seat(self) -> Sitting | None:
        """Where the clerk sits, if that is at this office."""
        is_here = self.sitting is not None and self.sitting.counter.office_id == self.office.pk
        return self.sitting if is_here else None

    @property
    def url(self) -> str:
        """The address of the desk of this office."""
        query = {"office": self.office.slug} if self.offices[1:] else None
        return reverse("admin:scheduling_ticket_desk", query=query)

    @property
    def acting(self) -> dict[str, Any]:
        """Who acts, as the actions take it."""
        return {"clerk": self.clerk, "by": actor_of(self.request), "at": self.at}

    def ticket(self, pk: str) -> Ticket:
        """Return a ticket of this office.

        :raises Http404: if there is none.
        """
        number = read_number(pk)
        found = number and Ticket.objects.for_page().filter(pk=number, office=self.office).first()
        if not found:
            raise Http404
        return found


def for_clerks(view: Callable[..., HttpResponse]) -> View:
    """Let in whoever runs the queue of some office; the view is told of which."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ANN401  parts of the address
        return view(place_of(request, at=timezone.now()), **names)

    return admin.site.admin_view(page)


def place_of(request: HttpRequest, *, at: datetime) -> Place:
    """Return the office that was asked for, or where the clerk sits, or the first.

    :raises PermissionDenied: for whoever runs no queue.
    :raises Http404: for an office whose queue they do not run.
    """
    offices = list(offices_of(request.user, RIGHT).order_by("slug"))
    if not offices:
        raise PermissionDenied
    sitting = sitting_of(cast("User", request.user))
    named = request.POST.get("office") or request.GET.get("office")
    by_slug = {office.slug: office for office in offices}
    if named and named not in by_slug:
        raise Http404
    there = sitting.counter.office.slug if sitting else ""
    return Place(request, offices, by_slug.get(named or there, offices[0]), sitting, at)
