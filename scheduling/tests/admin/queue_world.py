"""An office on a Monday at ten, with people in it: what the tests of the desk share."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from django.test import Client

from portal.accounts.models import Office
from scheduling.choices import Rank, TicketState
from scheduling.models import Appointment, Counter, Service, Sitting, Ticket
from scheduling.tests import factories as make

NOW = datetime(2026, 12, 7, 9, tzinfo=UTC)  # 10:00 in Kraków
MINUTE = timedelta(minutes=1)
DESK = "/admin/scheduling/ticket/desk/"
HTMX = {"HX-Request": "true"}


def booked(office: Office, clock: str = "10:00", **fields: Any) -> Appointment:  # noqa: ANN401  any field
    """Put a booked visit there, at the first counter."""
    counter = office.counter_set.earliest("pk")
    person: dict[str, Any] = {"given_names": "Olena", "family_name": "Bondar", "birth_date": "1985-01-02"}
    service = fields.pop("of", None) or counter.services.earliest("pk")
    made = make.appointment(
        fields.pop("at", counter),
        service,
        make.local(office, make.MONDAY, clock),
        **person | {"citizenship": "UA"} | fields,
    )
    return Appointment.objects.for_page().get(pk=made.pk)


def waits(office: Office, minutes: int = 5, **fields: Any) -> Ticket:  # noqa: ANN401  any field
    """Let somebody wait since some minutes."""
    service = fields.pop("of", None) or office.counter_set.earliest("pk").services.earliest("pk")
    return make.ticket(office, service, due_at=NOW - minutes * MINUTE, **fields)


def at_counter(sitting: Sitting, **fields: Any) -> Ticket:  # noqa: ANN401  any field
    """Let somebody be called to where a clerk sits."""
    counter: Counter = sitting.counter
    service: Service = fields.pop("of", None) or counter.services.earliest("pk")
    there = {"counter": counter, "clerk": sitting.clerk, "called_at": NOW - MINUTE, "calls": 1}
    state = fields.pop("state", TicketState.CALLED)
    served = {"served_at": NOW} if state == TicketState.SERVING else {}
    visit = fields.get("visit")
    rank = Rank.BOOKED if visit else Rank.WALK_IN
    return make.ticket(
        counter.office,
        service,
        **{"rank": rank, "state": state, "due_at": NOW - 10 * MINUTE} | there | served | fields,
    )


def press(client: Client, act: str, ticket: Ticket | None = None, **fields: Any) -> Any:  # noqa: ANN401  a response
    """Press a button of the page without a script."""
    return client.post(f"{DESK}{act}/", shown(ticket) | fields)


def shown(ticket: Ticket | None) -> dict[str, Any]:
    """Return what a form of the page says of a ticket."""
    return {"ticket": ticket.pk, "seen": ticket.version} if ticket else {}


def panels(client: Client, act: str, **fields: Any) -> Any:  # noqa: ANN401  a response
    """Press a button as htmx does."""
    return client.post(f"{DESK}{act}/", fields, headers=HTMX)


def problem(answer: Any) -> str:  # noqa: ANN401  a response
    found = re.search(r'id="problem".*?</div>', answer.content.decode(), re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found[0])).split()[2:]) if found else ""


def said(answer: Any) -> str:  # noqa: ANN401  a response
    return str(answer.context["said"])


def codes(answer: Any) -> list[str]:  # noqa: ANN401  a response
    """Return the tickets of the line, as the page has them."""
    return re.findall(r'queue-row__code">(\w+)<', answer.content.decode())
