from datetime import date, time

from django.test import Client

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling.models import Closure, ShiftPattern
from scheduling.tests import factories as make
from scheduling.tests.views.walk import text


def shift(office: Office, starts: time, ends: time, **fields: object) -> None:
    defaults = {"weekdays": make.MONDAY_TO_FRIDAY, "valid_from": date(2020, 9, 21), "name": "Shift"}
    ShiftPattern.objects.create(office=office, starts=starts, ends=ends, **defaults | fields)


def test_hours_are_the_shifts_without_what_is_blocked(client: Client, office: Office) -> None:
    shift(office, time(7, 30), time(15))
    shift(office, time(15), time(19), weekdays=[1, 2, 3, 4])

    page = text(client.get("/en/contact/"))

    assert (
        "Monday–Thursday 07:30–15:00 16:00–19:00 Friday 07:30–15:00 Saturday, Sunday closed "
        "Monday–Friday, 15:00–16:00: Disinfection. Nobody can be booked in this time." in page
    )


def test_hours_that_are_not_valid_today_are_not_shown(client: Client, office: Office) -> None:
    shift(office, time(7, 30), time(15), valid_to=date(2026, 11, 30))
    shift(office, time(8), time(16), valid_from=date(2026, 12, 2))

    assert "The office has no hours for visits at the moment." in text(client.get("/en/contact/"))


def test_closures_and_holidays_of_60_days_stand_in_order(client: Client, office: Office) -> None:
    for first, last, reason in (
        (date(2026, 12, 28), date(2026, 12, 30), "Moving house"),
        (date(2027, 1, 30), date(2027, 1, 31), "Painting"),
        (date(2027, 1, 31), date(2027, 1, 31), "Too far ahead"),
        (date(2026, 11, 30), date(2026, 11, 30), "Over"),
    ):
        Closure.objects.create(office=office, first_on=first, last_on=last, reason_en=reason)

    page = text(client.get("/en/contact/"))

    assert page.partition("Closed in the next 60 days ")[2] == (
        "Thursday 24 December 2026: Christmas Eve Friday 25 December 2026: Christmas Day "
        "Saturday 26 December 2026: Second Day of Christmas "
        "Monday 28 December 2026 – Wednesday 30 December 2026: Moving house "
        "Friday 1 January 2027: New Year's Day Wednesday 6 January 2027: Epiphany "
        "Saturday 30 January 2027 – Sunday 31 January 2027: Painting"
    )


def test_each_office_says_how_to_reach_it(client: Client, db: None) -> None:  # noqa: ARG001  offices are in it
    accounts.office("a", phone="+48120000000", email="a@example.test", directions="Ring twice.")
    accounts.office("b", phone="+420212345678")
    accounts.office("c", is_open_to_public=False)

    response = client.get("/en/contact/")

    page = text(response)
    assert "Office a Przy Rondzie 6, 31-547 Kraków Ring twice. Telephone +48 12 000 00 00" in page
    assert "E-mail a@example.test" in page
    assert "Telephone +420 212 345 678" in page
    assert b'href="tel:+48120000000"' in response.content
    assert "Office c" not in page
    assert "It is free of charge." in page
