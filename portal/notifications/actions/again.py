"""Send a message once more, because somebody asks for it.

It is a new message: the one before keeps its record. What it says is written when it goes,
so it says how things are now, and it goes to the address the person has now.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from portal.notifications.actions.outbox import Order, enqueue_all
from portal.notifications.choices import OPEN, Channel
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About, Way
from portal.notifications.rules.repeats import first_of, next_of, number_of


class NotRepeatedError(Exception):
    """The message is not sent again."""


class OnceOnlyError(NotRepeatedError):
    """It is of a kind that goes once, such as a code: whoever needs one asks for a new one."""


class NoLongerTrueError(NotRepeatedError):
    """What it says is not so any more."""


class NoWayError(NotRepeatedError):
    """The person cannot be reached by this channel, or on this device, any more."""


@transaction.atomic
def send_again(
    notice: Notice, *, subject: models.Model, seen: int | None = None, at: datetime
) -> Notice | None:
    """Write the same message about `subject` once more, to go at once (UTC); return it.

    `seen` is how many of it there were on the page that asked. If there are more by now, or
    one is still to go, the page asked twice, and nothing is written. Two who ask in the same
    moment write the same key, and the database takes one.

    :raises OnceOnlyError: if it is of a kind that is not repeated.
    :raises NoLongerTrueError: if it would not be true.
    :raises NoWayError: if there is no such way to the person any more.
    """
    kind = kinds.known(notice.kind)
    if kind is None or not kind.may_repeat:
        raise OnceOnlyError
    same = same_as(notice)
    if (seen is not None and len(same) > seen) or any(each.state in OPEN for each in same):
        return None
    found = kind.find([notice.subject_pk]).get(notice.subject_pk)
    occasion = next_of((each.occasion for each in same), first=first_of(notice.occasion))
    about = About(notice.subject_pk, notice.version, occasion, Channel(notice.channel), at)
    if found is None or not kind.still_true(found, about):
        raise NoLongerTrueError
    way = _way(notice, kind.ways(found) if about.channel in kind.channels else ())
    order = Order(notice.kind, notice.version, way, notice.language, at, occasion, is_awaited=True)
    return next(iter(enqueue_all([order], subject=subject)), None)


def same_as(notice: Notice) -> list[Notice]:
    """Return a message and its repetitions: of the same, by the same way, the first one first."""
    candidates = Notice.objects.filter(
        subject_label=notice.subject_label,
        subject_pk=notice.subject_pk,
        kind=notice.kind,
        version=notice.version,
        channel=notice.channel,
    )
    return sorted(
        (each for each in candidates if likeness(each) == likeness(notice)),
        key=lambda each: number_of(each.occasion),
    )


def likeness(notice: Notice) -> tuple[object, ...]:
    """Return what a message and its repetitions have in common, and no other about the same subject."""
    device = notice.recipient if notice.channel == Channel.PUSH else ""
    return notice.kind, notice.version, notice.channel, device, first_of(notice.occasion)


def _way(notice: Notice, ways: Iterable[Way]) -> Way:
    """Return the way to the person as it is now; for a notification, to the same device."""
    for way in ways:
        if way.channel == notice.channel and (way.channel != Channel.PUSH or way.to == notice.recipient):
            return way
    raise NoWayError
