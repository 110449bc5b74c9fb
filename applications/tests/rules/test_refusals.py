"""Each reason against an event, and beside it what is just allowed."""

from dataclasses import replace

import pytest

from applications.choices import EventKind as K
from applications.choices import Part, Stage
from applications.rules.events import Event
from applications.rules.folding import fold_all
from applications.rules.state import State
from applications.rules.transitions import Refusal, refusals
from applications.tests.rules.examples import (
    DAY,
    DUE,
    EXAMPLES,
    LAST_TO_APPEAL,
    TODAY,
    UNWELCOME,
    draft,
    positive,
)
from applications.tests.rules.histories import (
    APPEAL,
    FILED,
    OPINION,
    RECEIVED,
    REGISTERED,
    WRITER,
    after,
    at_stage,
    called,
    did,
)

EVERY_PART = frozenset(Part)


def against(events: list[Event], event: Event, parts: frozenset[Part] = EVERY_PART) -> list[Refusal]:
    return refusals(fold_all(events), event, parts=parts, today=TODAY)


def said(*before: Event, of: Event) -> str:
    return " ".join(against(after(*before), of))


def test_every_reason_against_an_event_is_given_and_not_the_first_alone() -> None:
    events = after(REGISTERED, OPINION, called("evidence", days=14), draft("refusal"))
    event = positive(TODAY + DAY, author=WRITER)
    sent_late = after(REGISTERED, called("evidence", on=TODAY, days=14), OPINION)

    assert against(events, event, frozenset({Part.CLERK})) == [
        Refusal.NOT_YOURS,
        Refusal.IN_FUTURE,
        Refusal.OTHER_OUTCOME,
        Refusal.SAME_PERSON,
        Refusal.ANSWER_OPEN,
    ]
    assert against(sent_late, positive(FILED - DAY, None)) == [Refusal.BEFORE_FILING, Refusal.NO_DRAFT]


def test_what_happens_tomorrow_is_not_entered_today() -> None:
    assert against(after(), did(K.NOTED, TODAY)) == []
    assert against(after(), did(K.NOTED, TODAY + DAY)) == [Refusal.IN_FUTURE]


def test_nothing_happens_before_the_application_was_filed() -> None:
    assert against(after(), did(K.NOTED, FILED)) == []
    assert against(after(), did(K.NOTED, FILED - DAY)) == [Refusal.BEFORE_FILING]


def test_a_case_is_received_once_and_before_all_else() -> None:
    assert against([], RECEIVED) == []
    assert against(after(), RECEIVED) == [Refusal.NOT_NOW]
    assert against([], did(K.NOTED)) == [Refusal.NOT_NOW]
    assert refusals(State(), RECEIVED, parts=frozenset({Part.SIGNER}), today=FILED - DAY) == [
        Refusal.NOT_YOURS,
        Refusal.IN_FUTURE,
    ]


PLAIN = [kind for kind in K if kind not in {K.RECEIVED, K.DRAFTED, K.DECIDED}]


@pytest.mark.parametrize("kind", PLAIN)
def test_an_act_at_the_wrong_stage_is_refused_for_that_alone(kind: K) -> None:
    """Its data are not looked at: they may speak of what is not there."""
    wrong = Stage.ARCHIVED if kind not in {K.NOTED, K.VISITED} else None

    if wrong:
        assert against(at_stage(wrong), Event(kind, FILED)) == [Refusal.NOT_NOW]
    else:
        assert against(at_stage(Stage.ARCHIVED), Event(kind, FILED)) == []


@pytest.mark.parametrize(("before", "event", "reasons"), EXAMPLES)
def test_what_may_and_may_not_happen(before: list[Event], event: Event, reasons: str) -> None:
    assert said(*before, of=event) == reasons


@pytest.mark.parametrize(
    "event", [called("formal", on=DUE - DAY), draft(on=DUE - DAY), did(K.APPEARED, DUE - DAY)], ids=str
)
def test_nothing_is_done_before_the_case_was_sent_back(event: Event) -> None:
    sent_back = after(*APPEAL, did(K.APPEAL_DECIDED, outcome="quashed"), did(K.EXAMINED, DUE))

    assert against(sent_back, event) == [Refusal.OUT_OF_ORDER]
    assert against(sent_back, replace(event, on=DUE)) == []


def test_what_is_only_taken_down_may_be_of_a_day_before_the_case_was_sent_back() -> None:
    sent_back = after(*APPEAL, did(K.APPEAL_DECIDED, outcome="quashed"), did(K.EXAMINED, DUE))
    aside = {
        K.FEE_SEEN,
        K.NOTED,
        K.VISITED,
        K.ASSIGNED,
        K.CORRECTED,
        K.VOIDED,
        K.COMPLAINT,
    }

    found = {kind: against(sent_back, Event(kind, FILED, author=WRITER)) for kind in aside}

    assert found == {kind: [] for kind in aside}
    assert against([*sent_back, did(K.COMPLAINT)], did(K.COMPLAINT_DECIDED)) == []


def test_only_a_person_takes_down_that_the_party_will_not_appeal() -> None:
    events, portal = after(*UNWELCOME), frozenset({Part.SYSTEM})

    assert against(events, did(K.FINAL, LAST_TO_APPEAL + DAY), portal) == []
    assert against(events, did(K.FINAL, TODAY, waived=True), portal) == [Refusal.NOT_YOURS]
    assert against(events, did(K.FINAL, DUE, waived=True), portal | {Part.CLERK}) == []


ELSEWHERE = {
    # judged with the dated law (`requirements`) or by the database (`registering`)
    Refusal.TERM_TOO_LONG,
    Refusal.NOTICE_FORBIDDEN,
    Refusal.NOT_OVERRUN,
    Refusal.NO_COMPLAINT,
    Refusal.NO_LAW,
    Refusal.NUMBER_TAKEN,
}


def test_each_reason_has_an_example_here() -> None:
    examples = {reason for row in EXAMPLES for reason in str(row.values[2]).split()}
    above = {"not_yours", "in_future", "before_filing"}

    assert examples | above | ELSEWHERE == set(Refusal)
