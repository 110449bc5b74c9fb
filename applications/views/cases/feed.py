"""The calendar of somebody's cases: a secret address, given out once, that any calendar reads."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.models import CasePreference
from applications.notices.calendar import entries_of
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
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
