"""Notifications on people's devices, by the push services of their browsers.

The text is encrypted for the browser (RFC 8291): a push service learns when somebody gets a
message and how long it is, and nothing that is in it. We sign that it comes from us (RFC 8292).

There are several push services, and one that is down says nothing about the others. So
whatever a service answers is about this message or about that service (`LineDownError`), and
only a missing key of our own closes the way for everybody. Until a service that is down may be
asked again, messages for it are put off without a call: nobody else waits for it to time out.

Handed over twice, a message replaces itself: at the push service by its topic, on the device
by its tag.
"""

import json
import logging
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from time import time
from typing import ClassVar, Self

import requests
from django.conf import settings
from py_vapid import VapidException
from pywebpush import WebPushException, webpush

from portal.notifications.carriers import vapid
from portal.notifications.carriers.errors import LineDownError, RefusedError, UnreachableError
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.models import Subscription
from portal.notifications.rules.letters import Push
from portal.notifications.rules.push import Device, may_call, service_of, topic

log = logging.getLogger(__name__)

TIMEOUT = 8  # seconds
LONGEST_KEPT = timedelta(days=1)  # by a push service, for a device that is off
REST = timedelta(seconds=10)  # for a service that is down, unless it asks for another
LONGEST_REST = timedelta(hours=1)
URGENCY = "high"  # "time-sensitive alert" (RFC 8030, 5.3): a phone at rest would get others hours later

OK, MULTIPLE_CHOICES, BAD_REQUEST, SERVER_ERROR = 200, 300, 400, 500
GONE = {404, 410}
NOT_US = {401, 403}  # our key or contact is wrong, or this device agreed to the key we had before
LATER = {408, 409, 425}
CLOSED = {429, 502, 503, 504}


class Pusher:
    """The way to browsers that have agreed to be reminded. Connections are kept for the next message."""

    width: ClassVar[int] = 1  # it reads and deletes subscriptions, which a thread of a pool could not
    batch: ClassVar[int] = 32
    is_repeatable = True

    closed_until: ClassVar[
        dict[str, float]
    ] = {}  # by service, in seconds of the clock; for the whole process

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # no proxies or passwords from the environment
        self._session.max_redirects = 0  # nobody has checked where they lead

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def send(self, parcel: Parcel) -> None:
        """Hand one notification to the push service of a device, named by the key of its subscription.

        :raises RefusedError: if the device is gone or the service refuses this message.
        :raises UnreachableError: if we have no key to sign with.
        :raises LineDownError: if the device's push service does not take it at present, or not from us.
        :raises TypeError: if what the parcel holds is no notification.
        """
        if not isinstance(parcel.content, Push):
            raise TypeError("Only a notification goes to a device.")
        device = Subscription.objects.filter(pk=parcel.to).first()
        if device is None:
            raise RefusedError("The device is not known any more.")
        service = _service(device)
        if self.closed_until.get(service, 0) > time():
            raise LineDownError(f"{service} is left alone for a while.")
        status, rest = self._call(device, parcel, parcel.content)
        self._judge(device, service, status=status, rest=rest)

    def _call(self, device: Subscription, parcel: Parcel, push: Push) -> tuple[int, timedelta]:
        """Return the status that the push service answers, and how long it wants to be left alone."""
        service = service_of(device.endpoint)
        try:
            answer = webpush(
                {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}},
                data=_payload(parcel, push),
                vapid_private_key=vapid.signer(),
                vapid_claims={"sub": settings.VAPID_CONTACT, "aud": service},
                ttl=_seconds_kept(push),
                headers={"Urgency": URGENCY, "Topic": topic(parcel.key)},
                timeout=TIMEOUT,
                requests_session=self._session,
            )
        except WebPushException as error:
            return error.response.status_code, _rest(error.retry_after)
        except requests.RequestException as error:
            self._leave_alone(service, REST)
            raise LineDownError(f"{service}: {type(error).__name__}") from error
        except (vapid.NoKeyError, VapidException) as error:
            raise UnreachableError(str(error)) from error
        return answer.status_code, REST

    def _judge(self, device: Subscription, service: str, *, status: int, rest: timedelta) -> None:
        if OK <= status < MULTIPLE_CHOICES:
            return
        reason = f"{service} answered {status}."
        if status in GONE:
            _forget(device)
            raise RefusedError(f"{reason} The device does not take notifications any more.")
        if status in CLOSED:
            self._leave_alone(service, rest)
            raise LineDownError(reason)
        if status in NOT_US:
            log.error("%s VAPID_PRIVATE_KEY and VAPID_CONTACT must be those that devices agreed to.", reason)
            raise LineDownError(reason)
        if BAD_REQUEST <= status < SERVER_ERROR and status not in LATER:
            raise RefusedError(reason)
        raise LineDownError(reason)

    def _leave_alone(self, service: str, rest: timedelta) -> None:
        self.closed_until[service] = time() + rest.total_seconds()


def _service(device: Subscription) -> str:
    """Return the push service of a device. What was checked when its owner agreed is checked again.

    :raises RefusedError: if it is none that we call, or nothing can be encrypted to the device.
    """
    if not may_call(device.endpoint, services=settings.PUSH_SERVICES):
        raise RefusedError("The device's push service is none of those in PUSH_SERVICES.")
    try:
        Device(device.endpoint, device.p256dh, device.auth)
    except ValueError as error:
        raise RefusedError(str(error)) from error
    return service_of(device.endpoint)


def _payload(parcel: Parcel, push: Push) -> str:
    return json.dumps(
        {
            "title": push.title,
            "body": push.text,
            "url": push.url,
            "lang": parcel.language,
            "tag": topic(parcel.key),
        },
        ensure_ascii=False,
    )


def _seconds_kept(push: Push) -> int:
    """Return for how long a device that is off may get it later: not when it is no longer true."""
    longest = LONGEST_KEPT.total_seconds()
    return int(longest if push.until is None else min(longest, max(0, push.until.timestamp() - time())))


def _rest(retry_after: str | None) -> timedelta:
    """Return how long a service wants to be left alone; there are two ways to say it (RFC 9110, 10.2.3)."""
    text = retry_after or ""
    if text.isascii() and text.isdigit():
        seconds = float(text[:9])
    else:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return REST
        seconds = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - time()
    return max(REST, min(LONGEST_REST, timedelta(seconds=seconds)))


def _forget(device: Subscription) -> None:
    """Delete a subscription that is gone, unless the browser has renewed it meanwhile."""
    Subscription.objects.filter(pk=device.pk, endpoint=device.endpoint, p256dh=device.p256dh).delete()
