from datetime import date
from typing import Any

import pytest

from applications.choices import EventKind as K
from applications.tests.admin.acts.world import TODAY, Screen, text_of

pytestmark = pytest.mark.django_db

FORMAL: dict[str, Any] = {"summons": 1, "kind": "formal", "days": 7}


@pytest.mark.parametrize(("kind", "days"), [("fee", 7), ("formal", 7), ("appearance", 7), ("evidence", 14)])
def test_a_summons_leaves_the_least_days_if_none_are_named(at_case: Screen, kind: str, days: int) -> None:
    at_case.send("summoned", summons_kind=kind, days="", others="Podpis")

    named = [{"number": 1, "name": "Podpis"}]
    assert at_case.entered == (
        K.SUMMONED,
        TODAY,
        {"summons": 1, "kind": kind, "days": days, "documents": named},
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param({"days": "6"}, "The law asks for more days than that. at least 7 days", id="too-short"),
        pytest.param({"summons_kind": "fee", "days": "15"}, "The law allows fewer days", id="too-long"),
        pytest.param({"days": "99999999999"}, "less than or equal to 366", id="too-large"),
        pytest.param({"days": "seven"}, "Enter the number of days in digits", id="no-number"),
        pytest.param({"others": " \n "}, "Choose or write what is to be handed in", id="nothing-named"),
        pytest.param({"others": "x" * 201}, "at most 200 letters on a line", id="a-long-line"),
        pytest.param({"others": "x\n" * 41}, "at most 40 lines", id="many-lines"),
        pytest.param({"summons_kind": ""}, "Choose what is asked for", id="no-kind"),
        pytest.param({"summons_kind": "other"}, "Select a valid choice", id="another-kind"),
        pytest.param({"papers": ["NONSENSE"]}, "Select a valid choice", id="unknown-document"),
    ],
)
def test_a_summons_that_is_wrong_says_so(at_case: Screen, data: dict[str, Any], said: str) -> None:
    response = at_case.send("summoned", **{"summons_kind": "formal", "others": "Podpis", **data})

    assert response.status_code == 422
    assert said in text_of(response)
    assert at_case.last.kind == K.RECEIVED


def test_a_required_document_keeps_its_code(at_case: Screen) -> None:
    page = at_case.page("summoned").context["form"]
    code, known = next(iter(page.known.items()))

    at_case.send("summoned", summons_kind="evidence", papers=[code], others="Inne")

    assert at_case.last.data["documents"] == [
        {"number": 1, "name": known.name, "code": code},
        {"number": 2, "name": "Inne"},
    ]


def test_documents_are_numbered_on_from_those_there_are(at_case: Screen) -> None:
    at_case.send("summoned", summons_kind="formal", others="A\nB")

    at_case.send("summoned", summons_kind="evidence", others="C")

    assert at_case.last.data["summons"] == 2
    assert at_case.last.data["documents"] == [{"number": 3, "name": "C"}]


def test_the_page_says_what_the_law_asks_of_each_kind(at_case: Screen) -> None:
    page = text_of(at_case.page("summoned"))

    assert "at least 14 days; if it is not answered, the case is decided on what is in the file" in page
    assert "7 to 14 days; if it is not answered, the application is returned" in page


def test_the_term_runs_from_the_delivery(at_case: Screen) -> None:
    at_case.happen(K.SUMMONED, on=date(2026, 10, 12), **FORMAL)

    at_case.send("delivered", summons="1", how="post", on="2026-10-18")

    data = {"summons": 1, "how": "post", "due_on": "2026-10-26"}  # the 25th is a Sunday
    assert at_case.entered == (K.DELIVERED, date(2026, 10, 18), data)


def test_a_letter_that_nobody_collected_counts_14_days_after_the_first_notice(at_case: Screen) -> None:
    at_case.happen(K.SUMMONED, on=date(2026, 11, 2), **FORMAL)

    at_case.send("delivered", summons="1", how="fiction", first_notice="2026-11-05", on="")

    data = {"summons": 1, "how": "fiction", "due_on": "2026-11-26"}
    assert at_case.entered == (K.DELIVERED, date(2026, 11, 19), data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param({"first_notice": ""}, "Enter the day of the first notice", id="no-notice"),
        pytest.param(
            {"first_notice": "2026-11-18"},
            "It counts as delivered on Wednesday 2 December 2026 only. Enter it then.",
            id="not-yet",
        ),
        pytest.param({"how": "post", "on": ""}, "Enter the day", id="no-day"),
        pytest.param({"how": "pigeon"}, "Select a valid choice", id="another-way"),
        pytest.param({"summons": "2"}, "Select a valid choice", id="no-such-summons"),
    ],
)
def test_a_delivery_that_is_wrong_says_so(at_case: Screen, data: dict[str, Any], said: str) -> None:
    at_case.happen(K.SUMMONED, on=date(2026, 11, 2), **FORMAL)
    right = {"summons": "1", "how": "fiction", "first_notice": "2026-11-05"}

    response = at_case.send("delivered", **{**right, **data})

    assert response.status_code == 422
    assert said in text_of(response)
    assert at_case.last.kind == K.SUMMONED


def test_the_fourteenth_day_itself_is_late_enough(at_case: Screen) -> None:
    at_case.happen(K.SUMMONED, on=date(2026, 11, 2), **FORMAL)

    response = at_case.send("delivered", summons="1", how="fiction", first_notice="2026-11-17")

    assert response.status_code == 302
    assert at_case.last.on == TODAY


def test_only_summonses_that_are_meant_can_be_chosen(at_case: Screen) -> None:
    at_case.happen(K.SUMMONED, **FORMAL)
    at_case.happen(K.SUMMONED, **{**FORMAL, "summons": 2})
    at_case.happen(K.DELIVERED, summons=1, how="post", due_on="2026-12-08")

    choices = {
        act: [key for key, _label in at_case.page(act).context["form"].fields["summons"].choices]
        for act in ("delivered", "withdrawn")
    }

    assert choices == {"delivered": [2], "withdrawn": ["", 1, 2]}


def test_a_call_for_a_fee_asks_for_proof_of_the_fees_that_are_ticked(at_case: Screen) -> None:
    proofs = at_case.page("summoned").context["form"].proofs
    key = next(key for key, each in proofs.items() if "stamp duty" in each.label)

    at_case.send("summoned", summons_kind="fee", fees=[key])

    name = "dowód wpłaty: opłata skarbowa, 440,00 zł, na rachunek urzędu miasta"
    assert at_case.last.data["documents"] == [{"number": 1, "name": name}]
    assert f"do uiszczenia należnej opłaty i przedłożenia: </p> <ol><li>{name}</li></ol>" in text_of(
        at_case.printed("summons", 1)
    )


def test_a_call_for_a_fee_names_the_fee(at_case: Screen) -> None:
    response = at_case.send("summoned", summons_kind="fee")

    assert response.status_code == 422
    assert "Choose or write what is to be handed in or mended" in text_of(response)
