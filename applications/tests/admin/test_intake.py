"""A case registered by a clerk: what is typed, what a visit says, and whose case it may be."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from applications.actions.correcting import void
from applications.choices import EventKind, Part, Stage
from applications.models import Application, CaseEvent
from applications.tests import factories as make
from applications.tests.admin.worklist_world import ADD, DAY, LIST, NOW, TODAY, case, signed_in
from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from scheduling.choices import OutcomeKind
from scheduling.models import Appointment, Outcome, Service
from scheduling.tests import factories as visits

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def office() -> Office:
    return visits.working_office(visits.service())


def typed(**changes: str) -> dict[str, str]:
    return {
        "procedure": str(make.procedure("TEMP_WORK").pk),
        "filed_on": "2026-11-30",
        "channel": "post",
        "case_number": "",
        "external_ref": "",
        "given_names": "Olena",
        "family_name": "Kovalenko",
        "birth_date_day": "17",
        "birth_date_month": "5",
        "birth_date_year": "1990",
        "citizenship": "UA",
        "document_number": "FA 123456",
        "stay_until": "2027-01-15",
        "party_name": "",
        "email": "olena@example.test",
        "phone": "+48 600 000 000",
        "language": "ru",
    } | changes


def born(day: str, month: str, year: str) -> dict[str, str]:
    return {"birth_date_day": day, "birth_date_month": month, "birth_date_year": year}


def test_a_case_is_registered_as_it_was_typed(client: Client, office: Office) -> None:
    clerk = signed_in(client, Role.CLERK, at=office)

    answer = client.post(ADD, typed())

    made = Application.objects.get()
    assert answer.headers["Location"] == f"{LIST}{made.pk}/change/"
    assert (made.office, made.procedure.code, made.channel, made.filed_on) == (
        office,
        "TEMP_WORK",
        "post",
        date(2026, 11, 30),
    )
    assert (made.name, made.birth_date, made.citizenship.code) == ("Olena Kovalenko", date(1990, 5, 17), "UA")
    assert (made.stay_until, made.language) == (date(2027, 1, 15), "ru")
    assert (made.email, made.phone) == ("olena@example.test", "+48600000000")
    assert "123456" not in str(made.__dict__)
    assert (made.stage, made.case_number, made.sequence) == (Stage.SUBMITTED, "", 1)
    assert CaseEvent.objects.get().by == clerk


def test_a_case_may_have_its_number_at_once(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)

    client.post(ADD, typed(case_number="sc-ii 6151.77.2026"))

    made = Application.objects.get()
    assert (made.case_number, made.stage) == ("SC-II.6151.77.2026", Stage.REGISTERED)
    assert CaseEvent.objects.get(kind="registered").on == TODAY


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"procedure": ""}, "Choose the procedure"),
        ({"filed_on": ""}, "Enter the day"),
        ({"filed_on": "2026-02-30"}, "Enter the day as a date"),
        ({"filed_on": "2026-12-02"}, "The day lies ahead. An application is registered once it has come"),
        ({"filed_on": "1989-12-31"}, "Check the year: it is too long ago"),
        ({"filed_on": "0001-01-01"}, "Check the year: it is too long ago"),
        ({"stay_until": "9999-12-31"}, "Check the year"),
        (
            {"case_number": "12345"},
            "Enter the whole case number as it stands in the letter, for example SC‑II.6151.12345.2020",
        ),
        (
            {"document_number": "—"},
            "Write the number with the letters A to Z and digits, as the passport has it",
        ),
        (
            {"given_names": "", "family_name": ""},
            "Enter the given names or the family name, as they stand in the passport",
        ),
        (born("1", "12", "2026"), "Date of birth must be in the past"),
        (born("", "", ""), "Enter the date of birth"),
        ({"citizenship": ""}, "Choose the citizenship"),
        ({"citizenship": "AQ"}, "Choose the citizenship from the list"),
        ({"email": "olena@"}, "Enter an e-mail address in the right form, like name@example.com"),
        ({"channel": "pigeon"}, "Select a valid choice. pigeon is not one of the available choices."),
        ({"external_ref": "x" * 61}, "Ensure this value has at most 60 characters (it has 61)."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, office: Office, wrong: dict[str, str], said: str
) -> None:
    signed_in(client, Role.CLERK, at=office)

    page = client.post(ADD, typed(**wrong))

    assert page.status_code == 422
    assert [error.message for error in page.context["errors"]] == [said]
    assert page.context["form"]["party_name"].value() == ""
    assert page.context["form"]["document_number"].value() == wrong.get("document_number", "FA 123456")
    assert Application.objects.count() == 0


def test_in_a_work_permit_case_the_employer_is_asked_for(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)
    permit = str(make.procedure("WP_A").pk)

    without = client.post(ADD, typed(procedure=permit))
    client.post(ADD, typed(procedure=permit, party_name="Example sp. z o.o."))

    assert [error.message for error in without.context["errors"]] == [
        "Write who the party is: it is their case"
    ]
    assert Application.objects.get().party_name == "Example sp. z o.o."


def test_what_another_authority_handles_is_not_offered(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)

    page = client.post(ADD, typed(procedure=str(make.procedure("WP_S").pk)))

    assert page.status_code == 422
    assert Application.objects.count() == 0


def test_a_number_and_a_reference_are_of_one_case(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)
    other = case(office, "Petrenko", given_names="Ivan")
    make.happen(other, EventKind.REGISTERED, data={"case_number": "SC-II.6151.77.2026"})
    Application.objects.filter(pk=other.pk).update(external_ref="MOS-1")

    number = client.post(ADD, typed(case_number="SC-II.6151.77.2026"))
    reference = client.post(ADD, typed(external_ref="MOS-1"))

    assert [error.message for error in number.context["errors"]] == ["Another case has this number"]
    assert [error.message for error in reference.context["errors"]] == [
        "The office has a case with this reference already"
    ]
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({}, ["the same passport number", "the same name and date of birth"], id="all"),
        pytest.param({"document_number": ""}, ["the same name and date of birth"], id="name"),
        pytest.param(
            {"document_number": "", "given_names": "Олена", "family_name": "Коваленко"},
            ["the same name and date of birth"],
            id="alphabet",
        ),
        pytest.param(
            {"document_number": "", "family_name": "Kovslenko"},
            ["a similar name and the same date of birth"],
            id="slip",
        ),
        pytest.param(
            {"document_number": "fa-123456", "family_name": "Petrenko"},
            ["the same passport number"],
            id="passport",
        ),
    ],
)
def test_cases_that_may_be_of_the_same_person_are_shown_first(
    client: Client, office: Office, changes: dict[str, str], why: list[str]
) -> None:
    clerk = signed_in(client, Role.CLERK, at=office)
    known = case(office, document_number="FA123456", filed_on=TODAY - 400 * DAY)

    page = client.post(ADD, typed(**changes))

    assert page.status_code == 409
    assert [(each.case, each.why) for each in page.context["likes"].own] == [(known, why)]
    assert Application.objects.count() == 1
    assert Event.objects.get(action="case.compared", user=clerk).data == {"cases": [known.pk]}


def test_day_and_month_the_other_way_round_are_seen(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)
    known = case(office, birth_date=date(1990, 7, 5))

    page = client.post(ADD, typed(**born("7", "5", "1990"), document_number=""))

    assert [(each.case, each.why) for each in page.context["likes"].own] == [
        (known, ["the same name, and day and month of birth the other way round"])
    ]


def test_once_a_clerk_has_looked_it_is_another_case(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)
    known = case(office)
    mark = client.post(ADD, typed()).context["likes"].mark

    unticked = client.post(ADD, typed(likes=mark))
    client.post(ADD, typed(likes=mark, is_other_case="on"))

    assert (unticked.status_code, mark) == (422, str(known.pk))
    assert Application.objects.count() == 2


def test_a_tick_counts_for_no_case_that_was_not_shown(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)
    case(office)
    mark = client.post(ADD, typed()).context["likes"].mark
    case(office)

    page = client.post(ADD, typed(likes=mark, is_other_case="on"))

    assert page.status_code == 409
    assert len(page.context["likes"].own) == 2
    assert not page.context["other"].is_bound


def test_of_a_case_at_another_office_only_the_office_is_said(client: Client, office: Office) -> None:
    signed_in(client, Role.CLERK, at=office)
    case(accounts.office("tarnow", name="Tarnów"), given_names="Olena Secret")

    page = client.post(ADD, typed(given_names="Olena"))

    assert (page.status_code, page.context["likes"].own) == (409, [])
    assert page.context["likes"].elsewhere == ["Tarnów"]
    assert "Secret" not in page.content.decode()


@pytest.fixture
def visit(office: Office) -> Appointment:
    """Return a visit of this morning at which somebody was served."""
    counter = office.counter_set.earliest("pk")
    made = visits.appointment(
        counter,
        counter.services.earliest("pk"),
        NOW - timedelta(hours=1),
        given_names="Givi",
        family_name="Beridze",
        birth_date="1985-01-02",
        citizenship="GE",
        email="givi@example.test",
        language="en",
    )
    by = accounts.member(Role.CLERK, at=office)
    Outcome.objects.create(appointment=made, kind=OutcomeKind.SERVED, by=by, at=NOW)
    return made


def values(page: Any, *names: str) -> list[Any]:  # noqa: ANN401  a response, and what its fields begin with
    return [page.context["form"][name].value() for name in names]


def test_what_a_finished_visit_says_is_not_typed_again(
    client: Client, office: Office, visit: Appointment
) -> None:
    clerk = signed_in(client, Role.CLERK, at=office)

    begun = client.get(ADD)
    page = client.get(ADD, {"visit": visit.pk})

    assert [each.pk for each in begun.context["recent"]] == [visit.pk]
    assert "Beridze" not in begun.content.decode()
    assert values(page, "given_names", "family_name", "citizenship", "email", "language") == [
        "Givi",
        "Beridze",
        "GE",
        "givi@example.test",
        "en",
    ]
    assert values(page, "birth_date", "filed_on") == [date(1985, 1, 2), TODAY]
    assert Event.objects.filter(action="appointment.seen", user=clerk).count() == 1


def test_the_visit_stands_in_the_case(client: Client, office: Office, visit: Appointment) -> None:
    signed_in(client, Role.CLERK, at=office)

    client.post(ADD, typed(visit=str(visit.pk), filed_on="2026-12-01"))

    entry = CaseEvent.objects.get(kind="visited")
    assert (entry.on, entry.data) == (TODAY, {"service": visit.service.code, "visit": visit.pk})


def test_what_the_visit_was_for_has_happened_if_it_was_their_own(
    client: Client, office: Office, visit: Appointment
) -> None:
    signed_in(client, Role.CLERK, at=office)
    Service.objects.filter(pk=visit.service_id).update(code="COMPLETE")
    own = {"visit": str(visit.pk), "filed_on": "2026-12-01", **born("2", "1", "1985")}

    client.post(ADD, typed(**own))

    entry = CaseEvent.objects.exclude(kind="received").get()
    assert (entry.kind, entry.on, entry.data["visit"]) == ("appeared", TODAY, visit.pk)


def test_at_the_visit_of_another_person_somebody_came(
    client: Client, office: Office, visit: Appointment
) -> None:
    signed_in(client, Role.CLERK, at=office)
    Service.objects.filter(pk=visit.service_id).update(code="COMPLETE")

    client.post(ADD, typed(visit=str(visit.pk), filed_on="2026-12-01", **born("3", "9", "1985")))

    assert CaseEvent.objects.exclude(kind="received").get().kind == "visited"


def test_a_visit_is_taken_in_once(client: Client, office: Office, visit: Appointment) -> None:
    signed_in(client, Role.CLERK, at=office)
    client.post(ADD, typed(visit=str(visit.pk), filed_on="2026-12-01"))

    begun, named = client.get(ADD), client.get(ADD, {"visit": visit.pk})
    client.post(
        ADD, typed(visit=str(visit.pk), given_names="Petro", document_number="", **born("3", "9", "1985"))
    )

    assert (begun.context["recent"], named.context["visit"], Application.objects.count()) == ([], None, 2)
    assert CaseEvent.objects.filter(kind="visited").count() == 1


def test_a_visit_that_was_taken_away_from_a_case_is_offered_again(
    client: Client, office: Office, visit: Appointment
) -> None:
    clerk = signed_in(client, Role.CLERK, at=office)
    client.post(ADD, typed(visit=str(visit.pk), filed_on="2026-12-01"))
    entry = CaseEvent.objects.get(kind="visited")
    by, parts = Actor.user(clerk.pk), frozenset(Part)
    void(case=entry.application, sequence=entry.sequence, reason="", by=by, parts=parts, at=NOW)

    page = client.get(ADD)

    assert [each.pk for each in page.context["recent"]] == [visit.pk]


def test_a_visit_before_the_filing_is_not_entered(client: Client, office: Office, visit: Appointment) -> None:
    signed_in(client, Role.CLERK, at=office)
    Appointment.objects.filter(pk=visit.pk).update(
        period=(NOW - timedelta(days=2), NOW - timedelta(days=2) + timedelta(minutes=15))
    )

    client.post(ADD, typed(visit=str(visit.pk), filed_on="2026-12-01"))

    assert list(CaseEvent.objects.values_list("kind", flat=True)) == ["received"]


@pytest.mark.parametrize("named", ["999999", "x", "1 OR 1"])
def test_a_visit_that_is_not_there_is_not_found(client: Client, office: Office, named: str) -> None:
    signed_in(client, Role.CLERK, at=office)

    assert client.get(ADD, {"visit": named}).status_code == 404


def test_a_visit_elsewhere_or_not_over_is_not_found(
    client: Client, office: Office, visit: Appointment
) -> None:
    signed_in(client, Role.CLERK, at=accounts.office("tarnow"))

    elsewhere = client.get(ADD, {"visit": visit.pk})
    signed_in(client, Role.CLERK, at=office)
    Outcome.objects.all().delete()

    assert (elsewhere.status_code, client.get(ADD, {"visit": visit.pk}).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CLERK, 200),
        (Role.OFFICER, 200),
        (Role.SUPERVISOR, 200),
        (Role.SIGNER, 403),
        (Role.CONSULTANT, 403),
        (Role.ADMINISTRATOR, 403),
    ],
)
def test_who_may_register_a_case(client: Client, office: Office, role: Role, status: int) -> None:
    signed_in(client, role, at=office)

    assert client.get(ADD).status_code == status
