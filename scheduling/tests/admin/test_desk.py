"""The clerk's pages: booking for a person, moving, cancelling, correcting, freeing, and the slip."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling import notices
from scheduling.actions import desk
from scheduling.actions.seating import TimeTakenError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Duty, Service, StaffAct
from scheduling.models.identity import identity_checked
from scheduling.tests import factories as make
from scheduling.tests.views.walk import hidden, text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

DESK = "/admin/scheduling/staffact/desk/"
VISITS = f"{DESK}visits/"
DAY = timedelta(days=1)
PERSON = {
    "given_names": "Oksana",
    "family_name": "Kovalenko",
    "birth_date_day": "27",
    "birth_date_month": "3",
    "birth_date_year": "1990",
    "citizenship": "UA",
}


@pytest.fixture(autouse=True)
def _gateway(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = "http://localhost:1/"


@pytest.fixture
def service() -> Service:
    return make.service(bring_en="Passport", bring_ru="Паспорт")


@pytest.fixture
def office(service: Service) -> Office:
    made = make.working_office(service)
    made.phone = "+48122100000"
    made.save()
    return made


@pytest.fixture
def clerk(office: Office, client: Client) -> User:
    made = accounts.member(Role.CLERK, at=office, name="Clerk Kowalska")
    client.force_login(made)
    return made


def filled(at: Office, **changes: str) -> dict[str, str]:
    service = Service.objects.get()
    choice = {"office": str(at.pk), "service": str(service.pk), "people": "1", "day": "2026-12-07"}
    rest = {"language": "ru", "reason": "phone", "start": "2026-12-07T08:00:00Z"}
    mark = {"shown": f"{at.pk}-{service.pk}-1-0-2026-12-07"}
    return choice | rest | mark | PERSON | changes


def put(office: Office, clock: str = "09:00", **fields: Any) -> Appointment:  # noqa: ANN401  any field
    """Put a booked visit there."""
    counter = office.counter_set.get()
    person: dict[str, Any] = {"given_names": "Olena", "family_name": "Bondar", "birth_date": date(1985, 1, 2)}
    made = make.appointment(
        counter,
        counter.services.get(),
        make.local(office, make.MONDAY, clock),
        **person | {"citizenship": "UA"} | fields,
    )
    return Appointment.objects.for_page().get(pk=made.pk)


def mistakes(answer: Any) -> list[str]:  # noqa: ANN401  a response of the test client
    return [error.message for error in answer.context["errors"]]


def focused(answer: Any) -> list[str]:  # noqa: ANN401  a response of the test client
    """Return the ids of what the page opens with the focus on."""
    tags = re.findall(r"<(?:input|select|button)[^>]*autofocus[^>]*>", answer.content.decode())
    return [found[1] if (found := re.search(r' id="([^"]+)"', tag)) else tag for tag in tags]


def page(visit: Appointment, name: str) -> str:
    return f"{VISITS}{visit.pk}/{name}/"


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


ADDRESSES = ["move", "cancellation", "contest", "name", "slip"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_clerk_of_another_office_finds_no_such_visit(client: Client, office: Office, name: str) -> None:
    client.force_login(accounts.member(Role.CLERK, at=make.working_office(slug="other")))
    visit = put(office)

    assert client.get(page(visit, name)).status_code == 404
    assert client.post(page(visit, name), {"reason": "phone"}).status_code == 404
    assert Event.objects.about(visit).count() == 0


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.ADMINISTRATOR])
def test_only_who_serves_people_acts_for_them(client: Client, office: Office, role: Role) -> None:
    client.force_login(accounts.member(role, at=office))
    visit = put(office)

    addresses = [DESK, VISITS, *(page(visit, name) for name in ADDRESSES)]

    assert {client.get(address).status_code for address in addresses} == {403}
    assert {client.post(address).status_code for address in addresses} == {403}


def test_a_stranger_is_led_to_the_sign_in(client: Client, office: Office) -> None:
    assert client.get(DESK).status_code == 302
    assert client.post(page(put(office), "cancellation")).status_code == 302
    assert Appointment.objects.get().state == AppointmentState.BOOKED


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("name", ADDRESSES)
def test_every_look_at_a_visit_is_written_down(client: Client, office: Office, name: str) -> None:
    visit = put(office)

    assert client.get(page(visit, name)).status_code == 200
    assert Event.objects.about(visit).filter(action="appointment.seen").count() == 1


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("typed", ["bondar", "Olena Bon", "02.01.1985", "1985-01-02", "2 1 1985"])
def test_a_visit_is_found_by_name_and_date_of_birth(client: Client, office: Office, typed: str) -> None:
    visit = put(office)
    put(office, "10:00", given_names="Ivan", family_name="Lis", birth_date=date(1999, 9, 9))

    assert client.get(VISITS, {"q": typed}).context["found"] == [visit]
    assert Event.objects.about(visit).filter(action="appointment.seen").count() == 1


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    ("typed", "family_name"), [("Kovalenko", "Коваленко"), ("Коваленко", "Kovalenko"), ("zolc", "Żółć")]
)
def test_a_visit_is_found_in_another_alphabet(
    client: Client, office: Office, typed: str, family_name: str
) -> None:
    visit = put(office, family_name=family_name)
    put(office, "10:00", given_names="Ivan", family_name="Lis")

    assert client.get(VISITS, {"q": typed}).context["found"] == [visit]


@pytest.mark.usefixtures("clerk")
def test_the_rows_say_who_is_who_and_no_more(client: Client, office: Office) -> None:
    family(client, office)
    put(office, "11:00")
    put(office, "10:00", given_names="Oksana Maria", birth_date=date(2001, 9, 9))

    said = text(client.get(VISITS, {"q": "bondar"}))
    together = text(client.get(VISITS, {"q": "taras"}))

    assert [part in said for part in ("· O. B. (1985) ·", "· O. M. B. (2001) ·")] == [True, True]
    assert "· O. K. (1990), T. K. (1990) ·" in together
    assert "Bondar" not in said


@pytest.mark.usefixtures("clerk")
def test_a_date_of_birth_narrows_what_is_found(client: Client, office: Office) -> None:
    visit = put(office)
    put(office, "10:00", birth_date=date(2001, 9, 9))

    assert client.get(VISITS, {"q": "bondar", "born": "02.01.1985"}).context["found"] == [visit]
    assert client.get(VISITS, {"q": "Бондар", "born": "1985-01-02"}).context["found"] == [visit]
    assert client.get(VISITS, {"born": "02.01.1985"}).context["found"] == [visit]
    assert client.get(VISITS, {"q": "lis", "born": "02.01.1985"}).context["found"] == []
    wrong = client.get(VISITS, {"q": "bondar", "born": "<1985"})
    assert (wrong.status_code, wrong.context["found"], focused(wrong)) == (422, [], ["id_born"])
    assert "Enter the date of birth, for example 27.03.1990" in text(wrong)
    assert 'value="&lt;1985"' in wrong.content.decode()


@pytest.mark.usefixtures("clerk")
def test_finding_reads_as_often_for_ten_as_for_three(client: Client, office: Office) -> None:
    def reads() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(VISITS, {"q": "Бондар"})
        return sum(query["sql"].startswith("SELECT") for query in made.captured_queries)

    for number in range(10):
        put(office, f"{8 + number // 4:02}:{number % 4 * 15:02}")
        if number == 2:
            reads()
            three = reads()

    assert reads() == three


@pytest.mark.usefixtures("clerk")
def test_a_visit_is_found_by_its_reference_however_it_is_typed(client: Client, office: Office) -> None:
    visit = put(office)

    typed = visit.reference.lower().replace("-", " ")

    assert client.get(VISITS, {"q": typed}).context["found"] == [visit]


@pytest.mark.usefixtures("clerk")
def test_what_is_over_cancelled_or_elsewhere_is_not_found(client: Client, office: Office) -> None:
    service = Service.objects.get()
    other = make.working_office(service, slug="other")
    put(other)
    put(office, "10:00", state=AppointmentState.CANCELLED)

    answer = client.get(VISITS, {"q": "bondar"})

    assert (answer.context["found"], "No coming visit found" in text(answer)) == ([], True)


@pytest.mark.usefixtures("clerk")
def test_no_more_than_ten_are_shown_and_counted_as_seen(client: Client, office: Office) -> None:
    for number in range(11):
        put(office, f"{8 + number // 4:02}:{number % 4 * 15:02}")

    answer = client.get(VISITS, {"q": "bondar"})

    assert (len(answer.context["found"]), answer.context["has_more"]) == (10, True)
    assert Event.objects.filter(action="appointment.seen").count() == 10
    assert client.get(VISITS).context["found"] == []


@pytest.mark.usefixtures("clerk")
def test_one_of_several_leads_to_their_booking(client: Client, office: Office) -> None:
    lead = family(client, office)

    assert client.get(VISITS, {"q": "taras"}).context["found"] == [lead]
    member = lead.members.get()
    assert client.get(page(member, "move")).status_code == 404
    shown = client.get(f"/admin/scheduling/appointment/{member.pk}/change/").content.decode()
    assert f"/admin/scheduling/appointment/{lead.pk}/change/" in shown


def family(client: Client, office: Office) -> Appointment:
    second = {f"p2-{name}": value for name, value in PERSON.items()} | {"p2-given_names": "Taras"}
    mark = f"{office.pk}-{Service.objects.get().pk}-2-0-2026-12-07"
    client.post(DESK, filled(office, people="2", shown=mark, **second))
    return Appointment.objects.get(lead=None)


@pytest.mark.usefixtures("clerk")
def test_a_clerk_moves_a_visit(client: Client, office: Office) -> None:
    visit = put(office)
    start = {"day": "2026-12-07", "shown": "2026-12-07", "seen": "0", "start": "2026-12-07T09:00:00Z"}

    answer = client.post(page(visit, "move"), {**start, "reason": "desk"})

    visit.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, page(visit, "slip"))
    assert visit.interval.start == make.local(office, make.MONDAY, "10:00")
    assert StaffAct.objects.get().reason == "desk"


@pytest.mark.usefixtures("clerk")
def test_moving_begins_with_the_times_of_the_day_of_the_visit(client: Client, office: Office) -> None:
    answer = client.get(page(put(office), "move"))

    clocks = [time.clock for time in answer.context["times"].offered]
    assert ("09:00" in clocks, "09:15" in clocks) == (False, True)
    assert focused(answer) == ["id_start_0"]


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    ("change", "status", "mistake"),
    [
        ({"start": ""}, 422, ["Choose a time"]),
        ({"reason": ""}, 422, ["Choose the reason"]),
        ({"day": "2026-11-01"}, 422, ["This day is over. Choose today or a later day"]),
        ({"day": "2026-12-08"}, 200, []),
        ({"other_day": "2026-12-08"}, 200, []),
        ({"do": "times"}, 200, []),
    ],
)
def test_a_move_asks_for_what_is_missing(
    client: Client, office: Office, change: dict[str, str], status: int, mistake: list[str]
) -> None:
    visit = put(office)
    start = {"day": "2026-12-07", "shown": "2026-12-07", "seen": "0", "start": "2026-12-07T09:00:00Z"}

    answer = client.post(page(visit, "move"), {**start, "reason": "desk", "note": "Kept", **change})

    assert (answer.status_code, mistakes(answer)) == (status, mistake)
    assert answer.context["reason"]["note"].value() == "Kept"
    assert StaffAct.objects.count() == 0


@pytest.mark.usefixtures("clerk")
def test_a_visit_that_somebody_else_has_moved_is_left_there(client: Client, office: Office) -> None:
    visit = put(office)
    Appointment.objects.filter(pk=visit.pk).update(sequence=1)
    start = {"day": "2026-12-07", "shown": "2026-12-07", "seen": "0", "start": "2026-12-07T09:00:00Z"}

    answer = client.post(page(visit, "move"), {**start, "reason": "desk"}, follow=True)

    assert "the visit was moved meanwhile" in text(answer)
    assert StaffAct.objects.count() == 0


@pytest.mark.usefixtures("clerk")
def test_a_clerk_cancels_a_visit(client: Client, office: Office) -> None:
    visit = put(office)

    answer = client.post(page(visit, "cancellation"), {"reason": "office", "seen": "0"}, follow=True)

    visit.refresh_from_db()
    assert (visit.state, visit.cancelled_by) == (AppointmentState.CANCELLED, "office")
    assert "The visit is cancelled." in text(answer)


@pytest.mark.usefixtures("clerk")
def test_a_clerk_cancels_for_one_of_several(client: Client, office: Office) -> None:
    lead = family(client, office)

    client.post(page(lead, "cancellation"), {"reason": "phone", "number": "2", "seen": "0"})

    lead.refresh_from_db()
    assert (lead.state, lead.people) == (AppointmentState.BOOKED, 1)


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("name", ["cancellation", "contest"])
def test_of_several_the_clerk_says_who_it_is_about(client: Client, office: Office, name: str) -> None:
    lead = family(client, office)
    sent = {"reason": "phone", "has_seen": "on", "seen": "0"}

    opened = client.get(page(lead, name)).content.decode()
    unsaid = client.post(page(lead, name), sent)

    assert re.findall(r'<input type="radio"[^>]*checked', opened) == []
    assert (unsaid.status_code, mistakes(unsaid)) == (422, ["Choose who it is about, or all of them"])
    assert Appointment.objects.filter(state=AppointmentState.BOOKED).count() == 2
    client.post(page(lead, name), sent | {"number": "all"})
    assert Appointment.objects.filter(state=AppointmentState.BOOKED).count() == 0


@pytest.mark.usefixtures("clerk")
def test_a_contested_visit_is_freed_only_by_who_has_seen_the_passport(client: Client, office: Office) -> None:
    visit = put(office)

    refused = client.post(page(visit, "contest"), {"seen": "0"})

    assert (refused.status_code, focused(refused)) == (422, ["id_has_seen"])
    assert mistakes(refused) == ["Look at the person's passport first, and confirm that you did"]
    client.post(page(visit, "contest"), {"has_seen": "on", "seen": "0"})
    visit.refresh_from_db()
    assert (visit.state, StaffAct.objects.get().kind) == (AppointmentState.CANCELLED, "freed")


@pytest.mark.usefixtures("clerk")
def test_a_clerk_corrects_a_spelling(client: Client, office: Office) -> None:
    visit = put(office)
    names = {"given_names": "Olena", "family_name": "Bondarr", "has_seen": "on"}
    names["seen"] = hidden(client.get(page(visit, "name")), "seen")

    answer = client.post(page(visit, "name"), names, follow=True)

    visit.refresh_from_db()
    assert (visit.family_name, "The name is corrected." in text(answer)) == ("Bondarr", True)


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({}, "Nothing has changed. Write the name as the passport has it"),
        ({"family_name": "Nowak"}, "This could be the name of another person."),
        ({"family_name": "Bondarr", "has_seen": ""}, "Look at the person's passport first"),
        ({"family_name": "12"}, "Write the name with letters"),
    ],
)
def test_a_correction_that_is_none_is_refused(
    client: Client, office: Office, change: dict[str, str], mistake: str
) -> None:
    visit = put(office)
    names = {"given_names": "Olena", "family_name": "Bondar", "has_seen": "on"}
    names["seen"] = hidden(client.get(page(visit, "name")), "seen")

    answer = client.post(page(visit, "name"), names | change)

    assert (answer.status_code, len(mistakes(answer))) == (422, 1)
    assert mistakes(answer)[0].startswith(mistake)
    visit.refresh_from_db()
    assert visit.family_name == "Bondar"


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("name", ["move", "cancellation", "contest", "name"])
def test_a_visit_that_is_cancelled_is_left_alone(client: Client, office: Office, name: str) -> None:
    visit = put(office, state=AppointmentState.CANCELLED)
    sent = {"reason": "phone", "has_seen": "on", "given_names": "Olena", "family_name": "Bondarr"}

    for answer in (
        client.get(page(visit, name), follow=True),
        client.post(page(visit, name), sent, follow=True),
    ):
        assert "Nothing is changed: the visit is not booked any more" in text(answer)
    assert StaffAct.objects.count() == 0


@pytest.mark.usefixtures("clerk")
def test_the_slip_is_in_the_persons_language_and_names_nobody(client: Client, office: Office) -> None:
    client.post(DESK, filled(office))
    visit = Appointment.objects.get()

    answer = client.get(page(visit, "slip"))

    slip = answer.content.decode().partition("<main")[2]
    assert 'lang="ru"' in slip
    assert "Паспорт" in slip
    assert "O. K." in slip
    assert "Oksana" not in slip
    assert "Kovalenko" not in slip
    assert " – ".join(visit.reference.split("-")[0]) not in slip
    assert f"{' '.join(visit.reference[:4])} – {' '.join(visit.reference[5:])}" in slip
    assert "+48 12 210 00 00" in slip
    assert notices.short_name_of(visit) in slip
    assert (
        'lang="pl"'
        in client.get(page(visit, "slip"), {"language": "pl"}).content.decode().partition("<main")[2]
    )


@pytest.mark.usefixtures("clerk")
def test_the_reference_is_dictated_in_three_languages(client: Client, office: Office) -> None:
    visit = put(office)
    Appointment.objects.filter(pk=visit.pk).update(reference="7F3K-9M2Q")

    shown = client.get(page(visit, "slip")).content.decode()
    said = " ".join(re.sub(r"<[^>]+>", " ", shown).split())

    for words in ("7 siedem F Franciszek", "7 seven F Foxtrot", "7 семь F эф – Фёдор"):
        assert words in said


@pytest.mark.usefixtures("clerk")
def test_the_slip_of_a_cancelled_visit_says_so(client: Client, office: Office) -> None:
    visit = put(office, state=AppointmentState.CANCELLED)

    answer = client.get(page(visit, "slip"), {"language": "en"})

    assert "This visit is not booked any more." in text(answer)


@pytest.mark.usefixtures("clerk")
def test_the_slip_is_offered_in_the_other_languages(client: Client, office: Office) -> None:
    shown = client.get(page(put(office, language="ru"), "slip")).content.decode()

    assert re.findall(r">(Slip in [^<]+)<", shown) == ["Slip in Polish", "Slip in English"]


@pytest.mark.usefixtures("clerk")
def test_what_the_person_needs_is_said_of_them_and_not_by_them(client: Client, office: Office) -> None:
    Service.objects.update(admits_interpreter=True)

    asked = text(client.post(DESK, filled(office, do="times")))
    seen = text(
        client.get(f"/admin/scheduling/appointment/{put(office, arrangements=['interpreter']).pk}/change/")
    )

    assert "The person brings their own interpreter" in asked
    assert "I bring my own interpreter" not in asked
    assert "The person brings their own interpreter" in seen
    assert "Ukraine" in seen


@pytest.mark.usefixtures("clerk")
def test_the_page_of_a_visit_leads_to_what_a_clerk_can_do(client: Client, office: Office) -> None:
    client.post(DESK, filled(office, note="Called twice"))
    visit = Appointment.objects.get()

    shown = client.get(f"/admin/scheduling/appointment/{visit.pk}/change/")

    assert [url for _text, url in shown.context["desk"].links] == [
        page(visit, name) for name in ("slip", "move", "cancellation", "name", "contest")
    ]
    assert "booked The person phoned Called twice Clerk Kowalska" in text(shown)


def test_others_see_what_clerks_did_and_cannot_act(client: Client, office: Office, clerk: User) -> None:
    client.post(DESK, filled(office))
    visit = Appointment.objects.get()
    Group.objects.get(name=Role.CLERK).permissions.remove(Permission.objects.get(codename="add_staffact"))

    shown = client.get(f"/admin/scheduling/appointment/{visit.pk}/change/")

    assert shown.context["desk"].links == []
    assert [act.by for act, _moment in shown.context["desk"].acts] == [clerk]


@pytest.mark.usefixtures("clerk")
def test_the_people_of_a_booking_are_shown_with_their_times(client: Client, office: Office) -> None:
    lead = family(client, office)

    said = text(client.get(f"/admin/scheduling/appointment/{lead.pk}/change/"))

    assert "2 people come together" in said
    assert "Oksana Kovalenko 1990-03-27 Ukraine 09:00" in said
    assert "Taras Kovalenko 1990-03-27 Ukraine 09:15" in said
    assert "Case number" not in said.partition("2 people come together")[2]
    with identity_checked(lead.members.get()):
        lead.members.update(case_number="WSC-II.6151.2.2026")
    said = text(client.get(f"/admin/scheduling/appointment/{lead.pk}/change/"))
    assert "Date of birth Citizenship Case number Time" in said
    assert "Taras Kovalenko 1990-03-27 Ukraine WSC-II.6151.2.2026 09:15" in said
    assert (
        page(lead.members.get(), "name")
        in client.get(f"/admin/scheduling/appointment/{lead.pk}/change/").content.decode()
    )
