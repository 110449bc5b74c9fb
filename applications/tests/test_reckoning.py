"""What time and the law make of open cases without anybody entering anything."""

from datetime import UTC, date, datetime, timedelta

import pytest

from applications.actions import reckoning
from applications.actions.reckoning import reckon_cases, write
from applications.choices import EventKind as K
from applications.models import Application, ClockSuspension, DecisionTerm, LawVersion
from applications.tests import factories
from portal.accounts.tests.factories import office

pytestmark = pytest.mark.django_db

DUE_ON = date(2026, 12, 8)
IN_TIME = datetime(2026, 12, 8, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in Kraków
TOO_LATE = datetime(2026, 12, 8, 23, tzinfo=UTC)  # midnight there


@pytest.fixture(autouse=True)
def _law_is_known() -> None:
    """Begin with every case reckoned by the law that is."""
    LawVersion.objects.update(reckoned=LawVersion.objects.get().number)


def summoned() -> Application:
    """Return a case whose party has until DUE_ON to answer."""
    case = factories.case(office())
    data = {"summons": 1, "kind": "formal", "days": 7}
    factories.happen(case, K.SUMMONED, on=date(2026, 11, 30), data=data)
    data = {"summons": 1, "how": "hand", "due_on": DUE_ON}
    factories.happen(case, K.DELIVERED, on=date(2026, 12, 1), data=data)
    return case


def stands(case: Application) -> tuple[str, str, date | None, date]:
    case.refresh_from_db()
    return case.reason, case.turn, case.until, case.reckoned_on


def test_at_midnight_of_the_office_a_term_that_is_over_becomes_the_offices_turn() -> None:
    case = summoned()

    assert reckon_cases(at=IN_TIME) == 0
    assert stands(case) == ("formal", "party", DUE_ON, date(2026, 12, 1))
    assert reckon_cases(at=TOO_LATE) == 1
    assert stands(case) == ("term_over", "office", DUE_ON, date(2026, 12, 9))


def test_what_was_reckoned_after_its_term_is_left_alone() -> None:
    summoned()
    reckon_cases(at=TOO_LATE)

    assert reckon_cases(at=TOO_LATE + timedelta(days=30)) == 0


def test_midnight_is_that_of_the_office_of_the_case() -> None:
    here, there = summoned(), summoned()
    there.office.time_zone = "Europe/London"
    there.office.save()

    assert reckon_cases(at=TOO_LATE) == 1
    assert stands(here)[0] == "term_over"
    assert stands(there)[0] == "formal"


def test_a_change_of_the_law_moves_the_last_day_of_every_open_case() -> None:
    case = factories.case(office())
    ClockSuspension.objects.filter(scope="TEMP", is_confirmed=False).update(
        is_confirmed=True, valid_to=date(2026, 10, 15)
    )

    assert case.due_on == date(2026, 12, 4)
    assert reckon_cases(at=factories.AT) == 1
    case.refresh_from_db()
    assert (case.due_on, case.plain_due_on) == (date(2026, 12, 14), date(2026, 12, 4))
    assert case.clock_from == factories.FILED


def test_a_law_that_has_not_changed_again_is_not_reckoned_again() -> None:
    factories.case(office())
    DecisionTerm.objects.filter(scope="TEMP").update(basis="art. 112a")

    assert [reckon_cases(at=factories.AT), reckon_cases(at=factories.AT)] == [1, 0]


def test_cases_of_somebodys_choice_do_not_stand_for_all_of_them() -> None:
    chosen, other = factories.case(office()), factories.case(office())
    DecisionTerm.objects.filter(scope="TEMP").update(count=30)
    some = Application.objects.filter(pk=chosen.pk)

    assert [reckon_cases(at=factories.AT, cases=some), reckon_cases(at=factories.AT)] == [1, 2]
    other.refresh_from_db()
    assert other.due_on == date(2026, 11, 4)


def test_a_closed_case_is_left_as_it_was() -> None:
    case = factories.case(office())
    factories.happen(case, K.LEFT_UNEXAMINED)
    DecisionTerm.objects.filter(scope="TEMP").update(count=30)

    assert reckon_cases(at=factories.AT + timedelta(days=1)) == 0
    assert stands(case)[3] == date(2026, 12, 1)


def test_more_cases_than_are_read_at_once_are_all_reckoned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reckoning, "BATCH", 2)
    here = office()
    cases = [factories.case(here) for _ in range(5)]
    DecisionTerm.objects.filter(scope="TEMP").update(count=30)

    assert reckon_cases(at=factories.AT) == 5
    for case in cases:
        case.refresh_from_db()
    assert {case.due_on for case in cases} == {date(2026, 11, 4)}


def row(case: Application, **fields: object) -> dict[str, object]:
    names = [*reckoning.COLUMNS, "sequence"]
    return {"id": case.pk, **{name: getattr(case, name) for name in names}, **fields}


def test_what_somebody_entered_meanwhile_is_not_written_over() -> None:
    case = factories.case(office())
    before = row(case, reason="checking")
    factories.happen(case, K.NOTED)

    assert write([before], LawVersion.objects.get().number) == 0
    assert stands(case)[0] == "registration"


def test_what_was_worked_out_by_an_older_law_is_not_written() -> None:
    case = factories.case(office())
    number = LawVersion.objects.get().number

    assert write([row(case, reason="checking")], number - 1) == 0
    assert write([row(case, reason="checking")], number) == 1
    assert stands(case)[0] == "checking"
