"""Whose cases somebody looks at: the office, and as what they work there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.choices import Part
from applications.models import Application
from applications.models.cases import RIGHT_TO_SEE
from applications.policies import parts_of
from portal.accounts.models import Office, User
from portal.accounts.policies import offices_of
from portal.audit.actions import record
from portal.web.actors import actor_of

LIST = "admin:applications_application_changelist"

View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class Place:
    """Who looks at the cases of which office, and when (UTC)."""

    request: HttpRequest
    offices: list[Office]
    office: Office
    parts: frozenset[Part]
    at: datetime

    @property
    def user(self) -> User:
        return cast("User", self.request.user)  # staff: the site has seen to that

    @property
    def on(self) -> date:
        """The local day at the office."""
        return self.at.astimezone(self.office.zone).date()

    @property
    def acting(self) -> dict[str, Any]:
        """Who acts, as the actions take it."""
        return {"by": actor_of(self.request), "parts": self.parts, "at": self.at}

    @property
    def leads(self) -> bool:
        return Part.SUPERVISOR in self.parts

    def url(self, page: str = LIST, **query: object) -> str:
        """Return the address of a page about this office."""
        office = {"office": self.office.slug} if self.offices[1:] else {}
        return reverse(page, query=office | query or None)

    def write_down(self, action: str, cases: Iterable[Application]) -> None:
        """Write down whose names somebody is shown."""
        with transaction.atomic():
            record(
                action,
                subject=self.office,
                by=actor_of(self.request),
                at=self.at,
                office=self.office,
                cases=[case.pk for case in cases],
            )

    def shown(self, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        more = {**admin.site.each_context(self.request), "opts": Application._meta, "place": self, **context}
        return render(self.request, f"admin/applications/{template}", more, status=status)


def for_offices(right: str = RIGHT_TO_SEE) -> Callable[[Callable[[Place], HttpResponse]], View]:
    """Let in whoever has a right at some office; the view is told of which."""

    def decorate(view: Callable[[Place], HttpResponse]) -> View:
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponse:
            return view(_place_of(request, right, at=timezone.now()))

        return page

    return decorate


def _place_of(request: HttpRequest, right: str, *, at: datetime) -> Place:
    """Return the office that was asked for, or the first.

    :raises PermissionDenied: for whoever has the right nowhere.
    :raises Http404: for an office where they have it not.
    """
    offices = list(offices_of(request.user, right).order_by("slug"))
    if not offices:
        raise PermissionDenied
    named = request.POST.get("office") or request.GET.get("office")
    by_slug = {office.slug: office for office in offices}
    if named and named not in by_slug:
        raise Http404
    office = by_slug[named] if named else offices[0]
    return Place(request, offices, office, parts_of(cast("User", request.user), office), at)
