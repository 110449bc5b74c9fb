"""Once a month, to whoever wants it: nothing has changed, and nothing has to be done."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from applications.choices import CLOSED_STAGES, DECIDED_STAGES, Turn, Unit
from applications.models import Application
from applications.notices.monthly import MONTHLY, QUIET, is_quiet
from applications.notices.news import reads_news
from applications.notices.telling import ways_to
from applications.rules.deadlines import raw_end
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.notifications.actions.outbox import enqueue
from portal.notifications.rules.reminders import awake

LATE = timedelta(days=3)
MONTHS = 12


@transaction.atomic
def want(application: Application, *, is_wanted: bool, by: Actor, at: datetime) -> None:
    """Write once a month from a day on, or no more; asked twice, the first day counts."""
    row = Application.objects.select_for_update(of=("self",)).select_related("office").get(pk=application.pk)
    if is_wanted == (row.monthly_from is not None):
        return
    row.monthly_from = at.astimezone(row.office.zone).date() if is_wanted else None
    row.save(update_fields=["monthly_from"])
    what = "case.monthly_wanted" if is_wanted else "case.monthly_stopped"
    record(what, subject=row, by=by, at=at, office=row.office_id)


def send(*, at: datetime) -> int:
    """Write the notes that are due today, or were some days ago; return how many cases had one."""
    quiet_since = at - QUIET + timedelta(days=1)
    rows = (
        Application.objects.exclude(stage__in=(*CLOSED_STAGES, *DECIDED_STAGES))
        .exclude(turn=Turn.PARTY)
        .filter(monthly_from__isnull=False, changed_at__lte=quiet_since)
        .select_related("office", "procedure")
    )
    return sum(_send(row, at=at) for row in rows.iterator())


@transaction.atomic
def _send(application: Application, *, at: datetime) -> bool:
    today = at.astimezone(application.office.zone).date()
    on = next(
        (each for each in _months(application.monthly_from, today) if each <= today <= each + LATE), None
    )
    if on is None or not reads_news(application) or not is_quiet(application, on=today):
        return False
    enqueue(
        MONTHLY,
        subject=application,
        version=1,
        ways=ways_to(application)[:1],
        language=application.language,
        due_at=awake(at, zone=application.office.zone),
        occasion=on.isoformat(),
    )
    return True


def _months(first: date | None, today: date) -> Iterator[date]:
    """Yield the day of each month since, the latest first: of the same number, or the last of the month."""
    if first is None:
        return
    for count in range((today.year - first.year) * MONTHS + today.month - first.month, 0, -1):
        yield raw_end(first, count=count, unit=Unit.MONTH)
