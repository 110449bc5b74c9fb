"""What comes with a message, as the mail server gets it and in the look of a mail program."""

from email.message import EmailMessage

import pytest
from pytest_django import Settings

from portal.notifications.carriers.mail import Post
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.rules.letters import File, Mail, Paragraph
from portal.notifications.tests.sink import Sink

LINES = "BEGIN:VCALENDAR\r\nSUMMARY:Żółć\r\n и ещё\r\n.\r\nEND:VCALENDAR\r\n".encode()
CALENDAR = File("visit.ics", LINES, "text/calendar; charset=utf-8; method=PUBLISH")
BYTES = File("picture.png", bytes(range(256)), "image/png")


@pytest.fixture(autouse=True)
def _mail_server(settings: Settings, sink: Sink) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port


def sent(sink: Sink, *files: File) -> EmailMessage:
    letter = Mail("Hello", preview="", blocks=(Paragraph("Something."),), files=files)
    with Post() as post:
        post.send(Parcel(letter, "anna@example.test", "en", key=""))
    (message,) = sink.accepted
    return message


def parts(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_a_calendar_entry_is_a_look_of_the_message_and_a_file(sink: Sink) -> None:
    message = sent(sink, CALENDAR)

    assert parts(message) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "text/calendar",
    ]
    look, file = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert look.get_payload(decode=True) == file.get_payload(decode=True) == LINES
    assert (look["Content-Type"].params["method"], look.get_filename()) == ("PUBLISH", None)


def test_another_file_lies_beside_the_text_and_not_among_its_looks(sink: Sink) -> None:
    assert parts(sent(sink, BYTES)) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/png",
    ]


def test_a_message_without_files_is_as_it_was(sink: Sink) -> None:
    assert parts(sent(sink)) == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize("file", [CALENDAR, BYTES], ids=["text", "bytes"])
def test_a_file_arrives_byte_for_byte(sink: Sink, file: File) -> None:
    (part,) = sent(sink, file).iter_attachments()

    assert part.get_payload(decode=True) == file.content
    assert part["Content-Transfer-Encoding"] == "base64"


def test_a_file_keeps_its_name_and_says_what_it_is(sink: Sink) -> None:
    first, second = sent(sink, CALENDAR, BYTES).iter_attachments()

    assert (first["Content-Type"], first["Content-Disposition"]) == (
        'text/calendar; charset="utf-8"; method="PUBLISH"',
        'attachment; filename="visit.ics"',
    )
    assert dict(first["Content-Type"].params) == {"charset": "utf-8", "method": "PUBLISH"}
    assert (second["Content-Type"], second.get_filename()) == ("image/png", "picture.png")
    assert len(first.get_all("Content-Type", [])) == 1
