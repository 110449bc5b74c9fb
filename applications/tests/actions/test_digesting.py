"""One message for all the cases that somebody looks after, in numbers alone."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from applications.actions import digesting
from applications.choices import Digest, MandateKind
from applications.choices import EventKind as K
from applications.models import Application, CaseMessage, CasePreference, Mandate
from applications.notices import KINDS
from applications.notices.digest import DIGEST, Counts
from applications.tests import factories as make
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import About

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 1)
BEFORE = datetime(2026, 11, 30, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def proxy() -> User:
    person = accounts.user("proxy@example.test", language="pl")
    CasePreference.objects.create(user=person, digest=Digest.DAILY, digested_at=BEFORE)
    return person


@pytest.fixture
def case(proxy: User) -> Application:
    return client(proxy)


def client(proxy: User) -> Application:
    made = make.case(accounts.office(), at=BEFORE)
    make.happen(made, K.REGISTERED, at=BEFORE)
    Mandate.objects.create(
        application=made,
        kind=MandateKind.PROXY,
        accepted_at=make.AT,
        name="Jan Zastępca",
        user=proxy,
        began_on=TODAY - DAY,
        noted_by=proxy,
    )
    return made


def letter(case: Application, *, at: datetime = make.AT, on: date = TODAY) -> None:
    make.happen(case, K.SUMMONED, on=on, at=at, data={"summons": 1, "kind": "evidence", "days": 14})


def sent(at: datetime = make.AT) -> list[str]:
    digesting.send(at=at)
    return list(Notice.objects.filter(kind=DIGEST).order_by("pk").values_list("occasion", flat=True))


def test_it_counts_cases_with_news_and_terms_of_the_next_seven_days(proxy: User) -> None:
    cases = [client(proxy) for _each in range(4)]
    letter(cases[0])
    letter(cases[1])
    for each, days in ((cases[1], 0), (cases[2], 7), (cases[3], 8)):
        Application.objects.filter(pk=each.pk).update(turn="party", until=TODAY + timedelta(days=days))

    assert sent() == ["2026-12-01:2:2"]
    notice = Notice.objects.get(kind=DIGEST)
    assert (notice.recipient, notice.language, notice.channel) == ("proxy@example.test", "pl", "email")


def test_without_news_there_is_no_message(case: Application) -> None:
    assert (case.pk is not None, sent()) == (True, [])


def test_news_is_told_once(case: Application) -> None:
    letter(case)

    assert sent() == ["2026-12-01:1:0"]
    assert sent(make.AT + timedelta(hours=2)) == ["2026-12-01:1:0"]
    assert sent(make.AT + DAY) == ["2026-12-01:1:0"]


def test_an_answer_of_the_office_is_news_and_a_question_is_not(case: Application, proxy: User) -> None:
    def write(*, is_from_office: bool) -> None:
        CaseMessage.objects.create(
            application=case,
            key=uuid4(),
            author=proxy,
            is_from_office=is_from_office,
            language="en",
            text="…",
            at=make.AT - timedelta(hours=1),
        )

    write(is_from_office=False)
    before = digesting.counted(proxy, since=BEFORE, on=TODAY)
    write(is_from_office=True)

    assert (before.news, digesting.counted(proxy, since=BEFORE, on=TODAY).news) == (0, 1)


def test_an_old_file_that_is_read_in_is_no_news(case: Application, proxy: User) -> None:
    letter(case, on=date(2026, 10, 6))

    assert digesting.counted(proxy, since=BEFORE, on=TODAY).news == 0


@pytest.mark.parametrize("change", [{"gets_notices": False}, {"revoked_at": make.AT}, {"may_see": False}])
def test_a_case_without_a_mandate_is_not_counted(
    case: Application, proxy: User, change: dict[str, object]
) -> None:
    letter(case)
    Mandate.objects.update(**change)

    assert digesting.counted(proxy, since=BEFORE, on=TODAY) == Counts(TODAY, 0, 0)


def test_nothing_goes_before_eight_in_the_morning(case: Application) -> None:
    letter(case, at=datetime(2026, 12, 1, 5, tzinfo=UTC))

    assert sent(datetime(2026, 12, 1, 6, 59, tzinfo=UTC)) == []
    assert sent(datetime(2026, 12, 1, 7, tzinfo=UTC)) == ["2026-12-01:1:0"]


def test_once_a_week_is_every_seventh_day(case: Application, proxy: User) -> None:
    CasePreference.objects.update(digest=Digest.WEEKLY)
    letter(case)

    assert sent(BEFORE + 6 * DAY) == []
    assert sent(BEFORE + 7 * DAY - timedelta(hours=1)) == ["2026-12-07:1:0"]
    assert CasePreference.objects.get(user=proxy).digested_at == BEFORE + 7 * DAY - timedelta(hours=1)


def test_who_wants_a_message_for_each_gets_none_for_all(case: Application) -> None:
    CasePreference.objects.update(digest=Digest.EACH)
    letter(case)

    assert sent() == []


def test_a_message_is_dropped_three_days_later_or_when_it_is_not_wanted(
    case: Application, proxy: User
) -> None:
    letter(case)
    (occasion,) = sent()
    (kind,) = (each for each in KINDS if each.name == DIGEST)

    def stands(at: datetime) -> bool:
        return kind.still_true(proxy, About(str(proxy.pk), 1, occasion, Channel.EMAIL, at))

    assert (stands(make.AT), stands(make.AT + 2 * DAY), stands(make.AT + 3 * DAY)) == (True, True, False)
    CasePreference.objects.update(digest=Digest.EACH)
    assert not stands(make.AT)


def test_the_choice_is_kept_and_written_down_once(proxy: User) -> None:
    by = Actor.user(proxy.pk)

    for _each in range(2):
        digesting.choose(proxy, digest=Digest.WEEKLY, by=by, at=make.AT)

    row = CasePreference.objects.get(user=proxy)
    assert (row.digest, row.digested_at) == (Digest.WEEKLY, make.AT)
    assert Event.objects.filter(action="case.digest_chosen").count() == 1
