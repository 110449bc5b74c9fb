"""Blocking an hour in the admin: what vanishes, who is asked, who is told."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.notifications.models import Notice
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, BlockedWindow, Closure, Service
from scheduling.models.offers import offers_on
from scheduling.tests import factories as make
from scheduling.tests.admin.answers import errors
from scheduling.tests.told import agreed

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ADD = "/admin/scheduling/blockedwindow/add/"
DAY = "Monday 7 December 2026 at"


@pytest.fixture
def service() -> Service:
    return make.service()


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service)


@pytest.fixture
def clerk(office: Office) -> User:
    return accounts.member(Role.CLERK, at=office)


@pytest.fixture
def visit(office: Office, service: Service) -> Appointment:
    return make.appointment(
        office.counter_set.get(),
        service,
        make.local(office, make.MONDAY, "12:15"),
        given_names="Olena",
        family_name="Kovalenko",
        email="olena@example.test",
    )


def typed(office: Office, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  any field of the form
    fields = {
        "office": office.pk,
        "reason_pl": "Szkolenie",
        "reason_en": "Training",
        "reason_ru": "Обучение",
        "weekdays": ["1"],
        "starts": "12:00",
        "ends": "13:00",
        "valid_from": str(make.MONDAY),
        "valid_to": str(make.MONDAY),
    }
    return fields | changed


def clocks(office: Office, service: Service) -> set[str]:
    offers = offers_on(office, service, on=make.MONDAY, at=make.AT)
    return {f"{offer.start.astimezone(office.zone):%H:%M}" for offer in offers}


def test_times_vanish_when_a_clerk_blocks_an_hour(
    client: Client, clerk: User, office: Office, service: Service
) -> None:
    before = clocks(office, service)
    client.force_login(clerk)

    response = client.post(ADD, typed(office))

    assert response.status_code == 302
    assert before - clocks(office, service) == {"12:00", "12:15", "12:30", "12:45"}
    event = Event.objects.get(action="hours.blocked")
    assert (event.user_id, event.office_id) == (clerk.pk, office.pk)


def test_the_visits_hit_are_listed_without_names_and_nothing_is_saved(
    client: Client, clerk: User, office: Office, visit: Appointment
) -> None:
    client.force_login(clerk)
    code = office.counter_set.get().code

    response = client.post(ADD, typed(office))

    page = response.content.decode()
    assert errors(response) == {}
    line = f"{DAY} 12:15 · Service INFO · {visit.reference} → {DAY} 11:45, counter {code}"
    assert line in page
    assert "1 visit would get another time, and stay booked unless the person declines." in page
    assert "Do this, and tell each person whose time changes" in page
    assert "Kovalenko" not in page
    assert BlockedWindow.objects.count() == 1  # the disinfection alone
    visit.refresh_from_db()
    assert visit.state == AppointmentState.BOOKED
    assert response.context["adminform"].form["weekdays"].value() == ["1"]  # what was typed is kept


def test_visits_are_moved_and_people_told_once_the_box_is_ticked(
    client: Client, clerk: User, office: Office, visit: Appointment
) -> None:
    client.force_login(clerk)
    asked = client.post(ADD, typed(office))
    seen = asked.context["adminform"].form["seen"].value()

    response = client.post(ADD, typed(office, seen=seen, go_ahead="on"))

    assert seen == str(visit.pk)
    assert response.status_code == 302
    visit.refresh_from_db()
    assert visit.state == AppointmentState.BOOKED
    assert visit.interval.start == make.local(office, make.MONDAY, "11:45")
    assert BlockedWindow.objects.count() == 2
    assert Notice.objects.get(subject_pk=str(visit.pk)).kind == "appointment_moved_by_office"


def test_a_visit_that_is_ticked_is_cancelled_instead(
    client: Client, clerk: User, office: Office, service: Service, visit: Appointment
) -> None:
    start = make.local(office, make.MONDAY, "12:30")
    other = make.appointment(office.counter_set.get(), service, start, email="b@example.test")
    client.force_login(clerk)
    seen = f"{visit.pk},{other.pk}"

    client.post(ADD, typed(office, seen=seen, go_ahead="on", cancel=[str(visit.pk)]))

    visit.refresh_from_db()
    other.refresh_from_db()
    assert (visit.state, other.state) == (AppointmentState.CANCELLED, AppointmentState.BOOKED)


def test_what_is_ticked_but_was_not_seen_is_not_cancelled(
    client: Client, clerk: User, office: Office, visit: Appointment
) -> None:
    client.force_login(clerk)

    response = client.post(ADD, typed(office, seen="", go_ahead="on", cancel=[str(visit.pk)]))

    assert "go_ahead" in errors(response)
    visit.refresh_from_db()
    assert visit.state == AppointmentState.BOOKED


def test_the_box_alone_moves_nothing_that_was_not_seen(
    client: Client, clerk: User, office: Office, visit: Appointment
) -> None:
    assert visit.pk
    client.force_login(clerk)

    response = client.post(ADD, typed(office, seen="", go_ahead="on"))

    assert "go_ahead" in errors(response)
    assert BlockedWindow.objects.count() == 1


def test_seen_without_the_box_asks_again(
    client: Client, clerk: User, office: Office, visit: Appointment
) -> None:
    client.force_login(clerk)

    response = client.post(ADD, typed(office, seen=str(visit.pk)))

    assert "go_ahead" in errors(response)
    assert BlockedWindow.objects.count() == 1


def test_a_visit_booked_meanwhile_is_asked_about(
    client: Client, clerk: User, office: Office, service: Service, visit: Appointment
) -> None:
    client.force_login(clerk)
    later = make.appointment(
        office.counter_set.get(), service, make.local(office, make.MONDAY, "12:30"), email="b@example.test"
    )

    response = client.post(ADD, typed(office, seen=str(visit.pk), go_ahead="on", cancel=[str(visit.pk)]))

    form = response.context["adminform"].form
    assert form["seen"].value() == f"{visit.pk},{later.pk}"
    assert form["go_ahead"].value() is False
    assert form["cancel"].value() == [str(visit.pk)]  # what was ticked stays
    assert Appointment.objects.filter(state=AppointmentState.BOOKED).count() == 2


def test_how_many_and_the_box_come_first_and_a_long_list_is_folded(
    client: Client, clerk: User, office: Office, service: Service, visit: Appointment
) -> None:
    client.force_login(clerk)
    assert "<details>" not in client.post(ADD, typed(office)).content.decode()
    for number in range(10):
        place = make.counter(office, service)
        make.appointment(
            place, service, make.local(office, make.MONDAY, "12:00"), email=f"{number}@example.test"
        )

    page = client.post(ADD, typed(office)).content.decode()

    order = ["11 visits are booked then.", 'id="id_go_ahead"', "<details>", visit.reference, "</details>"]
    assert sorted(order, key=page.index) == order
    assert "neither an e-mail address nor a phone number" not in page


class TestWhoCannotBeTold:
    @pytest.fixture
    def silent(self, office: Office, service: Service) -> Appointment:
        start = make.local(office, make.MONDAY, "12:45")
        return make.appointment(office.counter_set.get(), service, start)

    def test_before_the_box_is_ticked_the_page_says_so(
        self, client: Client, clerk: User, office: Office, visit: Appointment, silent: Appointment
    ) -> None:
        assert visit.pk
        client.force_login(clerk)

        response = client.post(ADD, typed(office))

        label = response.context["adminform"].form.fields["go_ahead"].label
        assert label == "Do this, and tell whoever can be reached of those whose time changes"
        said = (
            "1 visit has neither an e-mail address nor a phone number: no message can tell the person. "
            f"Put up a notice, and tell them at the desk. Reference: {silent.reference}<"
        )
        assert said in response.content.decode()

    def test_nobody_is_said_to_be_told_who_is_not(
        self, client: Client, clerk: User, office: Office, visit: Appointment, silent: Appointment
    ) -> None:
        client.force_login(clerk)
        seen = f"{visit.pk},{silent.pk}"

        response = client.post(ADD, typed(office, seen=seen, go_ahead="on"))

        said = [str(message) for message in get_messages(response.wsgi_request)]
        code = office.counter_set.get().code
        assert said[0] == (
            "2 visits have another time. "
            "1 visit has neither an e-mail address nor a phone number: no message can tell the person. "
            f"Put up a notice, and tell them at the desk. Reference: {silent.reference}"
            f"<br>{DAY} 12:15 · Service INFO · {visit.reference} → {DAY} 11:45, counter {code}"
            f"<br>{DAY} 12:45 · Service INFO · {silent.reference} → {DAY} 13:00, counter {code}"
        )
        assert list(Notice.objects.values_list("subject_pk", flat=True)) == [str(visit.pk)]

    def test_who_left_a_phone_or_agreed_on_a_device_is_told(
        self, client: Client, clerk: User, office: Office, visit: Appointment, silent: Appointment
    ) -> None:
        Appointment.objects.filter(pk=visit.pk).update(email="", phone="+48600000123")
        agreed(silent)
        client.force_login(clerk)
        seen = f"{visit.pk},{silent.pk}"

        response = client.post(ADD, typed(office, seen=seen, go_ahead="on"))

        said = [str(message) for message in get_messages(response.wsgi_request)]
        assert said[0].startswith("2 visits have another time.<br>")


@pytest.mark.parametrize("seen", ["x", "1;2", "-5", "9" * 400, "9" * 5000, "\u0662"])
def test_a_hostile_list_of_visits_is_no_list(
    client: Client, clerk: User, office: Office, visit: Appointment, seen: str
) -> None:
    client.force_login(clerk)

    response = client.post(ADD, typed(office, seen=seen, go_ahead="on", cancel=[seen]))

    assert "go_ahead" in errors(response)
    visit.refresh_from_db()
    assert visit.state == AppointmentState.BOOKED


def test_a_clerk_of_another_office_neither_sees_nor_changes_it(client: Client, office: Office) -> None:
    window = BlockedWindow.objects.get(office=office)
    elsewhere = accounts.office()
    client.force_login(accounts.member(Role.CLERK, at=elsewhere))
    page = f"/admin/scheduling/blockedwindow/{window.pk}/change/"

    assert list(client.get("/admin/scheduling/blockedwindow/").context["cl"].queryset) == []
    assert client.get(page).status_code == 302  # to the index: there is no such window
    assert client.post(page, typed(office, starts="12:00", ends="16:00")).status_code == 302
    window.refresh_from_db()
    assert window.starts == time(15)


def test_a_clerk_cannot_block_an_hour_of_another_office(client: Client, office: Office) -> None:
    client.force_login(accounts.member(Role.CLERK, at=accounts.office()))

    response = client.post(ADD, typed(office))

    assert list(errors(response)) == ["office"]
    assert BlockedWindow.objects.count() == 1


def test_the_clerk_of_the_office_does_see_it(client: Client, clerk: User, office: Office) -> None:
    client.force_login(clerk)

    rows = list(client.get("/admin/scheduling/blockedwindow/").context["cl"].queryset)

    assert rows == [BlockedWindow.objects.get(office=office)]


def test_the_only_office_is_chosen_already(client: Client, clerk: User, office: Office) -> None:
    make.working_office()
    client.force_login(clerk)

    field = client.get(ADD).context["adminform"].form.fields["office"]

    assert list(field.queryset) == [office]
    assert field.initial == office.pk


def test_a_clerk_may_not_delete_a_window_and_a_supervisor_may(
    client: Client, clerk: User, office: Office, service: Service
) -> None:
    window = BlockedWindow.objects.get(office=office)
    page = f"/admin/scheduling/blockedwindow/{window.pk}/delete/"
    client.force_login(clerk)
    assert client.post(page, {"post": "yes"}).status_code == 403
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))

    client.post(page, {"post": "yes"})

    assert not BlockedWindow.objects.exists()
    assert "15:00" in clocks(office, service)
    assert Event.objects.get(action="hours.unblocked").subject_pk == str(window.pk)


def test_several_are_deleted_with_an_event_each(client: Client, office: Office) -> None:
    more = make.window(office, starts=time(17), ends=time(18))
    first = BlockedWindow.objects.exclude(pk=more.pk).get()
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))

    client.post(
        "/admin/scheduling/blockedwindow/",
        {"action": "delete_selected", "_selected_action": [first.pk, more.pk], "post": "yes"},
    )

    assert not BlockedWindow.objects.exists()
    assert Event.objects.filter(action="hours.unblocked").count() == 2


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        pytest.param({"weekdays": []}, "weekdays", "Tick at least one day.", id="no-day"),
        pytest.param(
            {"ends": "12:00"}, "ends", "The end must come after the start, on the same day.", id="empty"
        ),
        pytest.param(
            {"valid_to": "2026-12-06"}, "valid_to", "The last day comes before the first.", id="backwards"
        ),
        pytest.param(
            {"starts": "12:03"},
            "starts",
            "Enter a time on a whole five minutes, for example 15:00 or 15:05.",
            id="odd-minute",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    client: Client, office: Office, changed: dict[str, Any], field: str, message: str
) -> None:
    client.force_login(accounts.member(Role.CLERK, at=office))

    response = client.post(ADD, typed(office, **changed))

    assert errors(response) == {field: [message]}


def test_weekdays_are_boxes_in_the_readers_language(client: Client, clerk: User) -> None:
    client.force_login(clerk)

    page = client.get(ADD).content.decode()

    assert page.count('name="weekdays"') == 7
    assert "Wednesday" in page


def test_an_office_is_closed_for_days_and_visits_without_another_time_are_cancelled(
    client: Client, office: Office, service: Service, visit: Appointment
) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))
    page = "/admin/scheduling/closure/add/"
    days = {"first_on": str(make.MONDAY), "last_on": str(make.MONDAY)}
    reasons = {"reason_pl": "Remanent", "reason_en": "Stocktaking", "reason_ru": "Инвентаризация"}
    fields = {"office": office.pk} | reasons | days

    asked = client.post(page, fields)
    assert not Closure.objects.exists()
    client.post(page, fields | {"seen": asked.context["adminform"].form["seen"].value(), "go_ahead": "on"})

    assert Closure.objects.get().first_on == make.MONDAY
    assert clocks(office, service) == set()
    visit.refresh_from_db()
    assert visit.state == AppointmentState.CANCELLED


def test_a_closure_goes_forwards(client: Client, office: Office) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR, at=office))
    reasons = {"reason_pl": "-", "reason_en": "-", "reason_ru": "-"}
    fields = {"office": office.pk, "first_on": "2026-12-08", "last_on": "2026-12-07"} | reasons

    response = client.post("/admin/scheduling/closure/add/", fields)

    assert errors(response) == {"last_on": ["The last day comes before the first."]}


def test_moving_the_clocks_over_a_visit_is_refused_in_words(
    client: Client, office: Office, service: Service
) -> None:
    monday = date.today() + timedelta(days=14)  # noqa: DTZ011  the database asks its own clock what is past
    monday -= timedelta(days=monday.weekday())
    make.appointment(office.counter_set.get(), service, make.local(office, monday, "14:00"))
    client.force_login(accounts.superuser(language="en"))
    fields = {
        "slug": office.slug,
        "name_pl": "Urząd",
        "address_pl": "ul. Przykładowa 1",
        "time_zone": "Europe/Helsinki",
        "is_open_to_public": "on",
    }

    response = client.post(f"/admin/accounts/office/{office.pk}/change/", fields)

    assert errors(response) == {
        "time_zone": ["Visits are booked that would lie in blocked time by these clocks. Cancel them first."]
    }
    office.refresh_from_db()
    assert office.time_zone == "Europe/Warsaw"
    moved = client.post(
        f"/admin/accounts/office/{office.pk}/change/", fields | {"time_zone": "Europe/Berlin"}
    )
    assert moved.status_code == 302


@pytest.mark.parametrize(
    ("first", "last", "weekdays", "is_refused"),
    [
        pytest.param("2026-12-02", "2026-12-02", [1], True, id="a-monday-on-a-wednesday"),
        pytest.param("2026-12-02", "2026-12-02", [3], False, id="a-wednesday-on-a-wednesday"),
        pytest.param("2026-12-02", "2026-12-06", [1, 2], True, id="five-days-without-them"),
        pytest.param("2026-12-02", "2026-12-07", [1], False, id="the-last-day-counts"),
        pytest.param("2026-12-02", "2027-12-02", [1], False, id="a-year-has-every-day"),
    ],
)
def test_a_window_that_would_block_nothing_is_refused(
    first: str, last: str, weekdays: list[int], is_refused: bool
) -> None:
    window = BlockedWindow(
        weekdays=weekdays, valid_from=date.fromisoformat(first), valid_to=date.fromisoformat(last)
    )

    if is_refused:
        with pytest.raises(ValidationError, match="nothing would happen"), translation.override("en"):
            window.clean()
    else:
        window.clean()
