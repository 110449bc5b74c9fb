"""What is printed: drafts of letters in Polish, a receipt in two languages, a slip with a code."""

from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from applications.choices import EventKind as K
from applications.models import Mandate
from applications.tests import factories as make
from applications.tests.admin.acts.world import Screen, screen, text_of
from portal.accounts.choices import Role
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event as AuditEvent

pytestmark = pytest.mark.django_db

PAPERS = [{"number": 1, "name": "Umowa najmu"}]


def test_a_summons_says_all_that_the_law_wants(at_case: Screen) -> None:
    make.happen(at_case.case, K.REGISTERED)
    at_case.happen(K.SUMMONED, summons=1, kind="evidence", days=14, documents=PAPERS)

    letter = text_of(at_case.printed("summons", 1))

    with translation.override("pl"):
        polish = at_case.case.procedure.name
    assert "Wezwanie do przedłożenia dokumentów" in letter
    assert "dnia 1 grudnia 2026 r." in letter
    assert f"Znak sprawy: {at_case.case.case_number}" in letter
    assert "zywam stronę postępowania: Olena Kovalenko" in letter
    assert f"w sprawie: {polish}" in letter
    assert "wszczętej wnioskiem z dnia 5 października 2026 r." in letter
    assert "<li>Umowa najmu</li>" in letter
    assert "Termin: 14 dni od dnia doręczenia wezwania." in letter
    assert "osobiście, przez pełnomocnika albo na piśmie" in letter
    assert "sprawa zostanie rozstrzygnięta na podstawie materiału zgromadzonego w aktach" in letter
    assert "RODO" in letter
    assert "Projekt: treść sprawdza i podpisuje pracownik urzędu" in letter


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("fee", ["do uiszczenia opłaty", "spowoduje zwrot wniosku"]),
        ("formal", ["do usunięcia braków formalnych", "pozostawienie wniosku bez rozpoznania"]),
        ("appearance", ["do osobistego stawiennictwa", "Stawiennictwo jest osobiste", "Przy Rondzie 6"]),
    ],
)
def test_each_kind_of_summons_has_its_words(at_case: Screen, kind: str, words: list[str]) -> None:
    at_case.happen(K.SUMMONED, summons=1, kind=kind, days=7)

    letter = text_of(at_case.printed("summons", 1))

    assert [word for word in words if word not in letter] == []


def test_a_letter_goes_to_the_proxy_while_the_mandate_holds(at_case: Screen) -> None:
    for name, began, ended in (
        ("Anna Nowak", date(2026, 12, 1), None),
        ("Jan Dawny", date(2026, 10, 1), date(2026, 11, 30)),
    ):
        Mandate.objects.create(
            application=at_case.case,
            kind="proxy",
            name=name,
            began_on=began,
            ended_on=ended,
            noted_by=at_case.user,
        )
    at_case.happen(K.SUMMONED, summons=1, kind="formal", days=7)

    letter = text_of(at_case.printed("summons", 1))

    assert "Anna Nowak<br>pełnomocnik strony: Olena Kovalenko" in letter
    assert "Jan Dawny" not in letter


def test_the_party_of_a_work_permit_case_is_the_employer(client: Client) -> None:
    at_case = screen(client, of="WP_A", party_name="Budowa sp. z o.o.")
    at_case.happen(K.SUMMONED, summons=1, kind="formal", days=7)

    letter = text_of(at_case.printed("summons", 1))

    assert "zywam stronę postępowania: Budowa sp. z o.o." in letter
    assert "(cudzoziemiec: Olena Kovalenko)" in letter


def test_a_letter_is_polish_whatever_the_clerk_reads(at_case: Screen) -> None:
    at_case.happen(K.SUMMONED, summons=1, kind="formal", days=7)
    at_case.client.cookies["django_language"] = "ru"

    assert "5 października 2026 r." in text_of(at_case.printed("summons", 1))


def test_a_receipt_is_polish_and_in_the_language_of_the_person(at_case: Screen) -> None:
    at_case.send("doc_received", others="Umowa najmu\nPolisa")

    page = at_case.printed("receipt", at_case.last.sequence)

    text = text_of(page)
    assert [part.split('"')[0] for part in text.split('class="receipt" lang="')[1:]] == ["pl", "en"]
    assert "2 documents received" in text
    assert "1 December 2026" in text
    assert "1 grudnia 2026" in text
    assert text.count("<li>Umowa najmu</li><li>Polisa</li>") == 2
    assert str(at_case.user) in text


def test_a_receipt_for_a_pole_speaks_polish_once(client: Client) -> None:
    at_case = screen(client, language="pl")
    at_case.send("doc_received", others="Umowa")

    text = text_of(at_case.printed("receipt", 2))

    assert text.count('class="receipt"') == 1


def test_a_required_document_is_named_in_each_language(at_case: Screen) -> None:
    form = at_case.page("doc_received").context["form"]
    code, known = next((code, each) for code, each in form.known.items() if each.name != each.label)
    at_case.send("doc_received", papers=[code])

    text = text_of(at_case.printed("receipt", 2))

    assert (text.count(f"<li>{known.name}</li>"), text.count(f"<li>{known.label}</li>")) == (1, 1)


def test_a_receipt_that_was_corrected_says_that_it_is_void(at_case: Screen) -> None:
    at_case.send("doc_received", others="Umowa")
    valid = text_of(at_case.printed("receipt", 2))
    at_case.send("void", sequence="2", note="Another person's")

    assert "The receipt is void." not in valid
    assert "The receipt is void." in text_of(at_case.printed("receipt", 2))


@pytest.mark.parametrize(
    ("what", "number"), [("summons", 1), ("receipt", 1), ("receipt", 9), ("notice", 1), ("nonsense", 1)]
)
def test_what_is_not_there_cannot_be_printed(at_case: Screen, what: str, number: int) -> None:
    assert at_case.printed(what, number).status_code == 404


def test_nobody_prints_letters_of_another_office(at_case: Screen) -> None:
    at_case.happen(K.SUMMONED, summons=1, kind="formal", days=7)

    stranger = at_case.as_(Role.SUPERVISOR, at=accounts.office())

    assert stranger.printed("summons", 1).status_code == 404


def test_printing_is_audited(at_case: Screen) -> None:
    for number, kind in enumerate(("fee", "formal"), start=1):
        at_case.happen(K.SUMMONED, summons=number, kind=kind, days=7)

    at_case.printed("summons", 2)

    event = AuditEvent.objects.get(action="case.printed")
    assert (event.subject_pk, event.user_id, event.data) == (
        str(at_case.case.pk),
        at_case.user.pk,
        {"what": "summons", "number": 2},
    )


@pytest.fixture
def late(client: Client) -> Screen:
    """A card whose month is over: it was filed on 5 October."""
    return screen(client, of="CARD_REPLACE")


def test_a_notice_gives_the_reason_the_new_day_and_the_complaint(late: Screen) -> None:
    proposed = late.page("overrun_notified").context["form"]["until"].value()
    late.send("overrun_notified", until="2026-12-29")
    make.happen(late.case, K.REGISTERED)  # what comes later changes nothing of the letter

    letter = text_of(late.printed("notice", 2))

    assert proposed == date(2027, 1, 4)
    assert "który upłynął dnia 5 listopada 2026 r." in letter
    assert "<li>wniosek oczekuje na nadanie znaku sprawy.</li>" in letter
    assert "Nowy termin załatwienia sprawy: 29 grudnia 2026 r." in letter
    assert "prawo do wniesienia ponaglenia" in letter


def test_a_notice_of_a_work_permit_case_names_no_complaint(client: Client) -> None:
    late = screen(client, of="WP_A", party_name="Budowa sp. z o.o.")
    late.send("overrun_notified", until="2026-12-29")

    letter = text_of(late.printed("notice", 2))

    assert "Nowy termin załatwienia sprawy" in letter
    assert "ponaglenia" not in letter


def test_a_notice_before_the_term_is_missed_is_not_offered(at_case: Screen) -> None:
    response = at_case.page("overrun_notified")

    assert response.status_code == 409
    assert "The office has not missed its term." in text_of(response)
