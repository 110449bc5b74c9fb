"""The cases of somebody who is signed in: their own, and some of those in which they act for others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.choices import Party
from applications.models import Application
from applications.rules.sight import Sight, of_owner
from applications.views.cases.where import Where, where_of
from portal.audit.actions import record
from portal.web.actors import actor_of

if TYPE_CHECKING:
    from portal.accounts.models import User

SEEN = "clients.seen"
ON_A_PAGE = 20
MOST = 10  # cases of others: whoever acts for more has a list of clients


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list. Without a checked identity it says where the case stands, and no more."""

    case: Application
    where: Where
    url: str
    is_full: bool
    person: str


@login_required
@never_cache
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    user, at = request.user, timezone.now()
    mine = Q(account=user.pk, procedure__party=Party.FOREIGNER)
    cases = Application.objects.of_party(user, on=timezone.localdate(at)).select_related(
        "office", "procedure"
    )
    # What goes on first, then what is over; of each the newest first.
    cases = cases.order_by(F("closed_on").desc(nulls_first=True), "-filed_on", "-pk")
    page = Paginator(cases.filter(mine), ON_A_PAGE).get_page(request.GET.get("page"))
    others = list(cases.exclude(mine)[: MOST + 1])
    if others:
        _write_down(request, others[:MOST], at)
    context: dict[str, Any] = {
        "own": [_row(case, of_owner(case.account_level), at) for case in page],
        "others": _of_others(others[:MOST], at),
        "has_more": len(others) > MOST,
        "page": page,
    }
    return render(request, "applications/cases/list.html", context)


def _write_down(request: HttpRequest, cases: Iterable[Application], at: datetime) -> None:
    """Write down whose names somebody is shown, as their list of clients does."""
    user, keys = cast("User", request.user), [case.pk for case in cases]
    with transaction.atomic():
        record(SEEN, subject=user, by=actor_of(request), at=at, cases=keys)


def _of_others(cases: Iterable[Application], at: datetime) -> list[Row]:
    return [_row(case, None, at, person=_person(case)) for case in cases]


def _person(case: Application) -> str:
    is_of_firm = case.procedure.party != Party.FOREIGNER and case.party_name
    return f"{case.name}, {case.party_name}" if is_of_firm else case.name


def _row(case: Application, sight: Sight | None, at: datetime, *, person: str = "") -> Row:
    where = where_of(case, case.known, on=_local(case, at))
    url = reverse("case_detail", args=[case.pk])
    return Row(case, where, url, is_full=sight is None or sight.is_full, person=person)


def _local(case: Application, at: datetime) -> date:
    return at.astimezone(case.office.zone).date()
