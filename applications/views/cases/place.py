"""The case that somebody looks at who is its person, or acts for them. Their pages begin here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from http import HTTPStatus
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.models import Application, LawVersion
from applications.models.law import law_of
from applications.policies import sight_of
from applications.rules.law import Law
from applications.rules.sight import Sight
from applications.rules.state import State
from portal.accounts.models import Office, User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.web.actors import actor_of

MOST_DIGITS = 12  # of a number that a page of ours holds
NOT_CHECKED = 403
SHOW_NOTHING = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.NOT_FOUND}

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Seen:
    """One case on the screen of its person. `at` is when they asked, in UTC."""

    request: HttpRequest
    application: Application
    sight: Sight
    at: datetime

    @property
    def pk(self) -> int:
        return self.application.pk

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    @property
    def by(self) -> Actor:
        return actor_of(self.request)

    @property
    def office(self) -> Office:
        return self.application.office

    @property
    def zone(self) -> ZoneInfo:
        return self.office.zone

    @property
    def on(self) -> date:
        """The local day at the office."""
        return self.at.astimezone(self.zone).date()

    @cached_property
    def state(self) -> State:
        return self.application.known

    @cached_property
    def law(self) -> Law:
        return law_of(self.application.procedure_id, version=self.law_number)

    @property
    def law_number(self) -> int:
        """The number of the law that was read with the case: it says whether what is known still holds."""
        return int(self.application.law_number)  # type: ignore[attr-defined]  # read with the case

    @property
    def url(self) -> str:
        return reverse("case_detail", args=[self.pk])


def for_seen(
    *, is_full: bool = True, is_giver: bool = False, is_owner: bool = False
) -> Callable[[View], View]:
    """Let in who may see the case; the view is told of it instead of the request and its key.

    A case that is not theirs is not there: 404. Somebody whose identity was not checked is told
    how to have it checked, where a page shows more than where the case stands (`is_full`).
    `is_giver` asks for a right to send things, `is_owner` for the person themselves: others get 404.
    Every look is written down.
    """

    def decorated(view: View) -> View:
        @login_required
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def page(request: HttpRequest, pk: int, **names: Any) -> HttpResponseBase:  # noqa: ANN401  parts of the address
            seen = seen_of(request, pk, at=timezone.now())
            if is_full and not seen.sight.is_full:
                return unchecked(seen)
            if (is_giver and not seen.sight.may_give) or (is_owner and not seen.sight.is_owner):
                raise Http404
            if request.method == "POST":
                return noted(seen, view(seen, **names))
            note(seen)
            return view(seen, **names)

        return page

    return decorated


def seen_of(request: HttpRequest, pk: int, *, at: datetime) -> Seen:
    """Return a case that whoever asks may see as a person.

    :raises Http404: for any other, and for one that is not there.
    """
    if len(str(pk)) > MOST_DIGITS:
        raise Http404
    # The local day decides which mandates hold; it is known once the office is.
    law = LawVersion.objects.values("number")[:1]
    rows = Application.objects.select_related("office", "procedure").annotate(law_number=Subquery(law))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    sight = sight_of(request.user, found, on=at.astimezone(found.office.zone).date())
    if sight is None:
        raise Http404
    return Seen(request, found, sight, at)


def noted(seen: Seen, response: HttpResponseBase) -> HttpResponseBase:
    """Write down a look by POST: what it changes the action writes down, but it may show the page."""
    if response.status_code not in SHOW_NOTHING:
        note(seen)
    return response


def note(seen: Seen) -> None:
    """Write down that somebody looked."""
    with transaction.atomic():
        record(
            "case.read",
            subject=seen.application,
            by=seen.by,
            at=seen.at,
            office=seen.office.pk,
            whose=seen.sight.whose,
        )


def unchecked(seen: Seen) -> HttpResponse:
    """Say that more is shown once somebody at the office has seen who it is."""
    return render(seen.request, "applications/cases/unchecked.html", {"seen": seen}, status=NOT_CHECKED)
