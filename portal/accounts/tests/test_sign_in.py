"""Signing up and in by password, by code and by app, as a person does it."""

import base64
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from portal.accounts.models import User
from portal.accounts.tests.factories import PASSWORD, user

pytestmark = pytest.mark.django_db

CODE = re.compile(r"\b\d{4}-\d{4}\b")
SECRET = base64.b32encode(b"a secret of tests...").decode()
HOME = "/en/account/"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


def code_now() -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(datetime.now(UTC).timestamp()) // 30)))


def mailed_code() -> str:
    (code,) = CODE.findall(str(mail.outbox[-1].body))
    return str(code)


def signed_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def sign_up(client: Client, email: str, *, language: str = "en") -> Any:  # noqa: ANN401  the test client's own kind of answer
    return client.post(f"/{language}/account/signup/", {"email": email, "password1": PASSWORD})


def show_it_is_still_me(client: Client) -> None:
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})


def ask_for_code(client: Client, email: str) -> Any:  # noqa: ANN401  likewise
    return client.post("/en/account/login/code/", {"email": email})


def test_a_person_signs_up_with_the_code_from_the_mail(client: Client) -> None:
    answer = sign_up(client, "Anna@Example.TEST")
    before = signed_in(client)
    client.post("/en/account/confirm-email/", {"code": mailed_code()})

    person = User.objects.get()
    assert answer["Location"] == "/en/account/confirm-email/"
    assert (before, signed_in(client)) == (False, True)
    assert person.email == "anna@example.test"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("anna@example.test", True, True)
    ]


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_a_person_is_written_to_in_the_language_they_signed_up_in(client: Client, language: str) -> None:
    sign_up(client, "anna@example.test", language=language)

    assert User.objects.get().language == language


def test_a_wrong_code_signs_nobody_up_and_the_third_ends_the_try(client: Client) -> None:
    sign_up(client, "anna@example.test")
    right = mailed_code()
    wrong = "0000-0000" if right != "0000-0000" else "1111-1111"

    for _try in range(3):
        client.post("/en/account/confirm-email/", {"code": wrong})
    client.post("/en/account/confirm-email/", {"code": right})

    assert not signed_in(client)


def test_signing_up_tells_nobody_that_an_account_exists() -> None:
    user("known@example.test")
    known, unknown = Client(), Client()

    answers = [sign_up(known, "known@example.test"), sign_up(unknown, "unknown@example.test")]
    pages = [
        client.get("/en/account/confirm-email/").content.decode().replace(email, "EMAIL")
        for client, email in ((known, "known@example.test"), (unknown, "unknown@example.test"))
    ]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/en/account/confirm-email/")
    ] * 2
    assert without_tokens(pages[0]) == without_tokens(pages[1])
    assert User.objects.count() == 2


def test_asking_for_a_code_tells_nobody_that_an_account_exists() -> None:
    user("known@example.test")
    known, unknown = Client(), Client()

    answers = [ask_for_code(known, "known@example.test"), ask_for_code(unknown, "unknown@example.test")]
    pages = [
        client.get(answer["Location"]).content.decode().replace(email, "EMAIL")
        for client, answer, email in (
            (known, answers[0], "known@example.test"),
            (unknown, answers[1], "unknown@example.test"),
        )
    ]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert without_tokens(pages[0]) == without_tokens(pages[1])
    assert [message.to for message in mail.outbox] == [["known@example.test"]]


def test_asking_for_a_new_password_tells_nobody_that_an_account_exists() -> None:
    user("known@example.test")

    answers = [
        Client().post("/en/account/password/reset/", {"email": email})
        for email in ("known@example.test", "unknown@example.test")
    ]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, answers[0]["Location"])
    ] * 2
    assert [message.to for message in mail.outbox] == [["known@example.test"]]


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("email", ["known@example.test", "unknown@example.test"])
def test_a_wrong_password_is_refused_in_the_same_words(client: Client, email: str) -> None:
    user("known@example.test")

    page = client.post("/en/account/login/", {"login": email, "password": "wrong"}).content.decode()

    assert page.count("The email address and/or password you specified are not correct.") == 1
    assert not signed_in(client)


def test_a_person_signs_in_with_the_password_whatever_the_case_of_the_address(client: Client) -> None:
    user("anna@example.test")

    answer = client.post("/en/account/login/", {"login": "ANNA@example.test", "password": PASSWORD})

    assert answer["Location"] == HOME
    assert signed_in(client)


def test_a_person_signs_in_with_a_code_from_the_mail(client: Client) -> None:
    user("anna@example.test")

    ask_for_code(client, "anna@example.test")
    client.post("/en/account/login/code/confirm/", {"code": mailed_code()})

    assert signed_in(client)


def test_the_code_may_be_typed_without_its_dash(client: Client) -> None:
    user("anna@example.test")

    ask_for_code(client, "anna@example.test")
    client.post("/en/account/login/code/confirm/", {"code": mailed_code().replace("-", "")})

    assert signed_in(client)


def test_somebody_whom_the_office_entered_signs_in_with_a_code(client: Client) -> None:
    person = User(email="new.clerk@example.test", is_staff=True)
    person.set_unusable_password()
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)

    ask_for_code(client, "new.clerk@example.test")
    client.post("/en/account/login/code/confirm/", {"code": mailed_code()})

    assert signed_in(client)
    assert EmailAddress.objects.get().verified


def test_whoever_may_not_sign_in_is_not_let_in(client: Client) -> None:
    user("anna@example.test", is_active=False)

    client.post("/en/account/login/", {"login": "anna@example.test", "password": PASSWORD})

    assert not signed_in(client)


def test_guessing_a_password_is_slowed_down(client: Client) -> None:
    user("anna@example.test")
    for _try in range(6):
        client.post("/en/account/login/", {"login": "anna@example.test", "password": "wrong"})

    client.post("/en/account/login/", {"login": "anna@example.test", "password": PASSWORD})

    assert not signed_in(client)


def test_a_forgotten_password_is_replaced_with_a_code(client: Client) -> None:
    user("anna@example.test")
    new = "another long sentence"

    client.post("/en/account/password/reset/", {"email": "anna@example.test"})
    client.post("/en/account/password/reset/confirm/", {"code": mailed_code()})
    client.post("/en/account/password/reset/complete/", {"password1": new, "password2": new})

    assert User.objects.get().check_password(new)


def test_a_person_sets_up_an_app_and_is_asked_for_its_code_from_then_on(client: Client) -> None:
    person = user("anna@example.test")
    client.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
    show_it_is_still_me(client)
    page = client.get("/en/account/2fa/totp/activate/").content.decode()
    (secret,) = re.findall(r'<code[^>]*id="authenticator_secret">(\w+)</code>', page)
    clock = int(datetime.now(UTC).timestamp()) // 30

    client.post("/en/account/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, clock))})
    stranger = Client()
    answer = stranger.post("/en/account/login/", {"login": person.email, "password": PASSWORD})

    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}
    assert answer["Location"] == "/en/account/2fa/authenticate/"
    assert not signed_in(stranger)


def test_password_and_the_code_of_the_app_sign_in_and_the_code_works_once(client: Client) -> None:
    person = user("anna@example.test")
    TOTP.activate(person, SECRET)
    code = code_now()

    client.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
    client.post("/en/account/2fa/authenticate/", {"code": code})
    thief = Client()
    thief.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
    thief.post("/en/account/2fa/authenticate/", {"code": code})

    assert (signed_in(client), signed_in(thief)) == (True, False)


def test_a_code_by_mail_does_not_stand_in_for_the_second_factor(client: Client) -> None:
    person = user("anna@example.test")
    TOTP.activate(person, SECRET)

    ask_for_code(client, person.email)
    answer = client.post("/en/account/login/code/confirm/", {"code": mailed_code()})

    assert answer["Location"] == "/en/account/2fa/authenticate/"
    assert not signed_in(client)


def test_a_person_signs_out_everywhere_else(client: Client) -> None:
    person = user("anna@example.test")
    phone = Client()
    for browser in (client, phone):
        browser.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
        assert signed_in(browser)
    client.get("/en/account/sessions/")

    client.post("/en/account/sessions/")

    assert (signed_in(client), signed_in(phone)) == (True, False)
    assert UserSession.objects.count() == 1


def test_a_new_address_counts_once_its_code_is_entered(client: Client) -> None:
    person = user("old@example.test")
    client.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
    show_it_is_still_me(client)

    client.post("/en/account/email/", {"email": "New@Example.TEST", "action_add": "1"})
    before = User.objects.get().email
    client.post("/en/account/confirm-email/", {"code": mailed_code_to("new@example.test")})

    assert (before, User.objects.get().email) == ("old@example.test", "new@example.test")
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["new@example.test"]


def mailed_code_to(email: str) -> str:
    (body,) = [str(message.body) for message in mail.outbox if message.to == [email]]
    (code,) = CODE.findall(body)
    return str(code)


@pytest.mark.parametrize("email", ["ANNA@example.test", "Anna@Example.Test"])
def test_the_database_holds_one_account_an_address_in_lower_case(email: str) -> None:
    user("anna@example.test")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email=email)])
