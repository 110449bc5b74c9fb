"""The calendar of somebody's cases: a secret address, given out once, that any calendar reads."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from applications.actions.applying import ChangedError
from applications.actions.feeding import issue_feed, revoke_feed
from applications.models import CasePreference
from applications.notices.calendar import entries_of
from applications.notices.links import link
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.web import words
from portal.web.actors import actor_of
from portal.web.calendar_feed import MEDIA_TYPE, calendar_feed
from portal.web.limits import Limit, TooOftenError, spend
from scheduling.rules.codes import token_digest

FILE_NAME = "cases.ics"
CHANGED = 409
# A calendar asks every few hours for years: the first time in a day is written down.
WRITTEN_DOWN = Limit("case_calendar.read", 1, timedelta(days=1))


@require_safe
@never_cache
def case_feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001  a view's signature
    """Give a calendar the days of the cases that the owner of the address may see now."""
    row = CasePreference.objects.select_related("user").filter(feed_digest=token_digest(token)).first()
    if row is None or not row.user.is_active:
        raise Http404
    now = timezone.now()
    _write_down(row.user, at=now)
    return _file(row.user, at=now)


def _file(user: User, *, at: datetime) -> HttpResponse:
    on = timezone.localdate(at)
    with translation.override(user.language):
        content = calendar_feed(
            entries_of(user, on=on, at=at), name=_("Days of your cases"), language=user.language
        )
    headers = {
        "Content-Disposition": f'inline; filename="{FILE_NAME}"',
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    }
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


def _write_down(user: User, *, at: datetime) -> None:
    with suppress(TooOftenError), transaction.atomic():
        spend((WRITTEN_DOWN, str(user.pk)), at=at)
        record("case_calendar.read", subject=user, by=Actor.user(user.pk), at=at)


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
        token = issue_feed(user=user, seen=seen, by=actor_of(request), at=now)
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
        "subscribe": f"webcal://{address.partition('://')[2]}" if address else "",
        **context,
    }
    response = render(request, "applications/cases/feed.html", more, status=status)
    response["Referrer-Policy"] = "same-origin"
    return response


def _moment(text: str) -> datetime | None:
    """Read when the address was issued that a page knew; of no page of ours, none."""
    try:
        return parse_datetime(text) if text else None
    except ValueError:
        return None
