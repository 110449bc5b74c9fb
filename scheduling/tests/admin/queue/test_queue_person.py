"""The desk: who stands at the clerk's counter, and what each button does with them."""

import re

import pytest
import time_machine
from django.test import Client

from portal.accounts.models import Office
from portal.audit.models import Event
from scheduling.choices import OutcomeKind, Priority, Rank, TicketState
from scheduling.models import Outcome, Sitting, Ticket, TicketVisit
from scheduling.tests import factories as make
from scheduling.tests.admin.queue_world import (
    DESK,
    at_counter,
    booked,
    codes,
    panels,
    press,
    problem,
    said,
    shown,
    waits,
)
from scheduling.tests.views.walk import text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def test_the_person_stands_there_with_all_that_the_clerk_needs(
    client: Client, office: Office, sitting: Sitting
) -> None:
    visit = booked(
        office, case_number="SC-II.6151.1.2025", arrangements=["interpreter"], accompanied_by="Iryna Bondar"
    )
    ticket = at_counter(sitting, visit=visit, language="ru", note="Has paid")

    page = text(client.get(DESK))

    for part in (
        ticket.code,
        "Olena Bondar",
        "2 January 1985",
        "Ukraine",
        "SC-II.6151.1.2025",
        "Russian (Русский)",
        "The person brings their own interpreter; Comes along: Iryna Bondar",
        "Has paid",
        "To bring: Passport",
        "booked for 10:00",
        "1 call so far",
    ):
        assert part in page


def test_why_somebody_had_priority_stands_at_the_counter_too(client: Client, sitting: Sitting) -> None:
    at_counter(sitting, rank=Rank.PRIORITY, priority=Priority.CHILDREN)

    assert "priority · With small children" in text(client.get(DESK))


def test_that_a_clerk_saw_somebody_is_written_down_once_for_a_call(
    client: Client, office: Office, sitting: Sitting
) -> None:
    visit = booked(office)
    ticket = at_counter(sitting, visit=visit)

    for _ in range(3):
        client.get(DESK)
    seen = Event.objects.filter(action="appointment.seen")
    assert [(event.subject_pk, event.office_id) for event in seen] == [(str(visit.pk), office.pk)]

    other = booked(office, "12:00")
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.DONE)
    at_counter(sitting, visit=other)
    client.get(DESK)
    assert seen.all().count() == 2


@pytest.mark.usefixtures("sitting")
def test_nobody_is_named_before_they_are_at_the_counter(client: Client, office: Office) -> None:
    waits(office, rank=Rank.BOOKED, visit=booked(office))
    booked(office, "11:00", family_name="Later")

    page = text(client.get(f"{DESK}?here=all"))

    assert "O. B." in page
    assert "Bondar" not in page
    assert "Later" not in page
    assert not Event.objects.filter(action="appointment.seen").exists()


def test_somebody_counts_as_not_there_after_two_calls(client: Client, sitting: Sitting) -> None:
    ticket = at_counter(sitting)

    page, early = client.get(DESK), press(client, "miss", ticket)
    panels(client, "recall", **shown(ticket))
    ticket.refresh_from_db()
    answer = panels(client, "miss", **shown(ticket))

    assert "Call 1 more time before somebody counts as not there." in text(page)
    assert re.search(r'id="act-miss"[^>]* disabled', page.content.decode())
    assert problem(early) == "Called 1 time so far. Somebody counts as not there after 2."
    assert said(answer) == f"{ticket.code} did not come."
    assert Ticket.objects.get().state == TicketState.MISSED


def test_serving_and_finishing_writes_down_that_it_was_dealt_with(
    client: Client, office: Office, sitting: Sitting
) -> None:
    visit = booked(office)
    ticket = at_counter(sitting, visit=visit)

    panels(client, "serve", **shown(ticket))
    ticket.refresh_from_db()
    answer = panels(client, "finish", **shown(ticket), **{f"ended_{visit.pk}": "served"})

    assert said(answer) == f"{ticket.code} is finished."
    assert Ticket.objects.get().state == TicketState.DONE
    assert Outcome.objects.get().kind == OutcomeKind.SERVED


def test_finish_and_call_next_are_one_press(client: Client, office: Office, sitting: Sitting) -> None:
    ticket, after = at_counter(sitting, state=TicketState.SERVING), waits(office)

    answer = panels(client, "finish", **shown(ticket), ended_0="served", then="next")

    assert said(answer) == f"{ticket.code} is finished. {after.code} is called."


def test_finish_and_call_next_says_also_that_nobody_is_left(client: Client, sitting: Sitting) -> None:
    ticket = at_counter(sitting, state=TicketState.SERVING)

    answer = panels(client, "finish", **shown(ticket), ended_0="served", then="next")

    assert said(answer) == f"{ticket.code} is finished. Nobody waits for this counter."


def test_finishing_stands_where_nobody_can_be_called_any_more(
    client: Client, office: Office, sitting: Sitting
) -> None:
    ticket = at_counter(sitting, state=TicketState.SERVING)
    waits(office)

    with time_machine.travel(make.local(office, make.MONDAY, "15:10"), tick=False):
        answer = panels(client, "finish", **shown(ticket), ended_0="served", then="next")

    assert said(answer).startswith(f"{ticket.code} is finished. Nobody is called before 16:00")
    assert Ticket.objects.get(pk=ticket.pk).state == TicketState.DONE


def test_each_of_a_family_has_an_ending(client: Client, office: Office, sitting: Sitting) -> None:
    lead = booked(office, people=2)
    child = booked(office, "10:15", given_names="Tymko", people=2, number=2, lead=lead)
    ticket = at_counter(sitting, visit=lead, state=TicketState.SERVING, people=2)
    TicketVisit.objects.create(ticket=ticket, appointment=child)

    page = client.get(DESK)
    chosen = {f"ended_{lead.pk}": "served", f"ended_{child.pk}": "papers"}
    panels(client, "finish", **shown(ticket), **chosen)

    assert "How it ended: Olena Bondar" in text(page)
    assert "How it ended: Tymko Bondar" in text(page)
    ended = Outcome.objects.values_list("appointment", "kind", "vain_reason").order_by("appointment")
    assert list(ended) == [(lead.pk, "served", ""), (child.pk, "in_vain", "papers")]


def test_an_ending_that_is_not_explained_keeps_all_that_was_typed(client: Client, sitting: Sitting) -> None:
    ticket = at_counter(sitting, state=TicketState.SERVING)

    answer = panels(client, "finish", **shown(ticket), ended_0="other", case_number="SC-1")

    assert answer.status_code == 422
    assert problem(answer) == "Something is missing. Write in the note what the other reason is"
    html = answer.content.decode()
    assert 'value="SC-1"' in html
    assert '<option value="other" selected>' in html
    assert Ticket.objects.get().state == TicketState.SERVING


def test_a_case_number_that_is_named_is_kept(client: Client, office: Office, sitting: Sitting) -> None:
    visit = booked(office, case_number="SC-1")
    ticket = at_counter(sitting, visit=visit, state=TicketState.SERVING)

    panels(client, "finish", **shown(ticket), case_number="SC-2", **{f"ended_{visit.pk}": "served"})

    assert Ticket.objects.get().case_number == "SC-2"


@pytest.mark.parametrize(
    ("act", "fields", "state"),
    [
        ("park", {"note": "to pay"}, TicketState.PARKED),
        ("put_back", {}, TicketState.WAITING),
        ("note", {"text": "has paid"}, TicketState.CALLED),
    ],
)
def test_what_else_may_be_done_with_whoever_is_called(
    client: Client, sitting: Sitting, act: str, fields: dict[str, str], state: TicketState
) -> None:
    ticket = at_counter(sitting)

    answer = panels(client, act, **shown(ticket), **fields)

    assert answer.status_code == 200
    found = Ticket.objects.get()
    assert (found.state, found.note) == (state, next(iter(fields.values()), ""))


def test_somebody_is_sent_on_to_a_counter(client: Client, office: Office, sitting: Sitting) -> None:
    ticket, other = at_counter(sitting), office.counter_set.latest("pk")

    nowhere = press(client, "transfer", ticket)
    answer = panels(client, "transfer", **shown(ticket), counter=other.pk, note="fingerprints")

    assert problem(nowhere) == "Something is missing. Choose a service, a counter, or both"
    assert said(answer) == f"{ticket.code} is sent on: Service CARD."
    found = Ticket.objects.get()
    assert (found.state, found.only_counter, found.note) == (TicketState.WAITING, other, "fingerprints")


def test_nobody_is_sent_where_nobody_would_call_them(
    client: Client, office: Office, sitting: Sitting
) -> None:
    else_where = make.counter(office, make.service("ELSE"), code="9")
    ticket = at_counter(sitting)

    answer = press(client, "transfer", ticket, counter=else_where.pk, note="please")

    assert answer.status_code == 409
    assert "that counter does not serve this" in problem(answer)
    assert "You had typed: please" in problem(answer)


@pytest.mark.usefixtures("sitting")
@pytest.mark.parametrize("state", [TicketState.PARKED, TicketState.MISSED, TicketState.UNSERVED])
def test_whoever_was_gone_comes_back(client: Client, office: Office, state: TicketState) -> None:
    ticket = waits(office, state=state)

    page, answer = client.get(DESK), panels(client, "come_back", **shown(ticket))

    assert ticket.code in text(page)
    assert codes(answer) == [ticket.code]


def test_whoever_was_finished_by_mistake_is_put_back(
    client: Client, office: Office, sitting: Sitting
) -> None:
    visit = booked(office)
    ticket = at_counter(sitting, visit=visit, state=TicketState.SERVING)
    panels(client, "finish", **shown(ticket), **{f"ended_{visit.pk}": "served"})
    elsewhere = at_counter(make.sitting(office.counter_set.latest("pk")), state=TicketState.DONE)
    ticket.refresh_from_db()

    page = client.get(f"{DESK}?here=done")
    answer = panels(client, "come_back", **shown(ticket))

    assert [each for each, _clock in page.context["panels"].finished] == [ticket]
    assert [booking.may_return for booking in page.context["panels"].shown] == [[ticket]]
    assert codes(answer) == [ticket.code]
    assert elsewhere.state == TicketState.DONE


@pytest.mark.usefixtures("sitting")
def test_whoever_gives_the_place_back_is_out_of_the_line(client: Client, office: Office) -> None:
    ticket = waits(office)

    assert codes(panels(client, "leave", **shown(ticket))) == []
    assert Ticket.objects.get().state == TicketState.LEFT
