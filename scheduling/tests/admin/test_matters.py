"""What is asked before the calendar, as administrators keep it."""

from datetime import date

import pytest
from django.test import Client

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from scheduling.models import Matter, Question, Service
from scheduling.tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

MATTERS, QUESTIONS = "/admin/scheduling/matter/", "/admin/scheduling/question/"


@pytest.fixture
def office() -> Office:
    return accounts.office("krakow")


@pytest.fixture
def service() -> Service:
    return make.service("FILE")


def matter(service: Service, **changes: str) -> dict[str, str]:
    fields = {
        "service": str(service.pk),
        "code": "PERM",
        "name_pl": "Pobyt stały",
        "name_en": "Permanent residence",
        "name_ru": "Постоянное проживание",
        "valid_from": "2020-01-01",
        "position": "10",
    }
    return fields | changes


def test_an_administrator_adds_a_matter_and_a_question(
    client: Client, office: Office, service: Service
) -> None:
    client.force_login(accounts.member(Role.ADMINISTRATOR, at=office))
    question = {
        "service": str(service.pk),
        "position": "10",
        **{f"text_{code}": f"Ready, {code}?" for code in ("pl", "en", "ru")},
        **{f"advice_{code}": f"Wait, {code}." for code in ("pl", "en", "ru")},
    }

    client.post(f"{MATTERS}add/", matter(service))
    client.post(f"{QUESTIONS}add/", question)

    assert Matter.objects.values_list("code", "name_ru").get() == ("PERM", "Постоянное проживание")
    assert Question.objects.values_list("text_ru", "is_yes_wanted").get() == ("Ready, ru?", False)
    made = Event.objects.filter(action__in=["matter.added", "question.added"])
    assert made.count() == 2


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        pytest.param({"name_ru": ""}, ["name_ru"], id="a-language-is-missing"),
        pytest.param({"code": "perm"}, ["code"], id="no-code"),
        pytest.param(
            {"valid_to": "2019-12-31", "closed_note_pl": "MOS"}, ["valid_to"], id="ends-before-it-begins"
        ),
        pytest.param({"valid_to": "2026-04-26"}, ["closed_note_pl"], id="ends-without-a-word"),
    ],
)
def test_what_is_wrong_with_a_matter_is_said(
    client: Client, office: Office, service: Service, changes: dict[str, str], wrong: list[str]
) -> None:
    client.force_login(accounts.member(Role.ADMINISTRATOR, at=office))

    refused = client.post(f"{MATTERS}add/", matter(service, **changes))

    assert list(refused.context["adminform"].form.errors) == wrong
    assert not Matter.objects.exists()


def test_the_note_of_the_service_is_word_enough(client: Client, office: Office, service: Service) -> None:
    Service.objects.update(closed_note_pl="MOS", closed_note_en="MOS")
    client.force_login(accounts.member(Role.ADMINISTRATOR, at=office))

    client.post(f"{MATTERS}add/", matter(service, valid_to="2026-04-26"))

    assert Matter.objects.get().valid_to == date(2026, 4, 26)


def test_a_matter_keeps_its_service_and_code(client: Client, office: Office, service: Service) -> None:
    row = make.matter(service, "PERM")
    other = make.service("OTHER")
    client.force_login(accounts.member(Role.ADMINISTRATOR, at=office))

    client.post(f"{MATTERS}{row.pk}/change/", matter(other, code="NEW", name_en="Renamed"))

    row = Matter.objects.get()
    assert (row.service, row.code, row.name) == (service, "PERM", "Renamed")


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
def test_staff_read_them_and_change_nothing(
    client: Client, office: Office, service: Service, role: Role
) -> None:
    row = make.matter(service)
    client.force_login(accounts.member(role, at=office))

    assert client.get(f"{MATTERS}{row.pk}/change/").status_code == 200
    assert client.post(f"{MATTERS}{row.pk}/change/", matter(service)).status_code == 403
    assert client.post(f"{MATTERS}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{QUESTIONS}add/", {}).status_code == 403
    assert Matter.objects.get().name_en == "Matter CHANGE"  # type: ignore[attr-defined]  # of its translation
