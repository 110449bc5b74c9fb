"""A device in the hall of an office, and what its pages say."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import SYSTEM
from scheduling.actions.queue import devices
from scheduling.models import Appointment, Kiosk, Service
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make
from scheduling.views.kiosk import device

START, CHECK_IN, TICKETS = "/en/kiosk/", "/en/kiosk/check-in/", "/en/kiosk/tickets/"
SHORTLY_BEFORE = "08:45"  # a visit at nine


def kiosk_at(office: Office) -> Kiosk:
    row = Kiosk(office=office, name="entrance")
    return devices.add(kiosk=row, clerk=accounts.user(is_staff=True), by=SYSTEM, at=make.AT)


def browser_of(kiosk: Kiosk) -> Client:
    """Make a browser the device of a kiosk."""
    token = f"secret of {kiosk.pk}"
    Kiosk.objects.filter(pk=kiosk.pk).update(token_digest=token_digest(token))
    response = HttpResponse()
    device.remember(response, token)
    client = Client()
    client.cookies[device.cookie_name()] = response.cookies[device.cookie_name()].value
    return client


def moment(office: Office, clock: str) -> datetime:
    return make.local(office, make.MONDAY, clock)


def visit_at(office: Office, service: Service, clock: str, **fields: Any) -> Appointment:  # noqa: ANN401  any field
    counter = office.counter_set.get()
    fields = {"given_names": "Oksana", "family_name": "Shevchenko", "language": "en"} | fields
    return make.appointment(counter, service, moment(office, clock), **fields)


def scan(client: Client, text: str, *, address: str = CHECK_IN) -> Any:  # noqa: ANN401  a test's response
    return client.post(address, {"code": text}, follow=True)


def title(response: Any) -> str:  # noqa: ANN401  a test's response
    return str(response.content.decode().partition("<h1")[2].partition(">")[2].partition("<")[0])


def read(response: Any) -> str:  # noqa: ANN401  a test's response
    return " ".join(response.content.decode().split())
