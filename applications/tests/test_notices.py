"""What the party of a case is told, when, and that nothing of it says what the case is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from applications.choices import EventKind as K
from applications.models import Application, CodeRequest
from applications.notices import KINDS
from applications.notices.digest import DIGEST
from applications.notices.telling import CARD, LETTER, TERM
from applications.tests import factories as make
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import About, Kind

pytestmark = pytest.mark.django_db

EMAIL, PHONE = "olena@example.test", "+48600000001"
# The others are about the reader, who may have nothing to do with this case.
OF_CASES = [kind for kind in KINDS if kind.name.startswith("case_") and kind.name != DIGEST]
TODAY = date(2026, 12, 1)
DUE = date(2026, 12, 15)
NIGHT = datetime(2026, 12, 1, 23, tzinfo=UTC)  # midnight in Kraków


@pytest.fixture
def case() -> Application:
    made = make.case(accounts.office(), email=EMAIL, phone=PHONE)
    make.happen(made, K.REGISTERED)
    return made


def said(kind: str) -> list[tuple[str, datetime]]:
    """Return the occasions of one kind that go by e-mail, and when."""
    rows = Notice.objects.filter(kind=kind, channel=Channel.EMAIL).order_by("due_at")
    return [(row.occasion, row.due_at) for row in rows]


def summoned(case: Application, on: date = TODAY) -> None:
    make.happen(case, K.SUMMONED, on=on, data={"summons": 1, "kind": "formal", "days": 14})


def delivered(case: Application, *, on: date = TODAY, due_on: date = DUE, at: datetime = make.AT) -> None:
    make.happen(case, K.DELIVERED, on=on, at=at, data={"summons": 1, "how": "post", "due_on": due_on})


def clock(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def test_a_letter_is_announced_by_mail_and_text_message(case: Application) -> None:
    summoned(case)

    rows = Notice.objects.filter(kind=LETTER).order_by("channel")
    assert [(row.recipient, row.due_at) for row in rows] == [(EMAIL, make.AT), (PHONE, make.AT)]


def test_a_term_is_told_at_once(case: Application) -> None:
    summoned(case)

    delivered(case)

    assert said(TERM) == [("summons-1:2026-12-15:0", make.AT)]


def test_what_lies_long_back_is_no_news(case: Application) -> None:
    long_ago = TODAY - timedelta(days=8)
    summoned(case, on=long_ago)

    delivered(case, on=long_ago, due_on=date(2026, 12, 7))

    assert (said(LETTER), said(TERM)) == ([], [])


def test_nobody_is_woken(case: Application) -> None:
    summoned(case)

    delivered(case, at=NIGHT)

    assert said(TERM)[0] == ("summons-1:2026-12-15:0", clock(2, 7))


def test_a_case_without_a_contact_tells_nobody() -> None:
    case = make.case(accounts.office())
    make.happen(case, K.REGISTERED)

    summoned(case)

    assert not Notice.objects.exists()


def still(kind: str, occasion: str, *, at: datetime = make.AT) -> bool:
    (found,) = (each for each in KINDS if each.name == kind)
    case = Application.objects.select_related("office").get()
    return found.still_true(case, About(str(case.pk), 1, occasion, Channel.EMAIL, at))


def test_a_summons_that_was_answered_reminds_nobody(case: Application) -> None:
    summoned(case)
    delivered(case)
    was = still(TERM, "summons-1:2026-12-15:-1")

    make.happen(case, K.ANSWERED, on=TODAY, data={"summons": 1})

    assert (was, still(TERM, "summons-1:2026-12-15:-1")) == (True, False)


def test_a_term_that_is_over_reminds_nobody(case: Application) -> None:
    summoned(case)
    delivered(case)

    assert still(TERM, "summons-1:2026-12-15:-1", at=clock(15, 22))
    assert not still(TERM, "summons-1:2026-12-15:-1", at=clock(15, 23))


def test_a_card_waits_until_it_is_collected(case: Application) -> None:
    writer, signer = (accounts.user(is_staff=True) for _ in range(2))
    make.happen(case, K.DRAFTED, on=TODAY, by=Actor.user(writer.pk), data={"outcome": "positive"})
    make.happen(case, K.DECIDED, on=TODAY, by=Actor.user(signer.pk), data={"outcome": "positive"})
    make.happen(case, K.SERVED, on=TODAY, data={"how": "post"})
    make.happen(case, K.CARD_ORDERED, on=TODAY)
    make.happen(case, K.CARD_READY, on=TODAY)
    was = still(CARD, "card_ready:2026-12-01:+14")

    make.happen(case, K.CARD_COLLECTED, on=TODAY)

    assert said(CARD) == [("0", make.AT)]
    assert (was, still(CARD, "card_ready:2026-12-01:+14")) == (True, False)


def _lost_code(case: Application) -> Any:  # noqa: ANN401  this kind alone is about a request
    return CodeRequest.objects.create(application=case, asked_at=make.AT, until=make.AT + timedelta(days=1))


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
@pytest.mark.parametrize("kind", OF_CASES, ids=lambda kind: kind.name)
def test_no_message_says_whose_or_what_case(
    kind: Kind[Application], language: str, case: Application
) -> None:
    summoned(case)
    delivered(case)
    (found,) = (each for each in OF_CASES if each is kind)
    about = About(str(case.pk), 1, "summons-1:2026-12-15:-1", Channel.EMAIL, make.AT)

    subject = _lost_code(case) if kind.name == "case_code" else case

    with translation.override(language):
        written = f"{found.written(subject, about)} {found.mail and found.mail(subject, about)}"

    private = (case.case_number, "Olena", "Kovalenko", "TEMP_WORK", case.procedure.name, "formal", "pobyt")
    assert [word for word in private if word.lower() in written.lower()] == []
