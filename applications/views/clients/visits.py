"""Visits for several clients, one after another: each is that person's own, under everybody's rules.

Nothing is held for those who wait in the list. A representative gets no time that the person would
not get, and a time cannot be passed on: the names stand on it before it is looked for.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application
from applications.models.clients import Wanted, clients_of, mandates_for
from applications.views.cases.booking import start_of
from applications.views.cases.passes import give_pass
from applications.views.cases.wanted import wanted_service
from applications.views.clients.listing import CHOSEN, SEEN
from applications.views.clients.place import Acting, for_acting
from applications.views.clients.rows import Row, rows_of
from scheduling.models import Service

MOST, MOST_DIGITS = 20, 12


@dataclass(frozen=True, slots=True)
class Turn:
    """One of those chosen: what is to be booked for them, or that it is done."""

    row: Row
    service: Service | None

    @property
    def is_done(self) -> bool:
        visit = self.row.visit
        return visit is not None and self.service is not None and visit.service_id == self.service.pk


@for_acting
def client_visits(acting: Acting) -> HttpResponse:
    if acting.request.method == "POST":
        return _chosen(acting)
    turns = _turns(acting)
    acting.write_down(SEEN, [turn.row.case for turn in turns])
    to_do = [turn for turn in turns if turn.service and not turn.is_done]
    context = {"turns": turns, "next": to_do[0] if to_do else None, "left": len(to_do)}
    return render(acting.request, "applications/clients/visits.html", context)


@for_acting
def client_visit(acting: Acting, pk: int) -> HttpResponse:
    """Lead on to the times for one client, with all that is known filled in."""
    if acting.request.method != "POST":
        return redirect("client_visits")
    case = next(iter(_bookable(acting, [pk])), None)
    if case is None:
        raise Http404
    service = wanted_service(case, on=acting.on)
    if service is None:
        messages.info(acting.request, _("This case needs no visit at the moment."))
        return redirect("client_visits")
    give_pass(acting.request, case, person=True, at=acting.at)
    return redirect(start_of(case, service))


def _chosen(acting: Acting) -> HttpResponse:
    typed = acting.request.POST.getlist("client")
    keys = [int(each) for each in typed if each.isascii() and each.isdigit() and len(each) <= MOST_DIGITS]
    found = [case.pk for case in _bookable(acting, keys)]
    if not found:
        messages.warning(acting.request, _("Choose at least one client for whom you may book visits."))
        return redirect("client_list")
    if len(found) > MOST:
        text = ngettext(
            "At most %(most)d client is in the list at once: the first one was taken.",
            "At most %(most)d clients are in the list at once: the first ones were taken.",
            MOST,
        )
        messages.warning(acting.request, text % {"most": MOST})
    acting.request.session[CHOSEN] = found[:MOST]
    return redirect("client_visits")


def _bookable(acting: Acting, keys: list[int]) -> list[Application]:
    """Return those of some cases for which visits may be booked today, in the order of the list."""
    cases = list(clients_of(acting.user, Wanted(), on=acting.on).filter(pk__in=keys, closed_on=None))
    mandates = mandates_for(acting.user, cases, on=acting.on)
    return [case for case in cases if case.pk in mandates and mandates[case.pk].may_give]


def _turns(acting: Acting) -> list[Turn]:
    cases = _bookable(acting, acting.request.session.get(CHOSEN, []))
    services: dict[tuple[int, str, str], Service | None] = {}
    for case in cases:  # of one office, cases that wait for the same need the same
        key = _need(case)
        if key not in services:
            services[key] = wanted_service(case, on=acting.on)
    return [Turn(row, services[_need(row.case)]) for row in rows_of(cases, acting)]


def _need(case: Application) -> tuple[int, str, str]:
    return case.office_id, case.reason, case.procedure.group
