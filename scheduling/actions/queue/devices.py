"""The devices at which people check in: none is one until a supervisor has made it so.

A device proves itself by a secret that its cookie alone has; here is its digest. It gets the
secret from a link that works once, and for a quarter of an hour: the link is made of the
digest that was there before, so that whatever changes the digest makes it worthless.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.models import Kiosk
from scheduling.rules.codes import secret_token, token_digest

LINK_LIFE = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)
LINK = re.compile(r"([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,11})-([A-Za-z0-9_-]{43})")


class LinkOverError(Exception):
    """A link was used already, is too old, or is none of ours."""


@dataclass(frozen=True, slots=True)
class Link:
    """What makes a device a kiosk, and on whose word."""

    kiosk: Kiosk
    by: Actor
    ends_at: datetime


@transaction.atomic
def add(*, kiosk: Kiosk, clerk: User, by: Actor, at: datetime) -> Kiosk:
    """Write down a kiosk for which no device is set up yet."""
    kiosk.token_digest = token_digest(token_urlsafe())
    kiosk.added_by, kiosk.added_at = clerk, at
    kiosk.save()
    record("kiosk.added", subject=kiosk, by=by, at=at, office=kiosk.office)
    return kiosk


@transaction.atomic
def set_up(*, link: Link, by: Actor, at: datetime) -> str:
    """Give a device the secret of its kiosk, and return it. A device that had one is none any more.

    :raises LinkOverError: if the link was used meanwhile.
    """
    kiosk = Kiosk.objects.select_for_update(of=("self",)).get(pk=link.kiosk.pk)
    if kiosk.removed_at is not None or kiosk.token_digest != link.kiosk.token_digest:
        raise LinkOverError
    token = token_urlsafe()
    kiosk.token_digest = token_digest(token)
    kiosk.save()
    record("kiosk.set_up", subject=kiosk, by=by, at=at, office=kiosk.office_id)
    return token


@transaction.atomic
def switch_off(*, kiosk: Kiosk, by: Actor, at: datetime) -> Kiosk:
    """Let a device be a kiosk no more, from its next page on. A second time changes nothing."""
    kiosk = Kiosk.objects.select_for_update(of=("self",)).get(pk=kiosk.pk)
    if kiosk.removed_at is None:
        kiosk.removed_at, kiosk.token_digest = at, token_digest(token_urlsafe())
        kiosk.save()
        record("kiosk.switched_off", subject=kiosk, by=by, at=at, office=kiosk.office_id)
    return kiosk


def seen(kiosk: Kiosk, *, at: datetime) -> bool:
    """Note that a kiosk is in use, once a minute at most, and tell whether it was noted."""
    if kiosk.seen_at is not None and kiosk.seen_at + SEEN_EVERY > at:
        return False
    stale = Q(seen_at=None) | Q(seen_at__lte=at - SEEN_EVERY)
    return bool(Kiosk.objects.filter(stale, pk=kiosk.pk).update(seen_at=at))


def kiosk_with(token: str) -> Kiosk | None:
    """Return the kiosk whose device has this secret, if it is still in use."""
    in_use = Kiosk.objects.select_related("office").filter(removed_at=None)
    return in_use.filter(token_digest=token_digest(token)).first()


def link_token(kiosk: Kiosk, *, clerk: User, at: datetime) -> str:
    """Return the secret of a link that makes a device this kiosk. It is no sign-in of anybody."""
    ends = int((at + LINK_LIFE).timestamp())
    return f"{kiosk.pk}-{clerk.pk}-{ends}-{_seal(kiosk, clerk.pk, ends)}"


def read_link(token: str, *, at: datetime) -> Link:
    """Return what a link says.

    :raises LinkOverError: if it does not work (any more).
    """
    found = LINK.fullmatch(token)
    if found is None:
        raise LinkOverError
    pk, clerk, ends = (int(number) for number in found.groups()[:3])
    kiosk = Kiosk.objects.select_related("office").filter(pk=pk, removed_at=None).first()
    if kiosk is None or not hmac.compare_digest(_seal(kiosk, clerk, ends), found[4]):
        raise LinkOverError
    if at >= (ends_at := datetime.fromtimestamp(ends, UTC)):
        raise LinkOverError
    return Link(kiosk, Actor.user(clerk), ends_at)


def _seal(kiosk: Kiosk, clerk: int, ends: int) -> str:
    key: str = settings.IDENTITY_KEY
    subject = f"kiosk:{kiosk.pk}:{kiosk.token_digest}:{clerk}:{ends}"
    return secret_token(key.encode(), subject=subject, version=1)
