import re
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import Office
from scheduling.models import Appointment, Closure, Duty, Service
from scheduling.tests import factories as make
from scheduling.tests.views.walk import Page, text, title

MONTH = "/en/visits/krakow/CARD/times/"
DAY = f"{MONTH}2026-12-07/"
MOST_QUERIES = 8

pytestmark = pytest.mark.usefixtures("office")


def calendar(response: Page) -> dict[date, str]:
    """Return what the calendar says of each day from today on."""
    days = response.context["month"].days
    cells = re.findall(r"<td>(.*?)</td>", response.content.decode(), re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in cells if cell.strip()]
    return {
        day.on: cell.partition(": ")[2]
        for day, cell in zip(days, said, strict=True)
        if day.on >= make.AT.date()
    }


def listed(response: Page) -> dict[date, str]:
    """Return what the list says of each day."""
    html = response.content.decode()
    rows = re.findall(r'<li class="portal-days__day.*?</li>', html, re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]
    found = (re.fullmatch(r"\w+ (\d+ \w+ \d+) (.*)", row) for row in said)
    return {
        datetime.strptime(row[1], "%d %B %Y").date(): row[2].replace(" times", "").replace(" time", "")  # noqa: DTZ007  a day
        for row in found
        if row
    }


def test_the_month_of_the_next_free_time_is_shown(client: Client, office: Office) -> None:
    Duty.objects.all().delete()
    make.duty(office.counter_set.get(), on=date(2027, 1, 11))

    response = client.get(MONTH)

    assert title(response).startswith("Choose a day in January 2027: Service CARD")
    assert "The next free time is Monday 11 January 2027 at 07:30 ." in text(response)


def test_the_list_says_the_same_as_the_calendar(client: Client, office: Office) -> None:
    Closure.objects.create(
        office=office, first_on=date(2026, 12, 9), last_on=date(2026, 12, 10), reason_en="Moving house"
    )
    full = make.duty(office.counter_set.get(), on=date(2026, 12, 11), starts="09:00", ends="09:30")
    make.appointment(full.counter, Service.objects.get(), full.period.lower)

    response = client.get(f"{MONTH}?month=2026-12")

    found = listed(response)
    assert found == calendar(response)
    assert found[date(2026, 12, 7)] == "21 free"
    assert found[date(2026, 12, 9)] == found[date(2026, 12, 10)] == "Moving house"
    assert found[date(2026, 12, 11)] == "Full"
    assert found[date(2026, 12, 12)] == "No visits"
    assert found[date(2026, 12, 24)] == "Christmas Eve"
    assert min(found) == date(2026, 12, 1)


def test_days_that_are_not_open_yet_say_so(client: Client) -> None:
    found = listed(client.get(f"{MONTH}?month=2027-02"))

    assert found[date(2027, 2, 1)] == "Not open yet"


def test_what_ends_in_the_middle_of_a_month_is_not_offered_after_it(client: Client) -> None:
    Service.objects.update(valid_to=date(2026, 12, 6))

    found = listed(client.get(f"{MONTH}?month=2026-12"))

    assert found[date(2026, 12, 6)] == "No visits"
    assert found[date(2026, 12, 7)] == "Not offered"


def test_a_day_within_the_notice_is_too_late(client: Client, office: Office) -> None:
    office.releaserule_set.update(notice_minutes=7 * 24 * 60)

    assert listed(client.get(f"{MONTH}?month=2026-12"))[date(2026, 12, 7)] == "Too late"


def test_the_blocked_hour_is_shown_with_its_reason(client: Client) -> None:
    month, day = text(client.get(MONTH)), text(client.get(DAY))

    assert "Monday–Friday, 15:00–16:00: Disinfection. Nobody can be booked in this time." in month
    assert "14:30 15:00–16:00: Disinfection. Nobody can be booked. From 16:00 16:00 16:30" in day


def test_a_month_without_a_free_time_leads_to_the_next(client: Client) -> None:
    response = client.get(f"{MONTH}?month=2027-01")

    said = "There is no free time in this month. The next one is Monday 7 December 2026 at 07:30 ."
    assert said in text(response)
    assert f'href="{DAY}"'.encode() in response.content


def test_arrows_lead_from_this_month_to_the_last_that_is_open(client: Client) -> None:
    turns = [
        (page.context["month"].previous_url, page.context["month"].next_url)
        for page in (client.get(f"{MONTH}?month={month}") for month in ("2026-12", "2027-01"))
    ]

    assert turns == [("", f"{MONTH}?month=2027-01"), (f"{MONTH}?month=2026-12", "")]


def test_an_old_bookmark_leads_to_what_is_free_now(client: Client) -> None:
    response = client.get(f"{MONTH}?month=2026-11")

    assert (response.status_code, response.url) == (302, MONTH)  # type: ignore[attr-defined]  # a redirect


def test_an_arrow_brings_the_calendar_and_the_list_alone(client: Client) -> None:
    response = client.get(f"{MONTH}?month=2026-12", headers={"HX-Request": "true"})

    html = response.content.decode()
    assert "<html" not in html
    assert title(response) == "Choose a day in December 2026: Service CARD – Foreigners' Portal"
    assert 'id="calendar"' in html
    assert '<div id="days" hx-swap-oob="true">' in html
    assert "HX-Request" in response["Vary"]


def test_no_calendar_is_taken_from_a_cache_unasked(client: Client) -> None:
    assert client.get(MONTH)["Cache-Control"] == "no-cache, private"


def test_a_day_is_a_button_for_each_time_in_the_groups_of_the_day(client: Client) -> None:
    response = client.get(DAY)

    groups = [
        (group.title, [f"{t.start:%H:%M}" for t in group.times]) for group in response.context["groups"]
    ]
    assert groups == [
        ("Morning", ["06:30", "07:00", "07:30", "08:00", "08:30", "09:00", "09:30", "10:00", "10:30"]),
        ("Afternoon", ["11:00", "11:30", "12:00", "12:30", "13:00", "13:30"]),
        ("15:00–16:00: Disinfection. Nobody can be booked.", []),
        ("From 16:00", ["15:00", "15:30", "16:00", "16:30", "17:00", "17:30"]),
    ]
    assert b'name="start" value="2026-12-07T06:30:00Z"' in response.content
    assert b'<form method="post" action="/en/visits/krakow/CARD/holds/">' in response.content


def test_a_day_without_a_free_time_says_why_and_where_to_go(client: Client) -> None:
    page = text(client.get(f"{MONTH}2026-12-25/"))

    assert "There is no free time on this day Christmas Day" in page
    assert "The next free time is Monday 7 December 2026 at 07:30 ." in page


def test_a_day_leads_to_the_nearest_days_with_free_times(client: Client, office: Office) -> None:
    for on in (date(2026, 12, 4), date(2026, 12, 14)):
        make.duty(office.counter_set.get(), on=on)

    context = client.get(DAY).context

    assert (context["before"], context["after"]) == (f"{MONTH}2026-12-04/", f"{MONTH}2026-12-14/")


@pytest.mark.parametrize("page", ["", "?month=2027-01", "2026-12-07/"])
def test_a_calendar_costs_the_same_for_one_counter_and_three_empty_and_full(
    client: Client, office: Office, card: Service, page: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{MONTH}{page}").status_code == 200
        return len(captured)

    one = queries()
    for _ in range(2):
        make.duty(make.counter(office, card))
    three = queries()
    fill(card)
    full = queries()

    assert one == three == full <= MOST_QUERIES


def fill(service: Service) -> None:
    for duty in Duty.objects.all():
        start = duty.period.lower
        if start.hour > 12:
            start += timedelta(hours=1)
        make.appointment(duty.counter, service, start)


IMPOSSIBLE = [
    "2026-02-30",
    "2026-13-01",
    "0000-01-01",
    "0001-01-01",
    "99999-01-01",
    "9999-12-31",
    "1989-06-04",
    "2026-12-7",
    "2026-12-07T08:00",
    "٢٠٢٦-١٢-٠٧",
    "2026-12-07%00",
    "'; DROP TABLE scheduling_appointment; --",
    "<script>alert(1)</script>",
    "x" * 2000,
]


@pytest.mark.parametrize("text_", IMPOSSIBLE)
@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_an_impossible_day_gets_a_clear_page(client: Client, language: str, text_: str) -> None:
    response = client.get(f"/{language}/visits/krakow/CARD/times/{text_}/")

    assert response.status_code in {400, 404}
    assert f'<html lang="{language}"'.encode() in response.content


@pytest.mark.parametrize(
    "text_", ["2026-13", "2026-00", "0000-12", "0001-01", "9999-12", "1989-12", "", "26"]
)
def test_an_impossible_month_gets_a_clear_page(client: Client, text_: str) -> None:
    response = client.get(MONTH, {"month": text_})

    assert response.status_code == 404
    assert "This is not one of our days or times" in text(response)
    assert b'href="/en/visits/krakow/CARD/times/"' in response.content


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(Z|\+\d\d:\d\d))?)?", fullmatch=True),
    st.dates().map(str),
    st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M:00Z}"),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE)
def test_whatever_stands_for_a_month_or_a_start_is_answered(
    client: Client, office: Office, typed: str
) -> None:
    month = client.get(MONTH, {"month": typed})
    start = client.post("/en/visits/krakow/CARD/holds/", {"start": typed})

    assert month.status_code in {200, 302, 400, 404}
    assert start.status_code in {409, 422}
    assert not Appointment.objects.exists()
    assert office.pk


def test_the_clock_of_the_page_is_the_office_s(client: Client, office: Office) -> None:
    office.time_zone = "America/New_York"
    office.save()
    Duty.objects.all().delete()
    make.duty(office.counter_set.get(), starts="09:00", ends="10:00")
    make.window(office, starts=time(9), ends=time(9, 30))

    page = text(client.get(DAY))

    assert "09:00–09:30: Disinfection. Nobody can be booked. From 09:30 09:30" in page
