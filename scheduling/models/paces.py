"""How long visits take at an office, learnt from its own tickets of the weeks before.

It is kept for the day, because days that are over do not change.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, StdDev
from django.db.models.functions import Extract

from scheduling.choices import TicketState
from scheduling.models.tickets import Ticket

LEARNT_FROM = timedelta(days=60)
ENOUGH = 20  # tickets of a service
LONGEST = 6  # times what was planned: somebody forgot to press "finish"
SECONDS = 60


class Pace(NamedTuple):
    """How long visits take, as a part of what is planned: the mean, and the standard deviation."""

    mean: float
    sd: float


AS_PLANNED = Pace(1.0, 0.4)


@lru_cache(maxsize=256)
def paces_of(office: int, on: date) -> dict[int, Pace]:
    """Return how long visits took before a day, by the key of the service, where enough are known.

    What counts is the time for which the counter was taken: from the call to the end.
    """
    taken = ExpressionWrapper(F("ended_at") - F("called_at"), output_field=DurationField())
    part = Extract(taken, "epoch") / SECONDS / F("minutes")
    rows = (
        Ticket.objects.filter(
            office=office,
            on__gte=on - LEARNT_FROM,
            on__lt=on,
            state=TicketState.DONE,
            called_at__isnull=False,
        )
        .annotate(part=part)
        .filter(part__gt=0, part__lt=LONGEST)
        .values_list("service")
        .annotate(Avg("part"), StdDev("part"), Count("pk"))
        .order_by()
    )
    return {service: Pace(mean, sd) for service, mean, sd, number in rows if number >= ENOUGH}
