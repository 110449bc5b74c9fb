"""Those who did not come: when that is written down, and what it must not do to them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM, VISITOR, Actor
from portal.notifications.models import Notice
from scheduling.actions.outcomes import record_outcome
from scheduling.actions.queue.arriving import check_in
from scheduling.actions.queue.missing import mark_no_shows
from scheduling.choices import AppointmentState, OutcomeKind
from scheduling.models import Appointment, Outcome, QueueRule, Service, TicketVisit
from scheduling.signals import visit_ended
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import together

MINUTE = timedelta(minutes=1)


@pytest.fixture
def service(db: None) -> Service:  # noqa: ARG001  it is written there
    return make.service("CARD", minutes=30)


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service)


@pytest.fixture
def nine(office: Office) -> datetime:
    return make.local(office, make.MONDAY, "09:00")


def book(office: Office, service: Service, start: datetime, **fields: Any) -> Appointment:  # noqa: ANN401  any field of the model
    return make.appointment(office.counter_set.get(), service, start, email="ola@example.test", **fields)


def somebody_comes(office: Office, service: Service, at: datetime) -> None:
    make.ticket(office, service, due_at=at)


def states() -> list[str]:
    return list(Appointment.objects.order_by("pk").values_list("state", flat=True))


def test_who_has_not_checked_in_is_missed_and_may_book_again(
    office: Office, service: Service, nine: datetime
) -> None:
    visit = book(office, service, nine)
    somebody_comes(office, service, nine)
    heard = []

    def hear(**said: object) -> None:
        heard.append((said["appointment"], said["kind"], said["by"]))

    visit_ended.connect(hear, weak=False)
    try:
        marked = mark_no_shows(at=nine + 20 * MINUTE)
    finally:
        visit_ended.disconnect(hear)

    assert marked == 1
    outcome = Outcome.objects.get()
    assert (outcome.appointment_id, outcome.kind, outcome.by, outcome.at) == (
        visit.pk,
        OutcomeKind.MISSED,
        None,
        nine + 20 * MINUTE,
    )
    assert states() == [AppointmentState.LAPSED]
    assert heard == [(visit, OutcomeKind.MISSED, SYSTEM)]
    event = Event.objects.get(action="appointment.missed")
    assert (event.office_id, event.subject_pk, event.actor_kind) == (office.pk, str(visit.pk), "system")
    assert [notice.kind for notice in Notice.objects.all()] == ["appointment_missed"]
    again = book(office, service, nine + 60 * MINUTE, identity_digest=visit.identity_digest)
    assert again.pk


def test_they_are_told_once_however_often_the_clock_asks(
    office: Office, service: Service, nine: datetime
) -> None:
    book(office, service, nine)
    somebody_comes(office, service, nine)

    counts = [mark_no_shows(at=nine + number * MINUTE) for number in (19, 20, 21)]

    assert counts == [0, 1, 0]
    assert Notice.objects.count() == 1


def test_nobody_is_missed_on_a_day_on_which_nobody_could_check_in(
    office: Office, service: Service, nine: datetime
) -> None:
    book(office, service, nine)
    somebody_comes(office, service, nine - 31 * MINUTE)
    somebody_comes(office, service, nine + timedelta(days=1))

    assert mark_no_shows(at=nine + timedelta(days=1, minutes=1)) == 0


def test_yesterday_is_made_up_for_and_the_day_before_is_not(
    office: Office, service: Service, nine: datetime
) -> None:
    before = book(office, service, nine - timedelta(days=1))
    book(office, service, nine)
    somebody_comes(office, service, nine - timedelta(days=1))
    somebody_comes(office, service, nine)

    assert mark_no_shows(at=nine + timedelta(days=1)) == 1
    before.refresh_from_db()
    assert before.state == AppointmentState.BOOKED


def test_the_minutes_are_those_of_the_office(office: Office, service: Service, nine: datetime) -> None:
    QueueRule.objects.create(office=office, missed_minutes=45)
    book(office, service, nine)
    somebody_comes(office, service, nine)

    assert [mark_no_shows(at=nine + number * MINUTE) for number in (44, 45)] == [0, 1]


def test_who_is_checked_in_served_or_cancelled_is_not_missed(
    office: Office, service: Service, nine: datetime
) -> None:
    waiting = book(office, service, nine)
    make.ticket(office, service, due_at=nine, visit=waiting)
    served = book(office, service, nine + 30 * MINUTE)
    clerk = accounts.member(Role.CLERK, at=office)
    by = Actor.user(clerk.pk)
    record_outcome(appointment=served, kind=OutcomeKind.SERVED, clerk=clerk, by=by, at=nine)
    book(office, service, nine + 60 * MINUTE, state=AppointmentState.CANCELLED)
    somebody_comes(office, service, nine + 60 * MINUTE)

    assert mark_no_shows(at=nine + 120 * MINUTE) == 0


def test_of_a_family_only_who_is_missing_is_written_down(
    office: Office, service: Service, nine: datetime
) -> None:
    lead = book(office, service, nine, people=2)
    member = make.appointment(
        office.counter_set.get(), service, nine + 30 * MINUTE, lead=lead, number=2, people=2
    )
    make.ticket(office, service, due_at=nine, visit=lead)

    assert mark_no_shows(at=nine + 120 * MINUTE) == 1
    assert list(Outcome.objects.values_list("appointment", flat=True)) == [member.pk]
    assert Notice.objects.count() == 0  # somebody came: whoever came with them knows it


def test_a_family_that_does_not_come_is_told_once(office: Office, service: Service, nine: datetime) -> None:
    lead = book(office, service, nine, people=2)
    make.appointment(office.counter_set.get(), service, nine + 30 * MINUTE, lead=lead, number=2, people=2)
    somebody_comes(office, service, nine + 10 * MINUTE)

    counts = [mark_no_shows(at=nine + number * MINUTE) for number in (20, 50)]

    assert counts == [1, 1]
    assert [(notice.kind, notice.subject_pk) for notice in Notice.objects.all()] == [
        ("appointment_missed", str(lead.pk))
    ]


def test_who_comes_after_all_waits_in_the_queue_and_is_not_missed_any_more(
    office: Office, service: Service, nine: datetime
) -> None:
    visit = book(office, service, nine)
    somebody_comes(office, service, nine)
    mark_no_shows(at=nine + 20 * MINUTE)
    visit.refresh_from_db()

    (ticket,) = check_in(office=office, appointment=visit, by=VISITOR, at=nine + 25 * MINUTE)

    assert Outcome.objects.count() == 0
    assert TicketVisit.objects.filter(ticket=ticket, appointment=visit).exists()
    assert mark_no_shows(at=nine + 60 * MINUTE) == 0


def test_more_than_one_part_is_written_down(
    office: Office, service: Service, nine: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduling.actions.queue.missing.AT_ONCE", 2)
    for number in range(3):
        book(office, service, nine + 30 * number * MINUTE)
    somebody_comes(office, service, nine + 60 * MINUTE)

    assert mark_no_shows(at=nine + 120 * MINUTE) == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_write_it_down_once(
    office: Office, service: Service, nine: datetime
) -> None:
    for number in range(6):
        book(office, service, nine + 30 * number * MINUTE)
    somebody_comes(office, service, nine + 180 * MINUTE)
    at = nine + 300 * MINUTE

    counts = together([lambda: mark_no_shows(at=at)] * 4)
    counts.append(mark_no_shows(at=at))

    assert sum(counts) == 6
    assert Outcome.objects.count() == 6
    assert Notice.objects.count() == 6
    assert Event.objects.filter(action="appointment.missed").count() == 6


@pytest.mark.django_db(transaction=True)
def test_who_checks_in_at_that_moment_is_either_there_or_comes_after_all(
    office: Office, service: Service, nine: datetime
) -> None:
    visits = [book(office, service, nine + 30 * number * MINUTE) for number in range(4)]
    somebody_comes(office, service, nine + 180 * MINUTE)
    at = nine + 300 * MINUTE

    def come(visit: Appointment) -> int:
        return len(check_in(office=office, appointment=visit, by=VISITOR, at=at))

    acts = [lambda visit=visit: come(visit) for visit in visits]
    found = together([*acts, lambda: mark_no_shows(at=at)])
    mark_no_shows(at=at)

    assert found[:4] == [1, 1, 1, 1]
    assert Outcome.objects.count() == 0
    assert TicketVisit.objects.count() == 4
