"""The list of a day on paper, and who could not be served on it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.policies import may
from portal.audit.actions import record
from portal.web import words
from portal.web.actors import actor_of
from scheduling.actions.queue.closing import UNFINISHED, close_day
from scheduling.actions.queue.day_lists import read_saved, saved_lists
from scheduling.admin import results
from scheduling.admin.base import OfficeAdmin
from scheduling.admin.desk.pages import acting
from scheduling.admin.office_days import OfficeDay, for_offices, to_desk, write_down_look
from scheduling.choices import TicketState
from scheduling.models import Appointment, Ticket
from scheduling.models.day_list import day_list
from scheduling.models.unserved import still_served, unserved_on
from scheduling.policies import offices_led_by

RIGHT = "scheduling.view_appointment"


class DayListAdmin(OfficeAdmin):
    """The pages of one office and one day, beside the list of visits."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("day/", day_view, name="scheduling_appointment_day"),
            path("day/saved/", saved_view, name="scheduling_appointment_day_saved"),
            path("day/results/", results.results_view, name="scheduling_appointment_day_results"),
            path("day/unserved/", unserved_view, name="scheduling_appointment_day_unserved"),
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]


@for_offices(RIGHT)
@require_safe
def day_view(request: HttpRequest, day: OfficeDay) -> HttpResponse:
    """Show who comes, ready to be printed; who looked at the names is written down."""
    by_counter = request.GET.get("order") != "time"
    write_down_look(request, day, "day_list")
    context = {
        **admin.site.each_context(request),
        "offices": day.offices if day.offices[1:] else [],
        "office": day.office,
        "on": day.on,
        "at": day.at,
        "by_counter": by_counter,
        "parts": day_list(day.office, day.on, by_counter=by_counter),
        "links": _links(request, day),
        "saved": [
            (
                day.link("day_saved", name=saved.name),
                words.day(saved.on),
                words.moment(saved.saved_at, day.office.zone),
            )
            for saved in saved_lists(day.office)
        ],
    }
    return render(request, "admin/scheduling/day_list.html", context)


@for_offices(RIGHT)
@require_safe
def saved_view(request: HttpRequest, day: OfficeDay) -> HttpResponse:
    """Hand out a saved list as a file, to be kept on a computer of the office."""
    name = request.GET.get("name", "")
    content = read_saved(day.office, name)
    if content is None:
        raise Http404
    with transaction.atomic():
        by = actor_of(request)
        record("day_list.taken", subject=day.office, by=by, at=day.at, office=day.office, file=name)
    response = HttpResponse(content, content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_offices(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def unserved_view(request: HttpRequest, day: OfficeDay) -> HttpResponse:
    """Show who could not be served and what they were given; a supervisor closes the day by POST."""
    may_close = offices_led_by(request.user).filter(pk=day.office.pk).exists() and day.on <= day.today
    if request.method == "POST":
        if not may_close:
            raise PermissionDenied
        unserved = close_day(office=day.office, on=day.on, **acting(request, at=day.at))
        messages.success(request, _said_of(len(unserved)))
        return redirect(day.link("day_unserved"))
    write_down_look(request, day, "day_unserved")
    unfinished = Ticket.objects.filter(office=day.office, on=day.on, state__in=UNFINISHED).count()
    there = still_served(day.office, day.on)
    called = [ticket for ticket in there if ticket.state == TicketState.CALLED]
    context = {
        **admin.site.each_context(request),
        "opts": Appointment._meta,
        "title": _("End of the day"),
        "day": day,
        "rows": unserved_on(day.office, day.on),
        "serving": [ticket for ticket in there if ticket not in called],
        "called": called,
        "waiting": unfinished - len(called),
        "unfinished": unfinished,
        "may_close": may_close,
        "is_asked": "closing" in request.GET,
        "links": _links(request, day),
    }
    return render(request, "admin/scheduling/day_unserved.html", context)


def _said_of(number: int) -> str:
    if not number:
        return _("The day is closed. Nobody was waiting any more.")
    said = ngettext(
        "The day is closed. %(number)s ticket could not be served; it is listed below.",
        "The day is closed. %(number)s tickets could not be served; they are listed below.",
        number,
    )
    return said % {"number": number}


def _links(request: HttpRequest, day: OfficeDay) -> list[tuple[str, str]]:
    links = [*to_desk(request, day), (_("List of the day"), day.link("day"))]
    if may(request.user, results.RIGHT, day.office):
        links.append((_("Enter results"), day.link("day_results")))
    links.append((_("End of the day"), day.link("day_unserved")))
    links.append((_("All visits"), reverse("admin:scheduling_appointment_changelist")))
    here = f"{request.path}?"
    return [(title, link) for title, link in links if not link.startswith(here)]
