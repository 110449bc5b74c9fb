"""The desk: checking people in, tickets without a booking, and the day's bookings."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from portal.accounts.models import Office
from scheduling.choices import AppointmentState, OutcomeKind, TicketState
from scheduling.models import Outcome, Service, Ticket
from scheduling.tests import factories as make
from scheduling.tests.admin.queue_world import DESK, HTMX, MINUTE, NOW, booked, panels, waits
from scheduling.tests.views.walk import text

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
    pytest.mark.usefixtures("sitting"),
]


def shown(client: Client, query: str = "") -> list[str]:
    """Return the references in the list of the day's bookings."""
    found = client.get(f"{DESK}{query}").context["panels"].shown
    return [booking.visit.reference for booking in found]


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}/1"], ids=["as-it-is", "with-spaces", "of-the-first"])
def test_a_reference_checks_people_in(client: Client, office: Office, typed: str) -> None:
    visit = booked(office, "10:05")

    answer = panels(client, "check_in", reference=typed.format(visit.reference.lower()))

    ticket = Ticket.objects.get()
    assert answer.context["said"] == f"Checked in. The ticket is {ticket.code}."
    assert answer.context["focus"] == "check-in"
    assert ticket.visits.get().appointment == visit
    assert f"Page of {ticket.code}, to print or show" in answer.content.decode()


def test_a_second_scan_makes_no_second_ticket(client: Client, office: Office) -> None:
    visit = booked(office)

    first, second = (panels(client, "check_in", reference=visit.reference) for _ in range(2))

    assert first.context["said"] == second.context["said"]
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "nonsense", "7F3K-9M2Q", "https://example.org/booked/x/", "\x00"])
def test_what_names_no_booking_stays_in_the_field(client: Client, typed: str) -> None:
    answer = client.post(f"{DESK}check_in/", {"reference": typed})

    assert answer.status_code == 409
    assert "No booking has this reference." in text(answer)
    assert answer.context["attempt"].data["reference"] == typed


def test_each_visit_that_is_not_expected_is_refused_in_words(client: Client, office: Office) -> None:
    there = make.working_office(make.service("OTHER"), slug="tarnow")
    elsewhere = booked(there)
    cancelled = booked(office, state=AppointmentState.CANCELLED)
    tomorrow = make.appointment(
        office.counter_set.latest("pk"), Service.objects.get(code="CARD"), NOW + 1440 * MINUTE
    )

    def why(reference: str) -> str:
        return str(panels(client, "check_in", reference=reference).context["attempt"].error)

    assert why(elsewhere.reference) == "This visit is at another office: Office tarnow."
    assert why(cancelled.reference) == "This visit is not booked: it was cancelled, or never confirmed."
    assert why(tomorrow.reference) == "This visit is on another day: Tuesday 8 December 2026 at 10:00."
    assert not Ticket.objects.exists()


def test_who_is_late_stands_apart_with_a_button_to_check_in(client: Client, office: Office) -> None:
    late = booked(office, "09:40")
    booked(office, "10:00", given_names="Due")
    booked(office, "10:20", given_names="Coming")

    page = client.get(DESK)
    assert [(b.visit.reference, minutes) for b, minutes in page.context["panels"].late] == [
        (late.reference, 20)
    ]
    panels(client, "check_in", visit=late.pk)

    assert Ticket.objects.get().visits.get().appointment == late
    assert client.get(DESK).context["panels"].late == []


def test_ten_who_are_late_are_shown_and_the_list_of_the_day_has_the_others(
    client: Client, office: Office
) -> None:
    for minute in range(0, 60, 5):
        booked(office, f"08:{minute:02}", at=make.counter(office))

    with time_machine.travel(make.local(office, make.MONDAY, "18:30"), tick=False):
        page = client.get(DESK).content.decode()

    panel = page.partition('id="panel-due"')[2].partition("</section>")[0]
    assert panel.count("min late") == 10
    assert "here=not_yet#panel-day" in panel
    assert "… and 2 more" in panel
    assert "Running late<" in panel  # no break is left


def test_a_booking_of_another_office_is_not_checked_in_by_its_number(client: Client) -> None:
    there = make.working_office(make.service("OTHER"))

    assert panels(client, "check_in", visit=booked(there).pk).status_code == 409
    assert not Ticket.objects.exists()


def test_the_list_of_the_day_tells_who_is_where(client: Client, office: Office, service: Service) -> None:
    other = make.service("ELSE")
    office.counter_set.latest("pk").services.add(other)
    not_yet = booked(office, "11:00")
    here = booked(office, "09:00")
    waits(office, visit=here)
    done = booked(office, "08:00")
    waits(office, visit=done, state=TicketState.DONE)
    missed = booked(office, "08:30", state=AppointmentState.LAPSED)
    Outcome.objects.create(appointment=missed, kind=OutcomeKind.MISSED, at=NOW)
    of_other = booked(office, "11:30", of=other, at=office.counter_set.latest("pk"))
    booked(office, "12:00", state=AppointmentState.CANCELLED)

    assert shown(client) == [not_yet.reference, of_other.reference]
    assert shown(client, "?here=here") == [here.reference]
    assert shown(client, "?here=done") == [done.reference]
    assert shown(client, "?here=missed") == [missed.reference]
    assert shown(client, "?here=strange") == [not_yet.reference, of_other.reference]
    assert shown(client, f"?of={other.pk}") == [of_other.reference]
    assert len(shown(client, "?here=all")) == 5
    assert (
        f"?here=all&of={service.pk}"
        in client.get(f"{DESK}?here=all&of={service.pk}").wsgi_request.get_full_path()
    )


def test_the_desk_leads_to_the_list_and_to_the_end_of_the_day(client: Client, office: Office) -> None:
    page = client.get(DESK).content.decode()

    for way in ("day/", "day/unserved/"):
        assert f'class="desk-link" href="/admin/scheduling/appointment/{way}?office={office.pk}"' in page


def test_a_button_pressed_keeps_what_was_chosen_of_the_list(client: Client, office: Office) -> None:
    done = booked(office, "08:00")
    waits(office, visit=done, state=TicketState.DONE)
    at = {"HX-Current-URL": f"http://testserver{DESK}?here=done"}

    answer = client.post(f"{DESK}next/", headers=HTMX | at)

    assert [booking.visit for booking in answer.context["panels"].shown] == [done]


def test_whoever_was_missed_by_the_rule_may_be_checked_in_after_all(client: Client, office: Office) -> None:
    missed = booked(office, "09:30", state=AppointmentState.LAPSED)
    Outcome.objects.create(appointment=missed, kind=OutcomeKind.MISSED, at=NOW)

    panels(client, "check_in", visit=missed.pk)

    assert Ticket.objects.get().visits.get().appointment == missed


def test_what_is_due_before_the_break_is_held_against_who_is_there(client: Client, office: Office) -> None:
    booked(office, "11:00")
    booked(office, "16:00")
    waits(office)

    load = client.get(DESK).context["panels"].load

    assert (load.until, load.booked, load.waiting) == ("15:00", 1, 1)
    assert (load.needed, load.counters, load.given, load.too_much) == (30, 1, 300, 0)


def test_too_much_for_the_time_that_is_left_is_said(client: Client, office: Office) -> None:
    waits(office, minutes=5)
    booked(office, "14:45")

    with time_machine.travel(make.local(office, make.MONDAY, "14:40"), tick=False):
        page = client.get(DESK)

    assert "About 10 min too much: not everybody can be served before then." in text(page)


def test_a_clerk_gives_a_ticket_without_a_booking(client: Client, service: Service) -> None:
    answer = panels(client, "ticket", service=service.pk, people=2, language="ru")

    ticket = Ticket.objects.get()
    assert answer.context["said"] == f"The ticket is {ticket.code}."
    assert (ticket.service, ticket.people, ticket.language, ticket.letter) == (service, 2, "ru", "A")


@pytest.mark.parametrize("fields", [{"people": 7}, {"people": 0}, {"service": 0}, {"language": "tlh"}])
def test_a_ticket_that_cannot_be_is_asked_for_again(
    client: Client, service: Service, fields: dict[str, Any]
) -> None:
    whole = {"service": service.pk, "people": 1, "language": "pl"}

    answer = panels(client, "ticket", **whole | fields)

    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_no_ticket_is_given_that_nobody_could_serve(client: Client, office: Office, service: Service) -> None:
    asked = {"service": service.pk, "people": 1, "language": "pl"}

    with time_machine.travel(make.local(office, make.MONDAY, "15:10"), tick=False):
        in_break = panels(client, "ticket", **asked)
    with time_machine.travel(make.local(office, make.MONDAY, "18:55"), tick=False):
        at_the_end = panels(client, "ticket", **asked)

    assert in_break.context["attempt"].error == ("No ticket was given: the office takes nobody before 16:00.")
    assert at_the_end.context["attempt"].error == (
        "No ticket was given: the counters cannot serve one more before they close."
    )
    assert not Ticket.objects.exists()


def test_an_office_without_such_services_says_so(client: Client) -> None:
    Service.objects.update(takes_walk_ins=False)

    assert "No service here gives tickets without a booking." in text(client.get(DESK))
