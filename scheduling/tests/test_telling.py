"""Telling people once more: what is written down, and how often it may be."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM, VISITOR, Actor
from portal.notifications.actions.again import NoLongerTrueError, OnceOnlyError
from portal.notifications.actions.delivery import deliver
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from scheduling.actions import reminding
from scheduling.actions.telling import NotAboutItError, ToldTooOftenError, tell_again
from scheduling.models import Appointment, ReminderRule
from scheduling.tests import factories as make
from scheduling.tests.told import REMINDER, told

pytestmark = pytest.mark.django_db

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def visit() -> Appointment:
    office = make.working_office(make.service("CARD"), slug="krakow")
    counter = office.counter_set.get()
    start = make.local(office, make.MONDAY, "09:00")
    made = make.appointment(
        counter,
        counter.services.get(),
        start,
        email="oksana@example.test",
        phone="+48600000000",
        language="en",
    )
    return Appointment.objects.for_page().get(pk=made.pk)


def again(visit: Appointment, notice: Notice, *, at_minute: int = 0, is_staff: bool = False) -> Notice | None:
    """Have it sent again, and sent, so that it can be asked for once more."""
    at = make.AT + at_minute * MINUTE
    written = tell_again(appointment=visit, notice_pk=notice.pk, is_staff=is_staff, by=VISITOR, at=at)
    Notice.objects.open().update(state=State.SENT, sent_at=at, next_try_at=None)
    return written


@pytest.mark.parametrize("kind", ["visitor", "clerk"])
def test_a_message_goes_again_and_that_is_written_down(visit: Appointment, kind: str) -> None:
    by = VISITOR if kind == "visitor" else Actor.user(accounts.user().pk)
    first = told(visit, channel=Channel.SMS, to="+48600000000")

    written = tell_again(appointment=visit, notice_pk=first.pk, by=by, at=make.AT)

    assert written is not None
    assert (written.channel, written.recipient, written.due_at) == ("sms", "+48600000000", make.AT)
    event = Event.objects.get(action="appointment.told_again")
    assert (event.subject_label, event.subject_pk) == ("scheduling.appointment", str(visit.pk))
    assert (event.actor_kind, event.user_id, event.at) == (by.kind.value, by.user_id, make.AT)
    assert event.office_id == visit.office_id
    assert event.data == {"kind": "appointment_booked", "channel": "sms", "notice": written.pk}


def test_a_second_click_makes_no_other_and_is_no_event(visit: Appointment) -> None:
    first = told(visit)
    tell_again(appointment=visit, notice_pk=first.pk, by=VISITOR, at=make.AT)

    assert tell_again(appointment=visit, notice_pk=first.pk, by=VISITOR, at=make.AT) is None
    assert Event.objects.filter(action="appointment.told_again").count() == 1
    assert Notice.objects.count() == 2


def test_a_click_on_a_page_of_before_makes_no_other(visit: Appointment) -> None:
    first = told(visit)
    again(visit, first)

    assert tell_again(appointment=visit, notice_pk=first.pk, seen=1, by=VISITOR, at=make.AT) is None


@pytest.mark.parametrize(("is_staff", "most"), [(False, 3), (True, 10)])
def test_a_message_goes_again_so_often_in_a_day(visit: Appointment, is_staff: bool, most: int) -> None:
    first = told(visit)
    for number in range(most):
        again(visit, first, at_minute=number, is_staff=is_staff)

    with pytest.raises(ToldTooOftenError):
        again(visit, first, at_minute=24 * 60 - 1, is_staff=is_staff)
    assert again(visit, first, at_minute=24 * 60, is_staff=is_staff) is not None


def test_staff_can_go_on_where_the_person_cannot(visit: Appointment) -> None:
    first = told(visit)
    for number in range(3):
        again(visit, first, at_minute=number)

    assert again(visit, first, at_minute=4, is_staff=True) is not None


def test_another_message_is_counted_apart(visit: Appointment) -> None:
    first = told(visit)
    for number in range(3):
        again(visit, first, at_minute=number)

    assert again(visit, told(visit, channel=Channel.SMS, to="+48600000000")) is not None


def test_a_message_of_another_visit_is_not_about_it(visit: Appointment) -> None:
    office = visit.office
    other = make.appointment(visit.counter, visit.service, make.local(office, make.MONDAY, "10:00"))
    notice = told(other)

    with pytest.raises(NotAboutItError):
        tell_again(appointment=visit, notice_pk=notice.pk, by=VISITOR, at=make.AT)
    with pytest.raises(NotAboutItError):
        tell_again(appointment=visit, notice_pk=notice.pk + 1, by=VISITOR, at=make.AT)


def test_a_reminder_goes_again_as_the_reminder_it_was(visit: Appointment) -> None:
    ReminderRule.objects.create(days=2, changed_at=make.AT)
    first = told(visit, REMINDER, occasion="P2D")

    written = tell_again(appointment=visit, notice_pk=first.pk, by=VISITOR, at=make.AT)
    deliver(at=make.AT, limit=10)

    assert written is not None
    sent = Notice.objects.get(pk=written.pk)
    assert (sent.occasion, sent.state, sent.reason) == ("P2D/again-1", State.SENT, "")


@pytest.mark.parametrize("why", ["no-rule", "turned-off", "begun", "moved", "cancelled"])
def test_a_reminder_that_is_not_wanted_any_more_does_not_go_again(visit: Appointment, why: str) -> None:
    ReminderRule.objects.create(days=2, changed_at=make.AT)
    first = told(visit, REMINDER, occasion="P7D" if why == "no-rule" else "P2D")
    if why == "turned-off":
        reminding.stop(appointment=visit, by=SYSTEM, at=make.AT)
    changes: dict[str, dict[str, object]] = {
        "begun": {"period": DateTimeTZRange(make.AT, make.AT + 15 * MINUTE)},
        "moved": {"sequence": 1},
        "cancelled": {"state": "cancelled", "cancelled_at": make.AT, "cancelled_by": "person"},
    }
    if why in changes:
        Appointment.objects.filter(pk=visit.pk).update(**changes[why])

    with pytest.raises(NoLongerTrueError):
        tell_again(appointment=visit, notice_pk=first.pk, by=VISITOR, at=make.AT)
    assert not Event.objects.filter(action="appointment.told_again").exists()


def test_a_code_does_not_go_again(visit: Appointment) -> None:
    first = told(visit, "appointment_code")

    with pytest.raises(OnceOnlyError):
        tell_again(appointment=visit, notice_pk=first.pk, by=VISITOR, at=make.AT)
