from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from applications.choices import EventKind as K
from applications.models import CaseDocument, CaseEvent, Summons
from applications.tests.admin.acts.world import TODAY, Screen, text_of

pytestmark = pytest.mark.django_db

ASKED = [{"number": 1, "name": "Umowa"}, {"number": 2, "name": "Polisa"}]


@pytest.fixture
def asked(at_case: Screen) -> Screen:
    """Two documents are asked for in a summons that was delivered."""
    at_case.happen(K.SUMMONED, date(2026, 11, 2), summons=1, kind="evidence", days=14, documents=ASKED)
    at_case.happen(K.DELIVERED, date(2026, 11, 20), summons=1, how="post", due_on="2026-12-04")
    return at_case


def states(at_case: Screen) -> dict[str, str]:
    rows = CaseDocument.objects.filter(application=at_case.case).order_by("number")
    return {row.name: row.state for row in rows}


def test_what_came_is_received_and_the_rest_stays_asked_for(asked: Screen) -> None:
    response = asked.send("doc_received", received=["2"], others="List")

    brought = [{"number": 3, "name": "List"}]
    assert asked.entered == (K.DOCUMENT_RECEIVED, TODAY, {"received": [2], "brought": brought})
    assert states(asked) == {"Umowa": "asked", "Polisa": "received", "List": "received"}
    assert Summons.objects.get(application=asked.case).closed_on is None
    printed = reverse("admin:applications_application_print", args=[asked.case.pk, "receipt", 4])
    assert response.headers["Location"] == printed


def test_papers_and_the_answer_to_a_summons_are_entered_together(asked: Screen) -> None:
    asked.send("doc_received", received=["1", "2"], answered=["1"])

    newest = CaseEvent.objects.filter(application=asked.case).order_by("-sequence")[:2]
    assert [row.kind for row in newest] == [K.ANSWERED, K.DOCUMENT_RECEIVED]
    assert Summons.objects.get(application=asked.case).closing == "answered"


def test_a_required_document_that_nobody_asked_for_keeps_its_code(at_case: Screen) -> None:
    form = at_case.page("doc_received").context["form"]
    code, known = next(iter(form.known.items()))

    at_case.send("doc_received", papers=[code])

    assert at_case.last.data["brought"] == [{"number": 1, "name": known.name, "code": code}]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param({}, "Tick what came, or write it down", id="nothing"),
        pytest.param({"received": ["3"]}, "Select a valid choice", id="not-asked-for"),
        pytest.param({"received": ["1"], "answered": ["2"]}, "Select a valid choice", id="no-such-summons"),
        pytest.param({"others": "x" * 201}, "at most 200 letters", id="a-long-line"),
    ],
)
def test_a_receipt_that_is_wrong_says_so(asked: Screen, data: dict[str, Any], said: str) -> None:
    response = asked.send("doc_received", **data)

    assert response.status_code == 422
    assert said in text_of(response)
    assert asked.last.kind == K.DELIVERED


def test_several_documents_are_accepted_at_once(asked: Screen) -> None:
    asked.send("doc_received", received=["1", "2"])

    asked.send("doc_accepted", document=["1", "2"])

    assert states(asked) == {"Umowa": "accepted", "Polisa": "accepted"}


def test_a_refused_document_needs_a_reason_and_stays_asked_for(asked: Screen) -> None:
    asked.send("doc_received", received=["1", "2"])

    unexplained = asked.send("doc_refused", document=["1"])
    explained = asked.send("doc_refused", document=["1"], note="Not translated")

    assert (unexplained.status_code, explained.status_code) == (422, 302)
    assert "Write down why the document will not do" in text_of(unexplained)
    assert asked.last.note == "Not translated"
    assert states(asked) == {"Umowa": "refused", "Polisa": "received"}
    received = asked.page("doc_received").context["form"].fields["received"].choices
    assert received == [(1, "1. Umowa")]


def test_only_what_has_come_can_be_accepted(asked: Screen) -> None:
    asked.send("doc_received", received=["1"])

    choices = {
        act: [number for number, _name in asked.page(act).context["form"].fields["document"].choices]
        for act in ("doc_accepted", "doc_refused", "doc_dropped")
    }

    assert choices == {"doc_accepted": [1], "doc_refused": [1], "doc_dropped": [1, 2]}


def test_a_link_to_one_document_ticks_it(asked: Screen) -> None:
    page = asked.page("doc_dropped", document=2)

    assert page.context["form"]["document"].value() == ["2"]


def test_nothing_ticked_is_said_in_words(asked: Screen) -> None:
    response = asked.send("doc_dropped")

    assert response.status_code == 422
    assert "Tick the document" in text_of(response)
