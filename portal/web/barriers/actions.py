"""Taking a report of a barrier, and what the office answers."""

from datetime import datetime
from hashlib import sha256
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.web.barriers import letters
from portal.web.choices import BarrierState
from portal.web.models import BarrierReport
from portal.web.terms import answer_by, fix_by, may_follow


class Told(TypedDict):
    """What somebody wrote, as the form gives it."""

    problem: str
    page: str
    wanted: str
    name: str
    email: str
    phone: str


class NotNowError(Exception):
    """The report is answered already, or more time was taken before, or it is too late to take some."""


def secret_of(key: str, told: Told) -> str:
    """Return what names a report: the same form sent twice is one, and a form that was changed another."""
    return sha256("\x1f".join([key, *(f"{name}={text}" for name, text in told.items())]).encode()).hexdigest()


def already_sent(secret: str) -> BarrierReport | None:
    return BarrierReport.objects.filter(secret=secret).first()


@transaction.atomic
def report(told: Told, *, secret: str, language: str, by: Actor, at: datetime) -> BarrierReport:
    """Take a report, once for each `secret`, and confirm it by e-mail."""
    received_on = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    taken, is_new = BarrierReport.objects.get_or_create(
        secret=secret,
        defaults={
            **told,
            "language": language,
            "received_at": at,
            "answer_by_on": answer_by(received_on),
            "fix_by_on": fix_by(received_on),
        },
    )
    if is_new:
        record("barrierreport.received", subject=taken, by=by, at=at)
        letters.received(taken, at=at)
    return taken


@transaction.atomic
def take_longer(*, report: BarrierReport, why: str, by: Actor, at: datetime) -> BarrierReport:
    """Tell the person within the 7 days that the barrier takes longer; the 2 months stay.

    :raises NotNowError: if that is no longer possible.
    """
    taken = _locked(report, BarrierState.TOLD_LATER, at=at)
    taken.state, taken.told_later_at, taken.why_later = BarrierState.TOLD_LATER, at, why
    return _told(taken, "told_later", by=by, at=at)


def fix(*, report: BarrierReport, answer: str, by: Actor, at: datetime) -> BarrierReport:
    """Say that the barrier is gone, or that the person has what they wanted in another way.

    :raises NotNowError: if the report is answered already.
    """
    return _close(report, BarrierState.FIXED, answer, by=by, at=at)


def refuse(*, report: BarrierReport, answer: str, by: Actor, at: datetime) -> BarrierReport:
    """Say why nothing will be done; the person learns that they may complain.

    :raises NotNowError: if the report is answered already.
    """
    return _close(report, BarrierState.REFUSED, answer, by=by, at=at)


@transaction.atomic
def _close(
    report: BarrierReport, state: BarrierState, answer: str, *, by: Actor, at: datetime
) -> BarrierReport:
    taken = _locked(report, state, at=at)
    taken.state, taken.closed_at, taken.answer = state, at, answer
    taken.answered_by_id = by.user_id
    return _told(taken, state.value, by=by, at=at)


def _locked(report: BarrierReport, then: BarrierState, *, at: datetime) -> BarrierReport:
    taken = BarrierReport.objects.select_for_update().get(pk=report.pk)
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    if not may_follow(BarrierState(taken.state), then, answer_by_on=taken.answer_by_on, on=today):
        raise NotNowError(taken.state)
    return taken


def _told(taken: BarrierReport, what: str, *, by: Actor, at: datetime) -> BarrierReport:
    taken.save()
    record(f"barrierreport.{what}", subject=taken, by=by, at=at)
    letters.answered(taken, at=at)
    return taken
