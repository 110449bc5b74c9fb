"""Turn claimed notices into words, if what they tell of is still true."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.utils import translation

from portal.notifications.actions.ledger import Ledger
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.rules import kinds
from portal.notifications.rules.kinds import About, Kind, NotWrittenError
from portal.notifications.rules.patience import LONGEST_WAIT, MAX_ATTEMPTS

log = logging.getLogger(__name__)

NO_MORE_TRUE = "It was no longer true when it was to be sent."
STOPPED_AGAIN = "Each sender that took it was stopped before it was done."
TOO_OLD = "It could not be sent for two weeks."


def wrapped(batch: Sequence[Notice], *, ledger: Ledger) -> list[tuple[Notice, Parcel]]:
    """Return what is to go, in the order of the batch; the rest is dropped, failed or put off.

    What a kind cannot write stops no other: only the database's own trouble is passed on.
    """
    parcels: dict[int, Parcel] = {}
    for name in {notice.kind for notice in batch}:
        same = [notice for notice in batch if notice.kind == name]
        try:
            kind = kinds.named(name)
            subjects = kind.find([notice.subject_pk for notice in same])
        except (DatabaseError, InterfaceError):
            raise
        except Exception as error:
            log.exception("The subjects of notices %s could not be read.", name)
            for notice in same:
                ledger.put_off(notice, reason=type(error).__name__)
        else:
            parcels |= _of_kind(kind, same, subjects, ledger)
    return [(notice, parcels[notice.pk]) for notice in batch if notice.pk in parcels]


def _of_kind(
    kind: Kind[Any], notices: Sequence[Notice], subjects: Mapping[str, Any], ledger: Ledger
) -> dict[int, Parcel]:
    parcels = {}
    for notice in notices:
        try:
            parcel = _parcel(kind, notice, subjects.get(notice.subject_pk), ledger)
        except (DatabaseError, InterfaceError):
            raise
        except NotWrittenError as error:
            ledger.fail(notice, reason=str(error))
        except Exception as error:
            log.exception("Notice %s could not be made.", notice.pk)
            ledger.put_off(notice, reason=type(error).__name__)
        else:
            if parcel:
                parcels[notice.pk] = parcel
    return parcels


def _parcel(kind: Kind[Any], notice: Notice, subject: object, ledger: Ledger) -> Parcel | None:
    at, channel = ledger.now(), Channel(notice.channel)
    is_instead = notice.instead_of_id is not None
    about = About(notice.subject_pk, notice.version, notice.occasion, channel, at, is_instead)
    if notice.attempts > MAX_ATTEMPTS:
        ledger.fail(notice, reason=STOPPED_AGAIN)
        return None
    if subject is None or not kind.still_true(subject, about):
        ledger.end(notice, State.DROPPED, reason=NO_MORE_TRUE)
        return None
    if at - notice.due_at > LONGEST_WAIT:
        ledger.fail(notice, reason=TOO_OLD)
        return None
    if kind.not_before and (later := kind.not_before(subject, at)) > at:
        ledger.hand_back([notice], at=later)  # put off until night: nobody is woken for it
        return None
    with translation.override(notice.language):
        content = kind.written(subject, about)
        stop_url = kind.stop_url(subject) if kind.stop_url and channel == Channel.EMAIL else ""
    return Parcel(content, notice.recipient, notice.language, notice.message_id, stop_url)
