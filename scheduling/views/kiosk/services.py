"""What an office gives tickets for without a booking."""

from collections.abc import Sequence
from datetime import datetime

from portal.accounts.models import Office
from scheduling.models import Service
from scheduling.models.forecast import admits_in
from scheduling.models.hall import hall_of
from scheduling.models.line import today


def walk_in_services(office: Office, *, at: datetime) -> list[Service]:
    """Return what the counters of an office serve without a booking on this day."""
    return list(Service.objects.without_booking(office, today(office, at)).in_order())


def gives_tickets(office: Office, services: Sequence[Service], *, at: datetime) -> bool:
    """Tell whether somebody without a booking gets a ticket for any of these, if there is no break."""
    if not services:
        return False
    hall = hall_of(office, at=at)
    return any(admits_in(hall, service) for service in services)
