"""The slip of paper: all that somebody needs who has neither e-mail nor phone, in their language.

The clerk reads the reference from the same page to whoever phones. Paper gets lost and is read by
others: of the people it has initials only, and of the visit no more than a message says.
"""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise

from portal.accounts.choices import Language
from portal.web import words
from portal.web.qr import qr_code
from scheduling.admin.desk import pages
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.notices.secrets import short_page_of
from scheduling.rules.dictation import WORDS, dictated, groups
from scheduling.rules.phones import spaced
from scheduling.templatetags.contacts import initials
from scheduling.views.people import HINTS, Guest, guests


@pages.for_clerks
def slip_detail(request: HttpRequest, pk: int) -> HttpResponse:
    visit = pages.lead_of(request, pk)
    language = request.GET.get("language", "")
    language = language if language in Language.values else visit.language
    context = {
        "visit": visit,
        "is_booked": visit.state == AppointmentState.BOOKED,
        "language": language,
        "languages": Language.choices,
        "spoken": [(code, Language(code).label, dictated(visit.reference, language=code)) for code in WORDS],
        "groups": groups(visit.reference),
        "qr": qr_code(visit.reference),
    }
    with translation.override(language):
        context["paper"] = paper_of(visit)
    return pages.shown(request, "desk_slip.html", context)


def paper_of(visit: Appointment) -> dict[str, object]:
    """Return what stands on the slip, in the language that is active."""
    office, people = visit.office, guests(visit)
    zone = office.zone
    return {
        "day": words.day(visit.interval.start.astimezone(zone).date()),
        "clock": words.clock(visit.interval.start, zone),
        "people": [(initials(guest.row), guest.clock) for guest in people],
        "advice": _advice(people),
        "bring": visit.service.things_to_bring,
        "service": visit.service.name,
        "office": office.name,
        "page": short_page_of(visit) if visit.token_digest else "",
        "phone": spaced(office.phone) if office.phone else "",
    }


def _advice(people: list[Guest]) -> list[tuple[Promise, list[str]]]:
    """Return what holds for some of them, and for whom of several: by their initials."""
    whose = {
        hint: [initials(guest.row) for guest in people if hint in guest.hints] if people[1:] else []
        for hint in HINTS
    }
    there = {hint for guest in people for hint in guest.hints}
    return [(text, whose[hint]) for hint, text in HINTS.items() if hint in there]
