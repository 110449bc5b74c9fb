"""What a refusal because of "one visit of a kind" tells: nothing, and that only a few times."""

import re

import pytest
from django.test import Client

from portal.accounts.models import Office
from portal.audit.models import Event
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.tests.views.walk import TEN, Page, ask_for_code, book, choose, describe, enter, text

pytestmark = pytest.mark.usefixtures("office")

STRANGER = "stranger@example.test"


@pytest.fixture
def visit(client: Client, office: Office) -> Appointment:  # noqa: ARG001  the office is there first
    return book(client)


def reach_code(by: Client, **changes: str) -> str:
    """Return the code with which the refusal comes."""
    choose(by, TEN)
    describe(by, email=STRANGER, **changes)
    ask_for_code(by)
    by.get("/en/visits/code/")  # where it says that the code is on its way
    return notices.code_of(Appointment.objects.get(state=AppointmentState.HELD))


def contest(by: Client) -> Page:
    return enter(by, reach_code(by))


def seen(page: Page) -> tuple[int, dict[str, str], str]:
    """Return all that a browser gets, but for what is random."""
    html = re.sub(r'name="(csrfmiddlewaretoken|hold)" value="[^"]*"', "", page.content.decode())
    names = {name: value for name, value in page.items() if name not in {"X-Request-ID", "Content-Length"}}
    return page.status_code, names, html


def test_the_refusal_leads_to_the_visit_to_the_answers_and_to_the_clerk(
    visit: Appointment, stranger: Client
) -> None:
    page = contest(stranger)

    html = page.content.decode()
    assert page.status_code == 409
    assert "We tell the person who booked it that somebody tried." in text(page)
    assert 'href="/en/visits/find/"' in html
    assert 'href="/en/visits/details/"' in html
    assert "A clerk checks who you are and can take back what somebody else booked" in text(page)
    assert visit.reference not in html
    assert Notice.objects.get(kind="appointment_contested").recipient == visit.email


@pytest.mark.parametrize("contact", [{"email": ""}, {"email": "", "phone": "+48600000000"}])
def test_the_answer_is_the_same_whether_the_visit_has_a_contact_or_not(
    visit: Appointment, stranger: Client, contact: dict[str, str]
) -> None:
    reached = contest(stranger)
    Appointment.objects.filter(pk=visit.pk).update(**contact)

    assert seen(contest(stranger)) == seen(reached)


def test_the_fourth_refusal_of_a_contact_within_an_hour_is_none(visit: Appointment, stranger: Client) -> None:
    answers = [contest(stranger).status_code for _ in range(3)]
    stranger.defaults["REMOTE_ADDR"] = "198.51.100.9"

    refused = ask_for_code(stranger)

    page = text(refused)
    assert answers == [409] * 3
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "Visits were refused several times, because there was one already." in page
    assert "If you have a visit already: find your visit by its reference." in page
    assert Event.objects.filter(action="appointment.contested").count() == 3
    assert visit.reference not in page


@pytest.mark.usefixtures("visit")
def test_a_code_that_was_there_before_is_not_tried_either(stranger: Client) -> None:
    code = reach_code(stranger)

    answers = [enter(stranger, code).status_code for _ in range(4)]

    assert answers == [409, 409, 409, 429]
    assert Event.objects.filter(action="appointment.contested").count() == 3


@pytest.mark.usefixtures("visit")
def test_whoever_corrects_a_slip_goes_on_at_once(stranger: Client) -> None:
    contest(stranger)

    describe(stranger, email=STRANGER, given_names="Olha")
    ask_for_code(stranger)
    held = Appointment.objects.get(state=AppointmentState.HELD)
    booked = enter(stranger, notices.code_of(held))

    assert booked["Location"] == f"/en/visits/booked/{notices.token_of(held)}/"
