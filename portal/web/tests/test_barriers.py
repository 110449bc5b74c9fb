"""Taking a barrier report and answering it: terms, letters, and who may do what when."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR, Actor
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import Facts, Mail, Paragraph
from portal.web.barriers import actions
from portal.web.choices import BarrierState
from portal.web.models import BarrierReport
from portal.web.tests.factories import AT, report, told

pytestmark = pytest.mark.django_db

IN_TIME = datetime(2026, 12, 8, 22, 59, tzinfo=UTC)  # the seventh day's last minute in Kraków
TOO_LATE = datetime(2026, 12, 8, 23, tzinfo=UTC)


@pytest.fixture
def by() -> Actor:
    return Actor.user(accounts.user().pk)


def mail_of(kind: str, about: BarrierReport) -> Mail:
    subject = kinds.named(kind).find([str(about.pk)])[str(about.pk)]
    written = kinds.named(kind).written(subject, About(str(about.pk), 1, "", Channel.EMAIL, AT))
    assert isinstance(written, Mail)
    return written


def words_of(mail: Mail) -> str:
    lines = [block.text for block in mail.blocks if not isinstance(block, Facts) and hasattr(block, "text")]
    facts = [": ".join(row) for block in mail.blocks if isinstance(block, Facts) for row in block.rows]
    return "\n".join([*lines, *facts])


def still_true(kind: str, about: BarrierReport) -> bool:
    about.refresh_from_db()
    return kinds.named(kind).still_true(about, About(str(about.pk), 1, "", Channel.EMAIL, AT))


def test_a_report_is_kept_with_its_terms_and_confirmed() -> None:
    taken = report(language="ru", name="Ola")

    assert (taken.state, taken.received_at, taken.name) == (BarrierState.OPEN, AT, "Ola")
    assert (taken.answer_by_on, taken.fix_by_on) == (date(2026, 12, 8), date(2027, 2, 1))
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.language) == ("barrier_received", "ola@example.test", "ru")
    event = Event.objects.get(action="barrierreport.received")
    assert (event.subject_pk, event.data) == (str(taken.pk), {})


def test_the_day_of_a_report_is_the_offices_day() -> None:
    taken = report(at=datetime(2026, 12, 1, 23, 30, tzinfo=UTC))

    assert taken.answer_by_on == date(2026, 12, 9)


def test_who_left_only_a_phone_is_written_nothing() -> None:
    report(email="", phone="+48600000000")

    assert Notice.objects.count() == 0


def test_the_same_form_sent_twice_is_one_report_and_one_letter() -> None:
    texts = told()
    secret = actions.secret_of("key", texts)
    first, second = (actions.report(texts, secret=secret, language="en", by=VISITOR, at=AT) for _ in range(2))

    assert first == second
    assert (BarrierReport.objects.count(), Notice.objects.count()) == (1, 1)
    assert Event.objects.filter(action="barrierreport.received").count() == 1


def test_a_form_that_was_changed_is_another_report() -> None:
    secrets = {
        actions.secret_of(key, texts)
        for key in ("one", "two")
        for texts in (told(), told(problem="x"), told(page="x"), told(phone="x"))
    }

    assert len(secrets) == 8


def test_the_confirmation_says_the_terms_and_repeats_nothing_that_was_typed() -> None:
    taken = report(problem="BUY THIS", name="Somebody else", wanted="NOW", page="/spam/")
    mail = mail_of("barrier_received", taken)
    text = words_of(mail)

    assert "Number of your report: " + taken.number in text
    assert "by: Tuesday 8 December 2026" in text
    assert "by: Monday 1 February 2027" in text
    assert f"{settings.SITE_URL}/en/accessibility/report/{taken.secret}/" in [
        getattr(block, "url", "") for block in mail.blocks
    ]
    assert "skarga" in text
    assert "Rzecznik Praw Obywatelskich" in text
    assert [word for word in ("BUY THIS", "Somebody else", "NOW", "/spam/") if word in repr(mail)] == []


def test_more_time_is_taken_within_the_seven_days_and_told(by: Actor) -> None:
    taken = actions.take_longer(report=report(), why="It is made anew.", by=by, at=IN_TIME)

    taken.refresh_from_db()
    assert (taken.state, taken.told_later_at, taken.why_later) == ("told_later", IN_TIME, "It is made anew.")
    assert (taken.fix_by_on, taken.term_on) == (date(2027, 2, 1), date(2027, 2, 1))
    assert "It is made anew." in words_of(mail_of("barrier_later", taken))
    assert "We fix it by: Monday 1 February 2027" in words_of(mail_of("barrier_later", taken))
    assert list(Notice.objects.order_by("pk").values_list("kind", flat=True)) == [
        "barrier_received",
        "barrier_later",
    ]
    assert Event.objects.get(action="barrierreport.told_later").user_id == by.user_id


def test_after_the_seventh_day_no_more_time_can_be_taken(by: Actor) -> None:
    taken = report()

    with pytest.raises(actions.NotNowError):
        actions.take_longer(report=taken, why="x", by=by, at=TOO_LATE)

    taken.refresh_from_db()
    assert (taken.state, taken.why_later) == (BarrierState.OPEN, "")


def test_more_time_is_taken_once(by: Actor) -> None:
    taken = actions.take_longer(report=report(), why="x", by=by, at=AT)

    with pytest.raises(actions.NotNowError):
        actions.take_longer(report=taken, why="y", by=by, at=AT)


@pytest.mark.parametrize("is_later", [False, True])
def test_what_is_fixed_is_told(by: Actor, is_later: bool) -> None:
    taken = report()
    if is_later:
        actions.take_longer(report=taken, why="x", by=by, at=AT)
    taken = actions.fix(report=taken, answer="The calendar has names.", by=by, at=TOO_LATE)

    taken.refresh_from_db()
    assert (taken.state, taken.closed_at, taken.answered_by_id) == ("fixed", TOO_LATE, by.user_id)
    mail = mail_of("barrier_closed", taken)
    assert mail.subject == "What you reported about our website is fixed"
    assert Paragraph("The calendar has names.") in mail.blocks
    assert "skarga" not in words_of(mail)
    assert Event.objects.get(action="barrierreport.fixed").user_id == by.user_id
    assert taken.term_on is None


def test_a_refusal_says_why_and_how_to_complain(by: Actor) -> None:
    taken = actions.refuse(report=report(), answer="It is not our website.", by=by, at=AT)

    mail = mail_of("barrier_closed", taken)
    assert taken.state == BarrierState.REFUSED
    assert mail.subject == "Our answer to your report about our website"
    assert Paragraph("It is not our website.") in mail.blocks
    assert "skarga" in words_of(mail)
    assert Event.objects.filter(action="barrierreport.refused").count() == 1


@pytest.mark.parametrize("first", [actions.fix, actions.refuse])
@pytest.mark.parametrize("second", [actions.fix, actions.refuse])
def test_an_answer_is_the_last_word(first: type, second: type, by: Actor) -> None:
    taken = first(report=report(), answer="First.", by=by, at=AT)

    with pytest.raises(actions.NotNowError):
        second(report=taken, answer="Second.", by=by, at=AT)

    taken.refresh_from_db()
    assert taken.answer == "First."


def test_letters_are_true_as_long_as_the_report_is_there(by: Actor) -> None:
    taken = report()
    assert (still_true("barrier_received", taken), still_true("barrier_later", taken)) == (True, False)
    actions.take_longer(report=taken, why="x", by=by, at=AT)
    assert (still_true("barrier_later", taken), still_true("barrier_closed", taken)) == (True, False)
    actions.fix(report=taken, answer="x", by=by, at=AT)
    assert (still_true("barrier_later", taken), still_true("barrier_closed", taken)) == (False, True)


def test_what_has_to_be_done_first_stands_first(by: Actor) -> None:
    done = actions.fix(report=report(at=datetime(2026, 11, 1, 9, tzinfo=UTC)), answer="x", by=by, at=AT)
    late = report(at=datetime(2026, 11, 20, 9, tzinfo=UTC))
    longer = actions.take_longer(report=report(), why="x", by=by, at=AT)
    new = report()

    assert list(BarrierReport.objects.by_term()) == [late, new, longer, done]


@pytest.mark.parametrize(("on", "overdue"), [(date(2026, 12, 8), False), (date(2026, 12, 9), True)])
def test_a_report_is_overdue_after_its_term(on: date, overdue: bool, by: Actor) -> None:
    taken = report()

    assert taken.is_overdue(on) is overdue
    assert actions.fix(report=taken, answer="x", by=by, at=AT).is_overdue(on) is False


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "lost"}, "barrierreport_known_state"),
        ({"email": "", "phone": ""}, "barrierreport_can_be_answered"),
        ({"fix_by_on": date(2026, 12, 7)}, "barrierreport_terms_forwards"),
        ({"state": "told_later"}, "barrierreport_later_at_a_time"),
        ({"state": "told_later", "told_later_at": AT}, "barrierreport_later_with_reason"),
        ({"told_later_at": AT, "why_later": "x"}, "barrierreport_later_with_reason"),
        ({"why_later": "x"}, "barrierreport_later_with_reason"),
        ({"state": "fixed", "answer": "x"}, "barrierreport_closed_with_answer"),
        ({"state": "refused", "closed_at": AT}, "barrierreport_closed_with_answer"),
        ({"closed_at": AT}, "barrierreport_closed_with_answer"),
        ({"answer": "x"}, "barrierreport_closed_with_answer"),
    ],
)
def test_the_database_refuses_half_an_answer(fields: dict[str, object], constraint: str) -> None:
    taken = report()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BarrierReport.objects.filter(pk=taken.pk).update(**fields)
