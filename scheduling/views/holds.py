"""Taking a time, keeping it for longer, giving it back.

All of it by POST. Whoever opens such an address all the same, by switching the language of
the page that answered or by reloading, is led to the page it belongs to.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.web import words
from portal.web.actors import actor_of
from portal.web.limits import TooOftenError
from scheduling.actions import holding
from scheduling.actions.seating import TimeTakenError
from scheduling.models import Appointment
from scheduling.views.answers import READ_OR_POST, TAKEN, TOO_MANY, WRONG, answer
from scheduling.views.held import for_holder, keep_posted, nearest_times
from scheduling.views.holder import (
    become_holder,
    holder_of,
    last_chosen,
    last_hold,
    network_of,
    remember_hold,
)
from scheduling.views.limits import spend_hold, too_often
from scheduling.views.lookups import Place, asked_first, find_place, place_of, read_start

MINUTE = timedelta(minutes=1)
STEPS = {"details": "hold_details", "check": "hold_check", "code": "code_detail"}


@require_http_methods(READ_OR_POST)
@asked_first
def hold_create(request: HttpRequest, office: str, code: str) -> HttpResponse:
    now = timezone.now()
    place = find_place(office, code, at=now, chosen=request.GET)
    if request.method != "POST":
        return redirect(place.times_url)
    start = read_start(request.POST.get("start", ""), at=now)
    if start is None:
        return _not_a_time(request, place)
    try:
        spend_hold(request)
        remember_hold(request, _hold(request, place, start, at=now))
    except TooOftenError as error:
        day = place.day_url(start.astimezone(place.zone).date())
        return too_often(request, error, zone=place.zone, back_url=day)
    except (holding.NotOfferedError, TimeTakenError, holding.TooManyHeldError) as error:
        return _refused(request, place, start, error, at=now)
    return redirect("hold_details")


def _hold(request: HttpRequest, place: Place, start: datetime, *, at: datetime) -> Appointment:
    return holding.hold(
        office=place.office,
        service=place.service,
        start=start,
        holder=become_holder(request),
        last=last_chosen(request),
        language=get_language() or settings.LANGUAGE_CODE,
        party=place.party,
        matter=place.named_matter,
        network=network_of(request),
        by=actor_of(request),
        at=at,
    )


def _refused(
    request: HttpRequest, place: Place, start: datetime, error: Exception, *, at: datetime
) -> HttpResponse:
    if isinstance(error, TimeTakenError):
        return _taken(request, place, start, at=at)
    if isinstance(error, holding.TooManyHeldError):
        return _too_many(request, place)
    return _not_a_time(request, place)


@require_http_methods(READ_OR_POST)
@for_holder
def hold_extend(request: HttpRequest, appointment: Appointment, at: datetime) -> HttpResponse:
    if request.method != "POST":
        return redirect("hold_details")
    keep_posted(request, at=at)
    held = holding.extend(appointment=appointment, holder=holder_of(request), by=actor_of(request), at=at)
    until = words.clock(held.held_until or at, held.office.zone)
    messages.success(request, _("We are keeping this time for you until %(time)s.") % {"time": until})
    return redirect(STEPS.get(request.POST.get("back", ""), "hold_details"))


@require_http_methods(READ_OR_POST)
def hold_give_back(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("hold_details")
    now = timezone.now()
    keep_posted(request, at=now)
    held = last_hold(request, at=now)
    if held is None:
        return redirect("service_list")
    holding.give_back(holder=holder_of(request), by=actor_of(request), at=now)
    return redirect(place_of(held).times_url)


def _taken(request: HttpRequest, place: Place, start: datetime, *, at: datetime) -> HttpResponse:
    context = {"place": place, "start": start, "times": nearest_times(place, start, at=at)}
    return answer(request, "scheduling/time_taken.html", context, zone=place.zone, status=TAKEN)


def _too_many(request: HttpRequest, place: Place) -> HttpResponse:
    """Say that this network keeps many times already, which others want to book."""
    context = {"place": place, "minutes": holding.HOLD // MINUTE}
    return answer(request, "scheduling/too_many_held.html", context, zone=place.zone, status=TOO_MANY)


def _not_a_time(request: HttpRequest, place: Place) -> HttpResponse:
    return answer(request, "scheduling/no_such_time.html", {"place": place}, zone=place.zone, status=WRONG)
