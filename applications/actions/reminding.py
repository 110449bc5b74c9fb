"""Write the reminders of the coming days into the outbox, for every case that has some.

It runs often and looks ahead by some days, so a worker that was away makes up for it. What is there
already is not written again; what is right no longer is dropped when it is to go (`notices/occasions`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import cast

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet

from applications.choices import KeptKind, ReminderKind, Stage
from applications.models import Application, CaseReminderRule, KeptDay, Summons
from applications.models.reminding import facts_of, offsets
from applications.notices.occasions import Occasion
from applications.notices.readers import Reader, readers_of
from applications.notices.telling import CARD, DAY, NEW_DATE, TERM, Reached, tell
from applications.rules.reminding import Marked, marked, told_on
from portal.accounts.models import Office
from portal.notifications.rules.reminders import awake

AHEAD = timedelta(days=3)
BATCH = 500
MORNING = time(9)
REPORT_SPAN = timedelta(days=45)
"""More than fifteen working days are, whatever holidays fall among them."""

KINDS = {
    ReminderKind.SUMMONS: TERM,
    ReminderKind.APPEAL: TERM,
    ReminderKind.CARD_READY: CARD,
    ReminderKind.NEW_DATE: NEW_DATE,
}
Rules = Mapping[ReminderKind, frozenset[int]]
OWN = frozenset(KeptKind.values)
"""Days that somebody keeps for themselves: nobody else is told of them."""


def plan(*, at: datetime) -> int:
    """Write what is to be sent from now on, within `AHEAD`; return for how many cases."""
    rules = offsets()
    if not any(rules.values()):
        return 0
    planned = 0
    for office in Office.objects.all():
        on = at.astimezone(office.zone).date()
        for rows in _batches(candidates(on).filter(office=office)):
            readers = readers_of([row.pk for row in rows], on=on)
            planned += sum(_plan(row, readers.get(row.pk, ()), rules, at=at) for row in rows)
    return planned


def _plan(application: Application, readers: Sequence[Reader], rules: Rules, *, at: datetime) -> bool:
    """Write what is to be sent of one case, and tell whether there was anything."""
    if not (due := list(_due(application, rules, at=at))):
        return False
    with transaction.atomic():
        for day, days, due_at in due:
            its = () if day.kind.value in OWN else tuple(readers)
            reached, kind = Reached(application, its), KINDS.get(day.kind, DAY)
            tell(reached, kind, version=1, occasion=Occasion.of(day, days).text, due_at=due_at)
    return True


def _due(application: Application, rules: Rules, *, at: datetime) -> Iterator[tuple[Marked, int, datetime]]:
    zone = application.office.zone
    for day in marked(facts_of(application)):
        for days in rules[day.kind]:
            if on := told_on(day, days):
                due_at = awake(datetime.combine(on, MORNING, zone), zone=zone)
                if at < due_at <= at + AHEAD:
                    yield day, days, due_at


def candidates(on: date) -> "QuerySet[Application]":
    """Return the cases that may have something to be reminded of soon; which it is, `marked` says."""
    span = CaseReminderRule.objects.filter(is_active=True).aggregate(first=Min("days"), last=Max("days"))
    first = on - timedelta(days=span["last"]) - AHEAD
    last = on - timedelta(days=span["first"]) + AHEAD
    kept = KeptDay.objects.filter(on__gte=first - REPORT_SPAN, on__lte=last)
    asked = Summons.objects.filter(closed_on=None, due_on__range=(first, last))
    return cast(
        "QuerySet[Application]",
        Application.objects.filter(
            Q(pk__in=asked.values("application"))
            | Q(pk__in=kept.values("application"))
            | Q(stage=Stage.SERVED, until__range=(first, last))
            | Q(stage=Stage.CARD_READY, stage_since__range=(first, last))
            | Q(closed_on=None, state__has_key="notices")
            | Q(stay_until__range=(max(on, first), last))
        ),
    )


def _batches(cases: "QuerySet[Application]") -> Iterator[list[Application]]:
    columns = cases.select_related("office", "procedure").prefetch_related("kept_days").order_by("pk")
    last = 0
    while rows := list(columns.filter(pk__gt=last)[:BATCH]):
        yield rows
        last = rows[-1].pk
