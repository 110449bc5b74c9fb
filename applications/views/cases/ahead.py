"""What lies ahead at the office in a case: the next visit, and the one to be booked now."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from applications.choices import Group, Reason
from applications.models import Application
from applications.models.procedures import valid_on
from applications.rules.sight import OWNER
from applications.rules.visits import Need, fits, needed
from applications.views.cases.place import Seen
from portal.accounts.models import Office
from scheduling import notices
from scheduling.choices import AppointmentState, BookedBy
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


def may_book(seen: Seen) -> bool:
    """Tell whether somebody may book for the case: the person, and who may act for them."""
    return seen.sight.whose == OWNER or seen.sight.may_give


def wanted_service(case: Application, *, on: date) -> Service | None:
    """Return what is to be booked at the office of a case while it is as it is; one query at most."""
    need = needed(Reason(case.reason), Group(case.procedure.group))
    if not need or not case.office.is_open_to_public:
        return None
    served = _served(case.office, need, on=on)
    found = [row for row in served if fits(row.code, Group(case.procedure.group))]
    return min(found, key=lambda row: _rank(row, need), default=None)


def _served(office: Office, need: Need, *, on: date) -> QuerySet[Service]:
    fitting = Q(code__in=need.codes)
    if need.event:
        fitting = fitting & Q(visitrule=None) | Q(visitrule__event=need.event)
    rows = Service.objects.filter(valid_on(on), fitting, is_listed=True, booked_by=BookedBy.ANYONE)
    return rows.filter(counter__office=office, counter__is_open=True).in_order().distinct()


def _rank(service: Service, need: Need) -> int:
    """Put first what the office has said of the case by a rule of its own."""
    return need.codes.index(service.code) if service.code in need.codes else -1


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
