from datetime import date

import pytest
from django.test import Client

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling.models import Closure, Service
from scheduling.tests import factories as make
from scheduling.tests.views.walk import text, title

ENDED_ON = date(2026, 4, 26)


def test_each_service_stands_under_its_office_with_one_line_and_its_minutes(
    client: Client, office: Office, card: Service
) -> None:
    other = accounts.office("nowy-sacz")
    make.counter(other, card, make.service("DOCS", minutes=10, needs_case_number=True))

    page = text(client.get("/en/visits/"))

    krakow, sacz = page.split("Office nowy-sacz Przy Rondzie")
    assert krakow.count("Service CARD You collect your card. 30 minutes") == 1
    assert "Service DOCS" not in krakow
    assert "Service DOCS Questions 10 minutes · needs a case number" in sacz
    assert f"Office {office.slug}" in krakow


def test_an_address_of_several_lines_stands_on_one(client: Client, office: Office) -> None:
    office.address = "Przy Rondzie 6\n31-547 Kraków"
    office.save()

    assert "Przy Rondzie 6, 31-547 Kraków Service CARD" in text(client.get("/en/visits/"))


def test_what_cannot_be_booked_stands_apart_and_says_why(client: Client, office: Office) -> None:
    make.service("FILE", valid_to=ENDED_ON)
    hearing = make.service("HEARING", booked_by="clerk")
    make.counter(office, hearing)

    page = text(client.get("/en/visits/"))

    bookable, apart = page.split("Not booked here")
    assert "HEARING" not in bookable
    assert "FILE" not in bookable
    assert "Service HEARING The office sets the time and writes to you." in apart
    assert "Service FILE Ended on 26 April 2026. Read what to do instead." in apart


def test_only_what_the_public_is_told_about_is_listed(client: Client, office: Office, card: Service) -> None:
    Service.objects.update(is_listed=False)
    closed = accounts.office("closed", is_open_to_public=False)
    make.counter(closed, card)

    page = text(client.get("/en/visits/"))

    assert "Service CARD" not in page
    assert "Office closed" not in page
    assert page.endswith(f"{office.address} No visits can be booked here at the moment.")


def test_the_list_costs_as_much_for_three_services_as_for_one(
    client: Client, office: Office, django_assert_num_queries: object
) -> None:
    for number in range(3):
        # Offices, who serves what, services, their matters, and what is announced.
        with django_assert_num_queries(5):  # type: ignore[operator]  # a fixture without a type
            client.get("/en/visits/")
        make.counter(office, make.service(f"MORE{number}"))


def test_a_service_tells_everything_before_any_calendar(client: Client, office: Office) -> None:
    response = client.get("/en/visits/krakow/CARD/")

    page = text(response)
    assert title(response).startswith("Service CARD")
    assert "You collect your card. It must be ready." in page
    assert "The next free time is Monday 7 December 2026 at 07:30 ." in page
    assert "What to bring Passport Proof of the fee Good to know" in page
    assert "The visit takes 30 minutes." in page
    assert "must come themselves" in page
    assert "case number" not in page
    assert "New days open every day at 08:00, 60 days ahead." in page
    assert office.address.split(",", maxsplit=1)[0] in page


@pytest.mark.parametrize(
    ("on", "closed_on", "is_named"),
    [
        pytest.param("2027-01-31", None, True, id="somebody-works"),
        pytest.param("2027-01-30", None, False, id="only-on-the-day-before"),
        pytest.param("2027-01-31", "2027-01-31", False, id="closed"),
        pytest.param("2027-01-31", "2027-01-30", True, id="closed-on-the-day-before"),
    ],
)
def test_the_next_day_that_opens_is_named_only_if_somebody_works_on_it(
    client: Client, office: Office, on: str, closed_on: str | None, *, is_named: bool
) -> None:
    make.duty(office.counter_set.get(), on=date.fromisoformat(on))
    if closed_on:
        Closure.objects.create(office=office, first_on=closed_on, last_on=closed_on, reason_en="Moving house")

    page = text(client.get("/en/visits/krakow/CARD/"))

    assert ("The next day, Sunday 31 January 2027, opens tomorrow at 08:00." in page) is is_named
    assert "New days open every day at 08:00, 60 days ahead." in page


def test_a_holiday_that_opens_next_is_not_named(client: Client, office: Office) -> None:
    office.releaserule_set.update(days_ahead=23)  # the next to open is 25 December
    make.duty(office.counter_set.get(), on=date(2026, 12, 25))

    assert "The next day" not in text(client.get("/en/visits/krakow/CARD/"))


def test_a_service_without_a_free_time_says_so(client: Client, office: Office, card: Service) -> None:
    make.window(office, weekdays=make.EVERY_DAY, starts="00:00", ends="23:55")

    page = text(client.get("/en/visits/krakow/CARD/"))

    assert "There is no free time at the moment" in page
    assert "The next free time" not in page
    assert "New days open every day at 08:00" in page
    assert card.name


def test_a_service_that_has_ended_says_what_to_do_instead(client: Client, office: Office) -> None:
    note = "Use **MOS**.\n\n<script>alert(1)</script>"
    make.service("FILE", closed_note_en=note, valid_to=ENDED_ON)

    response = client.get(f"/en/visits/{office.slug}/FILE/")

    assert "These visits ended on 26 April 2026" in text(response)
    assert b"Use <strong>MOS</strong>." in response.content
    assert b"&lt;script&gt;alert(1)" in response.content
    assert b"times/" not in response.content


def test_a_visit_that_the_office_sets_says_that_it_writes(client: Client, office: Office) -> None:
    make.counter(office, make.service("HEARING", booked_by="clerk"))

    page = text(client.get("/en/visits/krakow/HEARING/"))

    assert "The office sets the time of this visit" in page
    assert "Choose a time" not in page


@pytest.mark.parametrize("page", ["times/", "times/2026-12-07/"])
def test_there_is_no_calendar_of_what_cannot_be_booked(client: Client, office: Office, page: str) -> None:
    make.service("FILE", valid_to=ENDED_ON)

    response = client.get(f"/en/visits/{office.slug}/FILE/{page}")

    assert (response.status_code, response.url) == (302, "/en/visits/krakow/FILE/")  # type: ignore[attr-defined]  # a redirect


@pytest.mark.parametrize(
    "path",
    ["krakow/NONE/", "nowhere/CARD/", "sacz/CARD/", "closed/CARD/", "krakow/HIDDEN/", "krakow/card/"],
)
@pytest.mark.parametrize("page", ["", "times/", "times/2026-12-07/"])
def test_a_service_that_is_not_there_is_not_found(
    client: Client, office: Office, path: str, page: str
) -> None:
    make.counter(office, make.service("HIDDEN", is_listed=False))
    accounts.office("sacz")
    make.counter(accounts.office("closed", is_open_to_public=False), Service.objects.get(code="CARD"))

    assert client.get(f"/en/visits/{path}{page}").status_code == 404
