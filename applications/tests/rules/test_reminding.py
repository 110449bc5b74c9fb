"""Of which days somebody is reminded, and when a case makes it needless."""

from datetime import date
from typing import Any

import pytest

from applications.choices import AppealOutcome, Group, KeptKind, Outcome, Party, ReminderKind, Stage
from applications.rules.reminding import Facts, Marked, keeps_stay, last_of, marked, told_on
from applications.rules.state import Call, Notice, Pause, State

FILED, STAY = date(2026, 10, 5), date(2026, 12, 19)  # a Saturday
SERVED = date(2026, 12, 1)
CALL = Call(2, "evidence", FILED, 14, FILED, date(2026, 12, 15))
FORMAL = Call(1, "formal", FILED, 7)
ONGOING = Pause(FILED)


def facts(base: Stage = Stage.EXAMINATION, **fields: Any) -> Facts:  # noqa: ANN401  of the state
    return Facts(State(base=base, filed_on=FILED, **fields), Group.TEMPORARY, Party.FOREIGNER, FILED)


def of(given: Facts, **fields: Any) -> Facts:  # noqa: ANN401  any field
    names = ("state", "group", "party", "filed_on", "stay_until", "kept")
    return Facts(**{name: getattr(given, name) for name in names} | fields)


def days(given: Facts) -> list[tuple[str, date]]:
    return [(day.name, day.on) for day in marked(given)]


def test_an_open_summons_that_was_delivered_has_a_last_day() -> None:
    closed = Call(3, "evidence", FILED, 14, FILED, date(2026, 12, 16), closed_on=FILED)

    assert days(facts(calls=(CALL, FORMAL, closed))) == [("summons-2", date(2026, 12, 15))]


def test_while_a_case_is_suspended_no_term_runs() -> None:
    assert days(facts(calls=(CALL,), pauses=(ONGOING,))) == []


def test_nobody_is_reminded_of_a_summons_in_a_closed_case() -> None:
    assert days(facts(Stage.LEFT_UNEXAMINED, calls=(CALL,))) == []


@pytest.mark.parametrize("outcome", [Outcome.REFUSAL, Outcome.DISCONTINUED])
def test_who_was_refused_may_appeal_within_fourteen_days(outcome: Outcome) -> None:
    assert days(facts(Stage.SERVED, outcome=outcome, served_on=SERVED)) == [("appeal", date(2026, 12, 15))]


def test_who_got_what_they_asked_for_is_not_told_of_an_appeal() -> None:
    assert days(facts(Stage.SERVED, outcome=Outcome.POSITIVE, served_on=SERVED)) == []


def test_the_latest_new_date_of_the_decision_counts_until_there_is_one() -> None:
    notices = (Notice(FILED, date(2026, 11, 1)), Notice(FILED, date(2026, 12, 1)))

    assert days(facts(notices=notices)) == [("new_date", date(2026, 12, 1))]
    assert days(facts(Stage.DECIDED, notices=notices)) == []
    assert days(facts(Stage.CLOSED, notices=notices)) == []


def test_a_card_waits_since_it_was_ready() -> None:
    assert days(facts(Stage.CARD_READY, since=SERVED, outcome="positive")) == [("card_ready", SERVED)]
    assert days(facts(Stage.CARD_COLLECTED, since=SERVED, outcome="positive")) == []


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        pytest.param(facts(), True, id="filed-in-time"),
        pytest.param(of(facts(), filed_on=STAY), True, id="on-the-last-day"),
        pytest.param(of(facts(), filed_on=date(2026, 12, 20)), False, id="a-day-late"),
        pytest.param(of(facts(), group=Group.PERMANENT), True, id="permanent"),
        pytest.param(of(facts(), group=Group.LONG_TERM), True, id="long-term"),
        pytest.param(of(facts(), group=Group.CARD), False, id="a-new-card-gives-no-stay"),
        pytest.param(of(facts(), group=Group.DOCUMENT), False, id="nor-does-a-document"),
        pytest.param(facts(calls=(FORMAL,)), False, id="a-defect-is-open"),
        pytest.param(facts(calls=(Call(1, "fee", FILED, 7),)), False, id="the-fee-is-open"),
        pytest.param(facts(calls=(CALL,)), True, id="a-document-is-asked-for"),
        pytest.param(facts(pauses=(ONGOING,)), False, id="suspended"),
        pytest.param(facts(pauses=(Pause(FILED, FILED),)), True, id="resumed"),
        pytest.param(facts(Stage.LEFT_UNEXAMINED), False, id="left-unexamined"),
        pytest.param(facts(Stage.RETURNED), False, id="returned"),
        pytest.param(facts(Stage.DECIDED, outcome="refusal"), True, id="refused-and-not-told"),
        pytest.param(facts(Stage.SERVED, outcome="refusal", served_on=SERVED), True, id="may-appeal"),
        pytest.param(facts(Stage.APPEAL, outcome="refusal", served_on=SERVED), True, id="appealed"),
        pytest.param(facts(Stage.FINAL, outcome="refusal", served_on=SERVED), False, id="refused-for-good"),
        pytest.param(
            facts(Stage.CLOSED, outcome="refusal", served_on=SERVED), False, id="refused-and-closed"
        ),
        pytest.param(facts(Stage.FINAL, outcome="positive", served_on=SERVED), True, id="has-a-permit"),
        pytest.param(facts(Stage.CLOSED, outcome="positive", served_on=SERVED), True, id="had-a-permit"),
        pytest.param(
            facts(Stage.APPEAL_DECIDED, appeal_outcome=AppealOutcome.UPHELD), False, id="refused-twice"
        ),
        pytest.param(facts(Stage.APPEAL_DECIDED, appeal_outcome=AppealOutcome.QUASHED), True, id="sent-back"),
    ],
)
def test_an_application_in_time_keeps_the_stay_legal(given: Facts, *, is_kept: bool) -> None:
    there = of(given, stay_until=STAY)

    assert keeps_stay(there) is is_kept
    assert (("stay", STAY) in days(there)) is not is_kept


def test_the_end_of_a_stay_is_not_moved_by_a_weekend() -> None:
    (day,) = marked(of(facts(Stage.RETURNED), stay_until=STAY))

    assert day == Marked(ReminderKind.STAY, STAY, "stay")
    assert [told_on(day, each) for each in (-3, 0)] == [date(2026, 12, 16), STAY]


@pytest.mark.parametrize("party", [Party.EMPLOYER, Party.HOST, Party.INVITER])
def test_who_is_no_foreigner_has_no_stay_and_keeps_no_days(party: Party) -> None:
    given = of(facts(Stage.RETURNED), party=party, stay_until=STAY, kept=((KeptKind.CARD, STAY),))

    assert days(given) == []


@pytest.mark.parametrize(
    ("kind", "on", "last"),
    [
        pytest.param(KeptKind.CARD, STAY, STAY, id="a-card-is-valid-until-its-own-day"),
        pytest.param(KeptKind.PASSPORT, STAY, STAY, id="so-is-a-passport"),
        pytest.param(KeptKind.TRAVEL, STAY, STAY, id="and-a-travel-document"),
        pytest.param(KeptKind.JOB_LOST, date(2026, 12, 1), date(2026, 12, 22), id="fifteen-working-days"),
        pytest.param(KeptKind.PURPOSE, date(2026, 12, 10), date(2027, 1, 5), id="over-Christmas"),
        pytest.param(KeptKind.CARD_DATA, date(2026, 12, 1), date(2026, 12, 15), id="fourteen-days"),
        pytest.param(KeptKind.CARD_DATA, date(2026, 12, 5), date(2026, 12, 21), id="moved-from-a-Saturday"),
        pytest.param(KeptKind.CARD_DATA, date.max, None, id="no-such-day"),
        pytest.param(KeptKind.JOB_LOST, date.max, None, id="no-such-working-day"),
    ],
)
def test_until_when_something_is_to_be_done(kind: KeptKind, on: date, last: date | None) -> None:
    given = of(facts(), kept=((kind, on),))

    assert last_of(kind, on) == last
    assert days(given) == ([(kind.value, last)] if last else [])


@pytest.mark.parametrize(
    ("kind", "on", "count", "told"),
    [
        pytest.param(ReminderKind.SUMMONS, "2026-12-15", -3, "2026-12-12", id="days-before"),
        pytest.param(ReminderKind.NEW_DATE, "2026-12-15", 1, "2026-12-16", id="a-day-after"),
        pytest.param(ReminderKind.JOB_LOST, "2026-12-22", -5, "2026-12-15", id="working-days-before"),
        pytest.param(ReminderKind.PURPOSE, "2026-12-28", -1, "2026-12-23", id="a-working-day-before"),
        pytest.param(ReminderKind.CARD, "9999-12-31", 1, None, id="never"),
    ],
)
def test_how_long_before_is_counted_as_the_law_counts(
    kind: ReminderKind, on: str, count: int, told: str | None
) -> None:
    expected = date.fromisoformat(told) if told else None

    assert told_on(Marked(kind, date.fromisoformat(on), kind.value), count) == expected
