"""Reckon how long decided cases took and how many wait, of each procedure at each office, once a day.

The page of a case reads one row; it counts nothing itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q

from applications.models import Application, Pace
from applications.rules.pace import HALF, LATELY, MOST, YEAR, at_most, weekly
from portal.accounts.models import Office

FIGURES = ("on", "decided", "half", "most", "weekly", "waiting")


@dataclass(slots=True)
class _Kind:
    """What is counted of one procedure: cases by the days they took, and by the day of filing."""

    taken: Counter[int] = field(default_factory=Counter)
    lately: int = 0
    waiting: list[tuple[str, int]] = field(default_factory=list)


def reckon_pace(*, at: datetime) -> int:
    """Reckon the figures of every office that has none of this local day; return of how many offices.

    To run it twice, or twice at once, does no harm.
    """
    done = 0
    for office in Office.objects.order_by("pk"):
        on = at.astimezone(office.zone).date()
        if not Pace.objects.filter(office=office, on=on).exists():
            done += _reckon(office, on)
    return done


@transaction.atomic
def _reckon(office: Office, on: date) -> bool:
    # Two at once would write the same rows in whatever order; the second waits and writes them again.
    Office.objects.select_for_update(of=("self",), no_key=True).get(pk=office.pk)
    kinds = _counted(office, on)
    Pace.objects.filter(office=office).exclude(procedure__in=kinds).delete()
    Pace.objects.bulk_create(
        [_row(office, procedure, kind, on) for procedure, kind in kinds.items()],
        update_conflicts=True,
        unique_fields=["office", "procedure"],
        update_fields=FIGURES,
    )
    return bool(kinds)


def _row(office: Office, procedure: int, kind: _Kind, on: date) -> Pace:
    return Pace(
        office=office,
        procedure_id=procedure,
        on=on,
        decided=kind.taken.total(),
        half=at_most(kind.taken, HALF),
        most=at_most(kind.taken, MOST),
        weekly=weekly(kind.lately),
        waiting=kind.waiting,
    )


def _counted(office: Office, on: date) -> dict[int, _Kind]:
    kinds: dict[int, _Kind] = defaultdict(_Kind)
    for procedure, days, count, lately in _decided(office, on):
        kinds[procedure].taken[days] += count
        kinds[procedure].lately += lately
    for procedure, filed_on, count in _waiting(office):
        kinds[procedure].waiting.append((filed_on.isoformat(), count))
    return kinds


def _decided(office: Office, on: date) -> Iterable[tuple[int, int, int, int]]:
    """Return procedure, days taken, how many cases, and how many of these were decided lately.

    A decision counts on the day after it, once its day is over, and for a year.
    """
    days_of_year = (on - YEAR, on - timedelta(days=1))
    decided = Application.objects.filter(
        office=office, decided_on__range=days_of_year, decided_on__gte=F("filed_on")
    )
    counted = decided.values("procedure", days=F("decided_on") - F("filed_on")).annotate(
        count=Count("pk"), lately=Count("pk", filter=Q(decided_on__gte=on - LATELY))
    )
    rows: Any = counted.values_list("procedure", "days", "count", "lately")
    return ((procedure, days.days, count, lately) for procedure, days, count, lately in rows)


def _waiting(office: Office) -> Iterable[tuple[int, date, int]]:
    """Return procedure, day of filing and how many cases wait for a decision, the earliest day first."""
    waiting = Application.objects.unfinished().filter(office=office, decided_on=None)
    counted = waiting.values("procedure", "filed_on").annotate(count=Count("pk")).order_by("filed_on")
    rows: Any = counted.values_list("procedure", "filed_on", "count")
    return rows  # type: ignore[no-any-return]  # tuples of these three
