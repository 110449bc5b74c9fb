"""A text for each stage and reason that come together: what it means, and what to do."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import translation

from applications.choices import Reason, Stage, Turn
from applications.notices.plain.reasons import OF_PAIR, OF_REASON, plain
from applications.notices.plain.texts import NOTHING
from applications.rules.folding import fold
from applications.rules.progress import waits
from applications.rules.state import State
from applications.tests.walks import walks

CALLS = (Stage.FEE_CALL, Stage.FORMAL_CALL, Stage.APPEARANCE, Stage.EVIDENCE_CALL)
ASKED = (Reason.FEE, Reason.FORMAL, Reason.APPEARANCE, Reason.EVIDENCE)
BUSY = (Reason.CHECKING, Reason.SIGNATURE)
CLOSED = (
    Stage.LEFT_UNEXAMINED,
    Stage.RETURNED,
    Stage.REFUSED_TO_OPEN,
    Stage.CARD_COLLECTED,
    Stage.CLOSED,
    Stage.ARCHIVED,
)
R, S = Reason, Stage
# By hand: what can come together, and whose turn it is then.
TOGETHER: dict[Stage, tuple[Reason, ...]] = {
    S.SUBMITTED: (R.REGISTRATION, *BUSY),
    S.REGISTERED: (R.EXAMINATION, *BUSY),
    **dict.fromkeys(CALLS, (*ASKED, R.DELIVERY, R.TERM_OVER, R.OPINIONS, *BUSY)),
    S.CONFIRMED: (R.EXAMINATION, *BUSY),
    S.OPINIONS: (R.OPINIONS, R.EXAMINATION, *BUSY),
    S.EXAMINATION: (R.EXAMINATION, *BUSY),
    S.FINAL_STATEMENT: (R.STATEMENT, R.EXAMINATION, *BUSY),
    S.SUSPENDED: (R.SUSPENDED,),
    S.DECIDED: (R.SERVICE,),
    S.SERVED: (R.APPEAL_TERM, R.TERM_OVER, R.CARD_ORDER),
    S.FINAL: (R.CARD_ORDER, R.CLOSING),
    S.APPEAL: (R.SECOND_INSTANCE,),
    S.APPEAL_DECIDED: (R.EXAMINATION, R.CARD_ORDER, R.CLOSING),
    S.CARD_ORDERED: (R.CARD_PRODUCTION,),
    S.CARD_READY: (R.CARD_COLLECTION,),
    **dict.fromkeys(CLOSED, (R.NONE,)),
}
YOURS = {*ASKED, R.STATEMENT, R.APPEAL_TERM, R.CARD_COLLECTION}
PAIRS = [(stage, reason) for stage, reasons in TOGETHER.items() for reason in reasons]


def turn_of(reason: Reason) -> Turn:
    return Turn.PARTY if reason in YOURS else Turn.OFFICE


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize(("stage", "reason"), PAIRS)
def test_each_stage_and_reason_has_its_words(stage: Stage, reason: Reason, language: str) -> None:
    with translation.override(language):
        said = plain(stage, reason, turn_of(reason))

    assert all((said.title, said.meaning, said.todo))
    assert said.is_yours is (reason in YOURS)


def test_no_case_comes_to_a_stage_and_reason_that_has_no_words() -> None:
    met = set(_met())

    assert met - set(PAIRS) == set()
    assert len(met) > len(PAIRS) / 2


def _met() -> Iterator[tuple[Stage, Reason]]:
    for walk in walks(120, steps=25):
        state = State()
        for event in walk.events:
            state = fold(state, event)
            for days in (0, 20, 60):
                for wait in waits(state, on=event.on + timedelta(days=days)):
                    yield wait.stage, wait.waiting.reason


def test_no_text_is_left_that_nobody_reads() -> None:
    assert set(OF_PAIR) <= set(PAIRS)
    assert set(OF_REASON) <= {reason for pair, reason in PAIRS if (pair, reason) not in OF_PAIR}


def test_whoever_has_to_act_is_told_what_to_do() -> None:
    for stage, reason in PAIRS:
        if reason in YOURS:
            assert plain(stage, reason, Turn.PARTY).todo != str(NOTHING)


@pytest.mark.parametrize("pair", [(S.DECIDED, R.SERVICE), (S.EXAMINATION, R.SIGNATURE)])
def test_nothing_is_said_of_what_a_decision_says_before_it_is_served(pair: tuple[Stage, Reason]) -> None:
    said = plain(*pair, Turn.OFFICE)

    for word in ("positive", "refus", "card", "appeal", "grant"):
        assert word not in f"{said.title} {said.meaning} {said.todo}".lower()


def test_what_never_comes_together_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        plain(Stage.DECIDED, Reason.NONE, Turn.NOBODY)
