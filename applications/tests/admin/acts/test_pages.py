"""What every form does: it looks ahead, keeps what was typed, and never enters anything twice."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from applications.admin.acts.registry import ENTRIES
from applications.choices import EventKind as K
from applications.tests import factories as make
from applications.tests.admin.acts.world import Screen, text_of
from portal.accounts.choices import Role
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event as AuditEvent
from portal.audit.rules.actors import Actor

pytestmark = pytest.mark.django_db

FORMAL: dict[str, Any] = {"summons": 1, "kind": "formal", "days": 7}


def test_every_kind_of_entry_but_the_receipt_has_a_form() -> None:
    assert {kind for kind in K if kind.value not in ENTRIES} == {K.RECEIVED}


def test_an_act_that_nobody_knows_is_not_found(at_case: Screen) -> None:
    assert at_case.page("received").status_code == 404
    assert at_case.page("nonsense").status_code == 404
    assert at_case.send("received").status_code == 404


def test_a_case_of_another_office_is_not_found(at_case: Screen) -> None:
    stranger = at_case.as_(Role.SUPERVISOR, at=accounts.office())

    assert stranger.page("noted").status_code == 404
    assert stranger.send("noted", note="Hello").status_code == 404
    assert at_case.last.kind == K.RECEIVED


@pytest.mark.parametrize(
    ("role", "act", "status"),
    [
        (Role.CLERK, "registered", 200),
        (Role.CLERK, "complicated", 403),
        (Role.OFFICER, "complicated", 200),
        (Role.SIGNER, "registered", 403),
        (Role.SIGNER, "noted", 200),
        (Role.CLERK, "void", 403),
        (Role.CLERK, "particulars", 200),
        (Role.SIGNER, "access", 403),
        (Role.CLERK, "mandate", 200),
    ],
)
def test_a_form_is_shown_to_whoever_may_do_it(at_case: Screen, role: Role, act: str, status: int) -> None:
    at_case.happen(K.NOTED)

    assert at_case.as_(role).page(act).status_code == status


def test_what_cannot_be_done_now_is_not_offered_and_says_why(at_case: Screen) -> None:
    response = at_case.page("card_ready")

    assert response.status_code == 409
    assert "The case is not at a stage where this can happen." in text_of(response)


def test_a_form_says_at_once_what_will_follow(at_case: Screen) -> None:
    at_case.happen(K.SUMMONED, on=date(2026, 11, 20), **FORMAL)

    page = text_of(at_case.page("delivered", summons=1))

    assert "until Tuesday 8 December 2026" not in page  # how it was delivered is not chosen yet

    seen = at_case.send("delivered", summons="1", how="post", look="1")

    assert seen.status_code == 200
    assert "Formal defects are to be fixed, until Tuesday 8 December 2026." in text_of(seen)
    assert at_case.last.kind == K.SUMMONED


def test_a_form_without_a_choice_looks_ahead_before_it_is_sent(at_case: Screen) -> None:
    make.happen(at_case.case, K.REGISTERED)

    page = text_of(at_case.page("examined"))

    assert "The case will stand at: Evidence examined (analiza materiału)." in page


def test_looking_ahead_gives_the_reasons_against_it(at_case: Screen) -> None:
    at_case.happen(K.SUMMONED, **FORMAL)
    at_case.happen(K.DELIVERED, summons=1, how="post", due_on="2026-12-08")

    seen = at_case.send("lapsed", summons="1", look="1")

    assert "The party's term is not over yet." in text_of(seen)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        pytest.param("2026-12-02", "The date lies ahead.", id="tomorrow"),
        pytest.param("2026-10-04", "The date is before the application was filed.", id="before-filing"),
        pytest.param("0001-01-01", "Check the year of this day", id="first-year"),
        pytest.param("9999-12-31", "Check the year of this day", id="last-year"),
        pytest.param("2026-02-30", "Enter the day as a date", id="no-such-day"),
        pytest.param("", "Enter the day", id="none"),
        pytest.param("2026-1\x00-01", "Enter the day as a date", id="a-nul-byte"),
    ],
)
def test_a_wrong_day_is_refused_and_the_note_is_kept(at_case: Screen, on: str, said: str) -> None:
    response = at_case.send("noted", on=on, note="Called twice")

    assert response.status_code == 422
    assert said in text_of(response)
    assert "Called twice" in text_of(response)
    assert at_case.last.kind == K.RECEIVED


def test_an_old_page_shows_what_happened_meanwhile_and_keeps_what_was_typed(at_case: Screen) -> None:
    seen = at_case.case.sequence
    make.happen(at_case.case, K.REGISTERED, by=Actor.user(at_case.user.pk))

    response = at_case.send("noted", seen=seen, note="Called twice")

    assert response.status_code == 409
    page = text_of(response)
    assert "The case was changed meanwhile" in page
    assert f"Case number assigned: {at_case.case.case_number}" in page
    assert "Called twice" in page
    assert '<input type="hidden" name="seen" value="2">' in page
    assert at_case.last.kind == K.REGISTERED


def test_a_form_sent_twice_is_entered_once(at_case: Screen) -> None:
    seen = at_case.case.sequence

    answers = [at_case.send("noted", seen=seen, note="Called").status_code for _time in range(2)]

    assert answers == [302, 409]
    assert at_case.case.events.filter(kind=K.NOTED).count() == 1


@pytest.mark.parametrize("seen", ["", "nonsense", "-1", "9" * 40])
def test_a_form_that_has_seen_nothing_enters_nothing(at_case: Screen, seen: str) -> None:
    response = at_case.send("noted", note="Called", seen=seen)

    assert response.status_code == 409
    assert at_case.last.kind == K.RECEIVED


def test_what_only_the_rules_can_tell_comes_back_above_the_form(at_case: Screen) -> None:
    other = make.case(at_case.case.office)
    make.happen(other, K.REGISTERED, data={"case_number": "SC-II.6151.5.2026"})

    response = at_case.send("registered", case_number="SC-II.6151.5.2026")

    assert response.status_code == 422
    assert "Another case has this number." in text_of(response)
    assert at_case.last.kind == K.RECEIVED


def test_a_page_that_is_wrong_still_knows_what_it_had_seen(at_case: Screen) -> None:
    make.happen(at_case.case, K.NOTED, note="Meanwhile")

    response = at_case.send("noted", seen=1, note="")

    assert response.status_code == 422
    assert '<input type="hidden" name="seen" value="1">' in text_of(response)


def test_whoever_has_done_it_goes_back_to_the_case(at_case: Screen) -> None:
    response = at_case.send("noted", note="Called")

    assert response.headers["Location"] == reverse(
        "admin:applications_application_change", args=[at_case.case.pk]
    )
    assert at_case.last.note == "Called"


def test_whoever_opens_a_form_has_read_the_case(at_case: Screen) -> None:
    at_case.page("particulars")

    event = AuditEvent.objects.get(action="case.read")
    assert (event.subject_pk, event.user_id) == (str(at_case.case.pk), at_case.user.pk)


@pytest.mark.parametrize(
    ("act", "data", "status"),
    [
        pytest.param("noted", {"note": ""}, 422, id="wrong"),
        pytest.param("particulars", {"look": "1"}, 422, id="looked-ahead"),
        pytest.param("noted", {"note": "Called", "look": "1"}, 200, id="right"),
        pytest.param("noted", {"note": "Called", "seen": ""}, 409, id="old"),
    ],
)
def test_whoever_is_shown_a_form_again_has_read_the_case(
    at_case: Screen, act: str, data: dict[str, Any], status: int
) -> None:
    response = at_case.send(act, **data)

    assert response.status_code == status
    event = AuditEvent.objects.get(action="case.read")
    assert (event.subject_pk, event.user_id) == (str(at_case.case.pk), at_case.user.pk)


def test_whoever_only_enters_something_is_not_said_to_have_read(at_case: Screen) -> None:
    at_case.send("noted", note="Called")

    assert not AuditEvent.objects.filter(action="case.read").exists()
