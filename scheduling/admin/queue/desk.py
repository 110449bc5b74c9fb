"""The desk: one page on which a clerk runs the day's queue.

Each button is a form that works without JavaScript. With htmx the answer is the panels alone; a
form that was wrong, or came too late, comes back with all that was typed.
"""

from dataclasses import replace
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from scheduling.actions.queue.sitting import CounterTakenError
from scheduling.admin.queue.acts import ACTS
from scheduling.admin.queue.attempt import Attempt
from scheduling.admin.queue.done import Done, UnfilledError
from scheduling.admin.queue.hall import Hall
from scheduling.admin.queue.panels import Panels, panels_of
from scheduling.admin.queue.place import Place, for_clerks, place_of
from scheduling.admin.queue.task import Task
from scheduling.admin.queue.words import REFUSALS, nobody, refused
from scheduling.models import Ticket

PAGE = "admin/scheduling/queue/desk.html"
PANELS = "admin/scheduling/queue/_panels.html"
WRONG, CONFLICT = 422, 409


@for_clerks
def desk_detail(place: Place) -> HttpResponse:
    return _shown(place, Attempt())


@for_clerks
def act_create(place: Place, act: str) -> HttpResponse:
    """Do one thing, and show what has become of it. A reload of the answer leads to the desk."""
    request = place.request
    if act not in ACTS:
        raise Http404
    if request.method != "POST":
        return redirect(place.url)
    try:
        done = _done(place, act)
    except UnfilledError as error:
        attempt = Attempt(act, request.POST, error=_("Something is missing."), form=error.form)
        return _shown(place, attempt, status=WRONG)
    except REFUSALS as error:
        return _shown(_again(place), _attempt(place, act, error), status=CONFLICT)
    if request.htmx:  # type: ignore[attr-defined]  # set by the middleware of django-htmx
        return _shown(_again(place), Attempt(), done=done)
    if text := _said(done, panels_of(Hall(place), Attempt(), {})):
        messages.success(request, _with_links(text, done))
    return redirect(place.url)


def _done(place: Place, act: str) -> Done:
    """Do it; with the key for both, call the next one once somebody is finished."""
    data = place.request.POST
    done = ACTS[act](Task(Hall(place), act, data))
    if act != "finish" or data.get("then") != "next":
        return done
    try:
        called = ACTS["next"](Task(Hall(place), "next", data))
    except REFUSALS as error:
        return replace(done, text=f"{done.text} {refused(error, place)}")
    return replace(called, text=f"{done.text} {called.text}".strip())


def _attempt(place: Place, act: str, error: Exception) -> Attempt:
    attempt = Attempt(act, place.request.POST, error=refused(error, place))
    if isinstance(error, CounterTakenError):
        attempt.taken = error.sitting
    return attempt


def _again(place: Place) -> Place:
    """Look anew at where the clerk sits now, and stay at the office that is shown."""
    return replace(place_of(place.request, at=place.at), office=place.office)


def _shown(place: Place, attempt: Attempt, *, done: Done | None = None, status: int = 200) -> HttpResponse:
    request = place.request
    panels = panels_of(Hall(place), attempt, _chosen(request))
    context = {
        "title": _("The desk"),
        "place": place,
        "panels": panels,
        "attempt": attempt,
        "said": _said(done, panels) if done else "",
        "links": done.links if done else [],
        "focus": done.focus if done else "",
    }
    if request.htmx:  # type: ignore[attr-defined]  # set by the middleware of django-htmx
        return render(request, PANELS, context, status=status)
    more = {**admin.site.each_context(request), "opts": Ticket._meta, **context}
    return render(request, PAGE, more, status=status)


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Return what of the day's visits the clerk chose to see: a button pressed changes nothing of it."""
    htmx = request.htmx  # type: ignore[attr-defined]  # set by the middleware of django-htmx
    address = (htmx.current_url if htmx else "") or request.get_full_path()
    try:
        return QueryDict(urlsplit(address).query).dict()
    except ValueError:  # no browser of ours sends such an address
        return {}


def _said(done: Done, panels: Panels) -> str:
    if not done.is_nobody:
        return done.text
    said = nobody(panels.next_due, is_waiting=panels.waiting_for_me > 0)
    return f"{done.text} {said}".strip()


def _with_links(text: str, done: Done) -> str | SafeString:
    links = format_html_join(" ", '<a class="underline" href="{1}">{0}</a>', done.links)
    return format_html("{} {}", text, links) if done.links else text
