"""What a clerk fills in to book for a person, and what the clerk's pages say."""

import re
from datetime import date
from typing import Any

from django.test import Client

from portal.accounts.models import Office
from scheduling.models import Appointment, Service
from scheduling.tests import factories as make

DESK = "/admin/scheduling/staffact/desk/"
VISITS = f"{DESK}visits/"
PERSON = {
    "given_names": "Oksana",
    "family_name": "Kovalenko",
    "birth_date_day": "27",
    "birth_date_month": "3",
    "birth_date_year": "1990",
    "citizenship": "UA",
}


def filled(at: Office, **changes: str) -> dict[str, str]:
    service = Service.objects.get()
    choice = {"office": str(at.pk), "service": str(service.pk), "people": "1", "day": "2026-12-07"}
    rest = {"language": "ru", "reason": "phone", "start": "2026-12-07T08:00:00Z"}
    mark = {"shown": f"{at.pk}-{service.pk}-1-0-2026-12-07"}
    return choice | rest | mark | PERSON | changes


def put(office: Office, clock: str = "09:00", **fields: Any) -> Appointment:  # noqa: ANN401  any field
    """Put a booked visit there."""
    counter = office.counter_set.get()
    person: dict[str, Any] = {"given_names": "Olena", "family_name": "Bondar", "birth_date": date(1985, 1, 2)}
    made = make.appointment(
        counter,
        counter.services.get(),
        make.local(office, make.MONDAY, clock),
        **person | {"citizenship": "UA"} | fields,
    )
    return Appointment.objects.for_page().get(pk=made.pk)


def mistakes(answer: Any) -> list[str]:  # noqa: ANN401  a response of the test client
    return [error.message for error in answer.context["errors"]]


def focused(answer: Any) -> list[str]:  # noqa: ANN401  a response of the test client
    """Return the ids of what the page opens with the focus on."""
    tags = re.findall(r"<(?:input|select|button)[^>]*autofocus[^>]*>", answer.content.decode())
    return [found[1] if (found := re.search(r' id="([^"]+)"', tag)) else tag for tag in tags]


def page(visit: Appointment, name: str) -> str:
    return f"{VISITS}{visit.pk}/{name}/"


def family(client: Client, office: Office) -> Appointment:
    second = {f"p2-{name}": value for name, value in PERSON.items()} | {"p2-given_names": "Taras"}
    mark = f"{office.pk}-{Service.objects.get().pk}-2-0-2026-12-07"
    client.post(DESK, filled(office, people="2", shown=mark, **second))
    return Appointment.objects.get(lead=None)
