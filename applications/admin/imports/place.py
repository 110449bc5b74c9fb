"""The import somebody looks at, at an office where they may import. Every page of it begins here."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.actions.importing.locks import is_worked_on
from applications.models import ImportRun, ImportState
from applications.tasks import read_file
from portal.accounts.models import Office, User
from portal.accounts.policies import offices_of
from portal.audit.actions import record
from portal.web.actors import actor_of

RIGHT = "applications.import_application"
PAGES = ("columns", "words", "begin", "again", "discard", "refused")
View = Callable[..., HttpResponseBase]


def offices_to_import(request: HttpRequest) -> QuerySet[Office]:
    """Return the offices whose cases somebody may read in."""
    return offices_of(request.user, RIGHT).order_by("slug")


@dataclass(frozen=True, slots=True)
class Import:
    """One run on somebody's screen. `at` is when they asked, in UTC."""

    request: HttpRequest
    run: ImportRun
    at: datetime

    @property
    def acting(self) -> dict[str, Any]:
        return acting(self.request, at=self.at)

    @property
    def is_waiting(self) -> bool:
        """Whether a worker has it, or will: there is nothing for a person to do."""
        run = self.run
        if run.state == ImportState.UPLOADED:
            return run.mapping_id is not None and bool(run.stored_as)
        return run.state == ImportState.RUNNING

    @property
    def is_worked_on(self) -> bool:
        return is_worked_on(self.run.pk)

    @property
    def done(self) -> int:
        return self.run.made + self.run.known + self.run.refused

    def url(self, page: str = "change") -> str:
        return reverse(f"admin:applications_importrun_{page}", args=[self.run.pk])

    @property
    def urls(self) -> dict[str, str]:
        """Where its other pages are, for templates."""
        return {page: self.url(page) for page in PAGES}

    def write_down_look(self) -> None:
        """Write down that somebody is shown what stands in the file."""
        with transaction.atomic():
            record(
                "import.looked",
                subject=self.run,
                by=actor_of(self.request),
                at=self.at,
                office=self.run.office_id,
            )

    def shown(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:  # noqa: ANN401  what a page needs
        return shown(self.request, template, status=status, place=self, run=self.run, **context)


def for_imports(view: View) -> View:
    """Let in whoever may read in cases of some office; others are refused."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, **names: Any) -> HttpResponseBase:  # noqa: ANN401  parts of the address
        if not offices_to_import(request).exists():
            raise PermissionDenied
        return view(request, **names)

    return admin.site.admin_view(page)


def for_import(*methods: str) -> Callable[[View], View]:
    """Let in whoever may read in cases of the run's office; the view is told of the run."""

    def decorated(view: View) -> View:
        @for_imports
        @require_http_methods(methods or ["GET", "HEAD", "POST"])
        @wraps(view)
        def page(request: HttpRequest, pk: int | str) -> HttpResponseBase:
            return view(Import(request, run_of(request, str(pk)), timezone.now()))

        return page

    return decorated


def run_of(request: HttpRequest, pk: str) -> ImportRun:
    """Return a run of an office where somebody may import.

    :raises Http404: for any other.
    """
    rows = ImportRun.objects.filter(office__in=offices_to_import(request))
    with suppress(ValueError, OverflowError):
        if pk.isascii() and len(pk) < 19:  # noqa: PLR2004  digits of the largest key
            found = rows.select_related("office", "mapping", "by").filter(pk=int(pk)).first()
            if found is not None:
                return found
    raise Http404


def acting(request: HttpRequest, *, at: datetime | None = None) -> dict[str, Any]:
    """Return who acts and when, as the steps take it."""
    return {"by": cast("User", request.user), "at": at or timezone.now()}


def ring(run: ImportRun) -> None:
    """Ask a worker to look after a run, once this is written; if nobody hears it, the clock does."""
    transaction.on_commit(partial(read_file.delay, run=run.pk), robust=True)


def shown(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:  # noqa: ANN401  what a page needs
    more = {**admin.site.each_context(request), "opts": ImportRun._meta, **context}
    return render(request, f"admin/applications/imports/{template}.html", more, status=status)
