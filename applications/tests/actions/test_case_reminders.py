"""Reminders of the days of cases: written by rules that are data, to everybody whom they concern."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from applications.actions import keeping, reminding
from applications.choices import EventKind as K
from applications.choices import KeptKind, MandateKind, ReminderKind
from applications.models import Application, CasePreference, CaseReminderRule, Mandate
from applications.notices import KINDS
from applications.notices.telling import CARD, CLIENT_NEWS, CLIENT_TERM, DAY, NEW_DATE, TERM
from applications.tests import factories as make
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import About

pytestmark = pytest.mark.django_db

EMAIL = "olena@example.test"
TODAY, DUE = date(2026, 12, 1), date(2026, 12, 15)
EVERY_DAY = [make.AT + timedelta(days=number) for number in range(40)]


def clock(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)  # nine o'clock in Kraków


@pytest.fixture
def case() -> Application:
    made = make.case(accounts.office(), email=EMAIL)
    make.happen(made, K.REGISTERED)
    return made


@pytest.fixture
def proxy(case: Application) -> User:
    person = accounts.user("proxy@example.test")
    Mandate.objects.create(
        application=case,
        kind=MandateKind.PROXY,
        accepted_at=make.AT,
        name="Jan Zastępca",
        user=person,
        began_on=TODAY,
        noted_by=accounts.user(),
    )
    return person


def summoned(case: Application) -> None:
    make.happen(case, K.SUMMONED, on=TODAY, data={"summons": 1, "kind": "evidence", "days": 14})
    make.happen(case, K.DELIVERED, on=TODAY, data={"summons": 1, "how": "post", "due_on": DUE})
    Notice.objects.all().delete()


def said(kind: str, subject: str = "applications.application") -> list[tuple[str, datetime]]:
    rows = Notice.objects.filter(kind=kind, subject_label=subject).order_by("due_at")
    return [(row.occasion, row.due_at) for row in rows]


def stands(notice: Notice, at: datetime) -> bool:
    (kind,) = (each for each in KINDS if each.name == notice.kind)
    subject = kind.find([notice.subject_pk]).get(notice.subject_pk)
    about = About(notice.subject_pk, notice.version, notice.occasion, Channel(notice.channel), at)
    return subject is not None and kind.still_true(subject, about)


def the(kind: str) -> Notice:
    """Return the one that goes first."""
    return Notice.objects.filter(kind=kind).order_by("due_at")[0]


def planned_each_day() -> None:
    for at in EVERY_DAY:
        reminding.plan(at=at)


def test_a_term_is_reminded_of_three_days_and_one_day_before(case: Application) -> None:
    summoned(case)

    planned_each_day()

    assert said(TERM) == [
        ("summons-1:2026-12-15:-3", clock(12)),
        ("summons-1:2026-12-15:-1", clock(14)),
    ]


def test_nothing_is_written_long_before_and_nothing_twice(case: Application) -> None:
    summoned(case)

    counts = [reminding.plan(at=at) for at in (clock(9, 7), clock(9), clock(10), clock(12), clock(13))]

    assert counts == [0, 1, 1, 1, 1]
    assert Notice.objects.count() == 2


def test_a_rule_that_is_changed_moves_the_reminder(case: Application) -> None:
    summoned(case)
    reminding.plan(at=clock(11))
    notice = the(TERM)
    was = stands(notice, clock(12))

    CaseReminderRule.objects.filter(kind=ReminderKind.SUMMONS, days=-3).update(days=-2)
    reminding.plan(at=clock(11))

    assert (was, stands(notice, clock(12))) == (True, False)
    assert said(TERM)[1] == ("summons-1:2026-12-15:-2", clock(13))


def test_without_a_rule_in_use_nobody_is_reminded(case: Application) -> None:
    summoned(case)
    CaseReminderRule.objects.update(is_active=False)

    planned_each_day()

    assert not Notice.objects.exists()


def test_a_summons_that_was_answered_reminds_nobody(case: Application) -> None:
    summoned(case)
    reminding.plan(at=clock(12, 7))

    make.happen(case, K.ANSWERED, on=TODAY, data={"summons": 1})

    assert not stands(the(TERM), clock(12))


def stands_at(stage: str) -> None:
    state = {"base": stage, "since": TODAY.isoformat()}
    Application.objects.update(stage=stage, stage_since=TODAY, state=state)


@pytest.mark.usefixtures("case")
def test_the_end_of_a_stay_is_told_where_no_case_keeps_it_legal() -> None:
    Application.objects.update(stay_until=date(2026, 12, 20))
    reminding.plan(at=clock(16, 9))
    in_time = said(DAY)

    stands_at("left_unexamined")
    planned_each_day()

    assert in_time == []
    assert said(DAY) == [("stay:2026-12-20:-14", clock(6)), ("stay:2026-12-20:-3", clock(17))]


def test_a_lost_job_is_to_be_reported_within_fifteen_working_days(case: Application) -> None:
    keeping.keep(case, accounts.user(), kind=KeptKind.JOB_LOST, on=TODAY, at=make.AT)

    planned_each_day()

    assert said(DAY) == [("job_lost:2026-12-22:-5", clock(15)), ("job_lost:2026-12-22:-1", clock(21))]


def test_a_day_that_is_kept_no_longer_reminds_nobody(case: Application) -> None:
    person = accounts.user()
    keeping.keep(case, person, kind=KeptKind.JOB_LOST, on=TODAY, at=make.AT)
    reminding.plan(at=clock(15, 7))
    was = stands(the(DAY), clock(15))

    keeping.forget(case, person, kind=KeptKind.JOB_LOST, at=make.AT)

    assert (was, stands(the(DAY), clock(15))) == (True, False)


@pytest.mark.usefixtures("case")
def test_a_card_that_nobody_collects_is_told_of_again() -> None:
    stands_at("card_ready")

    planned_each_day()

    assert said(CARD) == [("card_ready:2026-12-01:+14", clock(15)), ("card_ready:2026-12-01:+30", clock(31))]


def overrun(case: Application) -> None:
    notices = [{"on": "2026-12-01", "until": "2026-12-10"}]
    state = {"base": "examination", "filed_on": "2026-06-01", "appeared_on": "2026-06-01", "notices": notices}
    Application.objects.update(
        stage="examination", filed_on=date(2026, 6, 1), regime_on=date(2026, 6, 1), state=state
    )
    case.refresh_from_db()


def test_when_the_new_date_has_passed_the_party_may_complain(case: Application) -> None:
    overrun(case)

    planned_each_day()

    assert said(NEW_DATE) == [("new_date:2026-12-10:+1", clock(11))]
    assert stands(the(NEW_DATE), clock(11))


def test_whoever_has_complained_is_not_told_that_they_may(case: Application) -> None:
    overrun(case)
    reminding.plan(at=clock(10))
    case.state["complained_on"] = "2026-12-10"
    case.save(update_fields=["state"])

    assert not stands(the(NEW_DATE), clock(11))


def test_where_no_complaint_may_be_lodged_nobody_is_told_to(case: Application) -> None:
    overrun(case)
    reminding.plan(at=clock(10))

    permit = make.procedure("WP_A")
    Application.objects.update(procedure=permit)

    assert not stands(the(NEW_DATE), clock(11))


def test_who_acts_for_somebody_is_reminded_as_well(case: Application, proxy: User) -> None:
    summoned(case)

    planned_each_day()

    rows = Notice.objects.filter(kind=CLIENT_TERM).order_by("due_at")
    assert [(row.subject_pk, row.version, row.recipient, row.occasion) for row in rows] == [
        (str(proxy.pk), case.pk, "proxy@example.test", "summons-1:2026-12-15:-3"),
        (str(proxy.pk), case.pk, "proxy@example.test", "summons-1:2026-12-15:-1"),
    ]
    assert stands(rows[0], clock(12))


@pytest.mark.usefixtures("proxy")
def test_days_of_ones_own_are_nobody_elses(case: Application) -> None:
    keeping.keep(case, accounts.user(), kind=KeptKind.JOB_LOST, on=TODAY, at=make.AT)

    planned_each_day()

    assert said(CLIENT_TERM, "accounts.user") == []


@pytest.mark.parametrize("change", ["revoked", "muted", "digest"])
def test_a_mandate_that_ends_stops_what_waits(case: Application, proxy: User, change: str) -> None:
    summoned(case)
    reminding.plan(at=clock(12, 7))
    was = stands(the(CLIENT_TERM), clock(12))

    if change == "revoked":
        Mandate.objects.update(revoked_at=make.AT)
    elif change == "muted":
        Mandate.objects.update(gets_notices=False)
    else:
        CasePreference.objects.create(user=proxy, digest="daily")

    assert (was, stands(the(CLIENT_TERM), clock(12))) == (True, False)


@pytest.mark.usefixtures("proxy")
def test_a_card_that_waits_is_news_for_whoever_acts() -> None:
    stands_at("card_ready")
    planned_each_day()

    assert [occasion for occasion, _due in said(CLIENT_NEWS, "accounts.user")] == [
        "card_ready:2026-12-01:+14",
        "card_ready:2026-12-01:+30",
    ]


def test_two_cases_of_one_proxy_are_two_messages(case: Application, proxy: User) -> None:
    other = make.case(case.office, email="ivan@example.test")
    make.happen(other, K.REGISTERED)
    Mandate.objects.create(
        application=other,
        kind=MandateKind.PROXY,
        accepted_at=make.AT,
        name="Jan Zastępca",
        user=proxy,
        began_on=TODAY,
        noted_by=proxy,
    )
    for each in (case, other):
        make.happen(each, K.SUMMONED, on=TODAY, data={"summons": 1, "kind": "evidence", "days": 14})

    assert Notice.objects.filter(kind=CLIENT_NEWS, subject_pk=str(proxy.pk)).count() == 2


def test_cases_are_planned_in_the_same_number_of_queries(
    case: Application, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    summoned(case)
    for number in range(3):
        other = make.case(case.office, email=f"person-{number}@example.test")
        make.happen(other, K.REGISTERED)
        make.happen(other, K.SUMMONED, on=TODAY, data={"summons": 1, "kind": "evidence", "days": 14})

    with django_assert_num_queries(7):
        assert reminding.plan(at=clock(2)) == 0
