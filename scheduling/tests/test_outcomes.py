"""How visits ended: who may say so, when, and what is kept of it."""

from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from portal.notifications.models import Notice
from scheduling.actions.outcomes import Entry, NotYetError, SettledError, record_many, record_outcome
from scheduling.choices import AppointmentState, OutcomeKind, VainReason
from scheduling.models import Appointment, Outcome, Service
from scheduling.models.vain import tallies
from scheduling.rules.hours import midnight
from scheduling.rules.intervals import Interval
from scheduling.rules.outcomes import Tally
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def service() -> Service:
    return make.service("CARD", minutes=30)


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service)


@pytest.fixture
def clerk(office: Office) -> User:
    return accounts.member(Role.CLERK, at=office)


@pytest.fixture
def visit(office: Office, service: Service) -> Appointment:
    nine = make.local(office, make.MONDAY, "09:00")
    return make.appointment(office.counter_set.get(), service, nine)


def write(visit: Appointment, clerk: User, **changes: Any) -> Outcome:  # noqa: ANN401  any argument
    arguments: dict[str, Any] = {
        "kind": OutcomeKind.IN_VAIN,
        "vain_reason": VainReason.PAPERS,
        "note": "",
        "at": visit.interval.end,
    }
    return record_outcome(appointment=visit, clerk=clerk, by=Actor.user(clerk.pk), **(arguments | changes))


def served(**more: Any) -> dict[str, Any]:  # noqa: ANN401  any argument
    return {"kind": OutcomeKind.SERVED, "vain_reason": None, **more}


def test_a_clerk_writes_down_that_somebody_came_in_vain(
    visit: Appointment, office: Office, clerk: User
) -> None:
    write(visit, clerk, note="No proof of the fee")

    outcome = Outcome.objects.get()
    assert (outcome.appointment_id, outcome.kind, outcome.vain_reason, outcome.note) == (
        visit.pk,
        "in_vain",
        "papers",
        "No proof of the fee",
    )
    assert (outcome.by_id, outcome.at) == (clerk.pk, visit.interval.end)
    event = Event.objects.get(action="outcome.recorded")
    assert (event.user_id, event.office_id, event.subject_pk) == (clerk.pk, office.pk, str(visit.pk))
    assert event.data == {"kind": "in_vain", "reason": "papers"}


def test_it_is_corrected_on_the_same_day_by_a_colleague(
    visit: Appointment, office: Office, clerk: User
) -> None:
    write(visit, clerk)
    colleague = accounts.member(Role.CLERK, at=office)

    write(visit, colleague, **served(at=visit.interval.end + timedelta(hours=3)))

    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.vain_reason, outcome.by_id) == ("served", "", colleague.pk)
    assert Event.objects.get(action="outcome.corrected").data == {"kind": "served", "reason": ""}


def test_it_stays_after_the_day_on_which_it_was_written_down(visit: Appointment, clerk: User) -> None:
    write(visit, clerk)

    with pytest.raises(SettledError):
        write(visit, clerk, **served(at=visit.interval.end + DAY))

    assert Outcome.objects.get().kind == "in_vain"


def test_what_is_written_down_late_is_corrected_that_late_day(visit: Appointment, clerk: User) -> None:
    write(visit, clerk, at=visit.interval.end + 3 * DAY)

    write(visit, clerk, **served(at=visit.interval.end + 3 * DAY + timedelta(minutes=5)))

    assert Outcome.objects.get().kind == "served"


def test_nothing_is_written_of_a_visit_on_a_later_day(visit: Appointment, clerk: User) -> None:
    with pytest.raises(NotYetError):
        write(visit, clerk, at=visit.interval.start - DAY)

    assert not Outcome.objects.exists()


@pytest.mark.parametrize("state", AppointmentState)
def test_only_of_a_visit_that_took_place_is_it_written_down(
    office: Office, service: Service, clerk: User, state: AppointmentState
) -> None:
    start = make.local(office, make.MONDAY, "10:00")
    made = make.appointment(office.counter_set.get(), service, start, state=state)
    if state in {AppointmentState.BOOKED, AppointmentState.LAPSED}:
        write(made, clerk)
    else:
        with pytest.raises(NotYetError):
            write(made, clerk)

    assert Outcome.objects.count() == (state in {"booked", "lapsed"})


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"vain_reason": None}, id="in-vain-without-a-reason"),
        pytest.param({"kind": OutcomeKind.SERVED}, id="served-with-a-reason"),
        pytest.param({"vain_reason": VainReason.OTHER}, id="another-reason-without-a-note"),
    ],
)
def test_a_reason_is_given_where_there_is_one(visit: Appointment, clerk: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"reason"):
        write(visit, clerk, **wrong)

    assert not Outcome.objects.exists()


def test_the_month_is_counted_by_service_for_one_office(
    office: Office, service: Service, visit: Appointment, clerk: User
) -> None:
    counter = office.counter_set.get()
    other = make.service("DOCS", minutes=10)
    for number, start in enumerate(("10:00", "11:00", "12:00")):
        made = make.appointment(counter, service, make.local(office, make.MONDAY, start))
        write(made, clerk, **(served() if number else {"vain_reason": VainReason.TOO_EARLY}))
    make.appointment(counter, other, make.local(office, make.MONDAY, "13:00"))
    make.appointment(
        counter, service, make.local(office, make.MONDAY, "14:00"), state=AppointmentState.CANCELLED
    )
    in_january = make.local(office, make.MONDAY + 30 * DAY, "09:00")
    make.appointment(counter, service, in_january)
    elsewhere = make.working_office(service)
    make.appointment(elsewhere.counter_set.get(), service, visit.interval.start)
    december = Interval(
        *(
            midnight(day, office.zone)
            for day in (make.MONDAY.replace(day=1), in_january.date().replace(day=1))
        )
    )

    found = tallies(office, december, at=in_january + DAY)
    early = tallies(office, december, at=visit.interval.end)

    assert found == [
        (service, Tally(ended=4, recorded=3, in_vain=1, reasons={"too_early": 1})),
        (other, Tally(ended=1, recorded=0, in_vain=0)),
    ]
    assert early == [(service, Tally(ended=3, recorded=3, in_vain=1, reasons={"too_early": 1}))]


def test_who_did_not_come_may_book_again_at_once_and_is_told(visit: Appointment, clerk: User) -> None:
    Appointment.objects.filter(pk=visit.pk).update(email="ola@example.test")

    write(visit, clerk, kind=OutcomeKind.MISSED, vain_reason=None, at=visit.interval.start)

    visit.refresh_from_db()
    assert visit.state == AppointmentState.LAPSED
    assert [notice.kind for notice in Notice.objects.all()] == ["appointment_missed"]


def test_before_a_visit_begins_nobody_has_missed_it(visit: Appointment, clerk: User) -> None:
    with pytest.raises(NotYetError):
        write(visit, clerk, kind=OutcomeKind.MISSED, vain_reason=None, at=visit.interval.start - SECOND)

    visit.refresh_from_db()
    assert visit.state == AppointmentState.BOOKED


def test_that_somebody_did_not_come_is_corrected_on_the_same_day(visit: Appointment, clerk: User) -> None:
    write(visit, clerk, kind=OutcomeKind.MISSED, vain_reason=None)

    corrected = write(visit, clerk, **served())

    assert (corrected.kind, Outcome.objects.count()) == (OutcomeKind.SERVED, 1)


@pytest.mark.parametrize("days", [1, 6])
def test_what_the_portal_wrote_by_rule_is_corrected_for_a_week(
    visit: Appointment, clerk: User, days: int
) -> None:
    Outcome.objects.create(appointment=visit, kind=OutcomeKind.MISSED, at=visit.interval.end)

    corrected = write(visit, clerk, **served(), at=visit.interval.end + days * DAY)

    assert (corrected.kind, corrected.by) == (OutcomeKind.SERVED, clerk)


def test_after_a_week_that_stays_too(visit: Appointment, clerk: User) -> None:
    Outcome.objects.create(appointment=visit, kind=OutcomeKind.MISSED, at=visit.interval.end)

    with pytest.raises(SettledError):
        write(visit, clerk, **served(), at=visit.interval.end + 7 * DAY)


def test_the_results_of_a_day_are_written_down_together(
    visit: Appointment, office: Office, service: Service, clerk: User
) -> None:
    place = office.counter_set.get()
    later = make.appointment(place, service, visit.interval.start + DAY)
    other = make.appointment(place, service, visit.interval.end)
    entries = [
        Entry(later.pk, OutcomeKind.SERVED),
        Entry(other.pk, OutcomeKind.IN_VAIN, VainReason.PAPERS, "No photo"),
        Entry(visit.pk, OutcomeKind.MISSED),
    ]

    refused = record_many(
        office=office, entries=entries, clerk=clerk, by=Actor.user(clerk.pk), at=other.interval.end
    )

    assert {key: type(error) for key, error in refused.items()} == {later.pk: NotYetError}
    assert list(Outcome.objects.order_by("pk").values_list("appointment", "kind", "note")) == [
        (visit.pk, "missed", ""),
        (other.pk, "in_vain", "No photo"),
    ]


def test_results_of_another_office_are_refused(visit: Appointment, clerk: User) -> None:
    refused = record_many(
        office=make.working_office(),
        entries=[Entry(visit.pk, OutcomeKind.SERVED)],
        clerk=clerk,
        by=Actor.user(clerk.pk),
        at=visit.interval.end,
    )

    assert [*refused] == [visit.pk]
    assert Outcome.objects.count() == 0
