"""A clerk is away: what becomes of the duties and of those who were to be seen."""

from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from portal.notifications.models import Notice
from scheduling.actions import absences
from scheduling.actions.absences import Absence, NoDutyError
from scheduling.actions.duties import LeavesVisitsError
from scheduling.actions.rehousing import Proposal
from scheduling.choices import AbsenceReason, AppointmentState
from scheduling.models import Appointment, Counter, Duty, Service
from scheduling.rules.intervals import Interval
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TUESDAY = make.MONDAY + DAY


@pytest.fixture
def service() -> Service:
    return make.service()


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def counter(office: Office, service: Service) -> Counter:
    return make.counter(office, service, code="01")


@pytest.fixture
def clerk(counter: Counter) -> User:
    person = accounts.user(is_staff=True)
    for on in (make.MONDAY, TUESDAY):
        make.duty(counter, on=on, clerk=person)
    return person


def enter(
    clerk: User,
    office: Office,
    span: tuple[str, str] = ("00:00", "23:55"),
    *,
    reason: AbsenceReason = AbsenceReason.SUDDEN,
    **about: Any,  # noqa: ANN401  what was decided
) -> list[Proposal]:
    start, end = (make.local(office, make.MONDAY, clock) for clock in span)
    note = about.pop("note", "")
    absence = Absence(clerk, office, Interval(start, end), reason, note)
    return absences.enter(absence, **about, by=Actor.user(clerk.pk), at=make.AT)


def duties(office: Office) -> list[str]:
    rows = Duty.objects.order_by("period", "pk")
    ends = ((row.interval.start, row.interval.end) for row in rows)
    return ["–".join(f"{end.astimezone(office.zone):%a %H:%M}" for end in each) for each in ends]


@pytest.mark.parametrize(
    ("span", "left"),
    [
        pytest.param(("00:00", "23:55"), [], id="the-whole-day"),
        pytest.param(("07:30", "15:00"), [], id="exactly-the-duty"),
        pytest.param(("12:00", "23:55"), ["Mon 07:30–Mon 12:00"], id="from-noon"),
        pytest.param(("00:00", "09:00"), ["Mon 09:00–Mon 15:00"], id="until-nine"),
        pytest.param(("09:00", "12:00"), ["Mon 07:30–Mon 09:00", "Mon 12:00–Mon 15:00"], id="in-the-middle"),
    ],
)
def test_duties_end_are_shortened_or_parted(
    clerk: User, office: Office, span: tuple[str, str], left: list[str]
) -> None:
    enter(clerk, office, span)

    assert duties(office) == [*left, "Tue 07:30–Tue 15:00"]
    assert set(Duty.objects.values_list("clerk", flat=True)) == {clerk.pk}


def test_duties_of_others_and_at_other_offices_stay(clerk: User, office: Office, service: Service) -> None:
    others = make.duty(make.counter(office, service))
    elsewhere = make.duty(make.counter(accounts.office()), starts="16:00", ends="19:00", clerk=clerk)

    enter(clerk, office)

    assert Duty.objects.filter(pk__in=[others.pk, elsewhere.pk]).count() == 2


def test_visits_are_asked_about_before_anything_is_changed(
    clerk: User, office: Office, counter: Counter, service: Service
) -> None:
    visit = make.appointment(counter, service, make.local(office, make.MONDAY, "09:00"))

    with pytest.raises(LeavesVisitsError) as asked:
        enter(clerk, office)

    (proposal,) = asked.value.proposals
    assert (proposal.visit, proposal.start) == (visit, make.local(office, TUESDAY, "09:00"))
    assert Duty.objects.count() == 2
    assert not Event.objects.filter(action="rota.absence").exists()


def test_each_goes_elsewhere_to_another_time_or_is_cancelled(
    clerk: User, office: Office, counter: Counter, service: Service
) -> None:
    other = make.counter(office, service)
    make.duty(other)
    clocks = [("09:00", "09:00"), ("10:00", None), ("11:00", "")]
    rows = [
        make.appointment(
            counter, service, make.local(office, make.MONDAY, clock), email=f"v{clock[:2]}@example.test"
        )
        for clock, _ in clocks
    ]
    make.appointment(other, service, rows[1].interval.start)

    settled = enter(clerk, office, seen=[row.pk for row in rows], cancel=[rows[2].pk])

    assert [(each.is_same_time, bool(each.seats)) for each in settled] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert list(Notice.objects.order_by("subject_pk").values_list("subject_pk", "kind")) == [
        (str(rows[1].pk), "appointment_moved_by_office"),
        (str(rows[2].pk), "appointment_cancelled_by_office"),
    ]
    assert not Appointment.objects.filter(counter=counter, state=AppointmentState.BOOKED).exists()


def test_one_event_says_who_is_away_and_why(clerk: User, office: Office) -> None:
    enter(clerk, office, reason=AbsenceReason.OTHER, note="Jury")

    event = Event.objects.get(action="rota.absence")
    assert (event.subject_pk, event.office_id, event.data["reason"], event.data["note"]) == (
        str(clerk.pk),
        office.pk,
        "other",
        "Jury",
    )
    assert (event.data["duties"], event.data["moved"], event.data["cancelled"]) == (1, 0, 0)


def test_another_reason_is_explained(clerk: User, office: Office) -> None:
    with pytest.raises(ValueError, match="explained"):
        enter(clerk, office, reason=AbsenceReason.OTHER, note=" ")

    assert Duty.objects.count() == 2


def test_who_has_no_duty_then_is_not_away(clerk: User, office: Office) -> None:
    enter(clerk, office)

    with pytest.raises(NoDutyError):
        enter(clerk, office)


def test_what_is_only_held_goes_back_for_all_who_hold_it(
    clerk: User, office: Office, counter: Counter, service: Service
) -> None:
    other = make.counter(office, service)
    make.duty(other)
    start = make.local(office, make.MONDAY, "09:00")
    held: dict[str, Any] = {"state": AppointmentState.HELD, "people": 2}
    lead = make.appointment(other, service, start, **held)
    make.appointment(counter, service, start, lead=lead, number=2, holder="", **held)

    assert enter(clerk, office) == []
    assert set(Appointment.objects.values_list("state", flat=True)) == {AppointmentState.EXPIRED}
