"""Somebody who acts for others, and when they look. The pages of representatives begin here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.models import Application, Organisation
from applications.models.membership import organisations_of
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.web.actors import actor_of


@dataclass(frozen=True)
class Acting:
    """Whoever is signed in. `at` is when they asked, in UTC."""

    request: HttpRequest
    at: datetime

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    @property
    def by(self) -> Actor:
        return actor_of(self.request)

    @property
    def zone(self) -> ZoneInfo:
        return timezone.get_current_timezone()

    @property
    def on(self) -> date:
        """The day here: mandates of offices in other zones would change at other hours."""
        return self.at.astimezone(self.zone).date()

    @cached_property
    def organisations(self) -> list[Organisation]:
        return list(organisations_of(self.user))

    def write_down(self, action: str, cases: Iterable[Application]) -> None:
        """Write down whose names somebody is shown."""
        with transaction.atomic():
            record(action, subject=self.user, by=self.by, at=self.at, cases=[case.pk for case in cases])


def for_acting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in whoever is signed in; the view is told who, instead of the request."""

    @login_required
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ANN401  parts of the address
        return view(Acting(request, timezone.now()), **names)

    return page
