"""Giving a booked visit another time, step by step, under the visit's secret address.

Nothing is held on the way, and no page needs another: whoever leaves, goes back or opens
a second tab has the visit they had. The last step alone changes anything, and by POST.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.web import words
from portal.web.actors import actor_of
from portal.web.limits import TooOftenError
from scheduling.actions import moving
from scheduling.actions.cancelling import TooLateError
from scheduling.actions.holding import NotOfferedError
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.rules.booking import may_choose
from scheduling.views.answers import NOT_FOUND, READ_OR_POST, TAKEN, WRONG, answer
from scheduling.views.bookings import secret
from scheduling.views.calendars import Outlook, as_time, nearest
from scheduling.views.limits import count_move, spend_move, too_often
from scheduling.views.lookups import Move, find_visit, read_number, read_start, write_start
from scheduling.views.times import day_page, month_page

MINUTE = timedelta(minutes=1)

P = ParamSpec("P")
MoveView = Callable[Concatenate[HttpRequest, Move, datetime, P], HttpResponse]


class TokenView(Protocol[P]):
    """A page under the secret address of a visit."""

    def __call__(
        self, request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse: ...


def for_mover(view: MoveView[P]) -> TokenView[P]:
    """Call the view with the visit and with the clock, or say why its time stays as it is."""

    @secret
    @wraps(view)
    def page(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        now = timezone.now()
        place = Move.of(find_visit(token), token)
        if not _is_coming(place.visit, at=now):
            return _too_late(request, place, at=now)
        if place.refusals(at=now):
            return _answer(request, "scheduling/move_closed.html", place, status=TAKEN)
        return view(request, place, now, *args, **kwargs)

    return page


def unreferred(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Keep the address of a page without a form from whatever it leads to; see `booking_cancel`."""

    @wraps(view)
    def page(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return page


@require_safe
@unreferred
@for_mover
def move_month(request: HttpRequest, place: Move, at: datetime) -> HttpResponse:
    return month_page(request, place, at=at)


@require_safe
@unreferred
@for_mover
def move_day(request: HttpRequest, place: Move, at: datetime, on: str) -> HttpResponse:
    return day_page(request, place, on, at=at)


@require_http_methods(READ_OR_POST)
@for_mover
def move_create(request: HttpRequest, place: Move, at: datetime) -> HttpResponse:
    """Ask, and move only by POST: mail scanners open every link."""
    is_sent = request.method == "POST"
    if not is_sent and "start" not in request.GET:
        return redirect(place.times_url)
    start = read_start((request.POST if is_sent else request.GET).get("start", ""), at=at)
    if start is None:
        return _not_a_time(request, place, status=WRONG if is_sent else NOT_FOUND)
    seen = read_number(request.POST.get("seen", "")) if is_sent else None
    if start == place.present:
        return _moved(request, place, is_told=seen is not None and seen < place.visit.sequence)
    if seen is None:
        return _check(request, place, start, at=at, status=WRONG if is_sent else 200)
    return _move(request, place, start, seen=seen, at=at)


def _move(request: HttpRequest, place: Move, start: datetime, *, seen: int, at: datetime) -> HttpResponse:
    try:
        spend_move(request, place.visit)
        moved = moving.move(appointment=place.visit, start=start, seen=seen, by=actor_of(request), at=at)
    except TooOftenError as error:
        back = place.day_url(start.astimezone(place.zone).date())
        return too_often(request, error, zone=place.zone, back_url=back)
    except NotOfferedError:
        return _not_a_time(request, place, status=WRONG)
    except TimeTakenError:
        return _taken(request, place, start, at=at)
    except (TooLateError, moving.ChangedMeanwhileError):
        return _changed(request, Move.of(find_visit(place.token), place.token), start, at=at)
    if moved.sequence > seen:
        count_move(moved)
    return _moved(request, Move.of(moved, place.token), is_told=True)


def _check(
    request: HttpRequest, place: Move, start: datetime, *, at: datetime, status: int = 200
) -> HttpResponse:
    on = start.astimezone(place.zone).date()
    if may_choose(place.terms, on=on):
        return _not_a_time(request, place, status=status if status == WRONG else NOT_FOUND)
    offer = next((offer for offer in Outlook.of(place, at=at).times(on) if offer.start == start), None)
    if offer is None:
        return _taken(request, place, start, at=at)
    context = {
        "start": start,
        "value": write_start(start),
        "end": offer.end,
        "minutes": (offer.end - start) // MINUTE,
        "back": place.day_url(on),
    }
    return _answer(request, "scheduling/move_check.html", place, context, status=status)


def _taken(request: HttpRequest, place: Move, start: datetime, *, at: datetime) -> HttpResponse:
    near = [as_time(near, place) for near in nearest(Outlook.of(place, at=at), start)]
    context = {"start": start, "times": near}
    return _answer(request, "scheduling/move_taken.html", place, context, status=TAKEN)


def _changed(request: HttpRequest, place: Move, start: datetime, *, at: datetime) -> HttpResponse:
    """Say what has become of the visit while somebody decided."""
    if not _is_coming(place.visit, at=at):
        return _too_late(request, place, at=at)
    context = {"start": start, "again": place.time_url(start)}
    return _answer(request, "scheduling/move_changed.html", place, context, status=TAKEN)


def _not_a_time(request: HttpRequest, place: Move, *, status: int) -> HttpResponse:
    return _answer(request, "scheduling/no_such_time.html", place, status=status)


def _moved(request: HttpRequest, place: Move, *, is_told: bool) -> HttpResponse:
    if is_told:
        moment = words.moment(place.present, place.zone)
        list(messages.get_messages(request))  # a double click has it said already, and nobody has read it
        messages.success(
            request,
            _(
                "Your visit has a new time: %(moment)s."
                " Is it in your calendar? Add it again, and the entry changes."
            )
            % {"moment": moment},
        )
    return redirect(place.url)


def _too_late(request: HttpRequest, place: Move, *, at: datetime) -> HttpResponse:
    """Lead back to the page of the visit: it says that it is cancelled, or over."""
    if place.visit.state == AppointmentState.BOOKED and at < place.visit.interval.end:
        messages.info(request, _("This visit has begun. Its time cannot be changed any more."))
    return redirect(place.url)


def _is_coming(visit: Appointment, *, at: datetime) -> bool:
    return visit.state == AppointmentState.BOOKED and at < visit.interval.start


def _answer(
    request: HttpRequest,
    template: str,
    place: Move,
    context: dict[str, object] | None = None,
    *,
    status: int,
) -> HttpResponse:
    return answer(request, template, {"place": place, **(context or {})}, zone=place.zone, status=status)
