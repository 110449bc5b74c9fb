"""Duties and shifts in the admin: planned, refused in words, never a visit without a clerk."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Counter, Duty, Service, ShiftPattern
from scheduling.tests import factories as make
from scheduling.tests.admin.answers import errors

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

DUTIES = "/admin/scheduling/duty/"
ADD = f"{DUTIES}add/"


@pytest.fixture
def supervisor(client: Client, office: Office) -> User:
    person = accounts.member(Role.SUPERVISOR, at=office)
    client.force_login(person)
    return person


@pytest.fixture
def visit(duty: Duty, service: Service) -> Appointment:
    return make.appointment(duty.counter, service, make.local(duty.counter.office, make.MONDAY, "09:00"))


def typed(clerk: User, counter: Counter, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  any field of the form
    fields = {
        "clerk": clerk.pk,
        "counter": counter.pk,
        "pattern": "",
        "starts_0": "2026-12-07",
        "starts_1": "07:30",
        "ends_0": "2026-12-07",
        "ends_1": "15:00",
    }
    return fields | changed


@pytest.mark.usefixtures("supervisor")
def test_a_duty_is_entered_by_the_clocks_of_its_office(client: Client, clerk: User, office: Office) -> None:
    office.time_zone = "Asia/Kathmandu"
    office.save()
    there = make.counter(office)

    client.post(ADD, typed(clerk, there))

    duty = Duty.objects.get()
    assert duty.interval.start == datetime(2026, 12, 7, 1, 45, tzinfo=UTC)
    assert duty.interval.end == datetime(2026, 12, 7, 9, 15, tzinfo=UTC)
    assert (duty.period.lower_inc, duty.period.upper_inc) == (True, False)
    assert Event.objects.get(action="duty.added").subject_pk == str(duty.pk)
    form = client.get(f"{DUTIES}{duty.pk}/change/").context["adminform"].form
    assert form["starts"].initial == datetime(2026, 12, 7, 7, 30)  # noqa: DTZ001  the wall clock


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        pytest.param({"ends_1": "07:30"}, "ends", "The end must come after the start.", id="empty"),
        pytest.param({"ends_0": "2026-12-09"}, "ends", "A duty lasts 24 hours at most.", id="long"),
        pytest.param(
            {"starts_1": "07:31"},
            "starts",
            "Enter a time on a whole five minutes, for example 15:00 or 15:05.",
            id="odd-minute",
        ),
        pytest.param({"starts_1": ""}, "starts", "Enter both the date and the time.", id="no-time"),
        pytest.param({"ends_0": ""}, "ends", "Enter both the date and the time.", id="no-date"),
        pytest.param({"ends_1": "25:00"}, "ends", "Enter a valid time.", id="no-such-time"),
        pytest.param({"ends_0": "", "ends_1": ""}, "ends", "This field is required.", id="nothing"),
    ],
)
@pytest.mark.usefixtures("supervisor")
def test_what_is_wrong_stands_at_its_field(
    client: Client, counter: Counter, changed: dict[str, Any], field: str, message: str
) -> None:
    response = client.post(ADD, typed(accounts.member(Role.CLERK, at=counter.office), counter, **changed))

    assert errors(response) == {field: [message]}
    assert not Duty.objects.exists()


@pytest.mark.usefixtures("supervisor")
def test_a_clerk_who_sits_elsewhere_is_named_with_the_place(client: Client, duty: Duty) -> None:
    other = make.counter(duty.counter.office)

    response = client.post(ADD, typed(duty.clerk, other, starts_1="14:00", ends_1="16:00"))

    assert errors(response) == {
        "clerk": ["This person sits somewhere else then: 01, Ala, 2026-12-07 07:30–15:00."]
    }


@pytest.mark.usefixtures("supervisor")
def test_a_counter_that_is_taken_is_named_with_the_clerk(client: Client, duty: Duty) -> None:
    other = accounts.member(Role.CLERK, at=duty.counter.office)

    response = client.post(ADD, typed(other, duty.counter))

    assert errors(response) == {
        "counter": ["Somebody else sits at this counter then: 01, Ala, 2026-12-07 07:30–15:00."]
    }


@pytest.mark.usefixtures("supervisor")
def test_a_shift_of_another_office_is_refused(client: Client, clerk: User, counter: Counter) -> None:
    elsewhere = shift(accounts.office())

    response = client.post(ADD, typed(clerk, counter, pattern=elsewhere.pk))

    assert list(errors(response)) == ["pattern"]


def test_people_and_counters_of_other_offices_cannot_be_chosen(
    client: Client, supervisor: User, counter: Counter
) -> None:
    stranger = accounts.member(Role.CLERK)
    there = make.counter(accounts.office())

    response = client.post(ADD, typed(stranger, there))

    assert list(errors(response)) == ["clerk", "counter"]
    assert client.post(ADD, typed(supervisor, counter)).status_code == 302


@pytest.mark.usefixtures("supervisor")
def test_a_duty_with_a_visit_is_not_removed_before_somebody_has_seen_it(
    client: Client, visit: Appointment, duty: Duty
) -> None:
    response = client.post(f"{DUTIES}{duty.pk}/delete/", {"post": "yes"})

    page = response.content.decode()
    assert response.status_code == 422
    assert f"Monday 7 December 2026 at 09:00 · Service INFO · {visit.reference} → no time is free" in page
    assert response.context["decision"]["seen"].value() == str(visit.pk)
    assert Duty.objects.filter(pk=duty.pk).exists()
    assert not Event.objects.filter(action="duty.removed").exists()


@pytest.mark.usefixtures("supervisor")
def test_once_seen_the_visit_goes_to_another_counter_and_the_duty_away(
    client: Client, visit: Appointment, duty: Duty, service: Service
) -> None:
    other = make.duty(make.counter(duty.counter.office, service, code="02"))
    decided = {"post": "yes", "seen": str(visit.pk), "go_ahead": "on"}

    response = client.post(f"{DUTIES}{duty.pk}/delete/", decided)

    said = [str(line) for line in get_messages(response.wsgi_request)]
    assert said[0] == (
        "1 visit keeps its time, at another counter."
        f"<br>Monday 7 December 2026 at 09:00 · Service INFO · {visit.reference} → same time, counter 02"
    )
    visit.refresh_from_db()
    assert (visit.counter_id, visit.state) == (other.counter_id, AppointmentState.BOOKED)
    assert not Duty.objects.filter(pk=duty.pk).exists()


@pytest.mark.usefixtures("supervisor")
def test_several_duties_are_removed_all_or_none(client: Client, visit: Appointment, duty: Duty) -> None:
    free = make.duty(make.counter(duty.counter.office))
    chosen = {"action": "delete_selected", "_selected_action": [free.pk, duty.pk], "post": "yes"}

    client.post(DUTIES, chosen)
    assert Duty.objects.count() == 2
    Appointment.objects.filter(pk=visit.pk).update(state=AppointmentState.EXPIRED)
    client.post(DUTIES, chosen)

    assert Duty.objects.count() == 0
    assert Event.objects.filter(action="duty.removed").count() == 2


@pytest.mark.usefixtures("supervisor")
def test_a_duty_that_would_leave_before_a_visit_asks_first(
    client: Client, visit: Appointment, duty: Duty
) -> None:
    shorter = typed(duty.clerk, duty.counter, ends_1="09:10")
    response = client.post(f"{DUTIES}{duty.pk}/change/", shorter)

    assert errors(response) == {}
    assert "Please correct the error" not in response.content.decode()
    assert f"{visit.reference} → Monday 7 December 2026 at 08:45, counter 01" in response.content.decode()
    assert response.context["adminform"].form["ends"].value() == [
        "2026-12-07",
        "09:10",
    ]  # nothing typed is lost
    duty.refresh_from_db()
    assert duty.interval.end == make.local(duty.counter.office, make.MONDAY, "15:00")

    client.post(f"{DUTIES}{duty.pk}/change/", shorter | {"seen": str(visit.pk), "go_ahead": "on"})

    duty.refresh_from_db()
    visit.refresh_from_db()
    assert duty.interval.end == make.local(duty.counter.office, make.MONDAY, "09:10")
    assert visit.interval.start == make.local(duty.counter.office, make.MONDAY, "08:45")


@pytest.mark.usefixtures("supervisor", "visit")
def test_a_duty_may_go_to_another_clerk_and_be_as_long_as_the_visits(client: Client, duty: Duty) -> None:
    other = accounts.member(Role.CLERK, at=duty.counter.office)

    client.post(f"{DUTIES}{duty.pk}/change/", typed(other, duty.counter, starts_1="09:00", ends_1="09:15"))

    duty.refresh_from_db()
    assert duty.clerk == other
    assert Event.objects.get(action="duty.changed").data == {"clerk": other.pk}


@pytest.mark.usefixtures("supervisor")
def test_a_duty_moved_to_another_counter_leaves_its_visits(
    client: Client, visit: Appointment, duty: Duty
) -> None:
    there = make.counter(duty.counter.office)

    response = client.post(f"{DUTIES}{duty.pk}/change/", typed(duty.clerk, there))

    assert errors(response) == {}
    assert response.context["adminform"].form["seen"].value() == str(visit.pk)


@pytest.mark.usefixtures("supervisor")
def test_what_is_only_held_goes_back_with_the_duty(client: Client, duty: Duty, service: Service) -> None:
    start = make.local(duty.counter.office, make.MONDAY, "10:00")
    held = make.appointment(duty.counter, service, start, state=AppointmentState.HELD)

    client.post(f"{DUTIES}{duty.pk}/delete/", {"post": "yes"})

    held.refresh_from_db()
    assert held.state == AppointmentState.EXPIRED
    assert not Duty.objects.exists()


@pytest.mark.usefixtures("supervisor", "visit")
def test_a_visit_that_is_over_holds_no_duty(client: Client, duty: Duty) -> None:
    with time_machine.travel(make.local(duty.counter.office, make.MONDAY, "09:15"), tick=False):
        client.post(f"{DUTIES}{duty.pk}/delete/", {"post": "yes"})

    assert not Duty.objects.exists()


def test_a_supervisor_elsewhere_neither_sees_nor_removes_it(client: Client, duty: Duty) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR))

    assert list(client.get(DUTIES).context["cl"].queryset) == []
    client.post(f"{DUTIES}{duty.pk}/delete/", {"post": "yes"})
    assert Duty.objects.filter(pk=duty.pk).exists()


def shift(office: Office) -> ShiftPattern:
    return ShiftPattern.objects.create(
        office=office,
        weekdays=make.MONDAY_TO_FRIDAY,
        starts=time(7, 30),
        ends=time(15),
        valid_from=date(2020, 9, 21),
        name_pl="Zmiana I",
        name_en="First shift",
    )


def plan_page(pattern: ShiftPattern) -> str:
    return f"/admin/scheduling/shiftpattern/{pattern.pk}/plan/"


def plan(clerk: User, counter: Counter, **changed: str) -> dict[str, Any]:
    return {"clerk": clerk.pk, "counter": counter.pk, "first": "2026-12-07", "last": "2026-12-13"} | changed


@pytest.mark.usefixtures("supervisor")
def test_a_week_is_planned_from_a_shift(
    client: Client, office: Office, clerk: User, counter: Counter
) -> None:
    pattern = shift(office)
    assert "First shift" in client.get(plan_page(pattern)).content.decode()

    response = client.post(plan_page(pattern), plan(clerk, counter), follow=True)

    assert Duty.objects.filter(clerk=clerk, counter=counter, pattern=pattern).count() == 5
    assert "5 duties were planned." in response.content.decode()


@pytest.mark.usefixtures("supervisor")
def test_a_plan_in_conflict_is_refused_with_the_duties_in_the_way(
    client: Client, office: Office, duty: Duty
) -> None:
    other = accounts.member(Role.CLERK, at=office)

    response = client.post(plan_page(shift(office)), plan(other, duty.counter))

    assert list(response.context["form"].errors) == ["__all__"]
    assert "Ala, 01, 2026-12-07 07:30–15:00" in response.content.decode()
    assert Duty.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param({"last": "2026-12-06"}, "The last day comes before the first.", id="backwards"),
        pytest.param({"last": "2027-12-09"}, "Plan one year at most.", id="too-long"),
    ],
)
@pytest.mark.usefixtures("supervisor")
def test_a_plan_has_a_sensible_length(
    client: Client, counter: Counter, changed: dict[str, str], message: str
) -> None:
    clerk = accounts.member(Role.CLERK, at=counter.office)

    response = client.post(plan_page(shift(counter.office)), plan(clerk, counter, **changed))

    assert dict(response.context["form"].errors) == {"last": [message]}


@pytest.mark.parametrize("role", [Role.CLERK, Role.CONSULTANT])
def test_only_who_may_add_duties_plans_them(
    client: Client, office: Office, counter: Counter, role: Role
) -> None:
    person = accounts.member(role, at=office)
    client.force_login(person)

    assert client.post(plan_page(shift(office)), plan(person, counter)).status_code == 403
    assert not Duty.objects.exists()


def test_a_supervisor_elsewhere_cannot_plan_here(client: Client, clerk: User, counter: Counter) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR))

    assert client.post(plan_page(shift(counter.office)), plan(clerk, counter)).status_code == 404
    assert not Duty.objects.exists()
