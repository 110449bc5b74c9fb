from dataclasses import replace
from datetime import date

import pytest

from applications.choices import EventKind as K
from applications.choices import Reason
from applications.rules.events import Event
from applications.rules.law import Law
from applications.rules.overrun import Overrun, overrun, why_not
from applications.rules.requirements import against_law
from applications.rules.state import Call, Opinion, Pause, State
from applications.rules.transitions import Refusal
from applications.tests.rules.clocks import OF_TODAY, SUSPENDED, UNDER_THE_CODE, filed
from applications.tests.rules.histories import did
from applications.tests.rules.laws import ART_100D, DAY, RESIDENCE, WORK_PERMITS, suspension

DUE_ON = date(2026, 12, 4)  # of a case of today


def told(state: State, on: date, law: Law = RESIDENCE) -> Overrun | None:
    return overrun(state, law, regime_on=state.filed_on or on, on=on)


def refused(state: State, on: date, law: Law = RESIDENCE) -> Refusal | None:
    return why_not(state, law, regime_on=state.filed_on or on, on=on)


def test_a_notice_gives_the_reasons_a_new_date_and_the_right_to_complain() -> None:
    assert told(filed(OF_TODAY), date(2026, 12, 7)) == Overrun(
        due_on=DUE_ON,
        days=3,
        until=date(2027, 1, 7),
        reasons=(Reason.REGISTRATION,),
        names_complaint=True,
        unconfirmed=("Dz.U. 2026 poz. 203",),
    )


def test_nothing_is_notified_until_the_last_day_is_over() -> None:
    assert (told(filed(OF_TODAY), DUE_ON), refused(filed(OF_TODAY), DUE_ON)) == (None, Refusal.NOT_OVERRUN)
    assert refused(filed(OF_TODAY), DUE_ON + DAY) is None
    assert told(filed(OF_TODAY), DUE_ON + DAY) is not None


@pytest.mark.parametrize(
    "state",
    [
        filed(OF_TODAY, decided_on=date(2026, 12, 5)),
        filed(OF_TODAY, calls=(Call(1, "formal", OF_TODAY, 7),)),
        filed(OF_TODAY, pauses=(Pause(OF_TODAY),)),
    ],
    ids=["decided", "not-begun", "suspended"],
)
def test_nothing_is_notified_while_no_term_is_missed(state: State) -> None:
    assert (told(state, date(2027, 3, 1)), refused(state, date(2027, 3, 1))) == (None, Refusal.NOT_OVERRUN)


def test_no_notice_while_the_law_forbids_it_even_of_a_term_missed_before() -> None:
    state, on = filed(date(2022, 2, 1)), date(2025, 5, 5)

    assert (told(state, on), refused(state, on)) == (None, Refusal.NOTICE_FORBIDDEN)


def test_the_day_after_the_suspension_the_notice_is_due() -> None:
    state = filed(date(2022, 2, 1))

    assert refused(state, date(2026, 3, 4)) == Refusal.NOTICE_FORBIDDEN
    assert refused(state, date(2026, 3, 5)) is None


@pytest.mark.parametrize(
    "row", [replace(ART_100D, forbids_notice=False), replace(ART_100D, is_confirmed=False)]
)
def test_only_a_confirmed_law_that_says_so_forbids_it(row: object) -> None:
    law = replace(RESIDENCE, suspensions=(row,))  # type: ignore[arg-type]  # a suspension

    assert refused(filed(date(2022, 2, 1)), date(2025, 5, 5), law) is None


def test_a_nearer_fact_allows_what_a_wider_one_forbids() -> None:
    own = suspension(date(2020, 1, 1), None, scope="TEMP_WORK", stops_clock=False, forbids_notice=False)
    law = replace(RESIDENCE, suspensions=(ART_100D, own))

    assert refused(filed(SUSPENDED), date(2025, 12, 1), law) is None


def test_no_complaint_is_named_for_a_work_permit() -> None:
    draft = told(filed(UNDER_THE_CODE), date(2020, 10, 5), WORK_PERMITS)

    assert draft is not None
    assert (draft.due_on, draft.days, draft.names_complaint) == (date(2020, 10, 1), 4, False)
    assert draft.unconfirmed == ()


@pytest.mark.parametrize(("is_barred", "is_confirmed"), [(True, True), (True, False), (False, True)])
def test_no_complaint_is_named_while_a_confirmed_law_bars_it(is_barred: bool, is_confirmed: bool) -> None:
    row = replace(
        ART_100D, stops_clock=False, forbids_notice=False, bars_complaint=is_barred, is_confirmed=is_confirmed
    )
    draft = told(filed(SUSPENDED), date(2025, 12, 1), replace(RESIDENCE, suspensions=(row,)))

    assert draft is not None
    assert draft.names_complaint == (not (is_barred and is_confirmed))


def test_the_reasons_are_what_is_still_waited_for_and_the_new_date_comes_after_it() -> None:
    asked = Opinion("abw", date(2026, 11, 30), date(2027, 1, 5))
    call = Call(1, "evidence", date(2026, 11, 30), 14, date(2026, 12, 1), date(2026, 12, 15))
    state = filed(
        UNDER_THE_CODE,
        opinions=(asked, replace(asked, authority="sg")),
        calls=(call, replace(call, number=2)),
    )

    draft = told(replace(state, filed_on=date(2026, 1, 5)), date(2026, 12, 7), WORK_PERMITS)

    assert draft is not None
    assert draft.reasons == (Reason.EVIDENCE, Reason.OPINIONS)
    assert draft.until == date(2027, 2, 5)


def test_a_notice_is_judged_by_the_day_it_is_dated() -> None:
    notice = {day: did(K.OVERRUN_NOTIFIED, day, until=date(2027, 1, 7)) for day in (DUE_ON, DUE_ON + DAY)}

    def judged(event: Event) -> list[Refusal]:
        return against_law(filed(OF_TODAY), event, RESIDENCE, regime_on=OF_TODAY)

    assert judged(notice[DUE_ON]) == [Refusal.NOT_OVERRUN]
    assert judged(notice[DUE_ON + DAY]) == []
