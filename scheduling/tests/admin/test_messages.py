"""Messages of a visit in the admin: what became of them, sending one again, who was not reached."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR, Actor
from portal.notifications.actions.wording import TOO_OLD
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from scheduling.actions.telling import tell_again
from scheduling.admin.messages import Record
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests.told import REMINDER, agreed, told
from scheduling.tests.views.walk import text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = "/admin/scheduling/appointment/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def office() -> Office:
    return make.working_office(make.service())


def a_visit(office: Office, clock: str = "09:00") -> Appointment:
    counter = office.counter_set.get()
    made = make.appointment(
        counter,
        counter.services.get(),
        make.local(office, make.MONDAY, clock),
        email="oksana@example.test",
        phone="+48600000123",
    )
    return Appointment.objects.for_page().get(pk=made.pk)


@pytest.fixture
def visit(office: Office) -> Appointment:
    return a_visit(office)


@pytest.fixture
def clerk(office: Office, client: Client) -> User:
    made = accounts.member(Role.CLERK, at=office, name="Clerk Kowalska")
    client.force_login(made)
    return made


def page(visit: Appointment) -> str:
    return f"{LIST}{visit.pk}/change/"


def repetition(visit: Appointment, notice: Notice) -> str:
    return f"{LIST}{visit.pk}/messages/{notice.pk}/repetition/"


def records(client: Client, visit: Appointment) -> list[Record]:
    found: list[Record] = client.get(page(visit)).context["records"]
    return found


def not_reached(client: Client) -> list[Appointment]:
    shown = client.get(LIST, {"messages": "not-reached", "day": "all"})
    return list(shown.context["cl"].queryset.order_by("pk"))


@pytest.mark.usefixtures("clerk")
def test_a_clerk_sees_what_became_of_each_message(client: Client, visit: Appointment) -> None:
    told(
        visit,
        REMINDER,
        occasion="P2D",
        state=State.FAILED,
        reason="550 5.1.1 <o•••@example.test> User unknown",
        attempts=3,
    )
    told(visit, channel=Channel.SMS, to="+48600000123", delivered_at=make.AT + HOUR, due_at=make.AT - DAY)
    told(
        visit,
        "appointment_moved",
        state=State.QUEUED,
        reason="451 later",
        attempts=2,
        next_try_at=make.AT + 2 * HOUR,
        due_at=make.AT - 2 * DAY,
    )

    said = text(client.get(page(visit)))

    assert (
        "Reminder of a visit 2 days before E-mail o•••@example.test Not delivered"
        " Due: Tuesday 1 December 2026 at 10:00 Reason: There is no mailbox with this address."
        " (550 5.1.1 <o•••@example.test> User unknown) Attempts: 3" in said
    )
    assert (
        "The visit is booked Text message +48•••123 Delivered"
        " Due: Monday 30 November 2026 at 10:00 Sent: Monday 30 November 2026 at 10:00"
        " Delivered: Tuesday 1 December 2026 at 11:00 Attempts: 0" in said
    )
    assert (
        "The visit has a new time E-mail o•••@example.test Delayed Due: Sunday 29 November 2026 at 10:00"
        " Reason: 451 later Attempts: 2 Next try: Tuesday 1 December 2026 at 12:00" in said
    )


@pytest.mark.usefixtures("clerk")
def test_what_is_being_sent_has_no_next_try_and_what_was_dropped_says_why(
    client: Client, visit: Appointment
) -> None:
    told(visit, state=State.SENDING, next_try_at=make.AT + HOUR)
    told(visit, REMINDER, occasion="P2D", state=State.DROPPED, reason="What it told of has changed since.")
    make.reminder(1)
    told(visit, REMINDER, occasion="P1D", state=State.QUEUED, due_at=make.AT + DAY)

    sending, dropped, planned = sorted(records(client, visit), key=lambda record: record.told.pk)

    assert (sending.next_try, sending.told.outcome.word) == ("", "On its way")
    assert (planned.next_try, planned.due) == ("", "Wednesday 2 December 2026 at 10:00")
    assert (dropped.told.outcome.word, dropped.reason) == ("Not sent", "What it told of has changed since.")


@pytest.mark.usefixtures("clerk")
def test_a_reason_that_is_ours_is_not_said_twice(client: Client, visit: Appointment) -> None:
    told(visit, state=State.FAILED, reason=TOO_OLD)
    told(visit, REMINDER, state=State.FAILED, reason="TimeoutError")

    shown = sorted(records(client, visit), key=lambda record: record.told.pk)

    assert [record.reason for record in shown] == [
        "It could not be sent for two weeks.",
        "The other side did not answer in time (TimeoutError)",
    ]


@pytest.mark.usefixtures("clerk")
def test_a_visit_of_which_nothing_was_said_says_so(client: Client, visit: Appointment) -> None:
    assert "Messages to the person None yet." in text(client.get(page(visit)))


def test_who_had_it_sent_again_is_named(client: Client, clerk: User, visit: Appointment) -> None:
    person = accounts.user(name="Oksana")
    first = told(visit)
    for by in (Actor.user(clerk.pk), VISITOR, Actor.user(person.pk)):
        tell_again(appointment=visit, notice_pk=first.pk, is_staff=True, by=by, at=make.AT)
        Notice.objects.open().update(state=State.SENT, sent_at=make.AT, next_try_at=None)

    shown = sorted(records(client, visit), key=lambda record: record.told.pk)

    assert [record.asked_by for record in shown] == ["", str(clerk), "the person", "the person"]
    assert [record.told.is_repetition for record in shown] == [False, True, True, True]


@pytest.mark.usefixtures("clerk")
def test_the_page_costs_as_many_queries_for_three_messages_as_for_one(
    client: Client, visit: Appointment
) -> None:
    costs = []
    for new in (1, 2):
        for number in range(new):
            told(visit, REMINDER, occasion=f"P{new}{number}D", state=State.FAILED)
        client.get(page(visit))
        with CaptureQueriesContext(connection) as queries:
            count = len(records(client, visit))
        costs.append((count, len(queries)))

    assert costs == [(1, costs[0][1]), (3, costs[0][1])]


@pytest.mark.usefixtures("clerk")
def test_opening_the_link_sends_nothing(client: Client, visit: Appointment) -> None:
    first = told(visit)

    shown = client.get(repetition(visit, first))

    assert shown.status_code == 200
    assert "E-mail: o•••@example.test Sent We sent it on Tuesday 1 December 2026 at 10:00." in text(shown)
    assert f'href="{page(visit)}">No, go back</a>' in shown.content.decode()
    assert "oksana@" not in shown.content.decode()
    assert Notice.objects.count() == 1


def test_a_clerk_sends_a_message_again(client: Client, clerk: User, visit: Appointment) -> None:
    first = told(visit)

    response = client.post(repetition(visit, first), {"seen": "1"})

    assert response["Location"] == page(visit)
    again = Notice.objects.exclude(pk=first.pk).get()
    assert (again.occasion, again.recipient, again.due_at) == ("again-1", "oksana@example.test", make.AT)
    event = Event.objects.get(action="appointment.told_again")
    assert (event.user_id, event.office_id) == (clerk.pk, visit.office_id)
    assert "The message is being sent again." in client.get(page(visit)).content.decode()


@pytest.mark.usefixtures("clerk")
def test_a_double_click_sends_one(client: Client, visit: Appointment) -> None:
    first = told(visit)

    for _ in range(2):
        client.post(repetition(visit, first), {"seen": "1"})
        Notice.objects.open().update(state=State.SENT, sent_at=make.AT, next_try_at=None)

    assert Notice.objects.count() == 2


@pytest.mark.usefixtures("clerk")
def test_staff_may_more_often_than_the_person_and_are_stopped_in_words(
    client: Client, visit: Appointment
) -> None:
    first = told(visit)
    for _ in range(11):
        client.post(repetition(visit, first))
        Notice.objects.open().update(state=State.SENT, sent_at=make.AT, next_try_at=None)

    assert Notice.objects.count() == 11
    assert "this message has gone out often enough within a day" in client.get(page(visit)).content.decode()


@pytest.mark.usefixtures("clerk")
def test_what_is_not_true_any_more_is_refused_in_words(client: Client, visit: Appointment) -> None:
    first = told(visit, version=visit.sequence + 1)

    asked = client.get(repetition(visit, first))
    client.post(repetition(visit, first))

    assert "This message cannot be sent again" in text(asked)
    assert "<button" not in asked.content.decode().partition("<main")[2].partition("seen")[1]
    assert Notice.objects.count() == 1
    assert "Nothing is sent: the message is no longer true" in client.get(page(visit)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_visits_and_messages_of_others_are_not_there(
    client: Client, clerk: User, visit: Appointment, method: str
) -> None:
    theirs = a_visit(make.working_office(make.service("OTHER")))
    mine, notice = told(visit), told(theirs)
    wrong = [
        repetition(theirs, notice),
        repetition(visit, notice),
        repetition(theirs, mine),
        f"{LIST}x/messages/{mine.pk}/repetition/",
        f"{LIST}{visit.pk}/messages/{2**70}/repetition/",
    ]

    assert clerk.pk
    assert [getattr(client, method)(path).status_code for path in wrong] == [404] * len(wrong)
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CONSULTANT])
def test_who_has_no_business_with_visits_sends_nothing(
    client: Client, office: Office, visit: Appointment, role: Role
) -> None:
    first = told(visit)
    client.force_login(accounts.member(role, at=office))

    assert client.post(repetition(visit, first)).status_code == 404
    assert Notice.objects.count() == 1


def test_a_stranger_is_asked_to_sign_in(client: Client, visit: Appointment) -> None:
    first = told(visit)

    assert client.post(repetition(visit, first)).status_code == 302
    assert Notice.objects.count() == 1


@pytest.mark.usefixtures("clerk")
class TestNotReached:
    @pytest.mark.parametrize("state", [State.FAILED, State.UNCERTAIN])
    def test_whoever_got_nothing_is_in_the_list(
        self, client: Client, office: Office, visit: Appointment, state: State
    ) -> None:
        told(visit, state=state)
        told(a_visit(office, "10:00"))
        a_visit(office, "11:00")

        assert not_reached(client) == [visit]
        assert len(client.get(LIST).context["cl"].queryset) == 3

    def test_where_everybody_was_reached_the_list_says_so(self, client: Client, visit: Appointment) -> None:
        empty = {"messages": "not-reached"}

        reached = text(client.get(LIST, empty))
        searched = text(client.get(LIST, {**empty, "q": "nobody"}))
        told(visit, state=State.FAILED)
        missed = text(client.get(LIST, empty))

        said = "Everybody could be reached."
        assert (said in reached, said in searched, said in missed) == (True, False, False)

    @pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.DROPPED])
    def test_what_has_not_gone_reaches_nobody(self, client: Client, visit: Appointment, state: State) -> None:
        told(visit, state=State.FAILED)
        told(visit, REMINDER, occasion="P2D", state=state, due_at=make.AT + HOUR)

        assert not_reached(client) == [visit]

    @pytest.mark.parametrize(
        ("due_at", "is_reached"),
        [
            pytest.param(make.AT - HOUR, False, id="before"),
            pytest.param(make.AT, True, id="at-once-by-another-way"),
            pytest.param(make.AT + HOUR, True, id="later"),
        ],
    )
    def test_what_went_since_has_reached_them(
        self, client: Client, visit: Appointment, due_at: object, is_reached: bool
    ) -> None:
        told(visit, state=State.FAILED)
        told(visit, channel=Channel.SMS, occasion="x", due_at=due_at)  # type: ignore[arg-type]  # a time

        assert not_reached(client) == ([] if is_reached else [visit])

    def test_what_others_got_reached_only_them(
        self, client: Client, office: Office, visit: Appointment
    ) -> None:
        told(visit, state=State.FAILED)
        told(a_visit(office, "10:00"))

        assert not_reached(client) == [visit]

    def test_only_coming_visits_that_are_booked_count(self, client: Client, office: Office) -> None:
        visits = [a_visit(office, f"{hour:02}:00") for hour in (9, 10)]
        for visit in visits:
            told(visit, state=State.FAILED)
        Appointment.objects.filter(pk=visits[0].pk).update(
            state=AppointmentState.CANCELLED, cancelled_at=make.AT, cancelled_by="person"
        )

        with time_machine.travel(visits[1].interval.start - timedelta(seconds=1), tick=False):
            before = not_reached(client)
        with time_machine.travel(visits[1].interval.start, tick=False):
            after = not_reached(client)

        assert (before, after) == ([visits[1]], [])

    def test_a_message_about_something_else_of_the_same_number_does_not_count(
        self, client: Client, visit: Appointment
    ) -> None:
        notice = told(visit, state=State.FAILED)
        Notice.objects.filter(pk=notice.pk).update(subject_label="applications.case", subject_pk="WSC/1")
        told(visit, REMINDER, occasion="P2D", state=State.FAILED)
        Notice.objects.filter(kind=REMINDER).update(subject_label="applications.case")

        assert not_reached(client) == []

    def test_other_offices_are_not_listed(self, client: Client, visit: Appointment) -> None:
        theirs = a_visit(make.working_office(make.service("OTHER")))
        told(theirs, state=State.FAILED)

        assert not_reached(client) == []
        assert visit.pk

    def test_who_has_no_way_to_be_told_is_in_the_list(
        self, client: Client, office: Office, visit: Appointment
    ) -> None:
        silent, by_phone, by_device = (a_visit(office, f"{hour}:00") for hour in (10, 11, 12))
        for each, phone in ((silent, ""), (by_phone, "+48600000123"), (by_device, "")):
            Appointment.objects.filter(pk=each.pk).update(email="", phone=phone)
        agreed(by_device)
        make.appointment(
            silent.counter,
            silent.service,
            make.local(office, make.MONDAY, "13:00"),
            lead=visit,
            number=2,
            people=2,
        )

        assert not_reached(client) == [silent]

    @pytest.mark.parametrize("by", CancelledBy)
    def test_whose_visit_the_office_cancelled_is_in_the_list_until_it_would_have_begun(
        self, client: Client, visit: Appointment, by: CancelledBy
    ) -> None:
        Appointment.objects.filter(pk=visit.pk).update(
            email="", phone="", state=AppointmentState.CANCELLED, cancelled_at=make.AT, cancelled_by=by
        )

        before = not_reached(client)
        with time_machine.travel(visit.interval.start, tick=False):
            after = not_reached(client)

        assert (before, after) == ([visit] if by == CancelledBy.OFFICE else [], [])

    def test_who_was_not_told_that_the_office_cancelled_is_in_the_list(
        self, client: Client, office: Office, visit: Appointment
    ) -> None:
        heard = a_visit(office, "10:00")
        for each, state in ((visit, State.FAILED), (heard, State.SENT)):
            told(each, "appointment_cancelled_by_office", state=state)
            Appointment.objects.filter(pk=each.pk).update(
                state=AppointmentState.CANCELLED, cancelled_at=make.AT, cancelled_by=CancelledBy.OFFICE
            )

        assert not_reached(client) == [visit]
