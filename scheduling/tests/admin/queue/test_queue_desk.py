"""The desk: who may, at which counter, who is called, and what stands there."""

import re
from copy import copy

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor
from scheduling.actions.queue import serving
from scheduling.choices import OutcomeKind, Priority, Rank, TicketActKind, TicketState
from scheduling.models import Duty, Sitting, Ticket, TicketAct
from scheduling.tests import factories as make
from scheduling.tests.admin.queue_world import (
    DESK,
    HTMX,
    NOW,
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

PAGE_QUERIES, LOOK_QUERIES = 28, 24  # six of them are the session's


def queries(client: Client, **headers: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(DESK, headers=headers).status_code == 200
    return len(found)


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
