"""Keeping the law: what changes is a new fact from its day on, and the old one ends the day before.

Nothing that once held is overwritten, because cases were decided by it. A mistake in a fact that
begins today or later is the exception: nobody has gone by it yet.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from applications.models import (
    ClockSuspension,
    DecisionTerm,
    DocumentRequirement,
    Fact,
    Fee,
    FilingChannel,
    SubmissionWay,
    SummonsTerm,
)
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.actions.booking import broken_constraint

DAY = timedelta(days=1)
F = TypeVar("F", bound=Fact)

KEYS: dict[type[Fact], tuple[str, ...]] = {
    Fee: ("scope", "kind", "variant"),
    DecisionTerm: ("scope", "instance"),
    ClockSuspension: ("scope",),
    FilingChannel: ("scope", "channel"),
    DocumentRequirement: ("scope", "code"),
    SummonsTerm: ("scope", "kind"),
    SubmissionWay: ("scope", "way"),
}
"""What tells the facts of a table apart. A successor has the same."""


class Refused(StrEnum):
    TOO_EARLY = "too_early"  # the new fact would begin before the old one, or on its day
    PAST = "past"  # days that are over would come to be under other words, or under none
    ENDED = "ended"  # the old one ends before the day
    OVERLAPS = "overlaps"  # another fact of the same key holds on one of the days
    BACKWARDS = "backwards"  # it ends before it begins


class FactError(Exception):
    """The law cannot be kept like that; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def add(fact: F, *, by: Actor, at: datetime) -> F:
    """Write down a fact that nobody has written down before.

    :raises FactError: if another of its key holds on one of its days, or it ends before it begins.
    """
    _sign(fact, by=by, at=at)
    _save(fact)
    record(f"{_name(fact)}.added", subject=fact, by=by, at=at, scope=fact.scope, since=fact.valid_from)
    return fact


@transaction.atomic
def replace(fact: F, *, changes: Mapping[str, object], from_on: date, by: Actor, at: datetime) -> F:
    """Let other words hold from a day on; return the fact that has them.

    The old fact ends the day before. If it begins on that very day, and that is today or later, it is
    put right in its place instead.

    :raises FactError: if the old fact does not hold on that day, or another one does later.
    """
    old = _locked(fact)
    if from_on == old.valid_from >= _today(at):
        return _put_right(old, changes, by=by, at=at)
    if from_on <= old.valid_from:
        raise FactError(Refused.TOO_EARLY)
    if old.valid_to is not None and from_on > old.valid_to:
        raise FactError(Refused.ENDED)
    new = type(old)(**_content(old) | {"valid_from": from_on, "valid_to": old.valid_to} | dict(changes))
    _sign(new, by=by, at=at)
    old.valid_to = from_on - DAY
    old.save(update_fields=["valid_to"])
    _save(new)
    record(f"{_name(new)}.replaced", subject=new, by=by, at=at, was=old.pk, since=from_on, fields=[*changes])
    return new


@transaction.atomic
def end(fact: F, *, last_on: date | None, by: Actor, at: datetime) -> F:
    """Say until when a fact holds, that day included; None if no end is known.

    Days that are over stay as they were, because cases were decided by them. What no source confirms
    is free of that.

    :raises FactError: if it would end before it begins, hold on a day of another one, or change what
        held on a day that is over.
    """
    row = _locked(fact)
    was, row.valid_to = row.valid_to, last_on
    _save(row)
    if row.is_confirmed and _reaches_back(row.valid_from, was, last_on, today=_today(at)):
        raise FactError(Refused.PAST)
    record(f"{_name(row)}.ended", subject=row, by=by, at=at, was=was, until=last_on)
    return row


@transaction.atomic
def check(fact: F, *, by: Actor, at: datetime, confirms: bool = False) -> F:
    """Write down that somebody has held a fact against its source today, and whether that confirms it."""
    row = _locked(fact)
    row.checked_on, row.checked_by_id = _today(at), by.user_id
    row.is_confirmed = row.is_confirmed or confirms
    row.save(update_fields=["checked_on", "checked_by", "is_confirmed"])
    record(f"{_name(row)}.checked", subject=row, by=by, at=at, is_confirmed=row.is_confirmed)
    return row


def _reaches_back(begins: date, was: date | None, last_on: date | None, *, today: date) -> bool:
    """Tell whether one last day instead of another changes what held before today."""
    if begins >= today or was == last_on:
        return False
    return min(last for last in (was, last_on) if last is not None) < today - DAY


def _put_right(row: F, changes: Mapping[str, object], *, by: Actor, at: datetime) -> F:
    for name, value in changes.items():
        setattr(row, name, value)
    _sign(row, by=by, at=at)
    _save(row)
    record(f"{_name(row)}.put_right", subject=row, by=by, at=at, since=row.valid_from, fields=[*changes])
    return row


def _save(row: Fact) -> None:
    """Save a fact; the database knows whether another one of its key holds then.

    :raises FactError: if one does, or the fact ends before it begins.
    """
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise FactError(Refused.BACKWARDS)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if not broken_constraint(error).endswith("_once_a_day"):
            raise
        raise FactError(Refused.OVERLAPS) from error


def _sign(row: Fact, *, by: Actor, at: datetime) -> None:
    """Say who wrote it. Whoever writes down what a source confirms has just read it there."""
    row.written_by_id = by.user_id
    row.checked_by_id = by.user_id if row.is_confirmed else None
    row.checked_on = _today(at) if row.is_confirmed else None


def _content(row: Fact) -> dict[str, object]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def _locked(fact: F) -> F:
    found: F = type(fact).objects.select_for_update(of=("self",)).get(pk=fact.pk)
    return found


def _today(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


def _name(row: Fact) -> str:
    return str(row._meta.model_name)
