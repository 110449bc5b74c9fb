"""What an employer, or anybody with a share code, is told: that a case is pending, and where."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.actions.sharing import Shown, check_share_code
from applications.forms.codes import CheckForm
from applications.views.limits import spend_check, too_often
from portal.web import words
from portal.web.actors import actor_of
from portal.web.limits import TooOftenError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share_find(request: HttpRequest) -> HttpResponse:
    """Check a code. The answer comes at once: it is of this moment, and has no address of its own."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        return render(request, "applications/shared/find.html", {"form": form}, status=status)
    try:
        spend_check(request)
    except TooOftenError as error:
        return too_often(request, error, back_url=reverse("share_find"))
    now = timezone.now()
    shown = check_share_code(code=form.cleaned_data["code"], by=actor_of(request), at=now)
    zone = shown.office.zone if shown else timezone.get_current_timezone()
    context = {"shown": shown, "today": words.moment(now, zone), "until": _until(shown)}
    return render(request, "applications/shared/answer.html", context)


def _until(shown: Shown | None) -> str:
    return words.moment(shown.until, shown.office.zone) if shown else ""
