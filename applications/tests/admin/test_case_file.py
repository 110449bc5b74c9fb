"""What lies in the file of a case: visits, messages, decisions, access codes."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings as configured
from django.test import Client
from pytest_django import Settings

from applications.choices import EventKind as K
from applications.models import Application
from applications.tests import factories as make
from applications.tests.admin.case_world import TODAY, drafted, page_of, registered, signed_in
from applications.tests.admin.test_case_page import said
from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor
from portal.notifications.models import Notice
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.rules.identity import case_digest
from scheduling.tests import factories as visits

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture(autouse=True)
def _now(settings: Settings, client: Client) -> Iterator[None]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return visits.working_office(visits.service("CARD", name_en="Card pickup"))


def booked(case: Application, office: Office, clock: str, on: date = visits.MONDAY) -> Appointment:
    counter = office.counter_set.get()
    digest = case_digest(configured.IDENTITY_KEY.encode(), case_number=case.case_number)
    start = visits.local(office, on, clock)
    return visits.appointment(counter, counter.services.get(), start, case_digest=digest)


def test_visits_booked_with_the_number_of_the_case_are_shown_the_coming_ones_first(
    client: Client, office: Office
) -> None:
    signed_in(client, Role.CLERK, office)
    case, other = registered(office), registered(office)
    past = booked(case, office, "09:00", visits.MONDAY - timedelta(days=7))
    Appointment.objects.filter(pk=past.pk).update(state=AppointmentState.LAPSED)
    coming = booked(case, office, "10:00")
    booked(other, office, "11:00")

    page = said(client, case)

    assert (
        "Visits Monday 7 December 2026 at 10:00 Card pickup · booked "
        "Monday 30 November 2026 at 09:00 Card pickup · past" in page
    )
    assert f"/admin/scheduling/appointment/{coming.pk}/" in client.get(page_of(case)).content.decode()


def test_a_visit_at_another_office_is_named_and_not_opened(client: Client, office: Office) -> None:
    case = registered(accounts.office())
    visit = booked(case, office, "10:00")
    signed_in(client, Role.CLERK, case.office)

    assert "Monday 7 December 2026 at 10:00 Card pickup · booked" in said(client, case)
    assert f"/appointment/{visit.pk}/" not in client.get(page_of(case)).content.decode()


def test_a_case_without_a_number_has_no_visits(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)

    assert "None was booked with the number of this case." in said(client, make.case(office))


def test_messages_say_what_became_of_them_and_show_no_address(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)
    case = registered(office, email="olena@example.test")
    data = {"summons": 1, "kind": "formal", "days": 14}
    make.happen(case, K.SUMMONED, on=TODAY, data=data)
    Notice.objects.update(state="failed", next_try_at=None, reason="ReadTimeoutError")

    messages = said(client, case).partition("Messages to the party")[2]

    assert "A letter is on its way could not be sent" in messages
    assert "o•••@example.test" in messages
    assert "The other side did not answer in time" in messages
    assert "olena@example.test" not in messages


def test_a_case_that_nobody_can_be_told_of_says_so(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)

    assert "the portal cannot tell the party anything" in said(client, make.case(office))
    assert "cannot tell" not in said(client, make.case(office, phone="+48600000000"))


def test_a_decision_names_author_and_signer_and_what_became_of_it(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)
    author = accounts.member(Role.OFFICER, at=office, name="Jan Author")
    signer = accounts.member(Role.SIGNER, at=office, name="Ewa Signer")
    case = drafted(registered(office), author, "refusal")
    before = said(client, case)
    make.happen(case, K.DECIDED, on=TODAY, by=Actor.user(signer.pk), data={"outcome": "refusal"})
    make.happen(case, K.SERVED, on=TODAY, data={"how": "hand"})

    after = said(client, case)

    assert "Refusal odmowa draft written by Jan Author on 29 November 2026" in before
    assert (
        "Refusal odmowa written by Jan Author on 29 November 2026 · signed by Ewa Signer on "
        "1 December 2026 · delivered on 1 December 2026" in after
    )


def test_a_suspended_case_says_that_its_term_stands_still(client: Client, office: Office) -> None:
    signed_in(client, Role.OFFICER, office)
    case = registered(office)
    make.happen(case, K.SUSPENDED, on=date(2026, 11, 3), data={"at_request": True})

    page = said(client, case)

    assert "Suspended since 3 November 2026: the term stands still" in page
    assert "Resume the proceedings" in page.partition("Everything else")[0]


def test_an_access_code_says_when_it_was_given_out(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, office)
    case = make.case(office)
    before = said(client, case)
    Application.objects.filter(pk=case.pk).update(access_issued_at=make.AT)

    assert "Access code for the applicant none yet Give an access code" in before
    assert "given out Tuesday 1 December 2026 at 10:00 Give a new access code" in said(client, case)
