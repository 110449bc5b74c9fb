"""The case that this browser was shown for its number and access code, for half an hour at the most."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from applications.actions.looking_up import for_anybody
from applications.models import Application
from applications.views.cases.passes import give_pass
from scheduling.views import case_pass
from scheduling.views.holder import end_with

KEY = "case_view"
LIFE = timedelta(minutes=30)


def remember_view(request: HttpRequest, case: Application, *, at: datetime) -> None:
    request.session[KEY] = {"pk": case.pk, "code": _issue(case), "until": (at + LIFE).timestamp()}
    give_pass(request, case, person=False, at=at)
    end_with(request, LIFE)


def viewed(request: HttpRequest, *, at: datetime) -> Application | None:
    """Return the case, unless the time is over, the code was renewed since, or the case was filed away."""
    kept: dict[str, Any] = request.session.get(KEY) or {}
    if not kept:
        return None
    rows = for_anybody().select_related("office", "procedure")
    case = rows.filter(pk=kept["pk"]).first() if kept["until"] > at.timestamp() else None
    if case is None or _issue(case) != kept["code"]:
        forget_view(request)
        return None
    return case


def forget_view(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
    case_pass.give_back(request)


def _issue(case: Application) -> str:
    """Return what is another with each code that is issued."""
    issued_at = case.access_issued_at
    return f"{case.access_version} {issued_at.isoformat() if issued_at else ''}"
