"""The clerk's pages: booking for a person."""

from datetime import timedelta

import pytest
from django.test import Client

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.actions import desk
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Duty, Service, StaffAct
from scheduling.tests import factories as make
from scheduling.tests.admin.desk_world import DESK, PERSON, filled, focused, mistakes, page, put
from scheduling.tests.views.walk import text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

DAY = timedelta(days=1)


def test_a_clerk_books_for_a_caller_and_comes_to_the_slip(
    client: Client, office: Office, clerk: User
) -> None:
    answer = client.post(DESK, filled(office))

    visit = Appointment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page(visit, "slip"))
    assert (visit.state, visit.person, visit.language) == (
        AppointmentState.BOOKED,
        "Oksana Kovalenko",
        "ru",
    )
    assert visit.interval.start == make.local(office, make.MONDAY, "09:00")
    assert StaffAct.objects.get().by == clerk


@pytest.mark.usefixtures("clerk")
def test_two_clicks_book_once_and_both_lead_to_the_slip(client: Client, office: Office) -> None:
    first, second = client.post(DESK, filled(office)), client.post(DESK, filled(office))

    visit = Appointment.objects.get()
    assert {first["Location"], second["Location"]} == {page(visit, "slip")}
    assert StaffAct.objects.count() == 1


def test_what_a_colleague_has_booked_is_no_second_click(client: Client, office: Office, clerk: User) -> None:
    client.post(DESK, filled(office))
    client.force_login(accounts.member(Role.CLERK, at=office))

    assert client.post(DESK, filled(office)).status_code == 422
    assert StaffAct.objects.get().by == clerk


@pytest.mark.usefixtures("clerk")
def test_the_page_opens_with_the_focus_where_the_clerk_begins(client: Client, office: Office) -> None:
    answer = client.get(DESK)

    assert "Book for a person" in text(answer)
    assert focused(answer) == ["id_service"]
    assert f'name="office" value="{office.pk}"' in answer.content.decode()


def test_a_clerk_of_two_offices_chooses_one(client: Client, office: Office, clerk: User) -> None:
    accounts.member(Role.CLERK, at=make.working_office(slug="second"), of=clerk)

    answer = client.get(DESK)

    assert focused(answer) == ["id_office"]
    assert set(answer.context["filled"].choice.fields["office"].queryset) == set(Office.objects.all())
    assert office in Office.objects.all()


@pytest.mark.usefixtures("clerk")
def test_enter_first_shows_the_times_and_keeps_what_was_typed(client: Client, office: Office) -> None:
    answer = client.post(
        DESK, filled(office, shown="", family_name="Kov1", birth_date_day="99", note="Urgent")
    )

    filled_in = answer.context["filled"]
    assert (answer.status_code, mistakes(answer)) == (200, [])
    assert filled_in.party.lead["family_name"].value() == "Kov1"
    assert 'value="99"' in answer.content.decode()
    assert filled_in.reason["note"].value() == "Urgent"
    assert filled_in.reason["reason"].value() == "phone"
    assert filled_in.language["language"].value() == "ru"
    assert [time.clock for time in filled_in.times.offered][:2] == ["07:30", "07:45"]
    assert focused(answer) == ["id_start_0"]
    assert Appointment.objects.count() == 0


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    "change", [{"do": "times"}, {"day": "2026-12-08"}, {"people": "2"}, {"longer": "on"}]
)
def test_other_times_are_shown_before_they_are_booked(
    client: Client, office: Office, service: Service, change: dict[str, str]
) -> None:
    Service.objects.filter(pk=service.pk).update(longer_minutes=30)

    answer = client.post(DESK, filled(office, **change))

    assert (answer.status_code, Appointment.objects.count()) == (200, 0)


@pytest.mark.usefixtures("clerk")
def test_times_that_the_public_cannot_take_are_marked(client: Client, office: Office) -> None:
    far = make.MONDAY + 84 * DAY
    make.duty(office.counter_set.get(), on=far, ends="08:00")

    answer = client.post(DESK, filled(office, day=far.isoformat()))

    assert text(answer).count("07:30 –07:45 out of turn") == 1
    assert "Out of turn: the public cannot take this time." in text(answer)
    near = client.post(DESK, filled(office, do="times"))
    assert "07:30 –07:45 07:45" in text(near)
    assert "Out of turn" not in text(near)


@pytest.mark.usefixtures("clerk")
def test_a_day_without_times_leads_to_the_next_ones(client: Client, office: Office) -> None:
    answer = client.post(DESK, filled(office, day="2026-12-05"))

    assert "No free time: Saturday 5 December 2026" in text(answer)
    assert 'name="other_day" value="2026-12-07" autofocus' in answer.content.decode()
    other = client.post(DESK, filled(office, day="2026-12-05", other_day="2026-12-07"))
    assert other.context["filled"].times.day == "Monday 7 December 2026"
    assert other.context["filled"].party.lead["given_names"].value() == "Oksana"


@pytest.mark.usefixtures("clerk")
def test_an_office_without_duties_says_so(client: Client, office: Office) -> None:
    Duty.objects.all().delete()

    assert "There is none within three months." in text(client.post(DESK, filled(office)))


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    ("change", "mistake", "focus"),
    [
        ({"service": ""}, "Choose the service", "id_service"),
        ({"day": ""}, "Enter the day", "id_day"),
        ({"day": "soon"}, "Enter the day as a date", "id_day"),
        ({"day": "2026-11-30"}, "This day is over. Choose today or a later day", "id_day"),
        ({"day": "2030-01-01"}, "This day is too far ahead", "id_day"),
        ({"people": "6"}, "At most 5 people come with one booking of this service", "id_people"),
    ],
)
def test_what_cannot_be_looked_for_is_said(  # noqa: PLR0917  a case, and its world
    client: Client, office: Office, service: Service, change: dict[str, str], mistake: str, focus: str
) -> None:
    Service.objects.filter(pk=service.pk).update(most_people=5)

    answer = client.post(DESK, filled(office, **change))

    assert (answer.status_code, mistakes(answer), focused(answer)) == (422, [mistake], [focus])
    assert answer.context["filled"].party.lead["given_names"].value() == "Oksana"


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    ("change", "mistake", "focus"),
    [
        ({"start": ""}, "Choose a time", "id_start_0"),
        (
            {"start": "2026-12-07T14:00:00Z"},
            "This time is taken now. Choose another one: everything else is kept",
            "id_start_0",
        ),
        (
            {"given_names": "", "family_name": ""},
            "Enter the given names or the family name, as they stand in the passport",
            "id_given_names",
        ),
        ({"birth_date_year": ""}, "Date of birth must include a year", "id_birth_date_year"),
        ({"email": "oksana"}, "Enter an e-mail address in the right form, like name@example.com", "id_email"),
        ({"reason": ""}, "Choose the reason", "id_reason"),
        (
            {"reason": "spelling"},
            "Select a valid choice. spelling is not one of the available choices.",
            "id_reason",
        ),
        ({"reason": "other"}, "Write in the note what the other reason is", "id_note"),
    ],
)
def test_the_focus_goes_to_the_first_mistake(
    client: Client, office: Office, change: dict[str, str], mistake: str, focus: str
) -> None:
    answer = client.post(DESK, filled(office, **change))

    assert (answer.status_code, mistakes(answer), focused(answer)) == (422, [mistake], [focus])
    assert Appointment.objects.count() == 0


@pytest.mark.usefixtures("clerk")
def test_a_time_that_is_taken_meanwhile_leaves_all_the_rest(client: Client, office: Office) -> None:
    put(office, "09:00")

    answer = client.post(DESK, filled(office))

    assert (answer.status_code, focused(answer)) == (422, ["id_start_0"])
    assert answer.context["filled"].party.lead["family_name"].value() == "Kovalenko"
    assert "09:00" not in [time.clock for time in answer.context["filled"].times.offered]


@pytest.mark.usefixtures("clerk")
def test_a_time_that_is_lost_at_the_last_moment_leaves_all_the_rest(
    client: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(**_arguments: object) -> None:
        raise TimeTakenError

    monkeypatch.setattr(desk, "book", lose)

    answer = client.post(DESK, filled(office))

    assert (answer.status_code, focused(answer)) == (409, ["id_start_0"])
    assert answer.context["filled"].reason["reason"].value() == "phone"


@pytest.mark.usefixtures("clerk")
def test_a_family_is_booked_in_one(client: Client, office: Office) -> None:
    second = {f"p2-{name}": value for name, value in PERSON.items()} | {"p2-given_names": "Taras"}
    mark = f"{office.pk}-{Service.objects.get().pk}-2-0-2026-12-07"

    client.post(DESK, filled(office, people="2", shown=mark, **second))

    assert [row.given_names for row in Appointment.objects.order_by("number")] == ["Oksana", "Taras"]


@pytest.mark.usefixtures("clerk")
def test_whoever_has_a_visit_already_is_shown_with_it(client: Client, office: Office) -> None:
    client.post(DESK, filled(office))
    there = Appointment.objects.get()

    answer = client.post(DESK, filled(office, start="2026-12-07T09:00:00Z"))

    assert answer.status_code == 409
    assert answer.context["own"] == [there]
    for name in ("move", "cancellation", "contest", "slip"):
        assert page(there, name) in answer.content.decode()
    assert answer.context["filled"].party.lead["family_name"].value() == "Kovalenko"
    assert Event.objects.about(there).filter(action="appointment.seen").count() == 1


def test_a_visit_at_another_office_is_not_shown(client: Client, office: Office, service: Service) -> None:
    other = make.working_office(service, slug="other")
    client.force_login(accounts.member(Role.CLERK, at=other))
    client.post(DESK, filled(other))
    there = Appointment.objects.get()
    client.force_login(accounts.member(Role.CLERK, at=office))

    answer = client.post(DESK, filled(office, start="2026-12-07T09:00:00Z"))

    assert (answer.status_code, answer.context["own"]) == (409, [])
    assert "It is at another office: Office other." in text(answer)
    assert there.reference not in answer.content.decode()


@pytest.mark.usefixtures("clerk")
def test_another_office_is_not_there_to_book_at(client: Client, office: Office, service: Service) -> None:
    other = make.working_office(service, slug="other")

    assert client.post(DESK, filled(office, office=str(other.pk))).status_code == 404
    assert client.post(DESK, filled(office, office="x")).status_code == 404
