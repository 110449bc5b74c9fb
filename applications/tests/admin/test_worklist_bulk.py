"""One thing done to many cases: what would happen, then what happened, and nothing half done."""

from typing import Any

import pytest
from django.test import Client

from applications.actions.assigning import NotThereError, give
from applications.choices import EventKind, Stage
from applications.models import Application, CaseEvent
from applications.tests import factories as make
from applications.tests.admin.worklist_world import BULK, DAY, LIST, NOW, TODAY, case, signed_in, ticks
from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM, Actor

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def office() -> Office:
    return accounts.office("krakow")


def asked(*cases: Application, act: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  any field
    return {"case": ticks(*cases), "act": act, "on": TODAY.isoformat(), "note": "", **fields}


def lines(page: Any, which: str) -> list[tuple[str, list[str]]]:  # noqa: ANN401  a response
    return [(line.row.case.family_name, line.reasons) for line in page.context[which]]


def decided(office: Office, name: str, signer: Actor) -> Application:
    """Return a case whose decision is served: its card may be ordered."""
    author = accounts.member(Role.OFFICER, at=office)
    made = case(office, name)
    make.happen(made, EventKind.REGISTERED)
    make.happen(made, EventKind.EXAMINED)
    make.happen(made, EventKind.DRAFTED, by=Actor.user(author.pk), data={"outcome": "positive"})
    make.happen(made, EventKind.DECIDED, by=signer, data={"outcome": "positive"})
    make.happen(made, EventKind.SERVED, data={"how": "post"})
    return made


@pytest.fixture
def signer(office: Office) -> Actor:
    return Actor.user(accounts.member(Role.SIGNER, at=office).pk)


def test_what_would_happen_is_said_and_nothing_is_done(client: Client, office: Office, signer: Actor) -> None:
    signed_in(client, Role.CLERK, at=office)
    ready, fresh = decided(office, "Ready", signer), case(office, "Fresh")

    page = client.post(BULK, asked(ready, fresh, act="card_ordered"))

    assert page.status_code == 200
    assert lines(page, "good") == [("Ready", [])]
    assert lines(page, "bad") == [("Fresh", ["The case is not at a stage where this can happen."])]
    ready.refresh_from_db()
    assert ready.stage == Stage.SERVED


def test_what_was_confirmed_is_done_for_each_that_may(client: Client, office: Office, signer: Actor) -> None:
    clerk = signed_in(client, Role.CLERK, at=office)
    ready, fresh = decided(office, "Ready", signer), case(office, "Fresh")

    page = client.post(BULK, asked(ready, fresh, act="card_ordered", do="confirm", note="batch 7"))

    assert lines(page, "good") == [("Ready", [])]
    assert lines(page, "bad") == [("Fresh", ["The case is not at a stage where this can happen."])]
    ready.refresh_from_db()
    entry = CaseEvent.objects.get(application=ready, sequence=ready.sequence)
    assert ready.stage == Stage.CARD_ORDERED
    assert (entry.kind, entry.on, entry.note, entry.by) == ("card_ordered", TODAY, "batch 7", clerk)


def test_what_somebody_changed_meanwhile_is_left_alone(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)
    mine = case(office)
    sent = asked(mine, act="noted", note="Hello", do="confirm")
    make.happen(mine, EventKind.NOTED, note="Earlier")

    looked = client.post(BULK, sent | {"do": "check"})
    done = client.post(BULK, sent)

    said = [("Kovalenko", ["Somebody has entered something meanwhile. Look at the case first."])]
    assert (lines(looked, "bad"), lines(looked, "good")) == (said, [])
    assert (lines(done, "bad"), lines(done, "good")) == (said, [])
    assert CaseEvent.objects.filter(application=mine, note="Hello").count() == 0


def test_sending_the_confirmation_twice_does_it_once(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)
    mine = case(office)
    sent = asked(mine, act="noted", note="Hello", do="confirm")

    client.post(BULK, sent)
    client.post(BULK, sent)

    assert CaseEvent.objects.filter(application=mine, note="Hello").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"act": ""}, "Choose what to do"),
        ({"act": "decided"}, "Select a valid choice. decided is not one of the available choices."),
        ({"act": "noted"}, "Write the note"),
        ({"act": "assigned"}, "Choose to whom the cases are given"),
        ({"on": ""}, "Enter the day"),
        ({"on": "9999-99-99"}, "Enter the day as a date"),
        ({"on": "2026-12-02"}, "The day lies ahead. Enter it when it has happened"),
        ({"note": "x" * 2_001}, "Ensure this value has at most 2000 characters (it has 2001)."),
    ],
)
def test_a_wrong_form_keeps_the_ticks_and_what_was_typed(
    client: Client, office: Office, wrong: dict[str, str], said: str
) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    mine = case(office)

    page = client.post(BULK, asked(mine, act="closed", do="confirm") | {"note": ""} | wrong)

    assert page.status_code == 422
    assert [error.message for error in page.context["errors"]] == [said]
    assert page.context["marks"] == ticks(mine)
    assert CaseEvent.objects.filter(application=mine).count() == 1


@pytest.mark.parametrize("marks", [[], ["x"], ["1:"], [":1"], ["9999999999999:1"], ["²:1"]])
def test_without_a_tick_the_list_is_shown_again_as_it_was(
    client: Client, office: Office, marks: list[str]
) -> None:
    signed_in(client, Role.CLERK, at=office)

    answer = client.post(BULK, {"case": marks, "act": "noted", "back": "who=all&term=7&office=x"})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}?who=all&term=7")


def test_a_case_of_another_office_is_not_there(client: Client, office: Office) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    theirs = case(accounts.office("tarnow"))

    answer = client.post(BULK, asked(theirs, act="noted", note="Hello", do="confirm"))

    assert answer.status_code == 302
    assert CaseEvent.objects.filter(application=theirs).count() == 1


def test_cases_are_given_by_those_who_may_give_them(client: Client, office: Office) -> None:
    colleague = accounts.member(Role.CLERK, at=office, name="Colleague")
    supervisor = signed_in(client, Role.SUPERVISOR, at=office)
    first, second = case(office, "First"), case(office, "Second")

    client.post(BULK, asked(first, second, act="assigned", to=colleague.pk, do="confirm"))

    for each in (first, second):
        each.refresh_from_db()
    assert (first.clerk, second.clerk) == (colleague, colleague)
    assert CaseEvent.objects.filter(kind="assigned", by=supervisor).count() == 2


def test_a_clerk_gives_cases_to_nobody(client: Client, office: Office) -> None:
    clerk = signed_in(client, Role.CLERK, at=office)
    mine = case(office)

    page = client.post(BULK, asked(mine, act="assigned", to=clerk.pk, do="confirm"))

    assert page.status_code == 422
    mine.refresh_from_db()
    assert mine.clerk is None


def test_nobody_is_given_a_case_who_does_not_work_on_cases_there(office: Office) -> None:
    mine = case(office)
    strangers = [
        accounts.member(Role.CLERK, at=accounts.office("tarnow")),
        accounts.member(Role.SIGNER, at=office),
        accounts.member(Role.CLERK, at=office, is_active=False),
    ]

    for stranger in strangers:
        with pytest.raises(NotThereError):
            give(case=mine, to=stranger, by=SYSTEM, parts=make.EVERY_PART, at=NOW)

    mine.refresh_from_db()
    assert mine.sequence == 1


def test_the_page_alone_leads_back_to_the_list(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)

    assert client.get(BULK).headers["Location"] == LIST


def test_a_note_may_be_dated_back_and_not_before_the_filing(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)
    mine = case(office, filed_on=TODAY - DAY)

    early = client.post(BULK, asked(mine, act="noted", note="x") | {"on": (TODAY - 2 * DAY).isoformat()})
    right = client.post(BULK, asked(mine, act="noted", note="x") | {"on": (TODAY - DAY).isoformat()})

    assert lines(early, "bad") == [("Kovalenko", ["The date is before the application was filed."])]
    assert lines(right, "good") == [("Kovalenko", [])]


@pytest.mark.parametrize("do", ["check", "confirm"])
def test_whose_names_the_page_showed_is_written_down(client: Client, office: Office, do: str) -> None:
    clerk = signed_in(client, Role.CLERK, at=office)
    mine, other = case(office, "Mine"), case(office, "Other")

    client.post(BULK, asked(mine, other, act="noted", note="Hello", do=do))

    seen = Event.objects.get(action="worklist.seen", user=clerk)
    assert (seen.office, sorted(seen.data["cases"])) == (office, [mine.pk, other.pk])


def test_a_form_without_names_is_no_look_at_cases(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)

    client.post(BULK, asked(case(office), act=""))

    assert not Event.objects.filter(action="worklist.seen").exists()
