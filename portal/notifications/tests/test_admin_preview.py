"""How each message reads, as staff see it before anybody gets it."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.tests.factories import member, superuser
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import Kind
from portal.notifications.rules.letters import File, Mail, Paragraph, Sms
from portal.notifications.tests import sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]

INDEX = "/admin/notifications/notice/preview/"


@pytest.fixture
def staff(client: Client, settings: Settings) -> Client:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(superuser())
    return client


def page(client: Client, channel: str, language: str = "en", kind: str = sample.KIND) -> str:
    answer = client.get(f"{INDEX}{kind}/{language}/{channel}/")
    assert answer.status_code == 200
    return answer.content.decode()


def by_mail_alone(name: str, *files: File) -> Kind[object]:
    office = sample.OPENS.example
    mail = Mail("Only a mail", preview="", blocks=(Paragraph("."),), files=files)
    return Kind(
        name,
        title="Told by mail alone",
        find=lambda _pks: {},
        still_true=lambda _subject, _about: True,
        example=office,
        mail=lambda _subject, _about: mail,
    )


def test_the_table_leads_to_every_kind_channel_and_language(staff: Client) -> None:
    kinds.register(by_mail_alone("mail_alone"))

    table = staff.get(INDEX).content.decode()

    for language in ("pl", "en", "ru"):
        for channel in ("email", "sms", "push"):
            assert f'href="{INDEX}{sample.KIND}/{language}/{channel}/"' in table
        assert f'href="{INDEX}mail_alone/{language}/email/"' in table
        assert f"{INDEX}mail_alone/{language}/sms/" not in table
    assert table.count("not sent by this channel") == 2


def test_the_outbox_and_the_sidebar_lead_to_the_preview(staff: Client) -> None:
    outbox = staff.get(reverse("admin:notifications_notice_changelist")).content.decode()

    assert outbox.count(f'href="{INDEX}"') >= 2


@pytest.mark.parametrize(
    ("language", "monday"), [("pl", "poniedziałek"), ("en", "Monday"), ("ru", "понедельник")]
)
def test_an_e_mail_is_shown_in_its_own_language(staff: Client, language: str, monday: str) -> None:
    seen = page(staff, "email", language)

    assert f'<dd lang="{language}">{monday.capitalize()} 1</dd>'.lower() in seen.lower()
    assert f'<pre class="preview-text" lang="{language}">Example &amp; Co' in seen
    assert "https://example.org/stop/0/" in seen
    assert '<html lang="en"' in seen


def test_the_formatted_e_mail_stands_in_a_frame_that_runs_and_loads_nothing(staff: Client) -> None:
    frame = f"{INDEX}{sample.KIND}/pl/email/html/"

    answer = staff.get(frame)

    (tag,) = re.findall("<iframe[^>]*>", page(staff, "email", "pl"))
    assert " sandbox title=" in tag
    assert f'lang="pl" src="{frame}"' in tag
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-popups"
    )
    assert "<h1" in answer.content.decode()
    assert 'lang="pl"' in answer.content.decode()


def test_what_comes_with_an_e_mail_is_named_and_can_be_kept(staff: Client) -> None:
    file = File("visit.ics", b"BEGIN:VCALENDAR", "text/calendar; charset=utf-8")
    kinds.register(by_mail_alone("with_a_file", file))
    address = f"{INDEX}with_a_file/en/email/files/"

    answer = staff.get(f"{address}1/")

    assert f'href="{address}1/">visit.ics</a>, 15' in page(staff, "email", kind="with_a_file")
    assert answer.content == b"BEGIN:VCALENDAR"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="visit.ics"'
    assert [staff.get(f"{address}{number}/").status_code for number in (0, 2)] == [404, 404]


@pytest.mark.parametrize(
    ("text", "alphabet", "length", "is_too_long"),
    [
        ("A", "GSM-7", "1 character, 1 part to pay for", False),
        ("ż" * 70, "UCS-2", "70 characters, 1 part to pay for", False),
        ("a" * 459, "GSM-7", "459 characters, 3 parts to pay for", False),
        ("a" * 460, "GSM-7", "460 characters, 4 parts to pay for", True),
        ("“A” — …", "GSM-7", "9 characters, 1 part to pay for", False),
    ],
)
def test_a_text_message_is_measured_as_it_goes(
    staff: Client, text: str, alphabet: str, length: str, is_too_long: bool
) -> None:
    kinds.register(
        Kind(
            "short",
            title="Short",
            find=lambda _pks: {},
            still_true=lambda _subject, _about: True,
            example=sample.OPENS.example,
            sms=lambda _subject, _about: Sms(text),
        )
    )

    seen = " ".join(page(staff, "sms", kind="short").split())

    assert length in seen
    assert f"<dd> {alphabet}" in seen
    assert ("This is too long: a text message of ours has 3 parts at most." in seen) == is_too_long


def test_a_notification_is_shown_with_its_title_its_text_and_where_it_leads(staff: Client) -> None:
    seen = page(staff, "push", "ru")

    assert '<p class="preview-push-title">Example</p>' in seen
    assert "<p>Понедельник 1</p>".lower() in seen.lower()
    assert "https://example.org/" in seen


@pytest.mark.parametrize(
    "path",
    [
        "nothing/en/email/",
        f"{sample.KIND}/xx/email/",
        f"{sample.KIND}/en/pigeon/",
        "mail_alone/en/sms/",
        f"{sample.KIND}/en/sms/html/",
        f"{sample.KIND}/en/sms/files/1/",
    ],
)
def test_what_is_not_written_is_not_there(staff: Client, path: str) -> None:
    kinds.register(by_mail_alone("mail_alone"))

    assert staff.get(f"{INDEX}{path}").status_code == 404


@pytest.mark.parametrize("path", ["", f"{sample.KIND}/en/email/", f"{sample.KIND}/en/email/html/"])
@pytest.mark.parametrize(
    ("role", "status"), [(Role.CLERK, 403), (Role.SUPERVISOR, 403), (Role.ADMINISTRATOR, 200)]
)
def test_who_may_look_at_the_outbox_may_look_at_the_preview(
    staff: Client, role: Role, status: int, path: str
) -> None:
    staff.force_login(member(role))

    assert staff.get(f"{INDEX}{path}").status_code == status


def test_the_preview_only_shows(staff: Client) -> None:
    addresses = [INDEX, f"{INDEX}{sample.KIND}/en/email/"]

    assert [staff.post(address).status_code for address in addresses] == [405, 405]
    assert not Notice.objects.exists()
