"""The calendar of the rota: what a week shows, what changes it, who may."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Closure, Counter, Duty, Service, ShiftPattern
from scheduling.tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

DAY = timedelta(days=1)
ROTA, ABSENCE = "/admin/scheduling/duty/rota/", "/admin/scheduling/duty/absence/"


@pytest.fixture(autouse=True)
def _supervisor(client: Client, office: Office) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR, at=office, name="Zofia"))


@pytest.fixture
def pattern(office: Office) -> ShiftPattern:
    return ShiftPattern.objects.create(
        office=office,
        weekdays=make.MONDAY_TO_FRIDAY,
        starts=time(7, 30),
        ends=time(15),
        valid_from=date(2020, 9, 21),
        name_en="First",
    )


def week(office: Office, on: date = make.MONDAY) -> str:
    return f"{ROTA}?office={office.pk}&week={on}"


def cells(client: Client, office: Office) -> dict[str, list[dict[str, Any]]]:
    rows = client.get(week(office)).context["rows"]
    return {counter.code: found for counter, found in rows}


def said(response: Any) -> list[str]:  # noqa: ANN401  a response of the test client
    return [str(message) for message in get_messages(response.wsgi_request)]


def problems(response: Any) -> list[tuple[str, str]]:  # noqa: ANN401  likewise
    assert response.status_code == 422
    return [(error.control, error.message) for error in response.context["errors"]]


class TestWeek:
    def test_who_sits_where_and_how_many_are_booked(
        self, client: Client, office: Office, duty: Duty, service: Service
    ) -> None:
        for clock in ("09:00", "09:15"):
            make.appointment(duty.counter, service, make.local(office, make.MONDAY, clock))
        gone = make.local(office, make.MONDAY, "10:00")
        make.appointment(duty.counter, service, gone, state=AppointmentState.CANCELLED)

        monday, tuesday = cells(client, office)["01"][:2]

        assert monday["duties"] == [(duty, "07:30–15:00", "Mon 7 Dec 07:30–15:00 · 01 · Ala")]
        assert (monday["visits"], monday["gaps"]) == (2, [])
        assert (tuesday["duties"], tuesday["visits"]) == ([], 0)

    def test_visits_without_a_clerk_are_said_in_words(
        self, client: Client, office: Office, duty: Duty, service: Service
    ) -> None:
        for clock in ("14:45", "15:00", "15:15", "17:00"):
            make.appointment(duty.counter, service, make.local(office, make.MONDAY, clock))

        page = client.get(week(office)).content.decode()

        assert page.count("No clerk 15:00–15:30: 2 visits booked") == 2  # in the table and in the list by day
        assert page.count("No clerk 17:00–17:15: 1 visit booked") == 2

    def test_holidays_closures_and_windows_stand_at_their_days(self, client: Client, office: Office) -> None:
        make.window(office, weekdays=[1])
        Closure.objects.create(
            office=office, first_on=date(2026, 12, 22), last_on=date(2026, 12, 23), reason_en="Stocktaking"
        )

        days = client.get(week(office, date(2026, 12, 23))).context["days"]

        assert dict(days) == {
            date(2026, 12, 21): ["15:00–16:00 no visits: Disinfection"],
            date(2026, 12, 22): ["Closed: Stocktaking"],
            date(2026, 12, 23): ["Closed: Stocktaking"],
            date(2026, 12, 24): ["Holiday: Christmas Eve"],
            date(2026, 12, 25): ["Holiday: Christmas Day"],
            date(2026, 12, 26): ["Holiday: Second Day of Christmas"],
            date(2026, 12, 27): [],
        }

    def test_a_counter_out_of_use_is_there_only_if_somebody_sits_at_it(
        self, client: Client, office: Office, duty: Duty
    ) -> None:
        closed = make.counter(office, code="02")
        Counter.objects.filter(pk__in=[closed.pk, duty.counter_id]).update(is_open=False)

        assert list(cells(client, office)) == ["01"]

    @pytest.mark.parametrize("wanted", ["", "x", "2026-13-40", "9999-01-01", "2026-12-06"])
    def test_any_other_week_is_this_one_or_the_one_of_that_day(self, client: Client, wanted: str) -> None:
        response = client.get(f"{ROTA}?week={wanted}")

        assert response.context["days"][0][0] == date(2026, 11, 30)

    @pytest.mark.usefixtures("duty")
    def test_it_asks_no_more_for_more_duties(self, client: Client, office: Office, service: Service) -> None:
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(week(office))
            return len(queries)

        client.get(week(office))
        before = asked()
        for number in range(3):
            place = make.counter(office, service)
            clerk = accounts.member(Role.CLERK, at=office)
            for day in range(5):
                make.duty(place, on=make.MONDAY + DAY * day, clerk=clerk)
                make.appointment(place, service, make.local(office, make.MONDAY + DAY * day, f"1{number}:00"))

        assert asked() == before


class TestWho:
    def test_a_clerk_looks_and_changes_nothing(self, client: Client, office: Office, duty: Duty) -> None:
        client.force_login(duty.clerk)

        response = client.get(week(office))

        assert response.context["forms"] is None
        assert "Remove" not in response.content.decode()
        assert client.post(week(office), {"act": "copy", "copy-weeks": "1"}).status_code == 403
        assert client.get(ABSENCE).status_code == 403

    def test_a_stranger_sees_their_own_office(self, client: Client, office: Office) -> None:
        elsewhere = accounts.office()
        client.force_login(accounts.member(Role.SUPERVISOR, at=elsewhere))

        assert client.get(week(office)).context["office"] == elsewhere

    def test_somebody_without_the_right_sees_nothing(self, client: Client, office: Office) -> None:
        client.force_login(accounts.member(Role.CONSULTANT, at=office))

        assert client.get(week(office)).status_code == 403


class TestAdd:
    def sent(self, clerk: User, counter: Counter, pattern: ShiftPattern, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  any field
        fields = {"clerk": clerk.pk, "counter": counter.pk, "pattern": pattern.pk}
        days = [f"{make.MONDAY + DAY * number}" for number in (0, 2)]
        given = {f"add-{name}": value for name, value in ({"days": days} | fields | changed).items()}
        return {"act": "add"} | given

    def test_duties_are_added_on_the_days_that_are_ticked(
        self, client: Client, office: Office, clerk: User, counter: Counter, pattern: ShiftPattern
    ) -> None:
        response = client.post(week(office), self.sent(clerk, counter, pattern))

        assert (response.status_code, said(response)) == (302, ["2 duties were planned."])
        assert response["Location"] == week(office)
        days = [duty.interval.start.date() for duty in Duty.objects.order_by("period")]
        assert days == [make.MONDAY, make.MONDAY + 2 * DAY]

    def test_what_is_in_the_way_is_said_with_a_link_and_nothing_typed_is_lost(
        self, client: Client, office: Office, duty: Duty, pattern: ShiftPattern
    ) -> None:
        other = accounts.member(Role.CLERK, at=office)

        response = client.post(week(office), self.sent(other, duty.counter, pattern))

        assert problems(response) == [("", "Nothing is changed: the clerk or the counter is taken.")]
        link = f'<a class="desk-link" href="/admin/scheduling/duty/{duty.pk}/change/">Ala, 01, '
        assert response.context["conflicts"] == [f"{link}2026-12-07 07:30–15:00</a>"]
        form = response.context["forms"].add
        assert (form["clerk"].value(), form["days"].value()) == (str(other.pk), ["2026-12-07", "2026-12-09"])
        assert Duty.objects.count() == 1

    def test_a_clerk_at_another_office_is_said_without_a_link(
        self, client: Client, office: Office, clerk: User, counter: Counter, pattern: ShiftPattern
    ) -> None:
        there = make.duty(make.counter(accounts.office(), code="9"), clerk=clerk)

        response = client.post(week(office), self.sent(clerk, counter, pattern))

        assert response.context["conflicts"] == [f"Ala, {there.counter}, 2026-12-07 07:30–15:00"]

    def test_what_is_missing_is_said(self, client: Client, office: Office) -> None:
        response = client.post(week(office), {"act": "add", "add-clerk": "999", "add-counter": "x"})

        assert [control for control, _text in problems(response)] == [
            "id_add-clerk",
            "id_add-counter",
            "id_add-pattern",
            "id_add-days_0",
        ]

    def test_where_nothing_is_to_be_planned_the_page_says_so(
        self, client: Client, office: Office, clerk: User, counter: Counter, pattern: ShiftPattern
    ) -> None:
        sunday = f"{make.MONDAY + 6 * DAY}"

        response = client.post(week(office), self.sent(clerk, counter, pattern, days=[sunday]))

        assert said(response)[0].startswith("Nothing had to be planned")


class TestCopy:
    def test_a_week_is_copied_and_the_rest_is_said(
        self, client: Client, office: Office, duty: Duty, service: Service
    ) -> None:
        away = make.duty(
            make.counter(office, service, code="02"), clerk=accounts.member(Role.CLERK, at=office)
        )
        taken = make.duty(
            make.counter(office, service, code="03"), clerk=accounts.member(Role.CLERK, at=office, name="Ewa")
        )
        theirs = make.duty(
            taken.counter, on=make.MONDAY + 7 * DAY, starts="08:00", ends="09:00", clerk=away.clerk
        )

        response = client.post(
            week(office), {"act": "copy", "copy-weeks": "1", "copy-without": [str(away.clerk_id)]}
        )

        (text,) = said(response)
        assert text.startswith(
            "1 duty was planned. 1 was left out: the clerk is away, or the counter is not in use. "
            "1 was not planned, because the clerk or the counter is taken:"
            "<br>Mon 14 Dec 07:30–15:00 · 03 · Ewa ← <a "
        )
        assert f"/admin/scheduling/duty/{theirs.pk}/change/" in text
        assert Duty.objects.filter(clerk=duty.clerk).count() == 2

    @pytest.mark.parametrize("weeks", ["", "0", "13", "x"])
    def test_a_number_of_weeks_is_asked_for(self, client: Client, office: Office, weeks: str) -> None:
        response = client.post(week(office), {"act": "copy", "copy-weeks": weeks})

        assert [control for control, _text in problems(response)] == ["id_copy-weeks"]

    def test_nothing_is_copied_from_an_empty_week(self, client: Client, office: Office) -> None:
        response = client.post(week(office), {"act": "copy", "copy-weeks": "1"})

        assert said(response) == ["There was nothing to plan: this week has no duties."]

    @pytest.mark.usefixtures("duty")
    def test_what_was_copied_before_is_said(self, client: Client, office: Office) -> None:
        client.post(week(office), {"act": "copy", "copy-weeks": "1"})

        response = client.post(week(office), {"act": "copy", "copy-weeks": "3"})

        assert said(response)[-1] == "2 duties were planned. 1 was planned already and stays."


class TestSwap:
    def test_two_clerks_are_swapped(self, client: Client, office: Office, duty: Duty) -> None:
        other = make.duty(
            make.counter(office, code="02"), clerk=accounts.member(Role.CLERK, at=office, name="Ewa")
        )

        response = client.post(week(office), {"act": "swap", "swap-first": duty.pk, "swap-second": other.pk})

        assert said(response) == [
            "Swapped: Mon 7 Dec 07:30–15:00 · 01 · Ewa; Mon 7 Dec 07:30–15:00 · 02 · Ala."
        ]
        assert Event.objects.filter(action="rota.swapped").count() == 1

    def test_a_duty_of_the_same_clerk_is_refused(self, client: Client, office: Office, duty: Duty) -> None:
        response = client.post(week(office), {"act": "swap", "swap-first": duty.pk, "swap-second": duty.pk})

        assert problems(response) == [("id_swap-second", "Choose a duty of another clerk")]

    def test_what_has_begun_is_not_offered(self, client: Client, office: Office, duty: Duty) -> None:
        later = make.duty(duty.counter, on=make.MONDAY + DAY, clerk=duty.clerk)
        sent = {"act": "swap", "swap-first": duty.pk, "swap-second": later.pk}

        with time_machine.travel(duty.interval.end, tick=False):
            response = client.post(week(office), sent)

        assert problems(response) == [("id_swap-first", "Choose a duty that has not begun")]
        forms, page = response.context["forms"], response.content.decode()
        assert [key for key, _name in forms.swap["first"].field.choices] == ["", str(later.pk)]
        assert forms.add["days"].field.choices[0][0] == f"{make.MONDAY}"
        assert f"/duty/{duty.pk}/delete/" not in page
        assert f"/duty/{later.pk}/delete/" in page

    def test_a_week_that_is_over_is_only_copied(self, client: Client, office: Office, duty: Duty) -> None:
        with time_machine.travel(duty.interval.end + 7 * DAY, tick=False):
            response = client.get(week(office))

        page = response.content.decode()
        assert response.context["forms"].add["days"].field.choices == []
        assert [f'value="{act}"' in page for act in ("add", "copy", "swap")] == [False, True, False]


class TestAbsence:
    @pytest.fixture
    def visit(self, duty: Duty, service: Service) -> Appointment:
        make.duty(make.counter(duty.counter.office, service, code="02"))
        start = make.local(duty.counter.office, make.MONDAY, "09:00")
        return make.appointment(duty.counter, service, start, family_name="Kovalenko")

    def sent(self, clerk: User, **changed: str) -> dict[str, Any]:
        days = {"first": "2026-12-07", "last": "2026-12-07", "first_time": "", "last_time": ""}
        return {"clerk": clerk.pk, "reason": "sudden", "note": ""} | days | changed

    def test_visits_are_listed_before_anything_happens(
        self, client: Client, clerk: User, visit: Appointment
    ) -> None:
        response = client.post(ABSENCE, self.sent(clerk))

        page = response.content.decode()
        assert problems(response) == []
        assert "There is a problem" not in page
        order = [
            "Check before it happens",
            visit.reference,
            'id="id_first"',
            'id="id_go_ahead"',
            "Enter the absence",
        ]
        assert sorted(order, key=page.rindex) == order
        assert (
            f"Monday 7 December 2026 at 09:00 · Service INFO · {visit.reference} → same time, counter 02"
            in page
        )
        assert "Kovalenko" not in page
        assert Duty.objects.filter(clerk=clerk).exists()
        assert response.context["form"]["first"].value() == "2026-12-07"

    def test_whoever_sends_it_again_without_agreeing_is_told(
        self, client: Client, clerk: User, visit: Appointment
    ) -> None:
        response = client.post(ABSENCE, self.sent(clerk, seen=str(visit.pk)))

        (problem,) = problems(response)
        assert problem[0] == "id_go_ahead"
        assert problem[1].startswith("Nothing is saved yet. Tick this box")
        assert Duty.objects.filter(clerk=clerk).exists()

    def test_a_long_list_is_folded_and_its_result_counts(
        self, client: Client, clerk: User, visit: Appointment, service: Service
    ) -> None:
        make.duty(visit.counter, starts="15:00", ends="16:00", clerk=clerk)
        for number in (*range(-6, 0), *range(1, 26)):
            make.appointment(visit.counter, service, visit.interval.start + timedelta(minutes=15) * number)

        asked = client.post(ABSENCE, self.sent(clerk))
        seen = asked.context["decision"]["seen"].value()
        done = client.post(ABSENCE, self.sent(clerk, seen=seen, go_ahead="on"))

        page = asked.content.decode()
        assert page.index("<details>") < page.index(visit.reference) < page.index("</details>")
        (text,) = said(done)
        assert text.endswith('<a class="desk-link" href="/admin/scheduling/appointment/">All visits</a>')
        assert "→" not in text

    def test_once_seen_it_happens_and_is_said(
        self, client: Client, clerk: User, office: Office, visit: Appointment
    ) -> None:
        response = client.post(ABSENCE, self.sent(clerk, seen=str(visit.pk), go_ahead="on"))

        assert response["Location"] == week(office)
        (text,) = said(response)
        assert text == (
            "Ala is away: the duties are taken out. 1 visit keeps its time, at another counter."
            f"<br>Monday 7 December 2026 at 09:00 · Service INFO · {visit.reference} → same time, counter 02"
        )
        assert not Duty.objects.filter(clerk=clerk).exists()

    @pytest.mark.usefixtures("duty")
    def test_hours_of_a_day_are_enough(self, client: Client, clerk: User) -> None:
        client.post(ABSENCE, self.sent(clerk, first_time="12:00", last_time="13:00"))

        assert Duty.objects.filter(clerk=clerk).count() == 2

    @pytest.mark.parametrize(
        ("changed", "control"),
        [
            pytest.param({"last": "2026-12-06"}, "id_last", id="backwards"),
            pytest.param({"last": "2028-01-01"}, "id_last", id="too-long"),
            pytest.param({"first_time": "12:00", "last_time": "12:00"}, "id_last_time", id="empty"),
            pytest.param({"first_time": "12:01"}, "id_first_time", id="odd-minute"),
            pytest.param({"reason": "other"}, "id_note", id="not-explained"),
            pytest.param({"first": ""}, "id_first", id="no-day"),
            pytest.param({"clerk": "x"}, "id_clerk", id="nobody"),
            pytest.param({"first": "2026-12-14", "last": "2026-12-14"}, "id_clerk", id="no-duty-then"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(
        self, client: Client, clerk: User, duty: Duty, changed: dict[str, str], control: str
    ) -> None:
        response = client.post(ABSENCE, self.sent(clerk) | changed)

        assert [each for each, _text in problems(response)] == [control]
        assert Duty.objects.filter(pk=duty.pk).exists()


@pytest.mark.parametrize("wrong", ["?office=999999", "?week=2099-13-05", "?week=2099-01-05"])
@pytest.mark.usefixtures("duty")
def test_no_other_week_or_office_is_copied_than_the_one_that_was_meant(client: Client, wrong: str) -> None:
    response = client.post(f"{ROTA}{wrong}", {"act": "copy", "copy-weeks": "1"})

    assert response.status_code == 404
    assert Duty.objects.count() == 1


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_an_absence_at_the_end_of_the_calendar_is_a_mistake(client: Client, clerk: User, day: str) -> None:
    sent = {"clerk": clerk.pk, "first": day, "last": day, "reason": "sudden", "note": ""}

    assert client.post(ABSENCE, sent).status_code == 422
