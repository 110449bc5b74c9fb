"""The page where somebody gets the secret address of their calendar, and takes it back."""

from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.actions.applying import ChangedError
from applications.actions.feeding import issue_feed, revoke_feed
from applications.models import CasePreference
from applications.notices.links import link
from portal.accounts.models import User
from portal.web import words
from portal.web.actors import actor_of

CHANGED = 409


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed_detail(request: HttpRequest) -> HttpResponse:
    """Show whether there is an address; give one out, which is shown once, or take it back."""
    user, now = cast("User", request.user), timezone.now()
    if request.method != "POST":
        return _page(request, user)
    if request.POST.get("do") == "revoke":
        revoke_feed(user=user, by=actor_of(request), at=now)
        messages.success(request, _("The address opens nothing any more."))
        return redirect("feed_detail")
    try:
        seen = _moment(request.POST.get("seen", ""))
        token = issue_feed(user=user, seen=seen, form=_key(request), by=actor_of(request), at=now)
    except ChangedError:
        return _page(request, user, status=CHANGED, is_changed=True)
    return _page(request, user, address=link("case_feed", token))


def _page(request: HttpRequest, user: User, *, status: int = 200, **context: object) -> HttpResponse:
    row = CasePreference.objects.filter(user=user).first()
    issued_at = row.feed_issued_at if row else None
    address = str(context.get("address", ""))
    more = {
        "issued": words.moment(issued_at, timezone.get_current_timezone()) if issued_at else "",
        "seen_at": issued_at.isoformat() if issued_at else "",
        "key": str(uuid4()),
        "subscribe": f"webcal://{address.partition('://')[2]}" if address else "",
        **context,
    }
    response = render(request, "applications/cases/feed.html", more, status=status)
    response["Referrer-Policy"] = "same-origin"
    return response


def _key(request: HttpRequest) -> UUID:
    """Return by which a form that is sent twice is known; one of nobody's is as good as a new one."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _moment(text: str) -> datetime | None:
    """Read when the address was issued that a page knew; of no page of ours, none."""
    try:
        return parse_datetime(text) if text else None
    except ValueError:
        return None
