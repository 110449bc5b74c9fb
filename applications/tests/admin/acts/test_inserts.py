"""The page beside a letter: what it says in each case, and the access code on it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions.access import access_code_of, issue_access_code
from applications.choices import EventKind as K
from applications.choices import Outcome
from applications.models import Application
from applications.tests import factories as make
from applications.tests.admin.acts.world import TODAY, Screen, decide, screen, text_of
from portal.accounts.choices import Role
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event as AuditEvent
from portal.audit.rules.actors import SYSTEM

pytestmark = pytest.mark.django_db

WITHIN = "Within 14 days from the day on which you get the letter."
PAPERS = [{"number": 1, "name": "Umowa najmu"}]


def paper(at_case: Screen, number: int | None = None, *, what: str = "insert", **query: str) -> str:
    names = [at_case.case.pk, what, at_case.last.sequence if number is None else number]
    response = at_case.client.get(reverse("admin:applications_application_print", args=names), query)
    assert response.status_code == 200
    return text_of(response)


def with_code(at_case: Screen) -> str:
    """Give the case a number and an access code, and return the code."""
    make.happen(at_case.case, K.REGISTERED)
    return issue_access_code(case=at_case.case, by=SYSTEM, at=make.AT)


def unpaid(at_case: Screen) -> None:
    """Let the term of a call for the fee pass."""
    sent, over = date(2026, 11, 2), date(2026, 11, 18)
    at_case.happen(K.SUMMONED, sent, summons=1, kind="fee", days=14, documents=[])
    at_case.happen(K.DELIVERED, sent, summons=1, how="hand", due_on="2026-11-16")
    at_case.happen(K.LAPSED, over, summons=1)


def ask(at_case: Screen, kind: str, **more: Any) -> None:  # noqa: ANN401  of a form
    given: dict[str, Any] = {"summons": 1, "kind": kind, "days": 14, "documents": PAPERS} | more
    at_case.happen(K.SUMMONED, **given)


@pytest.mark.parametrize(
    ("kind", "polish", "otherwise"),
    [
        ("fee", "Wezwanie do uiszczenia opłaty", "the office gives the application back (zwrot wniosku)"),
        ("formal", "Wezwanie do usunięcia braków formalnych", "(pozostawienie bez rozpoznania)"),
        ("appearance", "Wezwanie do osobistego stawiennictwa", "(umorzenie postępowania)"),
        ("evidence", "Wezwanie do przedłożenia dokumentów", "decides on what is in the file"),
    ],
)
def test_each_summons_is_explained(at_case: Screen, kind: str, polish: str, otherwise: str) -> None:
    ask(at_case, kind)

    said = paper(at_case)

    assert f'translate="no">{polish}</strong>, 1 December 2026' in said
    assert WITHIN in said
    assert "<li>Umowa najmu</li>" in said
    assert otherwise in said
    assert ("by registered letter" in said) == (kind != "appearance")


def test_the_last_day_is_named_once_the_letter_has_come(at_case: Screen) -> None:
    ask(at_case, "evidence")
    sent = at_case.last.sequence
    at_case.send("delivered", summons="1", how="hand")

    said = paper(at_case, sent)

    assert "The last day is Tuesday 15 December 2026." in said
    assert WITHIN not in said


def test_documents_and_fees_are_named_in_the_language_of_the_page(at_case: Screen) -> None:
    form = at_case.page("summoned").context["form"]
    code, known = next((code, each) for code, each in form.known.items() if each.name != each.label)
    fee = next(iter(form.proofs))
    at_case.send("summoned", summons_kind="fee", papers=[code], fees=[fee])

    said = paper(at_case)

    assert f"<li>{known.label}</li>" in said
    assert f"<li>Proof of payment: {form.proofs[fee].label}</li>" in said


def test_of_many_documents_the_letter_names_the_rest(at_case: Screen) -> None:
    ask(at_case, "evidence", documents=[{"number": n, "name": f"Dokument {n}"} for n in range(1, 13)])

    said = paper(at_case)

    assert ("<li>Dokument 8</li>" in said, "<li>Dokument 9</li>" in said) == (True, False)
    assert "<li>4 more: they stand in the letter</li>" in said


def test_a_summons_is_found_by_its_number_too(at_case: Screen) -> None:
    ask(at_case, "fee", documents=[])
    at_case.happen(K.SUMMONED, summons=2, kind="formal", days=7, documents=PAPERS)

    assert "Wezwanie do uiszczenia opłaty" in paper(at_case, 1, what="summons-insert")
    assert "Wezwanie do usunięcia braków formalnych" in paper(at_case, 2, what="summons-insert")


def test_a_receipt_lists_what_came(at_case: Screen) -> None:
    at_case.send("doc_received", others="Umowa najmu\nPolisa")

    said = paper(at_case)

    assert "Potwierdzenie przyjęcia dokumentów" in said
    assert "What the office has received</h2> <ul><li>Umowa najmu</li><li>Polisa</li>" in said
    assert "There is no last day for you." in said
    assert "by registered letter" not in said


def test_the_first_letter_says_that_nothing_is_to_be_done(at_case: Screen) -> None:
    assert "Potwierdzenie złożenia wniosku" in paper(at_case)
    make.happen(at_case.case, K.REGISTERED)
    assert "Zawiadomienie o nadaniu znaku sprawy" in paper(at_case)


def test_the_right_to_see_the_file_has_its_day(at_case: Screen) -> None:
    make.happen(at_case.case, K.REGISTERED)
    make.happen(at_case.case, K.EXAMINED)
    at_case.happen(K.STATEMENT_SENT, until="2026-12-22")

    said = paper(at_case)

    assert "<strong>Until Tuesday 22 December 2026.</strong>" in said
    assert "You need not do anything." in said
    assert "by registered letter" in said


@pytest.mark.parametrize(("of", "complains"), [("CARD_REPLACE", True), ("WP_A", False)])
def test_a_late_decision_tells_of_the_complaint_where_there_is_one(
    client: Client, of: str, complains: bool
) -> None:
    late = screen(client, of=of, party_name="Budowa sp. z o.o.")
    late.send("overrun_notified", until="2026-12-29")

    said = paper(late)

    assert "The office means to decide by Tuesday 29 December 2026." in said
    assert ("ponaglenie" in said, "by registered letter" in said) == (complains, complains)


def decided(at_case: Screen, outcome: str) -> str:
    decide(at_case, outcome)
    return paper(at_case)


def test_a_positive_decision_leads_to_the_card(at_case: Screen) -> None:
    said = decided(at_case, Outcome.POSITIVE)

    assert "The office has agreed to what you applied for." in said
    assert "orders your residence card (karta pobytu) itself" in said
    assert "For an appeal: within 14 days" in said
    assert "by registered letter" not in said


def test_no_card_is_named_where_none_is_given(client: Client) -> None:
    said = decided(screen(client, of="WP_A", party_name="Budowa sp. z o.o."), Outcome.POSITIVE)

    assert "karta pobytu" not in said


@pytest.mark.parametrize("outcome", [Outcome.REFUSAL, Outcome.DISCONTINUED])
@pytest.mark.parametrize(
    ("of", "authority"),
    [("TEMP_WORK", "Szef Urzędu do Spraw Cudzoziemców"), ("WP_A", "minister właściwy do spraw pracy")],
)
def test_an_appeal_goes_to_whoever_hears_it(client: Client, outcome: str, of: str, authority: str) -> None:
    said = decided(screen(client, of=of, party_name="Budowa sp. z o.o."), outcome)

    assert "For an appeal: within 14 days" in said
    assert f"({authority})" in said
    assert "by registered letter" in said


@pytest.mark.parametrize(
    ("kind", "polish", "term"),
    [
        (K.LEFT_UNEXAMINED, "Pozostawienie wniosku bez rozpoznania", False),
        (K.RETURNED, "Postanowienie o zwrocie wniosku", True),
        (K.REFUSED_TO_OPEN, "Postanowienie o odmowie wszczęcia postępowania", True),
    ],
)
def test_an_end_without_a_decision_is_explained(at_case: Screen, kind: K, polish: str, term: bool) -> None:
    unpaid(at_case)
    make.happen(at_case.case, kind, on=TODAY)

    said = paper(at_case)

    assert polish in said
    assert ("For a complaint: within 7 days" in said) == term


def test_the_page_holds_number_and_code_and_names_nobody(at_case: Screen) -> None:
    code = with_code(at_case)
    ask(at_case, "evidence")

    said = paper(at_case)
    sheet = said.partition("<main")[2]

    assert f'translate="no">{at_case.case.case_number}</strong>' in sheet
    assert f'translate="no">{code}</strong>' in sheet
    assert 'class="insert__qr" src="data:image/svg+xml' in sheet
    assert "Kovalenko" not in sheet
    assert "Give out a code" not in said


def test_the_page_is_in_the_language_of_the_person_or_the_one_that_is_chosen(client: Client) -> None:
    at_case = screen(client, language="ru")

    assert '<main class="slip insert" lang="ru">' in paper(at_case)
    assert '<main class="slip insert" lang="pl">' in paper(at_case, language="pl")
    assert '<main class="slip insert" lang="ru">' in paper(at_case, language="xx")


def test_a_case_without_a_code_is_given_one_first(at_case: Screen) -> None:
    make.happen(at_case.case, K.REGISTERED)
    address = reverse(
        "admin:applications_application_print", args=[at_case.case.pk, "insert", at_case.last.sequence]
    )
    before = paper(at_case)

    answers = [at_case.client.post(f"{address}?language=pl") for _press in range(2)]

    at_case.case.refresh_from_db()
    code = access_code_of(at_case.case)
    assert "The case has no access code yet." in before
    assert "Ask the office for an access code." in before
    assert [answer.headers["Location"] for answer in answers] == [f"{address}?language=pl"] * 2
    assert at_case.case.access_version == 1
    assert f'translate="no">{code}</strong>' in paper(at_case)


def test_a_code_from_before_is_replaced_only_when_somebody_asks(at_case: Screen) -> None:
    with_code(at_case)
    Application.objects.filter(pk=at_case.case.pk).update(access_version=0)

    said = paper(at_case)

    assert "The access code that was given out cannot be printed again." in said
    assert "Ask the office for an access code." in said


def test_without_a_case_number_there_is_no_code_to_give(at_case: Screen) -> None:
    address = reverse("admin:applications_application_print", args=[at_case.case.pk, "insert", 1])

    at_case.client.post(address)

    at_case.case.refresh_from_db()
    said = paper(at_case)
    assert at_case.case.access_version == 0
    assert "The case has no number yet" in said
    assert "Give out a code" not in said


def test_whoever_gives_out_no_codes_gives_none_here(at_case: Screen) -> None:
    make.happen(at_case.case, K.REGISTERED)
    signer = at_case.as_(Role.SIGNER)
    address = reverse(
        "admin:applications_application_print", args=[at_case.case.pk, "insert", at_case.last.sequence]
    )

    assert "Give out a code" not in paper(signer)
    assert signer.client.post(address).status_code == 403


def test_an_archived_case_gets_no_code(at_case: Screen) -> None:
    make.happen(at_case.case, K.REGISTERED)
    number = at_case.last.sequence
    for kind in (K.REFUSED_TO_OPEN, K.CLOSED, K.ARCHIVED):
        make.happen(at_case.case, kind, on=TODAY)
    address = reverse("admin:applications_application_print", args=[at_case.case.pk, "insert", number])

    said = text_of(at_case.client.post(address, follow=True))

    at_case.case.refresh_from_db()
    assert at_case.case.access_version == 0
    assert "The case is archived: no access code is given out any more." in said
    assert "Give out a code" not in said


def test_an_employer_is_led_to_the_account(client: Client) -> None:
    at_case = screen(client, of="WP_A", party_name="Budowa sp. z o.o.")
    with_code(at_case)

    said = paper(at_case)

    assert "See the case in your account" in said
    assert "without an account" not in said


def address(at_case: Screen, what: str, number: int) -> str:
    return reverse("admin:applications_application_print", args=[at_case.case.pk, what, number])


def test_the_case_offers_the_page_beside_each_letter(at_case: Screen) -> None:
    ask(at_case, "formal")
    at_case.send("doc_received", others="Umowa")
    make.happen(at_case.case, K.NOTED)
    at_case.send("void", sequence="3", note="Another person's")

    said = text_of(
        at_case.client.get(reverse("admin:applications_application_change", args=[at_case.case.pk]))
    )

    offered = [("summons-insert", 1), ("insert", 1), ("insert", 2)]
    assert [said.count(f'href="{address(at_case, *each)}"') for each in offered] == [1, 1, 1]
    assert said.count("Page for the person<") == 3


@pytest.mark.parametrize(
    ("what", "number", "beside"),
    [("summons", 1, ("summons-insert", 1)), ("receipt", 3, ("insert", 3))],
)
def test_each_letter_offers_its_page(
    at_case: Screen, what: str, number: int, beside: tuple[str, int]
) -> None:
    ask(at_case, "formal")
    at_case.send("doc_received", others="Umowa")

    said = text_of(at_case.printed(what, number))

    assert f'href="{address(at_case, *beside)}"' in said


def test_a_receipt_that_is_void_offers_none(at_case: Screen) -> None:
    at_case.send("doc_received", others="Umowa")
    at_case.send("void", sequence="2", note="Another person's")

    assert "Page for the person" not in text_of(at_case.printed("receipt", 2))


def test_an_act_whose_letter_is_written_elsewhere_offers_the_page_at_once(at_case: Screen) -> None:
    response = at_case.send("registered", case_number=make.case_number())
    after = at_case.client.get(response.headers["Location"])

    link = f'<a class="desk-link" href="{address(at_case, "insert", 2)}">'
    assert [str(message) for message in after.context["messages"]] == [
        "Done: Assign a case number",
        f"{link}Print the page for the person that goes with the letter</a>",
    ]
    assert f"{link}Print the page" in text_of(after)


def test_an_act_without_a_letter_offers_no_page(at_case: Screen) -> None:
    response = at_case.send("noted", note="Phoned")

    assert "Print the page" not in text_of(at_case.client.get(response.headers["Location"]))


@pytest.mark.parametrize("number", [0, 2, 99])
def test_what_is_no_letter_has_no_page(at_case: Screen, number: int) -> None:
    make.happen(at_case.case, K.NOTED)

    assert at_case.printed("insert", number).status_code == 404
    assert at_case.printed("summons-insert", number).status_code == 404


def test_a_letter_that_was_corrected_has_no_page(at_case: Screen) -> None:
    at_case.send("doc_received", others="Umowa")
    at_case.send("void", sequence="2", note="Another person's")

    assert at_case.printed("insert", 2).status_code == 404


def test_nobody_prints_the_page_of_another_office(at_case: Screen) -> None:
    stranger = at_case.as_(Role.SUPERVISOR, at=accounts.office())

    assert stranger.printed("insert", 1).status_code == 404


def test_each_print_is_audited(at_case: Screen) -> None:
    at_case.printed("insert", 1)

    event = AuditEvent.objects.get(action="case.printed")
    assert event.data == {"what": "insert", "number": 1}
