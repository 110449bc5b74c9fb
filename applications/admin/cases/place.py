"""The case somebody looks at, as what they look at it, and when. Every page of a case begins here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.choices import Part
from applications.models import Application
from applications.models.law import law_of
from applications.policies import parts_of
from applications.rules.law import Law
from applications.rules.state import State
from portal.accounts.models import Office, User
from portal.audit.rules.actors import Actor
from portal.web.actors import actor_of

MOST_DIGITS = 12  # of a number that a page of ours holds

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Case:
    """One case on somebody's screen. `at` is when they asked, in UTC."""

    request: HttpRequest
    application: Application
    parts: frozenset[Part]
    at: datetime

    @property
    def pk(self) -> int:
        return self.application.pk

    @property
    def user(self) -> User:
        return cast("User", self.request.user)  # staff: the site has seen to that

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
        return law_of(self.application.procedure_id)

    @property
    def url(self) -> str:
        return reverse("admin:applications_application_change", args=[self.pk])

    @property
    def acting(self) -> dict[str, Any]:
        """Who acts in what, as `actions.applying.apply` takes it."""
        return {"case": self.pk, "by": self.by, "parts": self.parts, "at": self.at}

    @property
    def seen(self) -> int | None:
        """After how many events the page was made whose form was sent; None if it does not say."""
        return read_number(self.request.POST.get("seen", ""))

    def act_url(self, act: str, **query: str | int) -> str:
        """Return where one thing is done, such as "delivered" with `summons=2`."""
        return f"{self._acts}{act}/{'?' + urlencode(query) if query else ''}"

    def print_url(self, what: str, number: int) -> str:
        """Return where something is printed, such as the "receipt" of an entry."""
        return f"{self._prints}{what}/{number}/"

    @cached_property
    def _prints(self) -> str:
        names = [self.pk, "x", 0]
        return reverse("admin:applications_application_print", args=names).removesuffix("x/0/")

    @cached_property
    def _acts(self) -> str:
        """Where the acts are: a page links to hundreds of them."""
        return reverse("admin:applications_application_act", args=[self.pk, "x"]).removesuffix("x/")


def for_case(view: View) -> View:
    """Let in whoever may see the case; the view is told of it instead of the request and its key."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, pk: int | str, **names: Any) -> HttpResponseBase:  # noqa: ANN401  parts of the address
        return view(case_of(request, pk, at=timezone.now()), **names)

    return admin.site.admin_view(page)


def case_of(request: HttpRequest, pk: int | str, *, at: datetime) -> Case:
    """Return a case of an office where whoever asks may see cases.

    :raises Http404: for any other, and for one that is not there.
    """
    number = read_number(str(pk))
    rows = Application.objects.of_staff(request.user).for_page()
    found = rows.select_related("account").filter(pk=number).first() if number is not None else None
    if found is None:
        raise Http404
    return Case(request, found, parts_of(cast("User", request.user), found.office), at)


def read_number(text: str) -> int | None:
    """Return a number as our own pages hold it, or None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
