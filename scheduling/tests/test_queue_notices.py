"""What people are told when a visit did not go as it was booked, and where they check in."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.notifications.actions.delivery import deliver
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import Push, Sms
from scheduling import notices
from scheduling.choices import AppointmentState, OutcomeKind
from scheduling.models import Appointment, Outcome, QueueRule, Service
from scheduling.models.arrivals import check_in_of, read_check_ins
from scheduling.notices.told import was_of
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 7, 8, tzinfo=UTC)  # 09:00 in Kraków
FOUR = NINE + timedelta(hours=7)  # when the break is over
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
MISSED_AT = NINE + 20 * MINUTE


@pytest.fixture
def service() -> Service:
    return make.service("CARD", minutes=15)


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, slug="krakow")


@pytest.fixture
def visit(office: Office, service: Service) -> Appointment:
    return booked(office, service, NINE)


def booked(office: Office, service: Service, start: datetime) -> Appointment:
    contact: Any = {"email": "oksana@example.test", "phone": "+48600000000", "language": "en"}
    made = make.appointment(office.counter_set.get(), service, start, **contact)
    return Appointment.objects.for_page().get(pk=made.pk)


def missed(visit: Appointment) -> Outcome:
    return Outcome.objects.create(appointment=visit, kind=OutcomeKind.MISSED, at=MISSED_AT)


def mails(at: datetime) -> list[EmailMultiAlternatives]:
    mail.outbox.clear()
    deliver(at=at, limit=20)
    return [message for message in mail.outbox if isinstance(message, EmailMultiAlternatives)]


def subjects(at: datetime) -> list[str]:
    return [str(message.subject) for message in mails(at)]


def tell_missed(visit: Appointment) -> None:
    with transaction.atomic():
        notices.appointment_missed(visit, at=MISSED_AT)


def move(visit: Appointment, start: datetime) -> Appointment:
    visit.period = DateTimeTZRange(start, start + 15 * MINUTE)
    visit.sequence += 1
    visit.save(update_fields=["period", "sequence"])
    return visit


def move_by_office(visit: Appointment, start: datetime) -> None:
    with transaction.atomic():
        was = visit.interval.start
        notices.appointment_moved(move(visit, start), at=make.AT)
        notices.appointment_moved_by_office(visit, was=was, at=make.AT)


def said(kind: str, visit: Appointment, channel: Channel, occasion: str = "") -> object:
    known = kinds.named(kind)
    subject = known.find([str(visit.pk)])[str(visit.pk)]
    return known.written(subject, About(str(visit.pk), visit.sequence, occasion, channel, make.AT))


class TestMissed:
    def test_somebody_who_was_not_seen_is_told_so_and_may_book_again(self, visit: Appointment) -> None:
        missed(visit)
        tell_missed(visit)

        (message,) = mails(MISSED_AT)

        assert message.subject == "We did not see you at your visit"
        assert "When: Monday 7 December 2026 at 09:00" in message.body
        assert "A missed visit bars nothing: you can book another time now." in message.body
        assert notices.page_of(visit) in message.body

    def test_a_text_message_says_the_same_in_short(self, visit: Appointment) -> None:
        text = said("appointment_missed", visit, Channel.SMS)

        assert isinstance(text, Sms)
        assert text.text.startswith("The office: we did not see you on Monday 7 December 2026 at 09:00. ")
        assert " A missed visit bars nothing. Book again: http" in text.text

    def test_a_device_shows_it_for_a_day(self, visit: Appointment) -> None:
        push = said("appointment_missed", visit, Channel.PUSH)

        assert push == Push(
            "We did not see you at your visit",
            "You can book another time.",
            notices.page_of(visit),
            make.AT + timedelta(days=1),
        )

    @pytest.mark.parametrize("kind", [None, OutcomeKind.SERVED])
    def test_nothing_is_said_once_it_is_put_right(self, visit: Appointment, kind: OutcomeKind | None) -> None:
        outcome = missed(visit)
        tell_missed(visit)
        if kind is None:
            outcome.delete()
        else:
            Outcome.objects.update(kind=kind, by=accounts.user())

        assert subjects(MISSED_AT) == []

    def test_of_several_who_come_together_one_who_did_not_is_enough(
        self, visit: Appointment, office: Office, service: Service
    ) -> None:
        Appointment.objects.filter(pk=visit.pk).update(people=2)
        made = make.appointment(
            office.counter_set.get(), service, NINE + 15 * MINUTE, people=2, number=2, lead=visit
        )
        missed(made)
        tell_missed(visit)

        assert subjects(MISSED_AT) == ["We did not see you at your visit"]

    @pytest.mark.parametrize(
        ("after", "told"),
        [(timedelta(days=3) - MINUTE, ["We did not see you at your visit"]), (timedelta(days=3), [])],
    )
    def test_after_three_days_it_is_not_worth_telling(
        self, visit: Appointment, after: timedelta, told: list[str]
    ) -> None:
        missed(visit)
        tell_missed(visit)

        assert subjects(visit.interval.end + after) == told

    def test_it_is_told_once(self, visit: Appointment) -> None:
        missed(visit)
        tell_missed(visit)
        tell_missed(visit)

        assert subjects(MISSED_AT) == ["We did not see you at your visit"]

    def test_nobody_is_woken_for_it(self, visit: Appointment) -> None:
        not_before = kinds.named("appointment_missed").not_before
        (seen,) = kinds.named("appointment_missed").find([str(visit.pk)]).values()

        assert not_before
        assert not_before(seen, NINE) == NINE
        assert not_before(seen, NINE + timedelta(hours=15)) > NINE + timedelta(hours=15)

    def test_a_batch_is_read_in_two_queries(
        self, visit: Appointment, office: Office, service: Service
    ) -> None:
        others = [booked(office, service, NINE + hours * HOUR) for hours in (1, 2)]
        missed(others[0])

        with CaptureQueriesContext(connection) as queries:
            found = kinds.named("appointment_missed").find([str(each.pk) for each in (visit, *others)])

        assert len(queries) == 2
        assert [found[str(each.pk)].is_missed for each in (visit, *others)] == [False, True, False]


class TestATimeThatTheOfficeChose:
    def test_whoever_was_moved_is_told_once_and_need_not_answer(self, visit: Appointment) -> None:
        move_by_office(visit, NINE + HOUR)

        (message,) = mails(make.AT)

        assert message.subject == "The office had to move your visit"
        assert "The time you had: Monday 7 December 2026 at 09:00" in message.body
        assert "When: Monday 7 December 2026 at 10:00" in message.body
        assert "If it suits you, you do not need to do anything: the visit is booked." in message.body
        assert "choose another time or cancel on the page of your visit" in message.body
        assert notices.page_of(visit) in message.body

    def test_what_was_still_to_be_said_of_the_time_before_is_not(self, visit: Appointment) -> None:
        with transaction.atomic():
            notices.appointment_booked(visit, at=make.AT)
        move_by_office(visit, NINE + HOUR)

        assert subjects(make.AT) == ["The office had to move your visit"]

    def test_of_two_moves_the_last_is_told(self, visit: Appointment) -> None:
        move_by_office(visit, NINE + HOUR)
        with transaction.atomic():
            notices.appointment_moved(move(visit, NINE + 2 * HOUR), at=make.AT)

        assert subjects(make.AT) == ["Your visit to the office has a new time"]

    def test_somebody_who_was_not_served_has_a_new_visit(self, visit: Appointment) -> None:
        with transaction.atomic():
            notices.appointment_booked(visit, at=make.AT)
            notices.appointment_rebooked(visit, was=NINE - 72 * HOUR, at=make.AT)

        (message,) = mails(make.AT)

        assert message.subject == "A new time for your visit"
        assert "We are sorry that we could not serve you though you had come." in message.body
        assert "The time you had: Friday 4 December 2026 at 09:00" in message.body
        assert "When: Monday 7 December 2026 at 09:00" in message.body

    @pytest.mark.parametrize("what", ["moved_by_office", "rebooked"])
    def test_it_is_reminded_of(self, visit: Appointment, what: str) -> None:
        make.reminder(days=2)
        with transaction.atomic():
            getattr(notices, f"appointment_{what}")(visit, was=NINE - HOUR, at=make.AT)

        reminders = Notice.objects.filter(kind="appointment_reminder", state=State.QUEUED)
        assert sorted(reminders.values_list("channel", flat=True)) == ["email", "sms"]

    @pytest.mark.parametrize("what", ["moved_by_office", "rebooked"])
    def test_it_is_not_told_once_it_is_cancelled(self, visit: Appointment, what: str) -> None:
        with transaction.atomic():
            getattr(notices, f"appointment_{what}")(visit, was=NINE - HOUR, at=make.AT)
        Appointment.objects.filter(pk=visit.pk).update(
            state=AppointmentState.CANCELLED, cancelled_at=make.AT, cancelled_by="person"
        )

        assert subjects(make.AT) == []

    @pytest.mark.parametrize(
        ("kind", "begins"),
        [
            ("appointment_moved_by_office", "The office: we are sorry, we had to move your visit. Monday 7 "),
            (
                "appointment_rebooked",
                "The office: we are sorry, we booked a new time for your visit. Mon",
            ),
        ],
    )
    def test_a_text_message_says_when_it_is_now(self, visit: Appointment, kind: str, begins: str) -> None:
        text = said(kind, visit, Channel.SMS)

        assert isinstance(text, Sms)
        assert text.text.startswith(begins)

    def test_the_time_before_is_kept_through_repetitions(self) -> None:
        assert was_of("2026-12-07T08:00+00:00") == NINE
        assert was_of("2026-12-07T08:00+00:00/again-2") == NINE

    @pytest.mark.parametrize("occasion", ["", "P2D", "again-1"])
    def test_a_time_before_that_nobody_knows_is_not_told(self, visit: Appointment, occasion: str) -> None:
        written = said("appointment_moved_by_office", visit, Channel.EMAIL, occasion)

        assert was_of(occasion) is None
        assert "The time you had:" not in repr(written)


class TestCheckIn:
    @pytest.mark.parametrize(
        ("start", "opens", "is_after_break"),
        [
            pytest.param(NINE, NINE - 30 * MINUTE, False, id="half-an-hour-before"),
            pytest.param(FOUR, FOUR - 10 * MINUTE, True, id="right-after-the-break"),
            pytest.param(FOUR + 15 * MINUTE, FOUR - 10 * MINUTE, True, id="soon-after"),
            pytest.param(FOUR + 40 * MINUTE, FOUR + 10 * MINUTE, False, id="long-after"),
        ],
    )
    def test_it_opens_by_the_rule_of_the_office(
        self, office: Office, service: Service, start: datetime, opens: datetime, *, is_after_break: bool
    ) -> None:
        check_in = check_in_of(booked(office, service, start))

        assert check_in.opens_at == opens
        assert (check_in.pause is not None) is is_after_break

    def test_another_office_and_another_day_do_not_count(self, office: Office, service: Service) -> None:
        make.window(make.working_office(service, slug="tarnow"), starts=time(9), ends=time(10))
        make.window(office, starts=time(9), ends=time(10), valid_from=date(2026, 12, 8))

        check_in = check_in_of(booked(office, service, NINE + HOUR))

        assert check_in.opens_at == NINE + 30 * MINUTE

    @pytest.mark.parametrize("kind", ["appointment_booked", "appointment_moved", "appointment_reminder"])
    @pytest.mark.parametrize(
        ("start", "ends"),
        [
            (NINE, "You can from 08:30. Sit in the hall."),
            (FOUR, "You can from 15:50. Wait in the yard. Sit in the hall."),
        ],
    )
    def test_a_letter_says_when_and_where(
        self, office: Office, service: Service, kind: str, start: datetime, ends: str
    ) -> None:
        QueueRule.objects.create(
            office=office, waiting_note_en="Sit in the hall.", break_note_en=" Wait in the yard. "
        )

        written = said(kind, booked(office, service, start), Channel.EMAIL)

        assert f"Check in when you come, at a kiosk or with a clerk. {ends}" in repr(written)

    def test_an_office_without_rules_goes_by_the_defaults(self, visit: Appointment) -> None:
        written = said("appointment_booked", visit, Channel.EMAIL)

        assert "with a clerk. You can from 08:30.'" in repr(written)

    def test_nobody_checks_in_long_before_the_first_duty_of_the_day(
        self, office: Office, service: Service
    ) -> None:
        check_in = check_in_of(booked(office, service, NINE - 80 * MINUTE))

        assert check_in.opens_at == NINE - 100 * MINUTE  # the office opens at 7:30
        assert check_in.pause is None

    def test_it_is_read_for_many_visits_in_three_queries(
        self, visit: Appointment, office: Office, service: Service
    ) -> None:
        visits = [visit, booked(office, service, FOUR)]
        with CaptureQueriesContext(connection) as queries:
            read_check_ins(visits)
            opened = [check_in_of(each).opens_at for each in visits]

        assert len(queries) == 3
        assert opened == [NINE - 30 * MINUTE, FOUR - 10 * MINUTE]
