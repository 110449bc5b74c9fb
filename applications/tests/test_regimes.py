"""The clock by the law that the migrations hold: what a case of each kind and time has."""

from datetime import date

import pytest

from applications.choices import EventKind as K
from applications.models.law import law_of
from applications.rules.clock import reckon
from applications.rules.overrun import overrun, why_not
from applications.rules.transitions import Refusal
from applications.tests import factories
from applications.tests.rules.clocks import filed
from portal.accounts.tests.factories import office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "filed_on", "due_on", "plain_due_on"),
    [
        pytest.param("TEMP_WORK", date(2020, 9, 21), date(2020, 10, 21), date(2020, 10, 21), id="kpa-35"),
        pytest.param(
            "TEMP_WORK", date(2022, 1, 28), date(2022, 2, 28), date(2022, 2, 28), id="last-of-kpa-35"
        ),
        pytest.param(
            "TEMP_WORK", date(2022, 1, 29), date(2022, 3, 30), date(2022, 3, 30), id="first-of-112a"
        ),
        pytest.param("TEMP_WORK", date(2022, 3, 1), date(2026, 3, 20), date(2022, 5, 2), id="100c-within"),
        pytest.param("TEMP_WORK", date(2025, 6, 2), date(2026, 5, 4), date(2025, 8, 1), id="100d-before"),
        pytest.param("TEMP_WORK", date(2026, 4, 27), date(2026, 6, 26), date(2026, 6, 26), id="112a-today"),
        pytest.param("PERM", date(2026, 4, 27), date(2026, 10, 27), date(2026, 10, 27), id="210-today"),
        pytest.param("LTR_EU", date(2025, 6, 2), date(2026, 9, 4), date(2025, 12, 2), id="222d-suspended"),
        pytest.param("WP_A", date(2025, 6, 2), date(2025, 7, 2), date(2025, 7, 2), id="work-permit"),
        pytest.param("CARD_REPLACE", date(2025, 6, 2), date(2025, 7, 2), date(2025, 7, 2), id="card"),
    ],
)
def test_each_regime_has_its_term_and_its_suspensions(
    code: str, filed_on: date, due_on: date, plain_due_on: date
) -> None:
    case = factories.case(office(), of=code, filed_on=filed_on)

    assert (case.clock_from, case.due_on, case.plain_due_on) == (filed_on, due_on, plain_due_on)


def test_what_holds_after_the_fourth_of_march_2026_is_not_confirmed() -> None:
    law = law_of(factories.procedure("TEMP_WORK").pk)
    on = {day: reckon(filed(day), law, regime_on=day, on=day) for day in (date(2026, 3, 4), date(2026, 3, 5))}

    doubts = {
        day: [entry.on for entry in clock.ledger if not entry.is_confirmed] for day, clock in on.items()
    }

    assert doubts == {date(2026, 3, 4): [], date(2026, 3, 5): [date(2026, 3, 5)]}


def test_until_then_no_notice_could_be_sent_and_since_then_staff_are_told_of_the_doubt() -> None:
    law, state = law_of(factories.procedure("TEMP_WORK").pk), filed(date(2022, 2, 1))

    assert why_not(state, law, regime_on=date(2022, 2, 1), on=date(2026, 3, 4)) == Refusal.NOTICE_FORBIDDEN
    draft = overrun(state, law, regime_on=date(2022, 2, 1), on=date(2026, 3, 5))
    assert draft is not None
    assert (draft.names_complaint, len(draft.unconfirmed)) == (True, 1)


def test_a_work_permit_is_never_suspended_by_law_and_its_notice_names_no_complaint() -> None:
    law, state = law_of(factories.procedure("WP_A").pk), filed(date(2025, 6, 2))

    draft = overrun(state, law, regime_on=date(2025, 6, 2), on=date(2025, 7, 3))

    assert draft is not None
    assert (draft.days, draft.names_complaint, draft.unconfirmed) == (1, False, ())


def test_a_summons_and_its_answer_move_what_stands_beside_the_case() -> None:
    case = factories.case(office())
    data = {"summons": 1, "kind": "formal", "days": 7}
    factories.happen(case, K.SUMMONED, on=date(2026, 10, 12), data=data)
    assert (case.clock_from, case.due_on, case.plain_due_on) == (None, None, None)

    data = {"summons": 1, "how": "hand", "due_on": date(2026, 10, 20)}
    factories.happen(case, K.DELIVERED, on=date(2026, 10, 13), data=data)
    factories.happen(case, K.ANSWERED, on=date(2026, 10, 19), data={"summons": 1})

    assert (case.clock_from, case.due_on) == (date(2026, 10, 19), date(2026, 12, 18))
