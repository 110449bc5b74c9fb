import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.tests.factories import user

pytestmark = pytest.mark.django_db

PAGE = "/en/account/"
GOOD = {"name": "Anna Example", "phone": "600 000 000", "language": "pl"}


@pytest.fixture
def reader(client: Client) -> User:
    person = user(name="Before", phone="+48600111222", language="en")
    client.force_login(person)
    return person


def test_a_visitor_is_led_to_the_sign_in_and_back(client: Client) -> None:
    answer = client.get(PAGE)

    assert (answer.status_code, answer["Location"]) == (302, "/en/account/login/?next=/en/account/")


def test_the_page_shows_what_we_know(client: Client, reader: User) -> None:
    page = client.get(PAGE).content.decode()

    assert 'value="Before"' in page
    assert 'value="+48 600 111 222"' in page
    assert reader.email in page


def test_saving_keeps_the_details_and_leads_back(client: Client, reader: User) -> None:
    answer = client.post(PAGE, GOOD | {"language": "en"})

    reader.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/en/account/")
    assert (reader.name, reader.phone, reader.language) == ("Anna Example", "+48600000000", "en")


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_saving_another_language_shows_the_page_in_it(client: Client, reader: User, language: str) -> None:
    answer = client.post(PAGE, GOOD | {"language": language})

    reader.refresh_from_db()
    assert answer["Location"] == f"/{language}/account/"
    assert (reader.language, answer.cookies["language"].value) == (language, language)
    assert f'<html lang="{language}"' in client.get(answer["Location"]).content.decode()


def test_one_name_is_enough_and_spaces_are_tidied(client: Client, reader: User) -> None:
    client.post(PAGE, GOOD | {"name": "  Suharto "})
    reader.refresh_from_db()
    one = reader.name
    client.post(PAGE, GOOD | {"name": " Anna   Maria\tExample "})
    reader.refresh_from_db()

    assert (one, reader.name) == ("Suharto", "Anna Maria Example")


def test_name_and_phone_may_be_taken_back(client: Client, reader: User) -> None:
    client.post(PAGE, {"name": "", "phone": "", "language": "en"})

    reader.refresh_from_db()
    assert (reader.name, reader.phone) == ("", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "12"},
        {"phone": "x" * 41},
        {"name": "x" * 151},
        {"name": "Anna\0"},
        {"language": "xx"},
        {"language": ""},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    client: Client, reader: User, wrong: dict[str, str]
) -> None:
    answer = client.post(PAGE, GOOD | wrong)

    saved = User.objects.get()
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert (saved.name, saved.phone, saved.language) == (reader.name, reader.phone, reader.language)


def test_what_was_typed_stays_in_the_field(client: Client, reader: User) -> None:
    answer = client.post(PAGE, GOOD | {"phone": "600 00"})

    assert 'value="600 00"' in answer.content.decode()
    assert str(answer.wsgi_request.user) == str(reader) == "Before"


@pytest.mark.parametrize("field", ["email", "is_staff", "is_superuser", "is_active", "password"])
def test_nobody_changes_more_than_their_details(client: Client, reader: User, field: str) -> None:
    before = getattr(reader, field)

    client.post(PAGE, GOOD | {field: "1"})

    assert getattr(User.objects.get(), field) == before


def test_an_empty_form_is_wrong_and_not_a_first_look(client: Client, reader: User) -> None:
    assert client.post(PAGE, {}).status_code == 422
    assert client.get(PAGE).status_code == 200
    assert reader == User.objects.get()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, reader: User, method: str) -> None:
    assert getattr(client, method)(PAGE).status_code == 405
    assert reader.is_active


@pytest.mark.parametrize(("is_staff", "shown"), [(True, True), (False, False)])
def test_staff_find_the_way_to_their_pages(client: Client, is_staff: bool, shown: bool) -> None:
    client.force_login(user(is_staff=is_staff))

    assert (f'href="{reverse("admin:index")}"' in client.get(PAGE).content.decode()) is shown
