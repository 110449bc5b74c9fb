from datetime import date
from typing import Any

import pytest

from applications.actions.applying import ChangedError, RefusedError
from applications.actions.opening import Applicant, begun
from applications.actions.particulars import correct_particulars
from applications.choices import EventKind as K
from applications.choices import Part
from applications.models import Application, CaseEvent
from applications.rules.people import name_key
from applications.rules.transitions import Refusal
from applications.tests import factories as make
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import SYSTEM

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 1)


@pytest.fixture
def case() -> Application:
    return make.case(accounts.office())


def corrected(
    case: Application,
    parts: frozenset[Part] = make.EVERY_PART,
    **changes: Any,  # noqa: ANN401  of the case
) -> CaseEvent | None:
    seen = changes.pop("seen", None)
    entry = correct_particulars(
        case=case, changes=changes, reason="A slip", by=SYSTEM, parts=parts, at=make.AT, seen=seen
    )
    case.refresh_from_db()
    return entry


def against(case: Application, filed_on: date) -> list[Refusal]:
    """Correct the day of filing, and return why that was refused."""
    try:
        corrected(case, filed_on=filed_on)
    except RefusedError as error:
        return error.reasons
    return []


def test_a_name_is_corrected_and_found_by_its_new_key(case: Application) -> None:
    entry = corrected(case, family_name="Kowalenko-Nowak")

    assert entry is not None
    assert (case.name, case.name_key) == ("Olena Kowalenko-Nowak", name_key("Olena", "Kowalenko-Nowak"))
    assert (entry.kind, entry.on, entry.note) == (K.CORRECTED, TODAY, "A slip")
    assert entry.data == {"fields": ["family_name"]}


def test_what_does_not_differ_is_no_correction(case: Application) -> None:
    assert corrected(case, family_name=case.family_name, email="") is None
    assert case.sequence == 1


def test_the_day_of_filing_moves_the_law_and_the_term_with_it(case: Application) -> None:
    corrected(case, filed_on=date(2026, 10, 12))

    assert (case.filed_on, case.regime_on) == (date(2026, 10, 12), date(2026, 10, 12))
    assert case.known.filed_on == date(2026, 10, 12)
    assert case.clock_from == date(2026, 10, 12)
    entry = CaseEvent.objects.latest("sequence")
    assert entry.data == {"fields": ["filed_on", "regime_on"], "filed_on": "2026-10-12"}


def test_a_law_that_was_chosen_stays_when_the_day_of_filing_moves(case: Application) -> None:
    corrected(case, regime_on=date(2026, 4, 1))
    corrected(case, filed_on=date(2026, 10, 12))

    assert case.regime_on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("filed_on", "reasons"),
    [
        pytest.param(date(2026, 10, 20), [], id="the-same-day"),
        pytest.param(date(2026, 10, 21), [Refusal.OUT_OF_ORDER], id="after-what-followed"),
        pytest.param(date(2026, 12, 2), [Refusal.IN_FUTURE, Refusal.OUT_OF_ORDER], id="tomorrow"),
    ],
)
def test_nothing_happens_before_the_day_of_filing(
    case: Application, filed_on: date, reasons: list[Refusal]
) -> None:
    make.happen(case, K.REGISTERED, on=date(2026, 10, 20))

    assert against(case, filed_on) == reasons
    assert Application.objects.get(pk=case.pk).filed_on == (make.FILED if reasons else filed_on)


def test_another_procedure_brings_its_own_term_and_card(case: Application) -> None:
    corrected(case, procedure=make.procedure("WP_A"))

    assert (case.procedure.code, case.known.gives_card) == ("WP_A", False)
    assert case.due_on == date(2026, 11, 5)  # a month from the day of filing


def test_another_passport_is_found_by_its_digest_alone(case: Application) -> None:
    entry = corrected(case, document_number="fe 123456")

    expected = begun(applicant=Applicant("O", "K", case.birth_date, "UA", document_number="FE123456"))
    assert case.document_digest == expected.document_digest
    assert entry is not None
    assert entry.data == {"fields": ["document_digest"]}


def test_who_may_not_or_has_not_seen_corrects_nothing(case: Application) -> None:
    with pytest.raises(RefusedError):
        corrected(case, parts=frozenset({Part.SIGNER}), family_name="X")
    with pytest.raises(ChangedError):
        corrected(case, seen=0, family_name="X")

    assert Application.objects.get(pk=case.pk).family_name == "Kovalenko"
