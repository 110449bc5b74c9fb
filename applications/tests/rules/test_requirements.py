"""What the dated law has against an event, beyond its place in the order."""

from datetime import date

import pytest

from applications.choices import EventKind as K
from applications.rules.requirements import against_law
from applications.rules.state import Call
from applications.rules.transitions import Refusal
from applications.tests.rules.clocks import filed
from applications.tests.rules.histories import did
from applications.tests.rules.laws import RESIDENCE, WORK_PERMITS

BEFORE, SINCE = date(2026, 4, 26), date(2026, 4, 27)


@pytest.mark.parametrize(
    ("filed_on", "kind", "closing", "reasons"),
    [
        (BEFORE, "appearance", "", []),
        (BEFORE, "appearance", "lapsed", []),
        (SINCE, "appearance", "", [Refusal.NOT_NOW]),
        (SINCE, "appearance", "lapsed", [Refusal.NOT_NOW]),
        (SINCE, "appearance", "answered", []),
        (SINCE, "fee", "lapsed", []),
    ],
)
def test_who_did_not_appear_is_refused_proceedings_only_by_the_law_until_april_2026(
    filed_on: date, kind: str, closing: str, reasons: list[Refusal]
) -> None:
    call = Call(1, kind, filed_on, 7, closed_on=filed_on if closing else None, closing=closing)
    state, event = filed(filed_on, calls=(call,)), did(K.REFUSED_TO_OPEN)

    assert against_law(state, event, RESIDENCE, regime_on=filed_on) == reasons
    assert against_law(state, event, WORK_PERMITS, regime_on=filed_on) == []
