"""E-mail: one message to one person, over a connection that is kept for the next one.

Sent at least once. If the connection breaks after the text was handed over, nobody knows
whether the server took it, so it is sent again under the same Message-ID.
"""

import contextlib
from email.encoders import encode_base64
from email.mime.nonmultipart import MIMENonMultipart
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from portal.notifications.carriers.errors import DelayedError, RefusedError
from portal.notifications.carriers.letters import as_html, as_text
from portal.notifications.rules.letters import File, Mail
from portal.notifications.rules.masks import masked

PERMANENT = 500  # RFC 5321, 4.2.1: replies from 500 on are final


def compose(mail: Mail, *, to: str, language: str, message_id: str = "") -> EmailMultiAlternatives:
    """Return the message as it goes to the mail server."""
    headers = {
        "Auto-Submitted": "auto-generated",  # RFC 3834: do not answer with an absence note
        "X-Auto-Response-Suppress": "All",  # likewise, for Exchange
        "Content-Language": language,
    }
    if message_id:
        headers["Message-ID"] = message_id
    message = EmailMultiAlternatives(
        mail.subject, as_text(mail, language=language), settings.DEFAULT_FROM_EMAIL, [to], headers=headers
    )
    message.attach_alternative(as_html(mail, language=language), "text/html")
    for file in mail.files:
        message.attach(_attachment(file))
    return message


def _attachment(file: File) -> MIMENonMultipart:
    """Return a part that arrives byte for byte, whatever servers between do to lines and letters."""
    part = MIMENonMultipart(*file.media_type.partition(";")[0].split("/"))
    part.replace_header("Content-Type", file.media_type)
    part.set_payload(file.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    return part


class Post:
    """The way to the mail server, opened with the first message."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def send(self, mail: Mail, *, to: str, language: str, message_id: str = "") -> None:
        """Hand one message to the mail server.

        :raises RefusedError: if the server refuses this address or this text for good.
        :raises DelayedError: if it may go later.
        """
        message = compose(mail, to=to, language=language, message_id=message_id)
        try:
            self._connection.open()
            self._connection.send_messages([message])
        except (SMTPException, OSError, ValueError) as error:
            self._hang_up()
            raise _verdict(error, to=to) from error

    def _hang_up(self) -> None:
        with contextlib.suppress(SMTPException, OSError):  # it may be gone already
            self._connection.close()


def _verdict(error: Exception, *, to: str) -> DelayedError | RefusedError:
    """Tell an answer about this message from trouble that is not its fault.

    A server that turns away everybody, or our own password or sender, is trouble: once it
    is mended, every message that waited goes.
    """
    code, words = 0, str(error) or type(error).__name__
    if isinstance(error, SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        words = f"{code} {_decoded(answer)}"
    elif isinstance(error, SMTPDataError):
        code, words = error.smtp_code, f"{error.smtp_code} {_decoded(error.smtp_error)}"
    elif isinstance(error, SMTPNotSupportedError | ValueError):  # an address nobody can have
        code = PERMANENT
    reason = words.replace(to, masked(to))
    return RefusedError(reason) if code >= PERMANENT else DelayedError(reason)


def _decoded(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
