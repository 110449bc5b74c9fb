"""What happens when a message cannot reach somebody: it is written down, and another way is taken."""

import logging
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import QuerySet

from portal.notifications.actions.outbox import Order, enqueue_all
from portal.notifications.choices import State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About, Kind, Way

log = logging.getLogger(__name__)


@transaction.atomic
def fail(notice: Notice, *, if_still: QuerySet[Notice], reason: str, at: datetime) -> bool:
    """Write down that a message failed for good, and send it by the next way instead.

    Nothing happens, and False is returned, if the row is not among `if_still` any more.
    """
    if not if_still.update(
        state=State.FAILED, next_try_at=None, claimed_by=None, sent_at=None, reason=reason
    ):
        return False
    if (kind := kinds.known(notice.kind)) and (another := _next_way(notice, kind, at=at)):
        way, due_at = another
        language = way.language or notice.language
        order = Order(
            notice.kind, notice.version, way, language, due_at, notice.occasion, instead_of=notice.pk
        )
        model = apps.get_model(notice.subject_label)
        enqueue_all([order], subject=model(pk=notice.subject_pk))
    return True


def _next_way(notice: Notice, kind: Kind[Any], *, at: datetime) -> tuple[Way, datetime] | None:
    """Return another way and when, if there is one; a mistake in a kind lets the failure be written down."""
    try:
        return _untried_way(notice, kind, at=at)
    except (DatabaseError, InterfaceError):
        raise
    except Exception:
        log.exception("Another way for notice %s could not be found.", notice.pk)
        return None


def _untried_way(notice: Notice, kind: Kind[Any], *, at: datetime) -> tuple[Way, datetime] | None:
    """Return a way by which the same has not been sent or tried, if there is one and it is still true.

    With it comes when it may be taken: mails come back at any hour, and nobody is woken for that.
    """
    subject = kind.find([notice.subject_pk]).get(notice.subject_pk)
    if subject is None:
        return None
    tried = set(
        Notice.objects.filter(
            subject_label=notice.subject_label,
            subject_pk=notice.subject_pk,
            kind=notice.kind,
            version=notice.version,
            occasion=notice.occasion,
        ).values_list("channel", flat=True)
    )
    for way in kind.ways(subject):
        about = About(notice.subject_pk, notice.version, notice.occasion, way.channel, at, is_instead=True)
        if way.channel in kind.channels and way.channel not in tried and kind.still_true(subject, about):
            return way, kind.not_before(subject, at) if kind.not_before else at
    return None
