"""E-mail: one message to one person, over a connection that is kept for the next one.

Sent at least once. If the connection breaks after the text was handed over, nobody knows
whether the server took it, so it is sent again under the same Message-ID.
"""

import contextlib
from email.encoders import encode_base64
from email.mime.nonmultipart import MIMENonMultipart
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
)
from typing import ClassVar, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from portal.notifications.carriers.errors import DelayedError, RefusedError, UnreachableError
from portal.notifications.carriers.letters import as_html, as_text
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.rules.letters import File, Mail
from portal.notifications.rules.reasons import without_persons

PERMANENT = 500  # RFC 5321, 4.2.1: replies from 500 on are final


def compose(parcel: Parcel) -> EmailMultiAlternatives:
    """Return the message as it goes to the mail server.

    :raises TypeError: if what the parcel holds is no mail.
    """
    mail, language = parcel.content, parcel.language
    if not isinstance(mail, Mail):
        raise TypeError("Only a mail goes by e-mail.")
    message = EmailMultiAlternatives(
        mail.subject,
        as_text(mail, language=language, stop_url=parcel.stop_url),
        settings.DEFAULT_FROM_EMAIL,
        [parcel.to],
        headers=_headers(parcel),
    )
    message.attach_alternative(as_html(mail, language=language, stop_url=parcel.stop_url), "text/html")
    for file in mail.files:
        if file.is_calendar:  # mail programs show a part, and only some of them a file (RFC 6047, 2.4)
            message.attach_alternative(file.content.decode(), file.media_type)
    for file in mail.files:
        message.attach(_attachment(file))
    return message


def _headers(parcel: Parcel) -> dict[str, str]:
    headers = {
        "Auto-Submitted": "auto-generated",  # RFC 3834: do not answer with an absence note
        "X-Auto-Response-Suppress": "All",  # likewise, for Exchange
        "Content-Language": parcel.language,
    }
    if parcel.key:
        headers["Message-ID"] = parcel.key
    if parcel.stop_url:
        headers["List-Unsubscribe"] = f"<{parcel.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    return headers


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

    width: ClassVar[int] = 1
    batch: ClassVar[int] = 10
    is_repeatable = True  # twice is better than never, and the Message-ID lets mailboxes see that it is one

    def __init__(self) -> None:
        self._connection = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def send(self, parcel: Parcel) -> None:
        """Hand one message to the mail server.

        :raises RefusedError: if the server refuses this address or this text for good.
        :raises UnreachableError: if the server takes nothing at present.
        :raises DelayedError: if this message may go later.
        """
        message = compose(parcel)
        try:
            self._connection.open()
        except (SMTPException, OSError) as error:
            self._hang_up()
            raise UnreachableError(without_persons(str(error), to="") or type(error).__name__) from error
        try:
            self._connection.send_messages([message])
        except (SMTPException, OSError, ValueError) as error:
            self._hang_up()
            raise _verdict(error, to=parcel.to) from error

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
    reason = without_persons(words, to=to)
    return RefusedError(reason) if code >= PERMANENT else DelayedError(reason)


def _decoded(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
