"""Codes by which the person of a case shows others that it is pending: give them out, and take them back."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.actions.sharing import (
    NotPendingError,
    TooManyOpenError,
    issue_share_code,
    open_codes,
    revoke_share_code,
)
from applications.choices import Stage
from applications.forms.codes import ShareForm
from applications.models import ShareCode
from applications.rules.sharing import LIFE, MOST_OPEN, is_pending
from applications.views.cases.place import MOST_DIGITS, Seen, for_seen
from portal.web import words

MOST_ENDED = 20  # that are shown of those that are over
# So long a form that is sent again shows its code again, as by whoever presses twice.
SHOWN_AGAIN = timedelta(minutes=10)


@for_seen(is_owner=True)
def share_list(seen: Seen) -> HttpResponse:
    if seen.request.method != "POST":
        return _page(seen, _new_form())
    form = ShareForm(seen.request.POST)
    if not form.is_valid():
        if "key" in form.errors:  # of no page of ours: it is no form that could be sent twice
            return redirect("share_list", seen.pk)
        return _page(seen, form)
    try:
        made, code = issue_share_code(
            case=seen.application,
            label=form.cleaned_data["label"],
            form=form.cleaned_data["key"],
            by=seen.by,
            at=seen.at,
        )
    except (NotPendingError, TooManyOpenError) as error:
        form.add_error(None, _why(error))
        return _page(seen, form)
    return _shown(seen, made, code)


@for_seen(is_owner=True)
def share_revoke(seen: Seen, number: int) -> HttpResponse:
    if len(str(number)) > MOST_DIGITS:
        raise Http404
    row = get_object_or_404(ShareCode, pk=number, application=seen.pk)
    if seen.request.method == "POST":
        revoke_share_code(code=row, by=seen.by, at=seen.at)
        messages.success(seen.request, _("The code shows nothing any more."))
    return redirect("share_list", seen.pk)


def _shown(seen: Seen, made: ShareCode, code: str) -> HttpResponse:
    """Show the code this once. The same form sent again shows it again; after that, nobody does."""
    if made.revoked_at or seen.at >= made.issued_at + SHOWN_AGAIN:
        return redirect("share_list", seen.pk)
    address = seen.request.build_absolute_uri(reverse("share_find"))
    until = words.moment(made.until, seen.zone)
    return _page(seen, _new_form(), code=code, until=until, address=address)


def _page(seen: Seen, form: ShareForm, **shown: str) -> HttpResponse:
    live = list(open_codes(seen.application, at=seen.at).order_by("until", "pk"))
    ended = ShareCode.objects.filter(application=seen.pk).exclude(pk__in=[row.pk for row in live])
    context = {
        "seen": seen,
        "form": form,
        "open": [_told(seen, row) for row in live],
        "ended": [_told(seen, row) for row in ended.order_by("-until", "-pk")[:MOST_ENDED]],
        "is_pending": is_pending(Stage(seen.application.stage)),
        "is_full": len(live) >= MOST_OPEN,
        "days": LIFE.days,
        **shown,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(seen.request, "applications/cases/codes.html", context, status=status)


def _told(seen: Seen, row: ShareCode) -> dict[str, object]:
    return {
        "pk": row.pk,
        "label": row.label,
        "until": words.moment(row.until, seen.zone),
        "revoked": words.moment(row.revoked_at, seen.zone) if row.revoked_at else "",
        "shown": row.shown,
        "shown_at": words.moment(row.shown_at, seen.zone) if row.shown_at else "",
    }


def _new_form() -> ShareForm:
    return ShareForm(initial={"key": uuid4()})


def _why(error: Exception) -> str:
    if isinstance(error, TooManyOpenError):
        return _("You have as many codes as you can have at a time. Revoke one of them first.")
    return _("This case is not pending any more, so a code would show nothing.")
