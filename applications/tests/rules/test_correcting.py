from datetime import date
from typing import Any

import pytest

from applications.choices import EventKind as K
from applications.choices import Part
from applications.rules.correcting import first_refused, may_void
from applications.rules.events import Event
from applications.rules.folding import counting
from applications.rules.transitions import Refusal

TODAY = date(2026, 12, 1)


def event(number: int, what: K, day: int = 5, **data: Any) -> Event:  # noqa: ANN401  whatever it carries
    return Event(what, date(2026, 10, day), data, 1, number)


RECEIVED = event(1, K.RECEIVED, channel="office", gives_card=True)
REGISTERED = event(2, K.REGISTERED, case_number="SC-II.6151.1.2026")
SUMMONED = event(3, K.SUMMONED, summons=1, kind="formal", days=7)
ANSWERED = event(4, K.ANSWERED, day=9, summons=1)


def test_what_was_corrected_and_the_correction_do_not_count() -> None:
    voided = event(5, K.VOIDED, sequence=4)

    assert counting([voided, ANSWERED, SUMMONED, RECEIVED]) == [RECEIVED, SUMMONED]


def test_entries_that_follow_from_one_another_are_not_refused() -> None:
    assert first_refused([RECEIVED, REGISTERED, SUMMONED, ANSWERED], today=TODAY) is None


def test_an_entry_that_stands_on_one_taken_away_is_refused() -> None:
    found = first_refused([RECEIVED, REGISTERED, ANSWERED], today=TODAY)

    assert found == (ANSWERED, [Refusal.NO_SUCH_SUMMONS])


@pytest.mark.parametrize(
    ("part", "may"),
    [(Part.SIGNER, True), (Part.SUPERVISOR, True), (Part.OFFICER, False), (Part.CLERK, False)],
)
def test_a_decision_is_taken_away_by_signers_and_supervisors_alone(part: Part, may: bool) -> None:
    assert may_void(event(5, K.DECIDED, outcome="positive"), parts=frozenset({part})) == may
