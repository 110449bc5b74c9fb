"""The desk: who may, what stands there, and what each button does."""

import re
from copy import copy
from datetime import datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from scheduling.actions.queue import serving
from scheduling.choices import OutcomeKind, Priority, Rank, TicketActKind, TicketState
from scheduling.models import Duty, Outcome, Service, Sitting, Ticket, TicketAct, TicketVisit
from scheduling.tests import factories as make
from scheduling.tests.admin.queue_world import DESK, HTMX, NOW, at_counter, booked, press, shown, waits
from scheduling.tests.views.walk import text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

PAGE_QUERIES, LOOK_QUERIES = 28, 24  # six of them are the session's


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def service() -> Service:
    return make.service("CARD", bring_en="Passport", takes_walk_ins=True)


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, counters=2)


@pytest.fixture
def clerk(office: Office, client: Client) -> User:
    made = accounts.member(Role.CLERK, at=office, name="Clerk Kowalska")
    client.force_login(made)
    return made


@pytest.fixture
def sitting(office: Office, clerk: User) -> Sitting:
    return make.sitting(office.counter_set.earliest("pk"), clerk)


def panels(client: Client, act: str, **fields: Any) -> Any:  # noqa: ANN401  a response
    """Press a button as htmx does."""
    return client.post(f"{DESK}{act}/", fields, headers=HTMX)


def queries(client: Client, **headers: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(DESK, headers=headers).status_code == 200
    return len(found)


def problem(answer: Any) -> str:  # noqa: ANN401  a response
    found = re.search(r'id="problem".*?</div>', answer.content.decode(), re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found[0])).split()[2:]) if found else ""


def said(answer: Any) -> str:  # noqa: ANN401  a response
    return str(answer.context["said"])


def codes(answer: Any) -> list[str]:  # noqa: ANN401  a response
    """Return the tickets of the line, as the page has them."""
    return re.findall(r'queue-row__code">(\w+)<', answer.content.decode())


# Who may


def test_whoever_runs_no_queue_does_not_see_the_desk(client: Client) -> None:
    client.force_login(accounts.member(Role.ADMINISTRATOR))

    assert client.get(DESK).status_code == 403


@pytest.mark.usefixtures("clerk")
def test_the_desk_of_another_office_is_not_there(client: Client) -> None:
    there = make.working_office(make.service("OTHER"), slug="tarnow")

    assert client.get(f"{DESK}?office=tarnow").status_code == 404
    assert press(client, "come_back", waits(there, state=TicketState.PARKED)).status_code == 404
    assert Ticket.objects.get().state == TicketState.PARKED


@pytest.mark.usefixtures("sitting")
def test_a_clerk_of_two_offices_goes_from_one_to_the_other(client: Client, clerk: User) -> None:
    there = make.working_office(make.service("OTHER"), slug="tarnow")
    accounts.member(Role.CLERK, at=there, of=clerk)

    first, second = client.get(DESK), client.get(f"{DESK}?office=tarnow")

    assert "Office office" in text(first)
    assert "Office tarnow" in text(second)
    assert "Whoever begins here leaves that counter." in text(second)


def test_an_act_that_is_none_is_not_found(client: Client, clerk: User) -> None:
    del clerk

    assert press(client, "dance").status_code == 404


@pytest.mark.usefixtures("sitting")
def test_a_reload_of_an_answer_leads_to_the_desk(client: Client) -> None:
    answer = client.get(f"{DESK}next/")

    assert (answer.status_code, answer["Location"]) == (302, DESK)


@pytest.mark.parametrize("seen", ["", "x", "-1"])
def test_a_form_that_does_not_say_what_it_saw_is_none_of_ours(
    client: Client, sitting: Sitting, seen: str
) -> None:
    ticket = at_counter(sitting)

    assert client.post(f"{DESK}serve/", {"ticket": ticket.pk, "seen": seen}).status_code == 404
    assert Ticket.objects.get().state == TicketState.CALLED


# My counter


def test_the_counter_of_my_duty_is_proposed(client: Client, office: Office, clerk: User) -> None:
    second = office.counter_set.latest("pk")
    Duty.objects.filter(counter=second).update(clerk=clerk)

    answer = client.get(DESK)

    assert f'<option value="{second.pk}" selected>' in answer.content.decode()


@pytest.mark.usefixtures("clerk")
def test_without_a_duty_a_free_counter_is_proposed(client: Client, office: Office) -> None:
    first, second = office.counter_set.order_by("pk")
    make.sitting(first)

    answer = client.get(DESK)

    assert f'<option value="{second.pk}" selected>' in answer.content.decode()


def test_a_clerk_begins_and_leaves(client: Client, office: Office, clerk: User) -> None:
    counter = office.counter_set.earliest("pk")

    press(client, "sit", counter=counter.pk)
    sat = Sitting.objects.get()
    press(client, "rise")

    assert (sat.clerk, sat.counter, sat.ended_at) == (clerk, counter, None)
    assert Sitting.objects.get().ended_at == NOW


def test_a_counter_of_a_colleague_is_taken_over_once_that_is_confirmed(
    client: Client, office: Office, clerk: User
) -> None:
    theirs = make.sitting(office.counter_set.earliest("pk"), accounts.user(name="Clerk Nowak"))

    asked = press(client, "sit", counter=theirs.counter_id)
    assert asked.status_code == 409
    assert "Clerk Nowak has been working at this counter since" in problem(asked)
    assert "Take over this counter" in text(asked)
    assert f'<option value="{theirs.counter_id}" selected>' in asked.content.decode()
    assert Sitting.objects.get(ended_at=None) == theirs

    press(client, "sit", counter=theirs.counter_id, take_over="1")
    assert Sitting.objects.get(ended_at=None).clerk == clerk


@pytest.mark.usefixtures("clerk")
def test_a_counter_of_another_office_cannot_be_taken(client: Client) -> None:
    there = make.working_office(make.service("OTHER"))

    assert press(client, "sit", counter=there.counter_set.get().pk).status_code == 404
    assert not Sitting.objects.exists()


# Calling


def test_call_next_calls_whoever_is_first_and_says_so(
    client: Client, office: Office, sitting: Sitting
) -> None:
    first = waits(office, 9)
    waits(office, 5)

    answer = panels(client, "next")

    assert said(answer) == f"{first.code} is called."
    assert answer.context["panels"].mine.ticket == first
    assert Ticket.objects.get(pk=first.pk).counter == sitting.counter


@pytest.mark.usefixtures("sitting")
def test_two_clicks_call_one_person(client: Client, office: Office) -> None:
    first = waits(office, 9)
    waits(office, 5)

    answers = [panels(client, "next"), panels(client, "next")]

    assert [said(answer) for answer in answers] == [f"{first.code} is called."] * 2
    assert Ticket.objects.filter(state=TicketState.CALLED).count() == 1


@pytest.mark.usefixtures("sitting")
def test_where_nobody_waits_the_desk_says_who_comes_next(client: Client, office: Office) -> None:
    booked(office, "10:45")

    answer = panels(client, "next")

    assert said(answer) == "Nobody waits for this counter. The next booked person is due at 10:45."


@pytest.mark.usefixtures("sitting")
def test_whoever_could_not_be_finished_before_the_break_is_not_called(client: Client, office: Office) -> None:
    with time_machine.travel(make.local(office, make.MONDAY, "14:50"), tick=False):
        waits(office)
        answer = panels(client, "next")

    assert said(answer) == (
        "Nobody can be called now: whoever waits could not be finished before the counter closes."
    )


@pytest.mark.usefixtures("sitting")
def test_in_the_break_nobody_is_called_and_the_desk_says_until_when(client: Client, office: Office) -> None:
    ticket = waits(office)

    with time_machine.travel(make.local(office, make.MONDAY, "15:10"), tick=False):
        page, answer = client.get(DESK), press(client, "next")

    assert "Break until 16:00: nobody is called before." in text(page)
    assert re.search(r'id="act-next"[^>]* disabled', page.content.decode())
    assert (answer.status_code, problem(answer)) == (
        409,
        "Nobody is called before 16:00: the office has a break or is closed.",
    )
    assert Ticket.objects.get(pk=ticket.pk).state == TicketState.WAITING


def test_who_is_served_may_be_finished_in_the_break(client: Client, office: Office, sitting: Sitting) -> None:
    ticket = at_counter(sitting, state=TicketState.SERVING)

    with time_machine.travel(make.local(office, make.MONDAY, "15:10"), tick=False):
        page = client.get(DESK)
        answer = panels(client, "finish", **shown(ticket), ended_0="served")

    assert "finish in peace" in text(page)
    assert "Finish and call next" not in text(page).partition("Keys")[0]
    assert said(answer) == f"{ticket.code} is finished."


@pytest.mark.usefixtures("clerk")
def test_without_a_counter_nobody_is_called(client: Client, office: Office) -> None:
    waits(office)

    assert problem(press(client, "next")) == "Say first at which counter you work."


@pytest.mark.usefixtures("sitting")
def test_the_line_stands_in_the_order_of_calling(client: Client, office: Office) -> None:
    late = waits(office, 1, letter="R")
    walk_in = waits(office, 40)
    due = waits(office, -5, rank=Rank.BOOKED)
    early = waits(office, -30, rank=Rank.BOOKED)
    first = waits(office, 2, rank=Rank.PRIORITY, priority=Priority.CHILDREN)

    page = client.get(DESK)

    assert codes(page) == [ticket.code for ticket in (first, due, walk_in, late, early)]
    marks = re.findall(r'queue-mark">([^<]+)<', page.content.decode())
    assert marks == ["priority", "came late", "early"]


@pytest.mark.usefixtures("sitting")
def test_the_line_has_those_alone_whom_my_counter_serves(client: Client, office: Office) -> None:
    mine, other = waits(office), office.counter_set.latest("pk")
    make.sitting(other)
    waits(office, of=make.service("ELSE"))
    waits(office, only_counter=other)

    page = client.get(DESK)

    assert codes(page) == [mine.code]
    assert "Next for this counter: 1 of 3 who wait" in text(page)


@pytest.mark.usefixtures("sitting")
def test_who_waits_for_other_counters_is_not_nobody(client: Client, office: Office) -> None:
    nobody = text(client.get(DESK))
    waits(office, of=make.service("ELSE"))

    assert "Nobody is waiting." in nobody
    assert "Nobody waits for this counter; 1 waits for others" in text(client.get(DESK))
    assert said(panels(client, "next")) == "Nobody waits for this counter."


@pytest.mark.usefixtures("sitting")
def test_whoever_is_called_before_others_is_called_for_a_reason(client: Client, office: Office) -> None:
    waits(office, 9)
    waits(office, 8)
    last = waits(office, 5)

    unsaid = press(client, "call", last)
    answer = panels(client, "call", **shown(last), reason="short")

    assert (unsaid.status_code, problem(unsaid)) == (422, "Something is missing. Choose the reason")
    assert "2 people who are before them are passed over." in text(unsaid)
    assert said(answer) == f"{last.code} is called."
    act = TicketAct.objects.get(ticket=last)
    assert (act.kind, act.reason, act.passed) == (TicketActKind.OVERTOOK, "short", 2)


@pytest.mark.usefixtures("sitting")
def test_another_reason_is_explained_and_what_was_typed_stays(client: Client, office: Office) -> None:
    waits(office, 9)
    last = waits(office, 5)

    answer = press(client, "call", last, reason="other", note="")
    prioritised = press(client, "priority", last, reason="other", note="  ")

    assert problem(answer) == "Something is missing. Write in the note what the other reason is"
    assert '<option value="other" selected>' in answer.content.decode()
    assert prioritised.status_code == 422
    assert not TicketAct.objects.exists()


@pytest.mark.usefixtures("sitting")
def test_whoever_is_first_anyway_is_called_without_a_reason(client: Client, office: Office) -> None:
    first = waits(office, 9)

    press(client, "call", first)

    assert TicketAct.objects.get().kind == TicketActKind.CALLED


@pytest.mark.usefixtures("sitting")
def test_a_priority_puts_somebody_first(client: Client, office: Office) -> None:
    waits(office, 9)
    last = waits(office, 5)

    answer = panels(client, "priority", **shown(last), reason="deadline")

    assert codes(answer)[0] == last.code
    assert "A term ends today" in text(client.get(DESK))


# The person at my counter


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


# Two at once


def test_whoever_comes_second_is_told_who_was_faster_and_keeps_what_was_typed(
    client: Client, office: Office, sitting: Sitting
) -> None:
    ticket = waits(office, state=TicketState.PARKED)
    before = shown(ticket)
    colleague = accounts.member(Role.CLERK, at=office, name="Clerk Nowak")
    serving.leave(ticket=ticket, clerk=colleague, by=Actor.user(colleague.pk), at=NOW)

    answer = panels(client, "come_back", **before)
    noted = panels(client, "note", **before, text="he phoned")

    assert answer.status_code == 409
    assert problem(answer) == (
        f"Nothing was done: somebody else has just changed {ticket.code} (Clerk Nowak: “left” at 10:00). "
        "This is how it is now."
    )
    assert problem(noted).endswith("You had typed: he phoned")
    assert sitting.clerk != colleague


def test_browser_back_and_a_second_press_do_nothing_twice(client: Client, sitting: Sitting) -> None:
    ticket = at_counter(sitting, state=TicketState.SERVING)
    before = shown(ticket)

    panels(client, "finish", **before, ended_0="served")
    again = panels(client, "finish", **before, ended_0="papers")

    assert again.status_code == 409
    assert problem(again).startswith(f"Nothing was done now: your own last step with {ticket.code} was “fin")
    assert Ticket.objects.get().outcome == OutcomeKind.SERVED


def test_a_ticket_at_a_colleagues_counter_is_left_alone(
    client: Client, office: Office, sitting: Sitting
) -> None:
    theirs = at_counter(make.sitting(office.counter_set.latest("pk")))

    answer = press(client, "serve", theirs)

    assert answer.status_code == 409
    assert Ticket.objects.get(pk=theirs.pk).state == TicketState.CALLED
    assert theirs.counter != sitting.counter


def test_nobody_is_left_behind_at_a_counter(client: Client, sitting: Sitting) -> None:
    ticket = at_counter(sitting)

    assert problem(press(client, "rise")) == (
        f"{ticket.code} is still at your counter. Finish or put back first."
    )


def test_without_a_script_the_answer_is_the_desk_itself(client: Client, sitting: Sitting) -> None:
    ticket = at_counter(sitting)

    answer = client.post(f"{DESK}serve/", shown(ticket), follow=True)

    assert answer.redirect_chain == [(DESK, 302)]
    assert f"{ticket.code} is being served." in text(answer)


# What it costs


@pytest.mark.usefixtures("sitting")
def test_the_page_asks_as_often_for_a_thousand_as_for_one(client: Client, office: Office) -> None:
    waits(office)
    client.get(DESK)
    few = (queries(client), queries(client, **HTMX))

    row = Ticket.objects.get()
    row.pk = None
    copies = []
    for number in range(1000):
        copies.append(copy(row))
        copies[-1].number, copies[-1].token_digest = number + 2000, f"copy-{number}"
    Ticket.objects.bulk_create(copies)

    assert (queries(client), queries(client, **HTMX)) == few
    assert [few[0] <= PAGE_QUERIES, few[1] <= LOOK_QUERIES] == [True, True]
    assert "1001 of 1001 who wait" in text(client.get(DESK))


@pytest.mark.usefixtures("sitting")
def test_an_address_that_no_browser_sends_is_ignored(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://[x"}

    assert client.get(DESK, headers=headers).status_code == 200
