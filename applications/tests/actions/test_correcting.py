from datetime import date
from typing import Any

import pytest

from applications.actions.applying import ChangedError, RefusedError
from applications.actions.correcting import NotVoidableError, StillNeededError, void
from applications.choices import EventKind as K
from applications.choices import Part, Stage
from applications.models import Application, CaseDocument, CaseEvent, Decision, Summons
from applications.rules.folding import fold_all
from applications.rules.transitions import Refusal
from applications.signals import case_changed
from applications.tests import factories as make
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event as AuditEvent
from portal.audit.rules.actors import Actor

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 1)
PAPERS = [{"number": 1, "name": "Umowa"}, {"number": 2, "name": "Polisa"}]


def against(case: Application, sequence: int, parts: frozenset[Part]) -> list[Refusal]:
    """Correct an entry, and return why that was refused."""
    try:
        voided(case, sequence, parts=parts)
    except RefusedError as error:
        return error.reasons
    return []


@pytest.fixture
def case() -> Application:
    """Registered, and one summons with two documents: entries 1 to 3."""
    case = make.case(accounts.office())
    make.happen(case, K.REGISTERED)
    make.happen(case, K.SUMMONED, data={"summons": 1, "kind": "evidence", "days": 14, "documents": PAPERS})
    return case


def voided(
    case: Application,
    sequence: int,
    parts: frozenset[Part] = make.EVERY_PART,
    **more: Any,  # noqa: ANN401  of the action
) -> CaseEvent:
    by = more.pop("by", Actor.user(accounts.user().pk))
    entry = void(case=case, sequence=sequence, reason="Another case", by=by, parts=parts, at=make.AT, **more)
    case.refresh_from_db()
    return entry


def test_the_case_stands_as_if_the_entry_had_never_been_made(case: Application) -> None:
    before = case.known
    make.happen(case, K.WITHDRAWN, data={"summons": 1})
    make.happen(case, K.CONFIRMED)

    entry = voided(case, 5)
    voided(case, 4)

    assert (case.known, case.stage) == (before, Stage.EVIDENCE_CALL)
    assert (entry.kind, entry.on, entry.data, entry.note) == (
        K.VOIDED,
        TODAY,
        {"sequence": 5},
        "Another case",
    )
    assert case.sequence == 7


def test_rows_that_lists_read_are_made_anew(case: Application) -> None:
    make.happen(case, K.DOCUMENT_RECEIVED, data={"received": [1, 2]})
    make.happen(case, K.DOCUMENT_ACCEPTED, data={"document": 1})
    make.happen(case, K.DOCUMENT_ACCEPTED, data={"document": 2})

    voided(case, 5)

    papers = CaseDocument.objects.filter(application=case).order_by("number")
    assert [(row.number, row.state, row.settled_on) for row in papers] == [
        (1, "received", None),
        (2, "accepted", make.FILED),
    ]
    assert Summons.objects.get(application=case).number == 1


def test_state_and_events_agree_afterwards(case: Application) -> None:
    voided(case, 3)
    make.happen(case, K.SUMMONED, data={"summons": 1, "kind": "formal", "days": 7})

    events = CaseEvent.objects.filter(application=case)

    assert case.known == fold_all(row.value for row in events)
    assert Summons.objects.get(application=case).kind == "formal"


def test_a_signed_decision_can_be_taken_back_to_its_draft(case: Application) -> None:
    author, signer = (Actor.user(accounts.user().pk) for _each in range(2))
    make.happen(case, K.ANSWERED, data={"summons": 1})
    make.happen(case, K.DRAFTED, by=author, data={"outcome": "refusal"})
    make.happen(case, K.DECIDED, by=signer, data={"outcome": "refusal"})

    voided(case, 6)

    row = Decision.objects.get(application=case)
    assert (case.stage, case.outcome, case.decided_on) == (Stage.EXAMINATION, "", None)
    assert (row.author_id, row.signer, row.signed_on) == (author.user_id, None, None)


def test_an_entry_that_another_stands_on_is_corrected_after_that(case: Application) -> None:
    make.happen(case, K.ANSWERED, data={"summons": 1})

    with pytest.raises(StillNeededError) as found:
        voided(case, 3)

    assert (found.value.entry.sequence, found.value.reasons) == (4, [Refusal.NO_SUCH_SUMMONS])
    assert CaseEvent.objects.filter(application=case).count() == 4
    assert CaseDocument.objects.filter(application=case).count() == 2


@pytest.mark.parametrize("sequence", [1, 4, 5, 99, 0])
def test_what_stays_or_is_not_there_cannot_be_corrected(case: Application, sequence: int) -> None:
    make.happen(case, K.NOTED)
    voided(case, 4)

    with pytest.raises(NotVoidableError):
        voided(case, sequence)


@pytest.mark.parametrize(
    ("part", "may"),
    [(Part.CLERK, False), (Part.SIGNER, False), (Part.OFFICER, True), (Part.SUPERVISOR, True)],
)
def test_officers_and_supervisors_correct(case: Application, part: Part, may: bool) -> None:
    refused = [] if may else [Refusal.NOT_YOURS]

    assert against(case, 3, frozenset({part})) == refused


def test_an_officer_does_not_take_back_what_a_signer_signed(case: Application) -> None:
    author, signer = (Actor.user(accounts.user().pk) for _each in range(2))
    make.happen(case, K.ANSWERED, data={"summons": 1})
    make.happen(case, K.DRAFTED, by=author, data={"outcome": "refusal"})
    make.happen(case, K.DECIDED, by=signer, data={"outcome": "refusal"})

    assert against(case, 6, frozenset({Part.OFFICER})) == [Refusal.NOT_YOURS]
    assert Decision.objects.get(application=case).signed_on == make.FILED


def test_somebody_who_has_not_seen_the_newest_entry_corrects_nothing(case: Application) -> None:
    with pytest.raises(ChangedError):
        voided(case, 3, seen=2)

    assert case.known.calls[0].number == 1


def test_a_correction_is_audited_and_marks_the_day_of_what_was_wrong(case: Application) -> None:
    heard: list[set[date]] = []

    def listener(*, days: set[date], **_others: object) -> None:
        heard.append(days)

    case_changed.connect(listener)
    try:
        voided(case, 3)
    finally:
        case_changed.disconnect(listener)

    assert heard == [{TODAY, make.FILED}]
    event = AuditEvent.objects.get(action="case.voided")
    assert (event.subject_pk, event.data) == (str(case.pk), {"sequence": 4})
