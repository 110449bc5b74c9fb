"""allauth's e-mails, by the pages that set them off."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from pytest_django import Settings

from portal.accounts.models import User
from portal.accounts.tests.factories import user
from portal.notifications import notices
from portal.notifications.adapters import AccountAdapter
from portal.notifications.rules.letters import Button

pytestmark = pytest.mark.django_db

CONTEXT: dict[str, Any] = {
    "code": "A1B2-C3D4",
    "activate_url": "https://example.org/confirm",
    "password_reset_url": "https://example.org/reset",
    "signup_url": "https://example.org/signup",
    "timestamp": timezone.now(),
    "ip": "192.0.2.7",
    "user_agent": "Browser/1.0",
    "from_email": "old@example.test",
    "to_email": "new@example.test",
    "deleted_email": "old@example.test",
}


@pytest.fixture(autouse=True)
def patience() -> None:
    cache.clear()  # allauth counts there how often somebody has asked


def html_of(message: mail.EmailMessage) -> str:
    assert isinstance(message, mail.EmailMultiAlternatives)
    ((content, mimetype),) = message.alternatives
    assert mimetype == "text/html"
    return str(content)


@pytest.mark.parametrize("occasion", [*notices.LETTERS, *notices.CHANGES])
@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_every_occasion_has_its_letter(occasion: str, language: str) -> None:
    person = User(email="anna@example.test", language=language)

    AccountAdapter().send_mail(occasion, person.email, CONTEXT | {"user": person})

    (message,) = mail.outbox
    assert (message.to, message.extra_headers["Content-Language"]) == ([person.email], language)
    assert "%(" not in f"{message.subject}{message.body}{html_of(message)}"


def test_we_have_words_for_every_occasion_allauth_knows() -> None:
    templates = Path(allauth.__file__).parent / "templates"
    occasions = {
        str(path.relative_to(templates)).removesuffix("_subject.txt")
        for app in ("account", "mfa")
        for path in (templates / app / "email").glob("*_subject.txt")
    }

    assert occasions == {*notices.LETTERS, *notices.CHANGES}


@pytest.mark.parametrize(
    ("occasion", "secret"),
    [
        ("account/email/email_confirmation", "A1B2-C3D4"),
        ("account/email/login_code", "A1B2-C3D4"),
        ("account/email/password_reset_code", "A1B2-C3D4"),
        ("account/email/password_reset_key", "https://example.org/reset"),
        ("account/email/account_already_exists", "https://example.org/reset"),
        ("account/email/unknown_account", "https://example.org/signup"),
        ("account/email/email_changed", "new@example.test"),
        ("account/email/email_deleted", "old@example.test"),
        ("mfa/email/webauthn_added", "192.0.2.7"),
    ],
)
def test_both_looks_hold_what_the_letter_is_for(occasion: str, secret: str) -> None:
    AccountAdapter().send_mail(occasion, "anna@example.test", CONTEXT)

    assert secret in mail.outbox[0].body
    assert secret in html_of(mail.outbox[0])


def test_an_address_may_also_be_confirmed_by_a_link() -> None:
    with translation.override("en"):
        letter = notices.letter_for("account/email/email_confirmation", CONTEXT | {"code": ""})

    assert Button("Confirm your e-mail address", "https://example.org/confirm") in letter.blocks


def test_an_occasion_without_words_is_an_error() -> None:
    with pytest.raises(KeyError, match="no_such"):
        notices.letter_for("account/email/no_such", CONTEXT)


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_somebody_unknown_is_answered_in_the_language_of_the_page(language: str) -> None:
    with translation.override(language):
        AccountAdapter().send_mail("account/email/unknown_account", "nobody@example.test", CONTEXT)

    assert mail.outbox[0].extra_headers["Content-Language"] == language


def test_a_person_is_written_to_in_their_own_language_whatever_the_page_speaks(client: Client) -> None:
    person = user(language="ru")

    client.post("/en/account/login/code/", {"email": person.email})

    (message,) = mail.outbox
    assert message.extra_headers["Content-Language"] == "ru"
    assert re.search(r"^    \S{6,}$", str(message.body), re.MULTILINE)


def test_a_letter_writes_its_date_in_the_language_of_its_reader() -> None:
    person = User(email="anna@example.test", language="pl")
    context = CONTEXT | {"user": person, "timestamp": datetime(2026, 3, 2, 12, tzinfo=UTC)}

    with translation.override("en"):
        AccountAdapter().send_mail("mfa/email/webauthn_added", person.email, context)

    assert "2 marca 2026 13:00" in str(mail.outbox[0].body)


def test_a_new_person_is_written_to_in_the_language_of_the_page(client: Client) -> None:
    client.post("/ru/account/signup/", {"email": "new@example.test", "password1": "a long pass phrase 8"})

    (message,) = mail.outbox
    assert message.extra_headers["Content-Language"] == "ru"


@pytest.fixture
def no_mail_server(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


@pytest.mark.usefixtures("no_mail_server")
def test_a_mail_that_cannot_be_sent_is_said_kindly_and_logged_without_the_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    response = client.post(
        "/en/account/signup/", {"email": "new@example.test", "password1": "a long pass phrase 8"}
    )

    assert response.status_code == 302
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["We could not send you an e-mail just now. Try again in a few minutes."]
    (logged,) = [record for record in caplog.records if record.name == "portal.notifications.adapters"]
    assert logged.getMessage().endswith(
        "(account/email/email_confirmation_signup): [Errno 111] Connection refused"
    )
    assert logged.exc_info is None


@pytest.mark.usefixtures("no_mail_server")
def test_a_failure_does_not_tell_a_stranger_that_an_account_exists() -> None:
    heard = []
    for address in (user().email, "nobody@example.test"):
        answer = Client().post("/en/account/login/code/", {"email": address})
        said = [str(message).replace(address, "you") for message in get_messages(answer.wsgi_request)]
        heard.append((answer.status_code, said))

    assert heard[0] == heard[1]
