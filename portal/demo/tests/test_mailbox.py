"""The demonstration's mailbox: what is sent lands in it, and it is nowhere else."""

import http.client
import json
import re
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from portal.demo import mailbox
from portal.notifications.carriers.mail import compose
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.rules.letters import Button, Code, File, Mail, Paragraph
from portal.notifications.rules.sms import Encoding, Parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.local.gateway.running import Running

LETTER = Mail(
    "Ваш код <b>",
    preview="Подтвердите",
    blocks=(
        Paragraph("Введите <script>код</script>:"),
        Code("123 456"),
        Button("Открыть", "http://localhost:8000/ru/?a=1&b=2"),
    ),
)

CALENDAR = File(
    "visit.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; charset=utf-8; method=CANCEL"
)
PICTURE = File("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> Path:
    settings.ROOT_URLCONF = "portal.demo.urls"
    settings.EMAIL_BACKEND = "portal.demo.mailbox.MailboxBackend"
    settings.VAR_DIR = tmp_path
    return tmp_path / "mailbox"


def composed(letter: Mail) -> EmailMultiAlternatives:
    return compose(Parcel(letter, to="anna@example.test", language="ru", key=""))


def send(subject: str = LETTER.subject) -> str:
    """Send a letter and return the name it is kept under."""
    message = composed(LETTER)
    message.subject = subject
    message.send()
    return mailbox.letters(limit=1)[0].name


def send_files(*files: File) -> str:
    composed(replace(LETTER, files=files)).send()
    return mailbox.letters(limit=1)[0].name


@pytest.fixture
def gateway(demo: Path, start_sms_gateway: "Callable[..., Running]") -> "Running":
    return start_sms_gateway(folder=demo)


def send_text(gateway: "Running", text: str, *, key: str = "key", to: str = "+48600000001") -> str:
    """Send a text message as the portal does and return the name it is kept under."""
    link = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=20)
    headers = {"Authorization": f"Bearer {gateway.token}", "Idempotency-Key": key}
    link.request("POST", "/messages", json.dumps({"to": to, "text": text, "from": "Urzad"}), headers)
    name: str = json.loads(link.getresponse().read())["id"]
    link.close()
    return name


def page(client: Client, name: str, *arguments: str) -> str:
    return client.get(reverse(name, args=arguments)).content.decode()


def test_a_message_is_kept_whole_in_a_file_of_its_own_that_nobody_else_may_read(demo: Path) -> None:
    name = send()

    (file,) = demo.iterdir()
    assert file.name == f"{name}.eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(demo.stat().st_mode) == 0o700
    letter = mailbox.find(name)
    assert letter is not None
    assert (letter.to, letter.subject, letter.language, letter.code) == (
        "anna@example.test",
        "Ваш код <b>",
        "ru",
        "123 456",
    )
    assert "http://localhost:8000/ru/?a=1&b=2" in letter.text
    assert '<html lang="ru">' in letter.html


@pytest.mark.usefixtures("demo")
def test_a_message_without_code_or_html_has_none() -> None:
    mail.send_mail("Hello", "Hello.", None, ["anna@example.test"])

    (letter,) = mailbox.letters(limit=5)
    assert (letter.text.strip(), letter.html, letter.code, letter.language) == ("Hello.", "", "", "")


def test_only_the_newest_messages_are_kept(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "KEPT", 3)
    names = [send(f"Message {n}") for n in range(5)]

    assert sorted(path.stem for path in demo.iterdir()) == names[2:]


@pytest.mark.usefixtures("demo")
def test_the_newest_message_comes_first_and_only_so_many_are_read() -> None:
    for n in range(4):
        send(f"Message {n}")

    assert [letter.subject for letter in mailbox.letters(limit=3)] == ["Message 3", "Message 2", "Message 1"]


@pytest.mark.usefixtures("demo")
def test_a_message_was_sent_when_it_was_kept() -> None:
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False):
        letter = mailbox.find(send())

    assert letter is not None
    assert letter.kept_at == datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_line_that_only_looks_like_an_address_is_no_link(client: Client) -> None:
    mail.send_mail("Hello", "javascript:alert(1)\nhttp-equiv", None, ["anna@example.test"])

    shown = page(client, "mailbox_detail", mailbox.letters(limit=1)[0].name)

    assert "javascript:alert(1)<br>http-equiv" in shown
    assert 'href="javascript' not in shown


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_list_shows_what_was_sent_and_that_nothing_left_the_machine(client: Client) -> None:
    assert (
        "No e-mail and no text message leaves this machine"
        in client.get("/en/demo/mailbox/").content.decode()
    )
    name = send()

    shown = client.get("/en/demo/mailbox/").content.decode()

    assert f'href="/en/demo/mailbox/{name}/"' in shown
    assert "Ваш код &lt;b&gt;" in shown
    assert "anna@example.test" in shown


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_mailbox_opens_in_the_language_of_its_reader(client: Client, language: str) -> None:
    answer = client.get("/demo/mailbox/", headers={"accept-language": language})

    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/demo/mailbox/")


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_message_shows_its_code_large_and_its_links_to_be_followed(client: Client) -> None:
    shown = page(client, "mailbox_detail", send())

    assert re.search(r"data-code>123 456<", shown)
    assert 'href="http://localhost:8000/ru/?a=1&amp;b=2"' in shown
    assert "<script>код" not in shown
    assert "&lt;script&gt;код" in shown


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_html_of_a_message_can_do_nothing_but_be_seen_and_left(client: Client) -> None:
    answer = client.get(reverse("mailbox_html", args=[send()]))

    rules = dict(rule.strip().partition(" ")[::2] for rule in answer["Content-Security-Policy"].split(";"))
    assert '<html lang="ru">' in answer.content.decode()
    assert (rules["default-src"], rules["frame-ancestors"], rules["form-action"]) == ("'none'",) * 3
    assert "allow-scripts" not in rules["sandbox"]
    assert "allow-same-origin" not in rules["sandbox"]
    assert "script-src" not in rules


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_message_without_html_has_no_page_for_it(client: Client) -> None:
    mail.send_mail("Hello", "Hello.", None, ["anna@example.test"])
    name = mailbox.letters(limit=1)[0].name

    assert reverse("mailbox_html", args=[name]) not in page(client, "mailbox_detail", name)
    assert client.get(reverse("mailbox_html", args=[name])).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_what_is_attached_is_listed_and_saved_as_it_was_sent(client: Client) -> None:
    name = send_files(PICTURE, CALENDAR)
    shown = page(client, "mailbox_detail", name)

    answer = client.get(f"/en/demo/mailbox/{name}/files/2/")

    assert re.findall(rf'href="/en/demo/mailbox/{name}/files/(\d)/"[^>]*>([^<]*)<', shown) == [
        ("1", "a.svg"),
        ("2", "visit.ics"),
    ]
    assert answer.content == CALENDAR.content
    assert answer["Content-Type"].replace('"', "") == CALENDAR.media_type
    assert answer["Content-Disposition"] == 'attachment; filename="visit.ics"'


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_what_is_attached_does_nothing_in_the_browser(client: Client) -> None:
    answer = client.get(reverse("mailbox_file", args=[send_files(PICTURE), 1]))

    assert answer["Content-Disposition"] == 'attachment; filename="a.svg"'
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("number", [0, 2])
def test_a_file_that_is_not_there_is_not_found(client: Client, number: int) -> None:
    name = send_files(CALENDAR)

    assert client.get(reverse("mailbox_file", args=[name, number])).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_message_without_files_lists_none(client: Client) -> None:
    shown = page(client, "mailbox_detail", send())

    assert "Attached" not in shown
    assert "/files/" not in shown


def test_a_text_message_is_what_has_reached_the_phone(gateway: "Running") -> None:
    name = send_text(gateway, "Ваш визит завтра")

    message = mailbox.find_text(name)

    assert message is not None
    assert (message.to, message.sender, message.text) == ("+48600000001", "Urzad", "Ваш визит завтра")
    assert message.parts == Parts(Encoding.UCS2, 16, 1)
    assert abs((datetime.now(tz=UTC) - message.kept_at).total_seconds()) < 60
    assert (message.is_text, mailbox.find(name)) == (True, None)


def test_letters_and_text_messages_stand_in_one_list_the_newest_first(gateway: "Running") -> None:
    first, second = send("One"), send_text(gateway, "Two", key="2")
    third, fourth = send("Three"), send_text(gateway, "Four", key="4")

    assert [message.name for message in mailbox.newest(limit=9)] == [fourth, third, second, first]
    assert [message.name for message in mailbox.newest(limit=3)] == [fourth, third, second]
    assert [letter.name for letter in mailbox.letters(limit=9)] == [third, first]


def test_the_newest_letters_are_kept_however_many_texts_there_are(
    gateway: "Running", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "KEPT", 1)
    old, text = send("Old"), send_text(gateway, "Text")

    new = send("New")

    assert [message.name for message in mailbox.newest(limit=9)] == [new, text]
    assert mailbox.find(old) is None


@pytest.mark.django_db
def test_the_list_tells_letters_and_text_messages_apart(client: Client, gateway: "Running") -> None:
    letter, text = send("A letter"), send_text(gateway, "<b>A text that is longer than eight words are")

    shown = client.get("/en/demo/mailbox/").content.decode()

    rows = [
        (name, " ".join(re.sub(r"<[^>]+>", " ", rest).split()))
        for name, rest in re.findall(r'href="/en/demo/mailbox/([^/]*)/"[^>]*>(.*?)</tr>', shown, re.DOTALL)
    ]
    assert [name for name, _ in rows] == [text, letter]
    assert rows[0][1].startswith(
        "&lt;b&gt;A text that is longer than eight words … Text message +48600000001"
    )
    assert rows[1][1].startswith("A letter E-mail anna@example.test")
    assert shown.count("portal-alert portal-alert--") == 1  # the banner: they are no notices of ours


@pytest.mark.django_db
def test_a_text_message_is_shown_with_its_length_and_links_to_be_followed(
    client: Client, gateway: "Running"
) -> None:
    text = "Wizyta 12.03, 9:15.\nhttp://localhost:8000/pl/w/?a=1&b=2. <b>javascript:alert(1)</b>"

    shown = page(client, "mailbox_detail", send_text(gateway, text))

    (body,) = re.findall(r"<p [^>]*data-text>(.*?)</p>", shown)
    link = "http://localhost:8000/pl/w/?a=1&amp;b=2"
    assert body == (
        f'Wizyta 12.03, 9:15.<br><a class="govuk-link" href="{link}">{link}</a>. '
        "&lt;b&gt;javascript:alert(1)&lt;/b&gt;"
    )
    assert "+48600000001" in shown
    assert "83 characters<br>1 part, in GSM-7" in shown


@pytest.mark.django_db
def test_a_long_text_message_is_shown_to_go_in_parts(client: Client, gateway: "Running") -> None:
    shown = page(client, "mailbox_detail", send_text(gateway, "ż" * 71))

    assert "71 characters<br>2 parts, in UCS-2" in shown


@pytest.mark.django_db
@pytest.mark.parametrize("rest", ["html/", "files/1/"])
def test_a_text_message_has_nothing_else_to_open(client: Client, gateway: "Running", rest: str) -> None:
    name = send_text(gateway, "Text")

    assert client.get(f"/en/demo/mailbox/{name}/{rest}").status_code == 404


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("No link", [("No link", False)]),
        ("https://a.example.org", [("https://a.example.org", True)]),
        (
            "See http://a.example.org/b_c-d/?",
            [("See ", False), ("http://a.example.org/b_c-d/", True), ("?", False)],
        ),
        ("(https://a.example.org), x", [("(", False), ("https://a.example.org", True), ("), x", False)]),
        ("xhttp:// https://", [("xhttp:// https://", False)]),
    ],
)
def test_a_text_is_cut_at_its_links(text: str, pieces: list[tuple[str, bool]]) -> None:
    assert mailbox.Text("", to="", sender="", text=text).pieces == pieces


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "0000000000000000000-00000000",
        "..%2F..%2Fsecret",
        "../secret",
        "%2e%2e/secret",
        "secret",
        "٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠-00000000",
    ],
)
@pytest.mark.parametrize("rest", ["", "html/", "files/1/"])
def test_what_is_no_letters_name_opens_nothing(client: Client, demo: Path, name: str, rest: str) -> None:
    demo.mkdir()
    (demo / "secret.eml").write_text("Subject: secret\n\nsecret")
    (demo.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
    for folder in (demo, demo.parent):
        (folder / "secret.sms").write_text('{"to": "", "from": "", "text": "secret"}')

    answer = client.get(f"/en/demo/mailbox/{name}/{rest}")

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["../secret", "secret", "0000000000000000000-00000000\n", ""])
def test_only_a_letters_name_is_looked_for(demo: Path, name: str) -> None:
    demo.mkdir()
    (demo / "secret.eml").write_text("Subject: secret\n\nsecret")
    (demo / "0000000000000000000-00000000\n.eml").write_text("Subject: secret\n\nsecret")
    for folder, stem in ((demo, "secret"), (demo.parent, "secret"), (demo, "0000000000000000000-00000000\n")):
        (folder / f"{stem}.sms").write_text('{"to": "", "from": "", "text": "secret"}')

    assert (mailbox.find(name), mailbox.find_text(name)) == (None, None)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_mailbox_is_only_read(client: Client) -> None:
    assert client.post("/en/demo/mailbox/").status_code == 405


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_demonstration_has_everything_else_that_the_portal_has(client: Client) -> None:
    assert client.get("/en/account/login/").status_code == 200


@pytest.mark.django_db
def test_an_office_that_is_real_has_no_mailbox(client: Client) -> None:
    assert client.get("/en/demo/mailbox/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("mailbox_list")
