"""How a visit ended, on its page; and the page that counts, for supervisors."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling.choices import OutcomeKind, VainReason
from scheduling.models import Appointment, Outcome, TicketAct
from scheduling.tests import factories as make
from scheduling.tests.views.walk import text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/scheduling/appointment/"
REPORT = "/admin/scheduling/outcome/"
THAT_MORNING = make.AT + timedelta(days=6)  # Monday, 7 December 2026, 10:00 in Kraków


@pytest.fixture
def now() -> datetime:
    return THAT_MORNING


@pytest.fixture
def office() -> Office:
    return make.working_office(make.service("CARD"), slug="krakow")


@pytest.fixture
def visit(office: Office) -> Appointment:
    counter = office.counter_set.get()
    nine = make.local(office, make.MONDAY, "09:00")
    return make.appointment(counter, counter.services.get(), nine, family_name="Kovalenko")


def page(visit: Appointment) -> str:
    return f"{LIST}{visit.pk}/change/"


def form(visit: Appointment) -> str:
    return f"{LIST}{visit.pk}/outcome/"


def outcome(visit: Appointment, reason: str = "papers") -> Outcome:
    kind = OutcomeKind.IN_VAIN if reason else OutcomeKind.SERVED
    by = accounts.user(is_staff=True)
    return Outcome.objects.create(appointment=visit, kind=kind, vain_reason=reason, by=by, at=THAT_MORNING)


def test_a_clerk_writes_down_that_somebody_came_in_vain_and_corrects_it(
    client: Client, office: Office, visit: Appointment
) -> None:
    clerk = accounts.member(Role.CLERK, at=office, name="Anna Urzędnik")
    client.force_login(clerk)

    before = text(client.get(page(visit)))
    asked = text(client.get(form(visit)))
    sent = client.post(form(visit), {"ended": "papers", "note": "No proof of the fee"}, follow=True)
    again = client.get(form(visit))
    client.post(form(visit), {"ended": "served", "note": ""})

    assert "How it ended Write down how it ended" in before
    assert "Came in vain: something they had to bring was missing" in asked
    assert "Kovalenko" not in asked
    assert "<h2>How did the visit end?</h2>" in re.sub(
        r' class="[^"]*"', "", client.get(form(visit)).content.decode()
    )
    assert sent.redirect_chain == [(page(visit), 302)]
    said = text(sent)
    assert "How the visit ended is written down." in said
    assert (
        "Came in vain: something they had to bring was missing (No proof of the fee), "
        f"{clerk}. Correct it" in said
    )
    assert again.context["form"]["ended"].value() == "papers"
    assert Outcome.objects.get().kind == "served"


def test_what_is_missing_is_said_and_nothing_is_lost(
    client: Client, office: Office, visit: Appointment
) -> None:
    client.force_login(accounts.member(Role.CLERK, at=office))

    nothing = client.post(form(visit), {"note": "Long way"})
    unexplained = client.post(form(visit), {"ended": "other"})

    assert (nothing.status_code, unexplained.status_code) == (422, 422)
    assert nothing.context["form"].errors == {"ended": ["Choose how the visit ended."]}
    assert nothing.context["form"]["note"].value() == "Long way"
    assert unexplained.context["form"].errors == {"note": ["Write in the note what the other reason is."]}
    assert not Outcome.objects.exists()


def test_a_visit_of_a_later_day_has_no_outcome_yet(
    client: Client, office: Office, visit: Appointment
) -> None:
    client.force_login(accounts.member(Role.CLERK, at=office))
    with time_machine.travel(make.AT, tick=False):
        seen = text(client.get(page(visit)))
        asked = client.get(form(visit))
        sent = client.post(form(visit), {"ended": "served"}, follow=True)

    assert "Write down how it ended" not in seen
    assert b'name="ended"' not in asked.content
    assert "the day of this visit has not come" in text(sent)
    assert not Outcome.objects.exists()


def test_an_outcome_of_an_earlier_day_stays(client: Client, office: Office, visit: Appointment) -> None:
    outcome(visit)
    client.force_login(accounts.member(Role.CLERK, at=office))
    with time_machine.travel(THAT_MORNING + timedelta(days=1), tick=False):
        seen = text(client.get(page(visit)))
        sent = client.post(form(visit), {"ended": "served"}, follow=True)

    assert "Came in vain: something they had to bring was missing" in seen
    assert "Correct it" not in seen
    assert "can be corrected only on that day" in text(sent)
    assert Outcome.objects.get().kind == "in_vain"


def test_a_clerk_of_another_office_does_not_find_the_visit(client: Client, visit: Appointment) -> None:
    client.force_login(accounts.member(Role.CLERK))

    assert client.get(form(visit)).status_code == 404
    assert client.post(form(visit), {"ended": "served"}).status_code == 404
    assert not Outcome.objects.exists()


def test_a_stranger_is_asked_to_sign_in(client: Client, visit: Appointment) -> None:
    answers = [client.post(form(visit), {"ended": "served"}), client.get(REPORT)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert not Outcome.objects.exists()


def test_a_supervisor_sees_how_many_came_in_vain_and_why(
    client: Client, office: Office, visit: Appointment
) -> None:
    counter = office.counter_set.get()
    for number, clock in enumerate(["07:30", "08:00", "08:30"]):
        made = make.appointment(counter, visit.service, make.local(office, make.MONDAY, clock))
        if number:
            outcome(made, "papers" if number == 1 else "")
    outcome(visit, VainReason.TOO_EARLY)
    elsewhere = make.working_office(visit.service)
    outcome(make.appointment(elsewhere.counter_set.get(), visit.service, visit.interval.start))
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))

    now = text(client.get(REPORT))
    december = text(client.get(REPORT, {"month": "2026-12", "office": str(elsewhere.pk)}))
    november = text(client.get(REPORT, {"month": "2026-11"}))
    unknown = text(client.get(REPORT, {"month": "2026-13"}))

    assert "Earlier month Came in vain: December 2026 Service" in now
    assert "Service CARD 4 3 2 66.7 %" in now
    assert "Something they had to bring was missing 1" in now
    assert "It could not be done yet 1" in now
    assert "All services 4 3 2 66.7 %" in now
    assert december == now == unknown
    assert "Office krakow" in now
    assert "Came in vain: November 2026 Later month No visit has ended in this month." in november


def test_a_supervisor_reads_what_clerks_noted_and_of_nobody(
    client: Client, office: Office, visit: Appointment
) -> None:
    counter = office.counter_set.get()
    fee = make.service("FEE")
    rows = (
        (visit.service, "08:00", "Say the fee first"),
        (visit.service, "08:30", ""),
        (fee, "10:00", "<b>No"),
    )
    for number, (service, clock, note) in enumerate(rows):
        made = make.appointment(counter, service, make.local(office, make.MONDAY, clock))
        written = outcome(made)
        Outcome.objects.filter(pk=written.pk).update(note=note, at=THAT_MORNING + timedelta(minutes=number))
    later = outcome(visit, "")
    Outcome.objects.filter(pk=later.pk).update(note="Newest", at=THAT_MORNING + timedelta(hours=1))
    elsewhere = make.working_office(visit.service)
    there = outcome(make.appointment(elsewhere.counter_set.get(), visit.service, visit.interval.start))
    Outcome.objects.filter(pk=there.pk).update(note="Elsewhere")
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))

    said = text(client.get(REPORT))
    before = text(client.get(REPORT, {"month": "2026-11"}))

    assert "Of 4 visits 4 were written down, 3 of them in vain." in said
    noted = said.partition("What clerks noted ")[2].partition(" What is counted")[0]
    assert noted == "Service CARD Newest Say the fee first Service FEE <b>No"
    assert "<b>No" not in client.get(REPORT).content.decode()
    assert "Did not come: nobody checked in within the minutes" in said
    assert "Kovalenko" not in said
    assert "Newest" not in before


def test_no_more_than_fifty_notes_are_shown(client: Client, office: Office, visit: Appointment) -> None:
    nine = visit.interval.start
    for number in range(51):
        written = outcome(make.appointment(make.counter(office, visit.service), visit.service, nine))
        later = THAT_MORNING + timedelta(minutes=number)
        Outcome.objects.filter(pk=written.pk).update(note=f"Note {number}.", at=later)
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))

    said = text(client.get(REPORT))

    assert "Note 50. Note 49." in said
    assert (said.count("Note "), "Note 0." in said) == (50, False)


def test_a_superuser_chooses_between_offices(client: Client, office: Office, visit: Appointment) -> None:
    other = accounts.office("nowy-sacz")
    outcome(visit)
    client.force_login(accounts.superuser())

    first = text(client.get(REPORT))
    second = text(client.get(REPORT, {"office": other.pk}))

    assert office.slug < other.slug
    assert "Service CARD 1 1 1 100.0 %" in first
    assert "No visit has ended in this month." in second


@pytest.mark.parametrize("role", [Role.CLERK, Role.CONSULTANT, Role.ADMINISTRATOR])
def test_figures_are_for_supervisors(client: Client, office: Office, role: Role) -> None:
    client.force_login(accounts.member(role, at=office))

    assert client.get(REPORT).status_code == 403
    assert REPORT not in client.get("/admin/").content.decode()


def test_the_page_that_counts_costs_as_much_for_three_services_as_for_one(
    client: Client, office: Office, visit: Appointment, django_assert_max_num_queries: object
) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))
    client.get(REPORT)
    for number in range(3):
        with django_assert_max_num_queries(22):  # type: ignore[operator]  # a fixture without a type
            client.get(REPORT)
        start = make.local(office, make.MONDAY, f"{number + 7}:30".zfill(5))
        outcome(make.appointment(office.counter_set.get(), make.service(f"S{number}"), start))
    assert visit.pk


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_both_pages_render_in_every_language(
    client: Client, office: Office, visit: Appointment, settings: Settings, language: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))
    outcome(visit)

    answers = [client.get(form(visit)), client.get(REPORT)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all(f'lang="{language}"' in answer.content.decode() for answer in answers)


def test_a_supervisor_sees_who_did_not_come_and_how_long_people_waited(
    client: Client, office: Office, visit: Appointment
) -> None:
    Outcome.objects.create(appointment=visit, kind=OutcomeKind.MISSED, at=THAT_MORNING)
    ten = make.local(office, make.MONDAY, "09:00")
    ticket = make.ticket(office, visit.service, due_at=ten)
    TicketAct.objects.create(ticket=ticket, kind="called", at=ten + timedelta(minutes=17))
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))

    said = text(client.get(REPORT))

    assert "Service CARD 1 1 0 0.0 % 1 100.0 %" in said
    assert "Without a booking 1 17 min 17 min –" in said
    assert "cannot be written down yet" not in said


def test_what_the_portal_wrote_by_rule_says_so(client: Client, office: Office, visit: Appointment) -> None:
    Outcome.objects.create(appointment=visit, kind=OutcomeKind.MISSED, at=THAT_MORNING)
    client.force_login(accounts.member(Role.CLERK, at=office))

    said = text(client.get(page(visit)))

    assert "Did not come, written down by rule. Correct it" in said
    assert 'value="missed"' in client.get(form(visit)).content.decode()
