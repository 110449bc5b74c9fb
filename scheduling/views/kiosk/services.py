"""What an office gives tickets for without a booking."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from portal.accounts.models import Office
from scheduling.models import Service
from scheduling.models.forecast import admits_in
from scheduling.models.hall import hall_of
from scheduling.models.line import block_at, today


def walk_in_services(office: Office, *, at: datetime) -> list[Service]:
    """Return what the counters of an office serve without a booking on this day."""
    on = today(office, at)
    lasting = Q(valid_to=None) | Q(valid_to__gte=on)
    served = Service.objects.filter(lasting, takes_walk_ins=True, valid_from__lte=on)
    here = served.filter(counter__office=office, counter__is_open=True)
    return list(here.distinct().order_by("position", "code"))


def gives_tickets(office: Office, services: Sequence[Service], *, at: datetime) -> bool:
    """Tell whether somebody without a booking gets a ticket now, for any of these."""
    if not services or block_at(office, at):
        return False
    hall = hall_of(office, at=at)
    return any(admits_in(hall, service) for service in services)
