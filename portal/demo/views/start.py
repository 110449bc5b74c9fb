"""The front page of a demonstration: its doors, the messages and the clock."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.models import User
from portal.demo import clock, mailbox
from portal.demo.doors import CARDS, DOORS
from portal.demo.forms import ClockForm
from portal.demo.passages import PASSAGES
from portal.demo.presets import presets
from portal.demo.setting import set_clock
from portal.demo.world.tracked.olena import looked_up
from portal.web import words
from portal.web.actors import actor_of

NEWEST = 5  # messages on the page
BACKEND = "portal.accounts.policies.MembershipBackend"


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    return _page(request, ClockForm(at=timezone.now()))


@require_POST
@never_cache
def door_open(request: HttpRequest, name: str) -> HttpResponse:
    """Let somebody in as one of the demonstration's people, without a password or a second factor.

    No second factor is claimed to have been used: where one is asked for, this leads nowhere.
    """
    door = DOORS.get(name)
    if door is None or not settings.DEMO:
        raise Http404("There is no such door.")
    if door.passage:
        return redirect(PASSAGES[door.passage](timezone.now()))
    if door.login is None:
        logout(request)
        return redirect(door.leads_to)
    person = get_object_or_404(User, email=door.login.email, is_active=True)
    login(request, person, backend=BACKEND)
    return redirect(door.leads_to)


@require_POST
@never_cache
def clock_set(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404("This clock cannot be set.")
    at = timezone.now()
    wanted = {preset.name: preset.at for preset in presets(at)}.get(request.POST.get("preset", ""))
    form = ClockForm(request.POST, at=at)
    if wanted is None and form.is_valid():
        wanted = form.moment
    if wanted is None:
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    set_clock(to=wanted, by=actor_of(request), at=at)
    if not request.session.is_empty():
        request.session.modified = True  # it lasts as long from the new time on
    messages.success(
        request, _("The clock says %(when)s, and ticks.") % {"when": words.moment(wanted, clock.zone())}
    )
    return redirect("demo_start")


def _page(request: HttpRequest, form: ClockForm, *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    at = timezone.now()
    there = at.astimezone(clock.zone())
    context = {
        "cards": CARDS,
        "found": next(looked_up(), None),
        "sent": mailbox.newest(limit=NEWEST),
        "form": form,
        "presets": presets(at),
        "day": words.day(there.date()),
        "time": words.clock(at, clock.zone()),
        "now": there,
    }
    return render(request, "demo/start.html", context, status=status)
