"""How many reports of barriers come from one place: each sends a mail, and each is read by a person."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from portal.web.client import limited_network
from portal.web.limits import Limit, spend

BY_NETWORK = Limit("barrier.network", 10, timedelta(hours=1))  # a house, or a lesson about websites
BY_CONTACT = Limit("barrier.contact", 5, timedelta(days=1))  # nobody's mailbox is flooded from many networks


def spend_report(request: HttpRequest, *, email: str, phone: str, at: datetime) -> None:
    """Count a report that is being sent.

    :raises TooOftenError: if there were too many from the network, or with the e-mail address or phone.
    """
    costs = [(BY_NETWORK, limited_network(request)), (BY_CONTACT, email.lower()), (BY_CONTACT, phone)]
    spend(*costs, at=at)
