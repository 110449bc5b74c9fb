"""Somebody's place in the queue: the page that their phone shows while they wait.

Its address is a secret that stands on the ticket. It opens nothing of a booked visit: a ticket
is left on chairs.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import Office
from portal.web.actors import actor_of
from portal.web.client import limited_network
from portal.web.limits import Cost, Limit, TooOftenError, spend
from scheduling import notices
from scheduling.actions.queue import serving
from scheduling.actions.queue.arriving import find_visit
from scheduling.actions.queue.changing import ChangedError
from scheduling.choices import TAKES_PLACE
from scheduling.forms.places import PlaceForm
from scheduling.models import Appointment, Ticket
from scheduling.models.arrivals import check_in_of
from scheduling.models.line import today
from scheduling.models.snapshot import place_of
from scheduling.rules.codes import token_digest
from scheduling.views.answers import READ_OR_POST, WRONG, answer
from scheduling.views.bookings import secret
from scheduling.views.limits import Act, By, too_often
from scheduling.views.queue.board import public_office
from scheduling.views.queue.shown import Place, place_context

MISS = Act(
    gettext_lazy("Many codes were tried that we do not know."),
    # A reference opens a place, and is one of 10^12. Behind one network there may be all who wait
    # at an office, and some of them mistype.
    {By.NETWORK: (Limit("place.network", 60, timedelta(hours=1)),)},
)


@require_safe
@secret
def place_detail(request: HttpRequest, token: str) -> HttpResponse:
    ticket = find_ticket(token)
    context = place_context(Place.of(ticket, at=timezone.now()), token)
    response = answer(request, "scheduling/queue/place.html", context, zone=ticket.office.zone)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@secret
def place_state(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001  a view's signature
    """Give the page's script what the socket would send."""
    return JsonResponse(place_of(find_ticket(token), at=timezone.now()))


@require_http_methods(READ_OR_POST)
@secret
def place_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and give the place back only by POST."""
    ticket, now = find_ticket(token), timezone.now()
    place = Place.of(ticket, at=now)
    if not place.may_leave:
        return redirect("place_detail", token)
    if request.method == "POST":
        with suppress(ChangedError):  # the page of the place says what has become of it
            serving.leave(ticket=ticket, seen=ticket.version, by=actor_of(request), at=now)
        return redirect("place_detail", token)
    context = place_context(place, token)
    context["has_begun"] = isinstance(visit := context["visit"], Appointment) and visit.interval.start <= now
    return answer(request, "scheduling/queue/place_leave.html", context, zone=ticket.office.zone)


@require_http_methods(READ_OR_POST)
@secret
def place_find(request: HttpRequest, office: str) -> HttpResponse:
    """Lead from a reference to its place, and show to whoever has a ticket's code how far it is.

    A code is short and stands on the board: it shows what everybody may know, and changes nothing.
    """
    where, now = public_office(office), timezone.now()
    typed = request.POST if request.method == "POST" else request.GET
    form = PlaceForm(typed if "ticket" in typed or request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, form, where)
    cost = MISS.costs({By.NETWORK: [limited_network(request)]})
    try:
        spend(within=cost, at=now)
    except TooOftenError as error:
        url = reverse("place_find", args=[where.slug])
        return too_often(request, error, zone=where.zone, back_url=url, acts=(MISS,))
    return _found(request, form, where, at=now) or _missed(request, form, where, cost, at=now)


def find_ticket(token: str) -> Ticket:
    """Return the ticket with that secret address.

    :raises Http404: if there is none.
    """
    found = Ticket.objects.for_page().filter(token_digest=token_digest(token)).first()
    if found is None:
        raise Http404
    return found


def tickets_of(lead: Appointment) -> list[Ticket]:
    """Return the tickets of a booking, those that are open first."""
    rows = Ticket.objects.for_page().of_booking(lead)
    return sorted(rows, key=lambda ticket: (not ticket.is_open, ticket.number))


def _found(request: HttpRequest, form: PlaceForm, office: Office, *, at: datetime) -> HttpResponse | None:
    if form.code:
        return _looked_up(request, form.code, office, at=at)
    visit = find_visit(form.cleaned_data["ticket"])
    if visit is None or visit.office_id != office.pk or visit.state not in TAKES_PLACE:
        return None
    if today(office, visit.interval.start) != today(office, at):
        return None
    if tickets := tickets_of(visit):
        return redirect("place_detail", notices.ticket_token_of(tickets[0]))
    return _ask(request, form, office, coming=visit, at=at)


def _looked_up(
    request: HttpRequest, code: tuple[str, int], office: Office, *, at: datetime
) -> HttpResponse | None:
    letter, number = code
    theirs = Ticket.objects.for_page().filter(office=office, on=today(office, at))
    ticket = theirs.filter(letter=letter, number=number).first()
    if ticket is None:
        return None
    if request.method == "POST":
        return redirect(f"{reverse('place_find', args=[office.slug])}?ticket={ticket.code}")
    context = {"place": Place.of(ticket, at=at), "ticket": ticket, "office": office}
    return answer(request, "scheduling/queue/place_look.html", context, zone=office.zone)


def _missed(
    request: HttpRequest, form: PlaceForm, office: Office, cost: list[Cost], *, at: datetime
) -> HttpResponse:
    with suppress(TooOftenError):  # the next one is told to wait
        spend(*cost, at=at)
    form.add_error(
        "ticket",
        _("We find no ticket and no visit with that at this office today. Check each letter and digit."),
    )
    return _ask(request, form, office)


def _ask(
    request: HttpRequest,
    form: PlaceForm,
    office: Office,
    *,
    coming: Appointment | None = None,
    at: datetime | None = None,
) -> HttpResponse:
    check_in = check_in_of(coming) if coming else None
    context = {
        "form": form,
        "office": office,
        "coming": coming,
        "check_in": check_in,
        "is_open": check_in and at and check_in.opens_at <= at,
    }
    status = WRONG if form.errors else 200
    return answer(request, "scheduling/queue/place_find.html", context, zone=office.zone, status=status)
