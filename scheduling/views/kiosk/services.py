"""What an office gives tickets for without a booking."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from portal.accounts.models import Office
from scheduling.models import Service
from scheduling.models.forecast import admits
from scheduling.models.line import block_at, today


def walk_in_services(office: Office, *, at: datetime) -> list[Service]:
    """Return what the counters of an office serve without a booking on this day."""
    on = today(office, at)
    lasting = Q(valid_to=None) | Q(valid_to__gte=on)
    served = Service.objects.filter(lasting, takes_walk_ins=True, valid_from__lte=on)
    here = served.filter(counter__office=office, counter__is_open=True)
    return list(here.distinct().order_by("position", "code"))


def gives_tickets(office: Office, services: Iterable[Service], *, at: datetime) -> bool:
    """Tell whether somebody without a booking gets a ticket now, for any of these."""
    is_closed = block_at(office, at) is not None
    return not is_closed and any(admits(office, service, people=1, at=at) for service in services)
