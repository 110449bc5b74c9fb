from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from applications.choices import EventKind as K
from applications.choices import MandateKind, Stage
from applications.models import Application, Mandate
from applications.tests import factories as make
from applications.tests.admin.acts.world import Screen, text_of
from portal.accounts.choices import Role
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event as AuditEvent

pytestmark = pytest.mark.django_db

SAME = {
    "given_names": "Olena",
    "family_name": "Kovalenko",
    "birth_date_day": "17",
    "birth_date_month": "5",
    "birth_date_year": "1990",
    "citizenship": "UA",
    "language": "en",
    "channel": "office",
    "filed_on": "2026-10-05",
    "regime_on": "2026-10-05",
    "note": "The passport says so",
}


@pytest.fixture
def particulars(at_case: Screen) -> dict[str, Any]:
    return {**SAME, "procedure": at_case.case.procedure_id}


def test_an_entry_is_corrected_with_a_reason(at_case: Screen) -> None:
    make.happen(at_case.case, K.REGISTERED)

    unexplained = at_case.send("void", sequence="2")
    at_case.send("void", sequence="2", note="Another case's number")

    assert "Write down why it is corrected" in text_of(unexplained)
    at_case.case.refresh_from_db()
    assert (at_case.case.case_number, at_case.last.note) == ("", "Another case's number")


def test_entries_are_listed_newest_first_without_those_that_stay(at_case: Screen) -> None:
    make.happen(at_case.case, K.REGISTERED)
    make.happen(at_case.case, K.NOTED)

    choices = at_case.page("void", sequence=2).context["form"]["sequence"]

    assert [key for key, _label in choices.field.choices] == ["", 3, 2]
    assert choices.value() == "2"


def test_an_officer_is_not_offered_a_signed_decision(at_case: Screen) -> None:
    officer, signer = at_case.as_(Role.OFFICER), at_case.as_(Role.SIGNER)
    make.happen(at_case.case, K.REGISTERED)
    officer.happen(K.DRAFTED, outcome="refusal")
    signer.happen(K.DECIDED, outcome="refusal")

    offered = {
        who: [key for key, _label in each.page("void").context["form"]["sequence"].field.choices]
        for who, each in (("officer", officer), ("supervisor", at_case))
    }

    assert offered == {"officer": ["", 3, 2], "supervisor": ["", 4, 3, 2]}


def test_what_stands_on_an_entry_is_named(at_case: Screen) -> None:
    at_case.happen(K.SUMMONED, summons=1, kind="formal", days=7)
    at_case.happen(K.ANSWERED, summons=1)

    response = at_case.send("void", sequence="2", note="Sent to somebody else")

    assert response.status_code == 422
    assert "Entry 3 stands on it: Summons 1 answered. Correct that one first." in text_of(response)
    assert at_case.last.kind == K.ANSWERED


def test_particulars_are_corrected_where_they_differ(at_case: Screen, particulars: dict[str, Any]) -> None:
    response = at_case.send(
        "particulars", **{**particulars, "family_name": "Kowalenko", "phone": "600 100 200"}
    )

    assert response.status_code == 302
    case = Application.objects.get(pk=at_case.case.pk)
    assert (case.family_name, case.phone, case.given_names) == ("Kowalenko", "+48600100200", "Olena")
    assert at_case.last.data == {"fields": ["family_name", "phone"]}
    assert at_case.last.note == "The passport says so"


def test_the_form_begins_with_what_the_case_says(at_case: Screen, particulars: dict[str, Any]) -> None:
    response = at_case.send("particulars", **particulars)

    assert response.status_code == 422
    assert "Nothing differs from what the case says." in text_of(response)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param({"given_names": "", "family_name": ""}, "Enter the names", id="no-name"),
        pytest.param({"birth_date_year": "2027"}, "Date of birth must be in the past", id="not-born"),
        pytest.param({"citizenship": "ZZ"}, "Select a valid choice", id="no-country"),
        pytest.param({"filed_on": "2026-12-02"}, "The date lies ahead.", id="filed-tomorrow"),
        pytest.param({"email": "nonsense"}, "Enter an e-mail address in the right form", id="no-address"),
        pytest.param({"phone": "12"}, "The mobile phone number is too short", id="no-phone"),
        pytest.param({"note": ""}, "Write down why it is corrected", id="no-reason"),
        pytest.param({"procedure": "0"}, "Select a valid choice", id="no-procedure"),
        pytest.param({"stay_until": "0001-01-01"}, "Check the year of this day", id="first-year"),
        pytest.param({"family_name": "A\x00B"}, "Write the name with letters", id="a-nul-byte"),
    ],
)
def test_particulars_that_are_wrong_change_nothing(
    at_case: Screen, particulars: dict[str, Any], data: dict[str, Any], said: str
) -> None:
    response = at_case.send("particulars", **{**particulars, "party_name": "Firma", **data})

    assert response.status_code == 422
    assert said in text_of(response)
    assert "Firma" in text_of(response)
    assert at_case.last.kind == K.RECEIVED


def test_a_code_is_shown_once_and_not_on_the_next_try(at_case: Screen) -> None:
    shown = at_case.send("access", looked="on", issued="")
    again = at_case.send("access", looked="on", issued="")

    issued_at = Application.objects.get(pk=at_case.case.pk).access_issued_at
    assert shown.status_code == 200
    assert shown.context["code"] in text_of(shown)
    assert shown.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert again.status_code == 409
    assert issued_at is not None
    assert f'value="{issued_at.isoformat()}"' in text_of(again)
    assert AuditEvent.objects.filter(action="case.access_issued").count() == 1


def test_whoever_gives_out_a_code_has_looked_at_the_person(at_case: Screen) -> None:
    response = at_case.send("access", issued="")

    assert response.status_code == 422
    assert Application.objects.get(pk=at_case.case.pk).access_digest == ""


@pytest.mark.parametrize("issued", ["nonsense", "9999-99-99T00:00:00+00:00"])
def test_an_odd_moment_of_the_last_code_is_an_old_page(at_case: Screen, issued: str) -> None:
    at_case.send("access", looked="on", issued="")

    assert at_case.send("access", looked="on", issued=issued).status_code == 409


def test_a_mandate_with_an_account_lets_its_owner_see_the_case(at_case: Screen) -> None:
    proxy = accounts.user("proxy@example.test")

    given = {"name": "Anna Nowak", "email": "Proxy@example.test", "began_on": "2026-11-30"}
    at_case.send("mandate", kind_of="proxy", document="Power of attorney", scope=["see"], **given)

    row = Mandate.objects.get(application=at_case.case)
    assert (row.kind, row.name, row.user, row.began_on, row.ended_on, row.noted_by) == (
        MandateKind.PROXY,
        "Anna Nowak",
        proxy,
        date(2026, 11, 30),
        None,
        at_case.user,
    )
    assert (row.may_see, row.may_give, row.gets_notices) == (True, False, False)
    assert (row.document, row.accepted_by) == ("Power of attorney", at_case.user)
    seen = Application.objects.visible_to(proxy, on=date(2026, 12, 1))
    assert list(seen) == [at_case.case]
    assert AuditEvent.objects.get(action="case.mandate_given").data == {"mandate": row.pk}


def test_a_mandate_ends_on_its_last_day(at_case: Screen) -> None:
    at_case.send("mandate", kind_of="proxy", name="Anna Nowak", began_on="2026-11-30")
    row = Mandate.objects.get()
    page = at_case.page("mandate", mandate=row.pk)

    early = at_case.send("mandate", mandate=row.pk, ended_on="2026-11-29")
    at_case.send("mandate", mandate=row.pk, ended_on="2026-12-01")

    row.refresh_from_db()
    assert page.context["form"]["mandate"].value() == str(row.pk)
    assert "It ends before it begins" in text_of(early)
    assert row.ended_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": ""}, "Enter the name"),
        ({"kind_of": ""}, "Choose the kind"),
        ({"kind_of": "parent"}, "The applicant is of age"),
        ({"scope": ["give"]}, "Who sends documents has to see the case"),
        ({"tax_id": "1234563219"}, "This is no tax number (NIP)"),
        ({"tax_id": "1234563218"}, "There is no organisation with this number"),
        ({"email": "nobody@example.test"}, "There is no account with this address"),
        ({"began_on": ""}, "Enter the day"),
        ({"ended_on": "2026-11-29"}, "It ends before it begins"),
        ({"name": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_mandate_that_is_wrong_says_so(at_case: Screen, data: dict[str, Any], said: str) -> None:
    right = {"kind_of": "proxy", "name": "Anna Nowak", "began_on": "2026-11-30"}

    response = at_case.send("mandate", **{**right, **data})

    assert response.status_code == 422
    assert said in text_of(response)
    assert not Mandate.objects.exists()


def test_a_mandate_of_another_case_cannot_be_ended_here(at_case: Screen) -> None:
    other = make.case(at_case.case.office)
    row = Mandate.objects.create(
        application=other, kind="proxy", name="Anna", began_on=date(2026, 11, 1), noted_by=at_case.user
    )

    response = at_case.send("mandate", mandate=row.pk, ended_on="2026-12-01", kind_of="", name="")

    row.refresh_from_db()
    assert (response.status_code, row.ended_on) == (422, None)


@pytest.fixture
def archived(at_case: Screen) -> Screen:
    """A case whose page is still open with somebody, while it goes to the archive."""
    at_case.send("mandate", kind_of="proxy", name="Anna Nowak", began_on="2026-11-30")
    at_case.send("access", looked="on", issued="")
    Application.objects.filter(pk=at_case.case.pk).update(stage=Stage.ARCHIVED)
    return at_case


def test_the_file_of_an_archived_case_stays_as_it_is(archived: Screen) -> None:
    was = Application.objects.get(pk=archived.case.pk)
    row = Mandate.objects.get()
    issued = was.access_issued_at.isoformat() if was.access_issued_at else ""

    answers = [
        archived.send("access", looked="on", issued=issued),
        archived.send("mandate", kind_of="employer", name="Jan Nowak", began_on="2026-11-30"),
        archived.send("mandate", mandate=row.pk, ended_on="2026-12-01"),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert all("The case is not at a stage where this can happen." in text_of(each) for each in answers)
    assert Application.objects.get(pk=was.pk).access_digest == was.access_digest
    assert list(Mandate.objects.values_list("pk", "ended_on")) == [(row.pk, None)]


@pytest.mark.parametrize("more", [{}, {"ended_on": "2026-12-31"}, {"email": "proxy@example.test"}])
def test_a_mandate_that_is_sent_twice_is_noted_once(at_case: Screen, more: dict[str, str]) -> None:
    accounts.user("proxy@example.test")
    given = {"kind_of": "proxy", "name": "Anna Nowak", "began_on": "2026-11-30", **more}

    answers = [at_case.send("mandate", **given).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert Mandate.objects.count() == 1
    assert AuditEvent.objects.filter(action="case.mandate_given").count() == 1


def test_a_mandate_from_an_old_page_is_not_noted(at_case: Screen) -> None:
    seen = at_case.case.sequence
    at_case.happen(K.NOTED)

    response = at_case.send("mandate", seen=seen, kind_of="proxy", name="Anna Nowak", began_on="2026-11-30")

    assert response.status_code == 409
    assert "The case was changed meanwhile" in text_of(response)
    assert "Anna Nowak" in text_of(response)
    assert not Mandate.objects.exists()


def test_a_mandate_is_not_ended_from_an_old_page(at_case: Screen) -> None:
    at_case.send("mandate", kind_of="proxy", name="Anna Nowak", began_on="2026-11-30")
    seen = at_case.case.sequence
    at_case.happen(K.NOTED)
    row = Mandate.objects.get()

    response = at_case.send("mandate", seen=seen, mandate=row.pk, ended_on="2026-12-01")

    row.refresh_from_db()
    assert (response.status_code, row.ended_on) == (409, None)


@pytest.mark.parametrize(
    ("constraint", "rows"),
    [
        ("mandate_open_once", [None, None]),
        ("mandate_ends_after_begin", [date(2026, 11, 29)]),
    ],
)
def test_the_database_holds_no_mandate_that_cannot_be(
    at_case: Screen, constraint: str, rows: list[date | None]
) -> None:
    given = {"application": at_case.case, "kind": "proxy", "name": "Anna Nowak", "noted_by": at_case.user}
    made = [Mandate(**given, began_on=date(2026, 11, 30), ended_on=ended_on) for ended_on in rows]

    with pytest.raises(IntegrityError, match=constraint):
        Mandate.objects.bulk_create(made)


@pytest.mark.parametrize(("named", "status"), [("2026-12-31", 302), ("2026-12-01", 422)])
def test_a_mandate_whose_end_is_named_may_end_sooner(at_case: Screen, named: str, status: int) -> None:
    at_case.send("mandate", kind_of="proxy", name="Anna Nowak", began_on="2026-11-01", ended_on=named)
    row = Mandate.objects.get()

    response = at_case.send("mandate", mandate=row.pk, ended_on="2026-11-30", kind_of="", name="")

    row.refresh_from_db()
    assert response.status_code == status
    assert str(row.ended_on) == ("2026-11-30" if status == 302 else named)
