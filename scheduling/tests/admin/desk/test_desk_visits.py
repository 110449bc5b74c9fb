"""The clerk's pages of a visit: finding, moving, cancelling, correcting, freeing, and the slip."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service, StaffAct
from scheduling.models.identity import identity_checked
from scheduling.tests import factories as make
from scheduling.tests.admin.desk_world import (
    DESK,
    VISITS,
    family,
    filled,
    focused,
    mistakes,
    page,
    put,
)
from scheduling.tests.views.walk import hidden, text

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

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
