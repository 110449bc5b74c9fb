"""Reminders are written with the visit, go with its time, and come when the clock says so."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Office
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR
from portal.notifications.actions.delivery import deliver
from portal.notifications.actions.reports import bounced
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice, Subscription
from scheduling import notices
from scheduling.actions import cancelling, moving, reminding
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, ReminderRule, Service
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

AT = make.AT  # Tuesday 1 December 2026, 10:00 in Kraków
FRIDAY, MONDAY = date(2026, 12, 18), date(2026, 12, 21)
REMINDER = "appointment_reminder"
EMAIL, SMS, PUSH = Channel.EMAIL, Channel.SMS, Channel.PUSH


@pytest.fixture
def service() -> Service:
    return make.service("CARD", minutes=30)


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, slug="krakow", on=[FRIDAY, MONDAY])


@pytest.fixture(autouse=True)
def _rules() -> None:
    make.reminder(7, by=[EMAIL])
    make.reminder(2, by=[EMAIL, SMS])
    make.reminder(minutes=180)


@pytest.fixture
def visit(office: Office, service: Service) -> Appointment:
    return booked(office, service, make.local(office, FRIDAY, "11:30"))


def booked(office: Office, service: Service, start: datetime, **fields: Any) -> Appointment:  # noqa: ANN401  any field of the model
    values: dict[str, Any] = {
        "email": "oksana@example.test",
        "phone": "+48600000001",
        "language": "en",
        "given_names": "Oksana",
        "case_number": "WSC-II-K.6151.1.2026",
    } | fields
    made = make.appointment(office.counter_set.get(), service, start, **values)
    found = Appointment.objects.for_page().get(pk=made.pk)
    with transaction.atomic():
        notices.appointment_booked(found, at=AT)
    return found


def planned(state: State = State.QUEUED) -> list[tuple[str, str, str]]:
    """Return what is reminded of: how long before, by what, and when on Kraków's clock."""
    rows = Notice.objects.filter(kind=REMINDER, state=state).order_by("due_at", "channel")
    zone = Office.objects.get(slug="krakow").zone
    return [(row.occasion, row.channel, f"{row.due_at.astimezone(zone):%a %d.%m. %H:%M}") for row in rows]


def test_a_booking_writes_its_reminders_by_the_rules(visit: Appointment) -> None:
    assert planned() == [
        ("P7D", "email", "Fri 11.12. 11:30"),
        ("P2D", "email", "Wed 16.12. 11:30"),
        ("P2D", "sms", "Wed 16.12. 11:30"),
        ("PT3H", "email", "Fri 18.12. 08:30"),
        ("PT3H", "sms", "Fri 18.12. 08:30"),
    ]
    assert set(Notice.objects.filter(kind=REMINDER).values_list("version", flat=True)) == {visit.sequence}


def test_all_that_a_booking_says_is_one_statement(office: Office, service: Service) -> None:
    made = make.appointment(
        office.counter_set.get(),
        service,
        make.local(office, FRIDAY, "11:30"),
        email="oksana@example.test",
        phone="+48600000001",
    )
    found = Appointment.objects.for_page().get(pk=made.pk)

    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        notices.appointment_booked(found, at=AT)

    said = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert [("notifications_add" in sql, "scheduling_reminders" in sql) for sql in said] == [
        (False, True),
        (True, False),
    ]
    assert Notice.objects.count() == 7


def test_a_rule_of_the_service_stands_for_those_of_all(office: Office, service: Service) -> None:
    make.reminder(1, of=service, by=[SMS])
    make.reminder(30, of=make.service("OTHER"), by=[SMS])

    booked(office, service, make.local(office, FRIDAY, "11:30"))

    assert planned() == [("P1D", "sms", "Thu 17.12. 11:30")]


def test_in_the_night_nobody_is_reminded(office: Office, service: Service) -> None:
    booked(office, service, make.local(office, FRIDAY, "09:00"), phone="")

    assert planned()[-1] == ("PT3H", "email", "Thu 17.12. 20:00")


def test_none_is_written_for_a_time_that_is_past(office: Office, service: Service) -> None:
    make.duty(office.counter_set.get(), on=date(2026, 12, 2))

    booked(office, service, make.local(office, date(2026, 12, 2), "14:00"), phone="")

    assert planned() == [("PT3H", "email", "Wed 02.12. 11:00")]


@pytest.mark.parametrize(("clock", "count"), [("14:00", 0), ("14:15", 1)])
def test_nobody_is_reminded_within_an_hour_of_what_they_have_just_been_told(
    office: Office, service: Service, clock: str, count: int
) -> None:
    """At 10:00 of a visit at 14:00, of which a reminder would go at 11:00."""
    make.duty(office.counter_set.get(), on=AT.date())

    booked(office, service, make.local(office, AT.date(), clock), phone="")

    assert len(planned()) == count


@pytest.mark.parametrize(("clock", "count"), [("10:00", 0), ("10:15", 1)])
def test_nobody_is_reminded_days_before_within_a_day_of_what_they_have_just_been_told(
    office: Office, service: Service, clock: str, count: int
) -> None:
    """At 10:00 of a Tuesday, of a visit on Friday: two days before is Wednesday."""
    make.duty(office.counter_set.get(), on=date(2026, 12, 4))

    booked(office, service, make.local(office, date(2026, 12, 4), clock), phone="")

    assert [row[0] for row in planned()].count("P2D") == count


@pytest.mark.parametrize(
    ("contacts", "ways"),
    [
        ({"phone": ""}, {"email"}),
        ({"email": ""}, {"sms"}),
        ({"email": "", "phone": ""}, set()),
    ],
)
def test_reminders_go_where_the_person_can_be_reached(
    office: Office, service: Service, contacts: dict[str, object], ways: set[str]
) -> None:
    booked(office, service, make.local(office, FRIDAY, "11:30"), **contacts)

    assert {way for _, way, _ in planned()} == ways


def test_a_moved_visit_takes_its_reminders_along(visit: Appointment, office: Office) -> None:
    to = make.local(office, MONDAY, "16:00")

    moving.move(appointment=visit, start=to, seen=0, by=VISITOR, at=AT)

    assert {when for _, _, when in planned()} == {"Mon 14.12. 16:00", "Sat 19.12. 16:00", "Mon 21.12. 13:00"}
    assert len(planned(State.DROPPED)) == 5


def test_a_cancelled_visit_is_not_reminded_of(visit: Appointment) -> None:
    cancelling.cancel(appointment=visit, by=VISITOR, at=AT)

    assert planned() == []
    assert len(planned(State.DROPPED)) == 5


def test_what_a_sender_has_just_taken_is_dropped_by_its_last_question(visit: Appointment) -> None:
    due = make.local(visit.office, date(2026, 12, 11), "11:30")
    Notice.objects.filter(occasion="P7D").update(state=State.SENDING, claimed_by=7, next_try_at=due)
    cancelling.cancel(appointment=visit, by=VISITOR, at=AT)

    deliver(at=due, limit=10)

    assert Notice.objects.get(occasion="P7D").state == State.DROPPED
    assert [message.subject for message in mail.outbox] == ["Your visit to the office is cancelled"]


@pytest.mark.parametrize(
    ("at", "subject"),
    [
        (date(2026, 12, 11), "Your visit is in 7 days"),
        (date(2026, 12, 16), "Your visit is in 2 days"),
    ],
)
def test_a_reminder_says_how_soon_when_and_where_and_not_what_for(
    visit: Appointment, at: date, subject: str
) -> None:
    Office.objects.update(message_name_en="Voivodeship Office", address_en="Przy Rondzie 6\nKraków")
    due = make.local(visit.office, at, "11:30")
    Notice.objects.filter(due_at__lt=due).delete()

    deliver(at=due, limit=10)

    (message,) = mail.outbox
    assert message.subject == subject
    assert "When: Friday 18 December 2026 at 11:30" in message.body
    assert "Where: Voivodeship Office, Przy Rondzie 6, Kraków" in message.body
    assert notices.page_of(visit) in message.body
    for secret in (visit.service.name, visit.service.code, visit.office.name, "Oksana", "WSC-II"):
        assert secret not in message.body
    assert message.extra_headers["List-Unsubscribe"].startswith("<http://localhost/en/visits/reminders/")


def test_a_reminder_is_sent_until_the_visit_begins(visit: Appointment) -> None:
    Notice.objects.exclude(occasion="PT3H", channel=EMAIL).delete()

    deliver(at=visit.interval.start - timedelta(seconds=5), limit=10)

    assert [message.subject for message in mail.outbox] == ["Your visit is today"]


def test_a_reminder_is_not_sent_once_the_visit_has_begun(visit: Appointment) -> None:
    Notice.objects.exclude(occasion="PT3H", channel=EMAIL).delete()

    deliver(at=visit.interval.start, limit=10)

    assert (mail.outbox, Notice.objects.get().state) == ([], State.DROPPED)


def test_a_rule_that_is_gone_reminds_nobody(visit: Appointment) -> None:
    ReminderRule.objects.filter(days=7).delete()

    deliver(at=make.local(visit.office, date(2026, 12, 11), "11:30"), limit=1)
    deliver(at=make.local(visit.office, date(2026, 12, 11), "11:30"), limit=10)

    assert Notice.objects.get(occasion="P7D").state == State.DROPPED


@pytest.mark.parametrize(
    ("on", "clock", "goes"),
    [
        pytest.param(16, "20:59", "Wed 16.12. 20:59", id="evening"),
        pytest.param(16, "21:00", "Thu 17.12. 08:00", id="quiet"),
        pytest.param(17, "03:10", "Thu 17.12. 08:00", id="night"),
        pytest.param(17, "08:00", "Thu 17.12. 08:00", id="morning"),
    ],
)
def test_a_mail_that_comes_back_at_night_wakes_nobody(
    visit: Appointment, on: int, clock: str, goes: str
) -> None:
    """It was sent on Wednesday; what stands in for it is a text."""
    Notice.objects.exclude(occasion="P2D", channel=EMAIL).delete()
    written = Notice.objects.get()
    deliver(at=written.due_at, limit=1)

    bounced(written.message_id, reason="550 unknown", at=make.local(visit.office, date(2026, 12, on), clock))

    assert planned() == [("P2D", "sms", goes)]


def test_a_late_reminder_goes_at_night_if_the_morning_were_too_late(office: Office, service: Service) -> None:
    booked(office, service, make.local(office, FRIDAY, "08:00"))
    Notice.objects.exclude(occasion="P2D", channel=EMAIL).delete()
    written = Notice.objects.get()
    deliver(at=written.due_at, limit=1)

    bounced(written.message_id, reason="550 unknown", at=make.local(office, FRIDAY, "03:00"))

    assert planned() == [("P2D", "sms", "Fri 18.12. 03:00")]


def test_a_way_by_which_no_rule_reminds_any_more_is_not_taken(visit: Appointment) -> None:
    ReminderRule.objects.filter(days=2).update(by_sms=False)

    deliver(at=make.local(visit.office, date(2026, 12, 16), "11:30"), limit=10, channel=SMS)

    assert Notice.objects.get(occasion="P2D", channel=SMS).state == State.DROPPED


def test_a_reminder_that_was_put_off_until_night_waits_for_the_morning(visit: Appointment) -> None:
    """The way was closed from the evening on, and is mended at three."""
    Notice.objects.exclude(occasion="P2D", channel=EMAIL).delete()
    night = make.local(visit.office, date(2026, 12, 17), "03:00")

    deliver(at=night, limit=10)
    deliver(at=make.local(visit.office, date(2026, 12, 17), "07:59"), limit=10)
    before = len(mail.outbox)
    deliver(at=make.local(visit.office, date(2026, 12, 17), "08:00"), limit=10)

    assert (before, [message.subject for message in mail.outbox]) == (0, ["Your visit is tomorrow"])


@pytest.mark.usefixtures("visit")
def test_what_stands_in_for_another_way_is_told_though_no_rule_says_so() -> None:
    Notice.objects.exclude(occasion="P7D").delete()
    (mail_row,) = Notice.objects.all()
    Notice.objects.filter(pk=mail_row.pk).update(recipient="not an address\n")
    due = mail_row.due_at

    deliver(at=due, limit=10)
    deliver(at=due + timedelta(seconds=1), limit=10, channel=SMS)

    assert list(Notice.objects.order_by("pk").values_list("channel", "state")) == [
        (EMAIL, State.FAILED),
        (SMS, State.SENT),
    ]


def test_a_batch_is_read_in_a_few_queries(office: Office, service: Service) -> None:
    for hour in range(8, 13):
        booked(office, service, make.local(office, FRIDAY, f"{hour:02}:00"), phone="")
    Notice.objects.exclude(occasion="P7D").delete()

    with CaptureQueriesContext(connection) as queries:
        deliver(at=make.local(office, date(2026, 12, 11), "12:30"), limit=5)

    reads = [query["sql"] for query in queries if '"scheduling_' in query["sql"]]
    assert len(mail.outbox) == 5
    assert len(reads) == 5  # the visits, the rules, and three that say when they may check in


@pytest.mark.usefixtures("visit")
class TestRulesThatChange:
    """Visits booked before a rule get what they lack, and nothing twice."""

    later = AT + timedelta(minutes=5)

    def change(self, **fields: object) -> None:
        rule = ReminderRule.objects.get(days=7)
        for name, value in {"changed_at": AT + timedelta(minutes=1), **fields}.items():
            setattr(rule, name, value)
        rule.save()

    def test_a_new_time_is_given_to_coming_visits(self) -> None:
        self.change(days=5)

        assert reminding.plan_missing(at=self.later) == 1
        assert ("P5D", "email", "Sun 13.12. 11:30") in planned()

    def test_it_is_given_once(self) -> None:
        self.change(days=5)
        reminding.plan_missing(at=self.later)
        ReminderRule.objects.update(planned_at=None)

        assert reminding.plan_missing(at=self.later) == 0

    def test_a_rule_rests_before_it_is_given(self) -> None:
        """Somebody may be booking who has read it as it was."""
        self.change(days=5)

        assert reminding.plan_missing(at=AT + timedelta(minutes=1, seconds=29)) == 0
        assert reminding.plan_missing(at=AT + timedelta(minutes=1, seconds=30)) == 1

    def test_nothing_is_asked_when_no_rule_has_changed(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            reminding.plan_missing(at=self.later)

        assert len(queries) == 1

    def test_one_changed_meanwhile_is_given_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.change(days=5)
        plan = notices.reminders_planned

        def change_once(appointment: Appointment, *, at: datetime) -> int:
            monkeypatch.setattr(notices, "reminders_planned", plan)
            ReminderRule.objects.filter(days=5).update(days=4, changed_at=at)
            return plan(appointment, at=at)

        monkeypatch.setattr(notices, "reminders_planned", change_once)
        reminding.plan_missing(at=self.later)

        assert ReminderRule.objects.unplanned(self.later + timedelta(minutes=1)).count() == 1

    def test_cancelled_begun_and_stopped_visits_get_none(self, visit: Appointment, office: Office) -> None:
        Appointment.objects.update(reminders_stopped_at=AT)
        begun = booked(office, visit.service, make.local(office, FRIDAY, "13:00"))
        Notice.objects.all().delete()
        self.change(days=5)

        assert reminding.plan_missing(at=begun.interval.start) == 0

    def test_many_visits_are_given_it_some_at_a_time(
        self, office: Office, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reminding, "AT_ONCE", 2)
        for hour in range(8, 13):
            booked(office, service, make.local(office, FRIDAY, f"{hour:02}:00"), phone="")
        self.change(days=5)

        assert reminding.plan_missing(at=self.later) == 6


class TestStopping:
    """The person turns reminders off and on; what else happens to the visit is told all the same."""

    def test_stopped_reminders_are_withdrawn(self, visit: Appointment) -> None:
        reminding.stop(appointment=visit, by=VISITOR, at=AT)

        assert planned() == []
        assert Notice.objects.get(kind="appointment_booked", channel=EMAIL).state == State.QUEUED
        assert Event.objects.filter(action="appointment.reminders_stopped").count() == 1

    def test_stopping_twice_is_one_event(self, visit: Appointment) -> None:
        reminding.stop(appointment=visit, by=VISITOR, at=AT)
        reminding.stop(appointment=visit, by=VISITOR, at=AT + timedelta(minutes=1))

        visit.refresh_from_db()
        assert visit.reminders_stopped_at == AT
        assert Event.objects.filter(action="appointment.reminders_stopped").count() == 1

    def test_resumed_reminders_are_those_still_to_come(self, visit: Appointment) -> None:
        before = planned()
        reminding.stop(appointment=visit, by=VISITOR, at=AT)

        reminding.resume(
            appointment=visit, by=VISITOR, at=make.local(visit.office, date(2026, 12, 12), "12:00")
        )

        assert planned() == before[1:]
        assert Event.objects.filter(action="appointment.reminders_resumed").count() == 1

    def test_reminders_of_a_time_that_the_page_has_not_seen_are_withdrawn_too(
        self, visit: Appointment, office: Office
    ) -> None:
        """The page that stops them was opened before the visit was moved."""
        seen = Appointment.objects.for_page().get(pk=visit.pk)
        moving.move(appointment=visit, start=make.local(office, MONDAY, "16:00"), seen=0, by=VISITOR, at=AT)

        reminding.stop(appointment=seen, by=VISITOR, at=AT)

        assert planned() == []

    def test_a_visit_moved_meanwhile_stays_without(self, visit: Appointment, office: Office) -> None:
        reminding.stop(appointment=visit, by=VISITOR, at=AT)
        moving.move(appointment=visit, start=make.local(office, MONDAY, "16:00"), seen=0, by=VISITOR, at=AT)
        assert planned() == []

        reminding.resume(appointment=visit, by=VISITOR, at=AT)

        assert {when for _, _, when in planned()} == {
            "Mon 14.12. 16:00",
            "Sat 19.12. 16:00",
            "Mon 21.12. 13:00",
        }

    def test_what_slips_through_is_dropped_when_it_is_to_be_sent(self, visit: Appointment) -> None:
        Appointment.objects.update(reminders_stopped_at=AT)

        deliver(at=make.local(visit.office, date(2026, 12, 11), "11:30"), limit=10)

        assert [message.subject for message in mail.outbox] == ["Your visit to the office is booked"]


def test_a_device_is_reminded_by_a_row_of_its_own(visit: Appointment) -> None:
    for name in "one", "two":
        Subscription.objects.create(
            subject_label="scheduling.appointment",
            subject_pk=str(visit.pk),
            endpoint=f"https://127.0.0.1/{name}",
            p256dh="p",
            auth="a",
            language="en",
            agreed_at=AT,
        )

    with transaction.atomic():
        assert notices.reminders_planned(visit, at=AT) == 2
        assert notices.reminders_planned(visit, at=AT) == 0

    assert [row for row in planned() if row[1] == PUSH] == [("PT3H", "push", "Fri 18.12. 08:30")] * 2


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"days": 0, "minutes": 0}, "reminderrule_some_time_before"),
        ({"days": 367}, "reminderrule_some_time_before"),
        ({"minutes": 1440}, "reminderrule_some_time_before"),
        ({"days": 7}, "reminderrule_once"),
        ({"days": 1, "by": ()}, "reminderrule_by_some_way"),
    ],
)
def test_the_database_refuses_a_rule_that_makes_no_sense(fields: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        make.reminder(**fields)  # type: ignore[arg-type]  # one at a time


@pytest.mark.parametrize(
    ("visit_on", "due_utc"),
    [
        pytest.param(date(2026, 10, 26), "2026-10-24 07:00", id="autumn-49-hours"),
        pytest.param(date(2026, 3, 30), "2026-03-28 08:00", id="spring-47-hours"),
    ],
)
def test_two_days_before_is_the_same_hour_over_a_night_in_which_clocks_change(
    office: Office, service: Service, visit_on: date, due_utc: str
) -> None:
    start = make.local(office, visit_on, "09:00")
    made = make.appointment(office.counter_set.get(), service, start, email="o@example.test", language="pl")
    with transaction.atomic():
        notices.appointment_booked(
            Appointment.objects.for_page().get(pk=made.pk), at=start - timedelta(days=20)
        )

    due = Notice.objects.get(kind=REMINDER, occasion="P2D").due_at

    assert due == datetime.fromisoformat(due_utc).replace(tzinfo=UTC)


def test_what_somebody_waits_for_goes_before_reminders_that_many_get(
    office: Office, service: Service
) -> None:
    """In the evening all reminders of the next morning are due, and somebody asks for a code to book."""
    for hour in range(8, 11):
        booked(office, service, make.local(office, MONDAY, f"{hour:02}:00"), phone="")
    Notice.objects.exclude(occasion="PT3H").delete()  # at 20:00 on the evening before
    evening = make.local(office, date(2026, 12, 20), "20:05")
    held = make.appointment(
        office.counter_set.get(),
        service,
        make.local(office, MONDAY, "12:00"),
        state=AppointmentState.HELD,
        held_until=evening + timedelta(minutes=20),
        code_version=1,
        email="anna@example.test",
        language="en",
    )
    with transaction.atomic():
        notices.code_wanted(held, at=evening)

    deliver(at=evening, limit=1)

    assert [message.subject for message in mail.outbox] == ["Your code to book the visit"]
