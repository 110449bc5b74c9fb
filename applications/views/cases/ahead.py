"""What lies ahead at the office in a case: the next visit, and the one to be booked now."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from applications.models import Application
from applications.views.cases.place import Seen
from applications.views.cases.wanted import may_book, wanted_service
from portal.accounts.models import Office
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service
from scheduling.rules.identity import case_digest, normalise_case_number, person_digest

MOST = 20  # one of a kind can be booked for a case, and there are a dozen kinds


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit that is booked. `url` is its own page, for whoever booked it here; else empty."""

    start: datetime
    end: datetime
    service: Service
    office: Office
    url: str


@dataclass(frozen=True, slots=True)
class Booking:
    """A visit that the case needs now and nobody has booked. `url` takes a POST."""

    service: Service
    office: Office
    url: str


@dataclass(frozen=True, slots=True)
class Ahead:
    visit: Coming | None = None
    booking: Booking | None = None


def ahead_of(seen: Seen) -> Ahead:
    """Return the next visit of a case, and the one to be booked if nobody has; two queries at most."""
    service = wanted_service(seen.application, on=seen.on) if may_book(seen) else None
    coming = _booked(seen, service)
    shown = next((visit for visit in coming if _may_be_shown(visit, seen)), None)
    is_booked = any(visit.service == service for visit in coming)
    url = reverse("case_book", args=[seen.pk])
    booking = Booking(service, seen.office, url) if service and not is_booked else None
    return Ahead(_coming(shown, seen) if shown else None, booking)


def _booked(seen: Seen, service: Service | None) -> list[Appointment]:
    """Return the visits with the number of the case, or of its person to the service wanted."""
    whose = _with_number(seen.application) | _of_person(seen, service)
    if not whose:
        return []
    coming = Q(state=AppointmentState.BOOKED, period__endswith__gt=seen.at)
    rows = Appointment.objects.filter(whose, coming).for_page()
    return list(rows.order_by("period__startswith", "pk")[:MOST])


def _may_be_shown(visit: Appointment, seen: Seen) -> bool:
    """Keep what others booked from somebody whose identity was not checked."""
    return seen.sight.is_full or visit.account_id == seen.user.pk


def _with_number(case: Application) -> Q:
    number = normalise_case_number(case.case_number)
    return Q(case_digest=case_digest(_key(), case_number=number)) if number else Q()


def _of_person(seen: Seen, service: Service | None) -> Q:
    """Select what its person booked without a number: some services, as of a card, ask for none."""
    case = seen.application
    if service is None or service.needs_case_number or not seen.sight.is_full:
        return Q()
    try:
        digest = person_digest(
            _key(),
            given_names=case.given_names,
            family_name=case.family_name,
            birth_date=case.birth_date,
            citizenship=case.citizenship.code,
        )
    except ValueError:  # imported with a name that has no letter
        return Q()
    return Q(identity_digest=digest, service=service, case_digest="")


def _key() -> bytes:
    return settings.IDENTITY_KEY.encode()


def _coming(visit: Appointment, seen: Seen) -> Coming:
    is_own = visit.account_id == seen.user.pk and bool(visit.token_digest)
    url = reverse("booking_detail", args=[notices.token_of(visit)]) if is_own else ""
    return Coming(visit.interval.start, visit.interval.end, visit.service, visit.counter.office, url)
