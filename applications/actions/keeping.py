"""Days that somebody wants to be reminded of, beside those of their case."""

from datetime import date, datetime

from django.db import transaction

from applications.choices import KeptKind
from applications.models import Application, KeptDay
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor


@transaction.atomic
def keep(application: Application, user: User, *, kind: KeptKind, on: date, at: datetime) -> KeptDay:
    """Keep a day, in the place of the one of its kind that was kept before."""
    row, _is_new = KeptDay.objects.update_or_create(
        application=application, kind=kind, defaults={"on": on, "by": user, "at": at}
    )
    _write_down("case.day_kept", row, by=Actor.user(user.pk), at=at)
    return row


@transaction.atomic
def forget(application: Application, user: User, *, kind: KeptKind, at: datetime) -> None:
    """Keep a day no longer; nothing happens if it is not kept."""
    row = KeptDay.objects.select_for_update().filter(application=application, kind=kind).first()
    if row is not None:
        _write_down("case.day_forgotten", row, by=Actor.user(user.pk), at=at)
        row.delete()


def _write_down(what: str, row: KeptDay, *, by: Actor, at: datetime) -> None:
    case = row.application
    record(what, subject=case, by=by, at=at, office=case.office_id, kind=row.kind)
