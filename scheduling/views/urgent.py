"""Asking for a visit before a term ends, and the page of what was asked."""

from dataclasses import replace
from datetime import date, datetime
from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.web import words
from portal.web.actors import actor_of
from portal.web.client import limited_network
from portal.web.limits import Limit, TooOftenError, spend
from scheduling import notices
from scheduling.actions import urgent
from scheduling.actions.booking import Details
from scheduling.choices import RequestState
from scheduling.forms.urgent import UrgentForm
from scheduling.models import UrgentRequest
from scheduling.models.requests import KEPT
from scheduling.rules.parties import ALONE
from scheduling.templatetags.visit_times import plain_day
from scheduling.views.answers import READ_OR_POST, TAKEN, answer, form_status
from scheduling.views.bookings import secret
from scheduling.views.calendars import Outlook, as_time
from scheduling.views.full import full_url, term_page
from scheduling.views.holder import form_key_of
from scheduling.views.limits import DAY, HOUR, Act, By, too_often
from scheduling.views.lookups import Place, asked_first, find_place

OFFERED = 6  # of the first day with a free time, to somebody who need not ask
ONE_WAITING = gettext_lazy(
    "With these details there is a request that waits for a decision already. If you sent it, its answer "
    "comes to the contact you gave then. If you did not, contact the office."
)
URGENT = Act(
    gettext_lazy("Many urgent requests were sent."),
    {
        # One waits at a time; a second follows where the first was refused, or for another visit.
        # Counted with the contact: whoever writes in another's name must not use up that one's.
        By.PERSON: (Limit("urgent.person", 4, DAY),),
        # A helper's office, or a family: each of a dozen people has a term of their own.
        By.CONTACT: (Limit("urgent.contact", 12, DAY),),
        # A person reads each of them: a house's worth, and no machine that buries the others.
        By.NETWORK: (Limit("urgent.network", 10, HOUR), Limit("urgent.network.day", 40, DAY)),
    },
)


@never_cache
@require_http_methods(READ_OR_POST)
@asked_first
def urgent_request(request: HttpRequest, office: str, code: str) -> HttpResponse:
    now = timezone.now()
    place = replace(find_place(office, code, at=now, chosen=request.GET), party=ALONE)
    if place.refusals(at=now):
        return redirect(place.url)
    outlook = Outlook.of(place, at=now)
    form = UrgentForm(
        request.POST if request.method == "POST" else None,
        service=place.service,
        today=outlook.today,
        first_free_on=_first_free_on(outlook),
    )
    if not form.is_valid():
        return _form_page(request, outlook, form)
    return _sent(request, outlook, form, at=now)


@require_safe
@secret
def urgent_detail(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Show where a request stands. Its address is a secret, and names nobody."""
    found = UrgentRequest.objects.for_page().filter(pk=pk).first()
    if found is None or not compare_digest(token.encode(), notices.request_token_of(found).encode()):
        raise Http404
    place = Place(found.office, found.service)
    context = {
        "asked": found,
        "place": place,
        "rows": _rows(found),
        "is_granted": found.state == RequestState.GRANTED,
        "is_refused": found.state == RequestState.REFUSED,
        "page": term_page(),
        "full_url": full_url(place),
    }
    response = answer(request, "scheduling/urgent_detail.html", context, zone=place.zone)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _sent(request: HttpRequest, outlook: Outlook, form: UrgentForm, *, at: datetime) -> HttpResponse:
    place = outlook.place
    wish = form.wish(language=get_language() or settings.LANGUAGE_CODE)
    try:
        _spend(request, wish.details, at=at)
        made = urgent.make(
            office=place.office,
            service=place.service,
            wish=wish,
            first_free_on=form.first_free_on,
            key=form_key_of(request),
            matter=place.named_matter,
            by=actor_of(request),
            at=at,
        )
    except TooOftenError as error:
        return too_often(request, error, zone=place.zone, back_url=full_url(place), acts=[URGENT])
    except urgent.AskedBeforeError:
        form.add_error(None, ONE_WAITING)
        return _form_page(request, outlook, form, status=TAKEN)
    return redirect("urgent_detail", made.pk, notices.request_token_of(made))


def _spend(request: HttpRequest, details: Details, *, at: datetime) -> None:
    contact = details.email.lower() or details.phone
    whom = {
        By.NETWORK: [limited_network(request)],
        By.CONTACT: [contact],
        By.PERSON: [f"{urgent.digest_of(details)}\x1f{contact}"],
    }
    spend(*URGENT.costs(whom), at=at)


def _form_page(request: HttpRequest, outlook: Outlook, form: UrgentForm, *, status: int = 0) -> HttpResponse:
    place = outlook.place
    first = form.first_free_on if form.is_in_time else None
    context = {
        "place": place,
        "form": form,
        "page": term_page(),
        "full_url": full_url(place),
        "kept_days": KEPT.days,
        "times": [as_time(time.start, place) for time in outlook.times(first)[:OFFERED]] if first else [],
    }
    status = status or form_status(is_valid=not form.errors)
    return answer(request, "scheduling/urgent_request.html", context, zone=place.zone, status=status)


def _first_free_on(outlook: Outlook) -> date | None:
    free = outlook.next_free
    return free.astimezone(outlook.place.zone).date() if free else None


def _rows(asked: UrgentRequest) -> list[dict[str, str]]:
    return [
        {"label": _("Visit"), "value": asked.service.name},
        {"label": _("Where"), "value": asked.office.name},
        {"label": _("Sent"), "value": capfirst(words.moment(asked.made_at, asked.office.zone))},
        {"label": _("Last day of the term"), "value": plain_day(asked.term_on)},
    ]
