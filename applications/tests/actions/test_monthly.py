"""Once a month, to whoever wants it, while nothing happens."""

from datetime import UTC, date, datetime

import pytest

from applications.actions import monthly
from applications.choices import Assurance
from applications.choices import EventKind as K
from applications.models import Application
from applications.notices import KINDS
from applications.notices.monthly import MONTHLY
from applications.tests import factories as make
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import About

pytestmark = pytest.mark.django_db

EMAIL, PHONE = "olena@example.test", "+48600000001"
LONG_AGO = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture
def case() -> Application:
    made = make.case(accounts.office(), email=EMAIL, phone=PHONE)
    make.happen(made, K.REGISTERED)
    Application.objects.update(
        account=accounts.user(),
        account_level="desk",
        changed_at=LONG_AGO,
        monthly_from=date(2026, 10, 31),
        turn="office",
    )
    made.refresh_from_db()
    return made


def sent(*days: str) -> list[str]:
    for day in days:
        monthly.send(at=datetime.fromisoformat(f"{day}T09:00:00+00:00"))
    return list(Notice.objects.filter(kind=MONTHLY).order_by("pk").values_list("occasion", flat=True))


@pytest.mark.usefixtures("case")
def test_a_note_goes_on_the_same_day_of_each_month_or_its_last() -> None:
    days = ("2026-10-31", "2026-11-29", "2026-11-30", "2026-12-01", "2026-12-30", "2026-12-31", "2027-01-03")

    assert sent(*days) == ["2026-11-30", "2026-12-31"]


@pytest.mark.usefixtures("case")
def test_a_note_that_was_not_sent_in_time_is_sent_up_to_three_days_late() -> None:
    assert sent("2026-12-04") == []
    assert sent("2026-12-03") == ["2026-11-30"]


@pytest.mark.usefixtures("case")
def test_it_goes_by_one_way_alone() -> None:
    sent("2026-11-30")

    assert Notice.objects.get().recipient == EMAIL


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"monthly_from": None}, id="not-wanted"),
        pytest.param({"changed_at": datetime(2026, 11, 1, 9, tzinfo=UTC)}, id="changed-29-days-ago"),
        pytest.param({"turn": "party"}, id="the-party-has-to-do-something"),
        pytest.param({"stage": "closed"}, id="closed"),
        pytest.param({"stage": "decided"}, id="decided"),
        pytest.param({"account": None}, id="no-account"),
        pytest.param({"account_level": Assurance.SELF}, id="identity-not-checked"),
    ],
)
def test_no_note_goes_where_it_would_be_wrong(case: Application, change: dict[str, object]) -> None:
    sent("2026-11-30")
    (kind,) = (each for each in KINDS if each.name == MONTHLY)
    about = About(str(case.pk), 1, "2026-11-30", Channel.EMAIL, datetime(2026, 11, 30, 9, tzinfo=UTC))
    was = kind.still_true(kind.find([str(case.pk)])[str(case.pk)], about)
    Notice.objects.all().delete()

    Application.objects.update(**change)

    assert sent("2026-11-30") == []
    assert (was, kind.still_true(kind.find([str(case.pk)])[str(case.pk)], about)) == (True, False)


def test_thirty_days_without_news_are_enough(case: Application) -> None:
    Application.objects.filter(pk=case.pk).update(changed_at=datetime(2026, 10, 31, 9, tzinfo=UTC))

    assert sent("2026-11-30") == ["2026-11-30"]


def test_it_begins_and_ends_when_the_person_says_so_and_is_written_down(case: Application) -> None:
    by = Actor.user(accounts.user().pk)
    wishes = ((False, make.AT), (True, make.AT), (True, LONG_AGO), (False, make.AT), (False, make.AT))
    begun = []
    for is_wanted, at in wishes:
        monthly.want(case, is_wanted=is_wanted, by=by, at=at)
        case.refresh_from_db()
        begun.append(case.monthly_from)

    assert begun == [None, make.AT.date(), make.AT.date(), None, None]
    assert list(
        Event.objects.filter(action__startswith="case.monthly").order_by("pk").values_list("action")
    ) == [
        ("case.monthly_stopped",),
        ("case.monthly_wanted",),
        ("case.monthly_stopped",),
    ]
