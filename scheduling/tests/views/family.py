"""A family of four on the straight path: two parents, and children of fourteen and four."""

from django.test import Client

from scheduling import notices
from scheduling.models import Appointment
from scheduling.tests.views.walk import DETAILS, NINE, Page, ask_for_code, enter

FOUR = {"people": "4"}
OTHERS = {
    "p2-given_names": "Іван",
    "p2-family_name": "Żółć",
    "p2-birth_date_day": "5",
    "p2-birth_date_month": "11",
    "p2-birth_date_year": "1988",
    "p2-citizenship": "UA",
    "p3-given_names": "Lena",
    "p3-family_name": "Żółć",
    "p3-birth_date_day": "29",
    "p3-birth_date_month": "2",
    "p3-birth_date_year": "2012",
    "p3-citizenship": "UA",
    "p4-given_names": "Max",
    "p4-family_name": "",
    "p4-birth_date_day": "7",
    "p4-birth_date_month": "12",
    "p4-birth_date_year": "2022",
    "p4-citizenship": "PL",
}
FAMILY = DETAILS | OTHERS


def choose(client: Client, start: str = NINE, *, people: int = 4) -> Page:
    return client.post(f"/en/visits/krakow/PRINTS/holds/?people={people}", {"start": start})


def describe(client: Client, **changes: str) -> Page:
    return client.post("/en/visits/details/", FAMILY | {_name(key): changes[key] for key in changes})


def book(client: Client, start: str = NINE) -> Appointment:
    choose(client, start)
    describe(client)
    confirm(client)
    return the_lead()


def confirm(client: Client) -> None:
    """Book what is held by the code from the mail."""
    ask_for_code(client)
    enter(client, notices.code_of(Appointment.objects.get(lead=None, state="held")))


def the_lead() -> Appointment:
    return Appointment.objects.for_page().get(lead=None, state__in=["held", "booked", "cancelled"])


def _name(key: str) -> str:
    """Read "p2_given_names" as the name that the field has on the page."""
    return f"{key[:2]}-{key[3:]}" if key[:1] == "p" and key[1:2].isdigit() else key
