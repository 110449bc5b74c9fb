"""Mark the days whose figures change, in the transaction that changes them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.dispatch import receiver

from applications.signals import case_changed
from portal.prepared import Prepared

# A day that is marked already stays marked with its first time: whoever counts takes the row away
# first and counts then, so nothing is missed.
MARK = Prepared(
    "reports_mark",
    """
    INSERT INTO reports_dirtyday (office_id, "on", marked_at)
    SELECT %(office)s, day, %(at)s FROM unnest(%(days)s::date[]) AS day
    ON CONFLICT DO NOTHING
    """,
)


@receiver(case_changed, dispatch_uid="reports.mark_days")
def mark_days(office: int, days: Iterable[date], at: datetime, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    """Mark each local day on which, by this event, something happened or was entered."""
    MARK.count(office=office, days=sorted(days), at=at)
