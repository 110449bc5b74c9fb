"""The straight path, a step at a time, as a browser without JavaScript takes it."""

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from django.test import Client

from scheduling import notices
from scheduling.models import Appointment

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Page = _MonkeyPatchedWSGIResponse
else:
    from django.http import HttpResponse

    Page = HttpResponse

NINE = "2026-12-07T08:00:00Z"  # 09:00 in Kraków
TEN = "2026-12-07T09:00:00Z"
DETAILS = {
    "given_names": "Оксана",
    "family_name": "Żółć-O’Neill",
    "birth_date_day": "27",
    "birth_date_month": "3",
    "birth_date_year": "1990",
    "citizenship": "UA",
    "email": "oksana@example.test",
}


def choose(client: Client, start: str = NINE, *, service: str = "CARD", **fields: str) -> Page:
    return client.post(f"/en/visits/krakow/{service}/holds/", {"start": start, **fields})


def describe(client: Client, **changes: str) -> Page:
    return client.post("/en/visits/details/", DETAILS | changes)


def ask_for_code(client: Client, **fields: str) -> Page:
    return client.post("/en/visits/code/mail/", fields)


def enter(client: Client, code: str, **fields: str) -> Page:
    return client.post("/en/visits/code/", {"code": code, **fields})


def reach_code(client: Client, start: str = NINE) -> Appointment:
    choose(client, start)
    describe(client)
    ask_for_code(client)
    return the_only()


def book(client: Client, start: str = NINE) -> Appointment:
    enter(client, notices.code_of(reach_code(client, start)))
    return the_only()


def the_only() -> Appointment:
    return Appointment.objects.for_page().get(state__in=["held", "booked", "cancelled"])


def text(response: Page) -> str:
    """Return what the main part of a page says, tags and runs of space aside."""
    html = response.content.decode()
    main = re.search(r"<main.*?</main>", html, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main[0] if main else html)).split())


def hidden(response: Page, name: str) -> str:
    """Return the value of the first hidden field of that name."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', response.content.decode())
    return unescape(found[1]) if found else ""


def title(response: Page) -> str:
    found = re.search(r"<title>(.*?)</title>", response.content.decode(), re.DOTALL)
    return unescape(found[1]) if found else ""


def fields(response: Page) -> dict[str, Any]:
    """Return what stands in the fields of the form on a page."""
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields}
