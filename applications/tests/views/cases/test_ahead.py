"""The next visit of a case, and the one to be booked."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.choices import Assurance, Reason
from applications.choices import EventKind as K
from applications.models import Application, VisitRule
from applications.tests import factories as make
from applications.tests.party import owner_of, proxy_of
from applications.views.cases.ahead import Ahead, ahead_of
from applications.views.cases.place import seen_of
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Counter, Service
from scheduling.rules.codes import token_digest
from scheduling.rules.identity import case_digest, person_digest
from scheduling.tests import factories as visits

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def complete() -> Service:
    return visits.service("COMPLETE", needs_case_number=True)


@pytest.fixture
def office(complete: Service) -> Office:
    return visits.working_office(complete)


@pytest.fixture
def case(office: Office) -> Application:
    """A case that waits for its person to appear."""
    case = make.case(office)
    make.happen(case, K.REGISTERED)
    return waits(case, Reason.APPEARANCE)


def waits(case: Application, reason: Reason) -> Application:
    Application.objects.filter(pk=case.pk).update(reason=reason)
    case.refresh_from_db()
    return case


def ahead(case: Application, user: User | AnonymousUser) -> Ahead:
    request = RequestFactory().get("/")
    request.user = user
    return ahead_of(seen_of(request, case.pk, at=make.AT))


def booked(case: Application, of: Service, clock: str = "09:00", **fields: Any) -> Appointment:  # noqa: ANN401  of the model
    key = settings.IDENTITY_KEY.encode()
    counter = Counter.objects.get(office=case.office)
    digest: dict[str, Any] = {"case_digest": case_digest(key, case_number=case.case_number)} | fields
    start = visits.local(case.office, visits.MONDAY, clock)
    return visits.appointment(counter, of, start, **digest)


def test_the_visit_that_the_case_needs_can_be_booked(case: Application, complete: Service) -> None:
    found = ahead(case, owner_of(case))

    assert found.visit is None
    assert found.booking is not None
    assert (found.booking.service, found.booking.office) == (complete, case.office)
    assert found.booking.url == reverse("case_book", args=[case.pk])


@pytest.mark.parametrize("reason", [Reason.EXAMINATION, Reason.SERVICE, Reason.NONE, Reason.DELIVERY])
def test_nothing_is_offered_where_nobody_has_to_come(case: Application, reason: Reason) -> None:
    assert ahead(waits(case, reason), owner_of(case)) == Ahead()


@pytest.mark.parametrize(
    "change",
    [
        {"is_listed": False},
        {"booked_by": "clerk"},
        {"valid_to": make.AT.date() - DAY},
        {"valid_from": make.AT.date() + DAY},
    ],
)
def test_what_nobody_can_book_is_not_offered(
    case: Application, complete: Service, change: dict[str, object]
) -> None:
    Service.objects.filter(pk=complete.pk).update(**change)

    assert ahead(case, owner_of(case)) == Ahead()


def test_what_other_offices_or_closed_counters_serve_is_not_offered(case: Application) -> None:
    Counter.objects.update(is_open=False)
    visits.working_office(Service.objects.get())

    assert ahead(case, owner_of(case)) == Ahead()


def test_an_office_that_receives_nobody_offers_nothing(case: Application) -> None:
    Office.objects.update(is_open_to_public=False)

    assert ahead(case, owner_of(case)) == Ahead()


def test_a_rule_of_the_office_goes_before_our_table(case: Application, office: Office) -> None:
    own = visits.service("PRINTS", position=900)
    Counter.objects.get(office=office).services.add(own)
    VisitRule.objects.create(service=own, event=K.APPEARED)

    booking = ahead(case, owner_of(case)).booking

    assert booking is not None
    assert booking.service == own


def test_a_service_that_the_office_uses_for_something_else_is_not_offered(
    case: Application, complete: Service
) -> None:
    VisitRule.objects.create(service=complete, event=K.VISITED)

    assert ahead(case, owner_of(case)) == Ahead()


def test_of_several_services_the_best_is_offered(
    case: Application, complete: Service, office: Office
) -> None:
    Counter.objects.get(office=office).services.add(visits.service("DOCS", position=1))

    booking = ahead(waits(case, Reason.FORMAL), owner_of(case)).booking

    assert booking is not None
    assert booking.service == complete


def test_a_visit_that_is_booked_is_shown_with_its_page_and_not_offered_again(
    case: Application, complete: Service
) -> None:
    user = owner_of(case)
    later = booked(case, complete, "11:00", account=user)
    Appointment.objects.filter(pk=later.pk).update(token_digest=token_digest(notices.token_of(later)))

    found = ahead(case, user)

    assert found.booking is None
    assert found.visit is not None
    assert (found.visit.start, found.visit.end) == (later.interval.start, later.interval.end)
    assert (found.visit.service, found.visit.office) == (complete, case.office)
    assert found.visit.url == reverse("booking_detail", args=[notices.token_of(later)])


def test_the_page_of_a_visit_that_another_has_booked_is_not_given_away(
    case: Application, complete: Service
) -> None:
    visit = booked(case, complete, account=accounts.user())
    Appointment.objects.filter(pk=visit.pk).update(token_digest=token_digest(notices.token_of(visit)))

    found = ahead(case, owner_of(case))

    assert found.visit is not None
    assert found.visit.url == ""


def test_whose_identity_was_not_checked_sees_the_visits_of_their_own_account_alone(
    case: Application, complete: Service
) -> None:
    user = owner_of(case, Assurance.SELF)
    visit = booked(case, complete)
    unknown = ahead(case, user).visit
    Appointment.objects.filter(pk=visit.pk).update(account=user)

    assert unknown is None
    assert ahead(case, user).visit is not None


def test_the_next_of_several_visits_is_shown_and_another_kind_can_still_be_booked(
    case: Application, complete: Service, office: Office
) -> None:
    other = visits.service("DOCS")
    Counter.objects.get(office=office).services.add(other)
    booked(case, other, "12:00", identity_digest="a")
    first = booked(case, visits.service("INFO"), "10:00", identity_digest="b")
    booked(case, visits.service("EU"), "08:00", state=AppointmentState.CANCELLED)

    found = ahead(case, owner_of(case))

    assert found.visit is not None
    assert found.visit.start == first.interval.start
    assert found.booking is not None
    assert found.booking.service == complete


def test_a_visit_later_than_the_next_one_is_not_offered_again(case: Application, complete: Service) -> None:
    booked(case, visits.service("INFO"), "09:00", identity_digest="a")
    booked(case, complete, "10:00", identity_digest="b")

    assert ahead(case, owner_of(case)).booking is None


def test_a_visit_of_another_case_or_one_that_is_over_is_not_shown(
    case: Application, complete: Service, office: Office
) -> None:
    other = make.case(office)
    make.happen(other, K.REGISTERED)
    booked(other, complete)
    past = booked(case, complete, "10:00")
    Appointment.objects.filter(pk=past.pk).update(period=(make.AT - timedelta(minutes=30), make.AT))

    assert ahead(case, owner_of(case)).visit is None


def test_a_card_is_collected_without_a_number_so_the_person_is_known_by_name(
    case: Application, office: Office
) -> None:
    card = visits.service("CARD")
    Counter.objects.get(office=office).services.add(card)
    waits(case, Reason.CARD_COLLECTION)
    same = person_digest(
        settings.IDENTITY_KEY.encode(),
        given_names="OLENA",
        family_name="kovalenko",
        birth_date=case.birth_date,
        citizenship="UA",
    )
    user = owner_of(case)
    booked(case, card, "09:00", case_digest="", identity_digest="somebody else")
    nobodys = ahead(case, user)
    booked(case, card, "10:00", case_digest="", identity_digest=same)

    found = ahead(case, user)

    assert (nobodys.visit, nobodys.booking is not None) == (None, True)
    assert found.visit is not None
    assert (found.visit.service, found.booking) == (card, None)


def test_whoever_may_only_look_books_nothing(case: Application) -> None:
    assert ahead(case, proxy_of(case, may_give=False)).booking is None
    assert ahead(case, proxy_of(case)).booking is not None


def test_a_case_without_a_number_has_no_visit(office: Office) -> None:
    case = waits(make.case(office), Reason.APPEARANCE)

    assert ahead(case, owner_of(case)).visit is None


def test_two_questions_are_enough(case: Application, complete: Service) -> None:
    user = owner_of(case)
    booked(case, complete)
    request = RequestFactory().get("/")
    request.user = user
    seen = seen_of(request, case.pk, at=make.AT)

    with CaptureQueriesContext(connection) as found:
        ahead_of(seen)

    assert len(found) == 2
