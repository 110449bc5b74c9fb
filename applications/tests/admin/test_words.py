from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from applications.actions.particulars import CORRECTABLE
from applications.admin.words.acts import ACTS
from applications.admin.words.events import SENTENCES, Names, sentence
from applications.admin.words.refusals import REFUSALS, refused
from applications.admin.words.terms import days_left, label_of
from applications.choices import EventKind as K
from applications.choices import Stage
from applications.rules.acts import ACTS as MAY
from applications.rules.events import CARRIES
from applications.rules.transitions import Refusal

TODAY = date(2026, 12, 1)
NAMES = Names(
    people={7: "Ewa Nowak"}, documents={1: "Passport", 2: "Lease", 3: "Insurance", 4: "Tax", 5: "Photo"}
)


def test_every_refusal_has_words_of_its_own() -> None:
    assert set(REFUSALS) == set(Refusal)
    assert len({str(text) for text in REFUSALS.values()}) == len(Refusal)


def test_each_reason_is_said_once_and_in_its_order() -> None:
    reasons = [Refusal.NO_DRAFT, Refusal.IN_FUTURE, Refusal.NO_DRAFT]

    assert refused(reasons) == [
        "There is no draft decision.",
        "The date lies ahead. Enter it when it has happened.",
    ]


def test_every_field_that_can_be_corrected_has_a_name() -> None:
    fields = [*CORRECTABLE, "document_number"]

    said = sentence(K.CORRECTED, {"fields": fields}, NAMES)

    assert len(set(said.removeprefix("Particulars corrected: ").split(", "))) >= len(fields)


def test_a_field_that_is_no_column_is_said_in_general() -> None:
    said = sentence(K.CORRECTED, {"fields": ["gives_card"]}, NAMES)

    assert said == "Particulars corrected: other particulars"


def test_every_act_has_a_title() -> None:
    assert set(ACTS) == (set(MAY) - {K.RECEIVED}) | {
        "void",
        "particulars",
        "access",
        "mandate",
        "mandate-answer",
        "account",
    }


def test_every_kind_that_carries_something_says_what() -> None:
    assert set(SENTENCES) == set(CARRIES)


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        (K.RECEIVED, {"channel": "post", "gives_card": True}, "Application received: by post (pocztą)"),
        (K.REGISTERED, {"case_number": "SC-II.6151.1.2026"}, "Case number assigned: SC-II.6151.1.2026"),
        (K.FEE_SEEN, {"fee": "stamp"}, "Payment seen: stamp duty (opłata skarbowa)"),
        (
            K.FEE_SEEN,
            {"fee": "stamp", "amount": "340.00 PLN"},
            "Payment seen: stamp duty (opłata skarbowa), 340.00 PLN",
        ),
        (
            K.SUMMONED,
            {"summons": 2, "kind": "formal", "days": 14},
            "Summons 2 sent: formal defects, 14 days to answer",
        ),
        (K.SUMMONED, {"summons": 2, "kind": "fee", "days": 1}, "Summons 2 sent: the fee, 1 day to answer"),
        (
            K.DELIVERED,
            {"summons": 2, "how": "post", "due_on": "2026-12-15"},
            "Summons 2 delivered: by post (poczta). Last day to answer: 15 December 2026",
        ),
        (K.ANSWERED, {"summons": 2}, "Summons 2 answered"),
        (K.LAPSED, {"summons": 2}, "Term of summons 2 over without an answer"),
        (K.WITHDRAWN, {"summons": 2}, "Summons 2 withdrawn"),
        (K.DOCUMENT_RECEIVED, {}, "Documents received"),
        (K.DOCUMENT_RECEIVED, {"received": [2]}, "Document received: Lease"),
        (
            K.DOCUMENT_RECEIVED,
            {"received": [1, 9], "brought": [{"number": 6, "name": "Letter"}]},
            "Documents received: Passport, document 9, Letter",
        ),
        (
            K.DOCUMENT_RECEIVED,
            {"received": [1, 2, 3, 4]},
            "Documents received: Passport, Lease, Insurance, Tax",
        ),
        (
            K.DOCUMENT_RECEIVED,
            {"received": [1, 2, 3, 4, 5]},
            "Documents received: Passport, Lease, Insurance, Tax and 1 more",
        ),
        (K.DOCUMENT_ACCEPTED, {"document": 1}, "Document accepted: Passport"),
        (K.DOCUMENT_REFUSED, {"document": 1}, "Document refused: Passport"),
        (K.DOCUMENT_DROPPED, {"document": 8}, "Document no longer needed: document 8"),
        (
            K.OPINION_ASKED,
            {"authority": "police", "due_on": "2026-12-31"},
            "Opinion asked for: Police (Policja), until 31 December 2026",
        ),
        (
            K.OPINION_EXTENDED,
            {"authority": "police", "due_on": "2027-01-30"},
            "Police (Policja) needs longer for its opinion: until 30 January 2027",
        ),
        (K.OPINION_GIVEN, {"authority": "police"}, "Opinion received: Police (Policja)"),
        (
            K.STATEMENT_SENT,
            {"until": "2026-12-15"},
            "Notice of the right to see the file sent: until 15 December 2026",
        ),
        (K.SUSPENDED, {"at_request": True}, "Proceedings suspended at the request of the party"),
        (K.SUSPENDED, {"at_request": False}, "Proceedings suspended by the office"),
        (
            K.OVERRUN_NOTIFIED,
            {"until": "2027-01-15"},
            "Party notified that the term is missed: new date 15 January 2027",
        ),
        (K.DRAFTED, {"outcome": "refusal"}, "Draft decision written: refusal (odmowa)"),
        (K.DECIDED, {"outcome": "positive"}, "Decision signed: positive (zezwolenie)"),
        (K.SERVED, {"how": "hand"}, "Decision delivered: handed over at the office (do rąk własnych)"),
        (K.APPEAL_DECIDED, {"outcome": "upheld"}, "Appeal decided: decision upheld (utrzymana w mocy)"),
        (K.VISITED, {"service": "CARD"}, "Came to the office: CARD"),
        (K.CARD_COLLECTED, {}, "Card collected"),
        (K.CARD_COLLECTED, {"visit": 3}, "Card collected, at a booked visit"),
        (
            K.APPEARED,
            {"visit": 3},
            "Came in person: identity checked, fingerprints taken, at a booked visit",
        ),
        (K.ASSIGNED, {"clerk": 7}, "Case given to Ewa Nowak"),
        (K.ASSIGNED, {"clerk": 8}, "Case given to #8"),
        (K.ASSIGNED, {}, "Case taken back: nobody has it now"),
        (
            K.CORRECTED,
            {"fields": ["birth_date", "document_number"]},
            "Particulars corrected: date of birth, number of the travel document",
        ),
        (K.VOIDED, {"sequence": 5}, "Entry 5 corrected: it counts no longer"),
        (K.CARD_READY, {}, "Card ready for collection"),
    ],
)
def test_an_entry_is_a_sentence(kind: K, data: Mapping[str, Any], said: str) -> None:
    assert sentence(kind, data, NAMES) == said


@pytest.mark.parametrize("kind", [kind for kind in K if kind not in CARRIES])
def test_what_carries_nothing_is_said_by_its_label(kind: K) -> None:
    label = str(kind.label)

    assert sentence(kind, {}, NAMES) == label[0].upper() + label[1:]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-2, "over for 2 days"),
        (-1, "over for 1 day"),
        (0, "today is the last day"),
        (1, "1 day left"),
        (2, "2 days left"),
    ],
)
def test_a_term_says_how_far_away_its_last_day_is(days: int, said: str) -> None:
    assert days_left(TODAY + timedelta(days=days), on=TODAY) == said


def test_a_legal_term_stands_apart() -> None:
    assert label_of(Stage.CARD_READY.label) == ("Card ready", "karta gotowa")
    assert label_of("Карта готова") == ("Карта готова", "")
    assert label_of("Odd (half") == ("Odd (half", "")
