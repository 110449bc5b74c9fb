"""Text messages, by a gateway that speaks HTTP.

`POST` of JSON `{to, text, from}`; the key of the message goes along as `Idempotency-Key`
(draft-ietf-httpapi-idempotency-key-header), so that a gateway which has it already delivers
it once. 2xx: taken. 4xx: refused for good, save 408, 409, 425 and 429, which mean later.
"""

import json
import logging
from datetime import timedelta
from typing import ClassVar, Self

import urllib3
from django.conf import settings
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError
from urllib3.util import parse_url

from portal.notifications.carriers.errors import (
    DelayedError,
    RefusedError,
    UncertainError,
    UnreachableError,
)
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.rules.letters import Sms
from portal.notifications.rules.masks import masked
from portal.notifications.rules.reasons import without_persons
from portal.notifications.rules.sms import normalise

log = logging.getLogger(__name__)

NOWHERE = "http://localhost"  # in the place of a gateway: it is never asked
OK, MULTIPLE_CHOICES, BAD_REQUEST, SERVER_ERROR = 200, 300, 400, 500
UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 401, 403, 404
LATER = {408, 409, 425}
CLOSED = {429, 502, 503, 504}
OURS = {UNAUTHORIZED, FORBIDDEN, NOT_FOUND, 405}  # wrong token or address: whoever the message is for


class Gateway:
    """The way to phones. Connections are kept for the next message; threads share them."""

    width: ClassVar[int] = 8
    batch: ClassVar[int] = 100

    def __init__(self) -> None:
        has_gateway = settings.SMS_GATEWAY_URL.startswith("http")
        url = settings.SMS_GATEWAY_URL if has_gateway else NOWHERE
        # No manager of many pools: there is one address, which need not be taken apart each time.
        self._path = parse_url(url).request_uri
        self._pool = urllib3.connection_from_url(
            url,
            maxsize=self.width,
            block=True,
            retries=False,
            timeout=urllib3.Timeout(connect=2, read=settings.SMS_TIMEOUT),
        )
        self._headers = {"Content-Type": "application/json"}
        if settings.SMS_GATEWAY_TOKEN:
            self._headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"

    @property
    def is_repeatable(self) -> bool:
        return bool(settings.SMS_GATEWAY_DEDUPLICATES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def send(self, parcel: Parcel) -> None:
        """Hand one text message to the gateway, or print it where that is wanted.

        :raises RefusedError: if the gateway refuses this number or this text.
        :raises UnreachableError: if it takes nothing at present.
        :raises DelayedError: if this message may go later.
        :raises UncertainError: if no answer came, and the gateway would deliver it twice.
        :raises TypeError: if what the parcel holds is no text message.
        """
        if not isinstance(parcel.content, Sms):
            raise TypeError("Only a text goes by text message.")
        text = normalise(parcel.content.text)
        if not settings.SMS_GATEWAY_URL:
            raise RefusedError("There is no gateway: SMS_GATEWAY_URL is not set.")
        if settings.SMS_GATEWAY_URL.startswith("console:"):
            log.info("SMS to %s: %s", masked(parcel.to), text)
            return
        key = parcel.key.removeprefix("<").partition("@")[0]
        answer = self._ask({"to": parcel.to, "text": text, "from": settings.SMS_SENDER}, key=key)
        _judge(answer, to=parcel.to)

    def _ask(self, message: dict[str, str], *, key: str) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool.urlopen(
                "POST",
                self._path,
                body=json.dumps(message).encode(),
                headers=self._headers | {"Idempotency-Key": key},
            )
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise UnreachableError(_named(error)) from error
        except HTTPError as error:
            if self.is_repeatable:
                raise UnreachableError(_named(error)) from error
            raise UncertainError(_named(error)) from error


def _judge(answer: urllib3.BaseHTTPResponse, *, to: str) -> None:
    status = answer.status
    if OK <= status < MULTIPLE_CHOICES:
        return
    reason = without_persons(f"{status} {_words(answer)}".strip(), to=to)
    if status in CLOSED or status in OURS:
        raise UnreachableError(reason, wait=_wait(answer))
    if BAD_REQUEST <= status < SERVER_ERROR and status not in LATER:
        raise RefusedError(reason)
    raise DelayedError(reason)


def _words(answer: urllib3.BaseHTTPResponse) -> str:
    """Return what the gateway says of an error, if it says it as JSON."""
    try:
        said = json.loads(answer.data)
    except ValueError:
        return ""
    return str(said.get("error", "")) if isinstance(said, dict) else ""


def _wait(answer: urllib3.BaseHTTPResponse) -> timedelta | None:
    text = answer.headers.get("Retry-After", "")
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() else None


def _named(error: Exception) -> str:
    """Return the kind of a failure: its text holds addresses."""
    cause = error.reason if isinstance(error, MaxRetryError) else error
    return type(cause).__name__
