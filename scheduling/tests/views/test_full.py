"""A full calendar: when new times open, where else there is time, and how a term is kept."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Office
from portal.web.models import Page as InfoPage
from scheduling import notices
from scheduling.models import Appointment, Duty, ReleaseRule, Service
from scheduling.tests import factories as make
from scheduling.tests.in_browser import with_page
from scheduling.tests.views.walk import Page, title
from scheduling.tests.views.walk import text as spaced

pytestmark = pytest.mark.django_db

TIMES, FULL = "/en/visits/krakow/CARD/times/", "/en/visits/krakow/CARD/full/"
DAY = timedelta(days=1)
MOST_QUERIES = 40
LAST_OPEN = date(2027, 1, 30)  # a Saturday


def text(response: Page) -> str:
    """Return what a page says; a link at the end of a sentence leaves no space before the full stop."""
    return re.sub(r" (?=[.:])", "", spaced(response))


def fill_up(office: Office, service: Service) -> None:
    """Take every time of the one Monday on which the office is open."""
    for counter in office.counter_set.all():
        for duty in Duty.objects.filter(counter=counter):
            start = duty.period.lower
            while start + service.length <= duty.period.upper:
                if not 15 <= start.astimezone(office.zone).hour < 16:
                    make.appointment(counter, service, start)
                start += service.length


@pytest.fixture
def full(office: Office, card: Service) -> Office:
    fill_up(office, card)
    return office


@pytest.mark.usefixtures("full")
def test_a_full_calendar_is_a_page_of_its_own(stranger: Client) -> None:
    shown = stranger.get(TIMES)

    assert shown.status_code == 200
    assert title(shown).startswith("There is no free time at the moment – Service CARD")
    assert (
        "Every time up to Saturday 30 January 2027 is taken:"
        " you are not too late, but you have to wait for new times." in text(shown)
    )
    assert 'href="/en/visits/krakow/CARD/urgent/"' in shown.content.decode()


@pytest.mark.usefixtures("full")
def test_the_calendar_of_a_month_is_still_there(stranger: Client) -> None:
    shown = stranger.get(TIMES, {"month": "2026-12"})

    assert title(shown).startswith("Choose a day in December 2026")
    assert f'href="{FULL}">What you can do when there is no free time</a>' in shown.content.decode()


@pytest.mark.usefixtures("office")
def test_where_there_are_times_the_calendar_leads_to_the_page_for_those_who_cannot_wait(
    stranger: Client,
) -> None:
    calendar, shown = stranger.get(TIMES), stranger.get(FULL)

    assert title(calendar).startswith("Choose a day in December 2026")
    assert f'href="{FULL}">My term ends before the first free time</a>' in calendar.content.decode()
    assert title(shown).startswith("If the first free time is too late")
    assert "The first free time is Monday 7 December 2026 at 07:30." in text(shown)
    assert 'href="/en/visits/krakow/CARD/times/2026-12-07/"' in shown.content.decode()


@pytest.mark.parametrize(
    ("on", "opens", "how_many"),
    [
        # Days open at 08:00, 60 days ahead: it is 10:00 now, and the next to open is 31 January.
        pytest.param(
            LAST_OPEN + DAY,
            "New times open tomorrow: Wednesday 2 December 2026 at 08:00.",
            "They are 2 times on Sunday 31 January 2027.",
            id="tomorrow",
        ),
        pytest.param(
            LAST_OPEN + 2 * DAY,
            "New times open in 2 days: Thursday 3 December 2026 at 08:00.",
            "They are 2 times on Monday 1 February 2027.",
            id="in-two-days",
        ),
        pytest.param(
            LAST_OPEN + 28 * DAY,
            "New times open in 28 days: Tuesday 29 December 2026 at 08:00.",
            "They are 2 times on Saturday 27 February 2027.",
            id="in-four-weeks",
        ),
    ],
)
def test_it_says_when_a_day_opens_that_has_times(
    stranger: Client, full: Office, on: date, opens: str, how_many: str
) -> None:
    make.duty(full.counter_set.get(), on=on, starts="09:00", ends="10:00")

    said = text(stranger.get(TIMES))

    assert f"{opens} {how_many}" in said
    assert "A new day opens every day at 08:00, 60 days ahead, for everybody at the same moment." in said


def test_new_times_that_open_today_are_said_to_open_today(stranger: Client, full: Office) -> None:
    ReleaseRule.objects.update(opens_at="10:01")
    make.duty(full.counter_set.get(), on=LAST_OPEN, starts="09:00", ends="09:30")

    said = text(stranger.get(TIMES))

    assert "New times open today: Tuesday 1 December 2026 at 10:01." in said
    assert "It is 1 time on Saturday 30 January 2027." in said


def test_where_no_duty_is_planned_no_new_times_are_promised(stranger: Client, full: Office) -> None:
    make.duty(full.counter_set.get(), on=LAST_OPEN + 29 * DAY, starts="09:00", ends="10:00")

    said = text(stranger.get(TIMES))

    assert "New times open" not in said.replace("When new times open", "")
    assert "A new day opens every day at 08:00" in said


def test_a_day_that_is_open_already_is_no_new_one(stranger: Client, full: Office) -> None:
    make.duty(full.counter_set.get(), on=LAST_OPEN, starts="09:00", ends="10:00")

    assert stranger.get(FULL).context["new_times"] is None


@pytest.mark.parametrize(("ends", "count"), [("09:30", None), ("10:00", 1), ("10:30", 2)])
def test_new_times_are_those_on_which_all_of_them_can_come(
    stranger: Client, full: Office, ends: str, count: int | None
) -> None:
    """Two who come together are received one after the other, where there is one counter."""
    make.duty(full.counter_set.get(), on=LAST_OPEN + DAY, starts="09:00", ends=ends)

    new = stranger.get(TIMES, {"people": "2"}).context["new_times"]

    assert (new and new.count) == count


@pytest.mark.usefixtures("office")
def test_who_can_come_together_as_soon_is_not_sent_apart(stranger: Client) -> None:
    assert stranger.get(FULL, {"people": "2"}).context["apart"] is None


def test_no_times_are_promised_past_the_end_of_the_service(
    stranger: Client, full: Office, card: Service
) -> None:
    make.duty(full.counter_set.get(), on=LAST_OPEN + DAY, starts="09:00", ends="10:00")
    Service.objects.filter(pk=card.pk).update(valid_to=LAST_OPEN)

    assert "New times open" not in text(stranger.get(TIMES)).replace("When new times open", "")


@pytest.mark.usefixtures("full")
def test_other_offices_are_named_with_their_first_free_time(stranger: Client, card: Service) -> None:
    make.working_office(card, slug="tarnow")
    taken = make.working_office(card, slug="zakopane")
    fill_up(taken, card)
    make.working_office(make.service("OTHER"), slug="wieliczka")
    hidden = make.working_office(card, slug="hidden")
    Office.objects.filter(pk=hidden.pk).update(is_open_to_public=False)

    shown = stranger.get(TIMES)

    assert [other.place.office.slug for other in shown.context["others"]] == ["tarnow", "zakopane"]
    assert "Office tarnow: Monday 7 December 2026 at 07:30" in text(shown)
    assert "Office zakopane: no free time at the moment" in text(shown)
    assert 'href="/en/visits/tarnow/CARD/times/2026-12-07/"' in shown.content.decode()


def test_a_family_is_told_when_there_is_time_for_one(stranger: Client) -> None:
    together = make.service("MANY", minutes=30)
    make.working_office(together, slug="krakow", on=[])
    there = Office.objects.get(slug="krakow")
    make.duty(there.counter_set.get(), starts="09:00", ends="09:30")

    shown = stranger.get("/en/visits/krakow/MANY/times/?people=4")

    assert title(shown).startswith("There is no free time at the moment")
    assert (
        "You look for a time for 4 people together. For one person, or if each of you books alone,"
        " the first free time is Monday 7 December 2026 at 09:00." in text(shown)
    )
    assert 'href="/en/visits/krakow/MANY/times/2026-12-07/"' in shown.content.decode()
    assert 'href="/en/visits/krakow/MANY/urgent/"' in shown.content.decode()


def test_a_family_finds_other_offices_for_as_many(stranger: Client, full: Office, card: Service) -> None:
    del full
    make.working_office(card, slug="tarnow", counters=2)

    shown = stranger.get(TIMES, {"people": "2"})

    assert shown.context["apart"] is None
    assert 'href="/en/visits/tarnow/CARD/times/2026-12-07/?people=2"' in shown.content.decode()


@pytest.mark.usefixtures("full")
def test_without_a_page_of_the_office_one_sentence_says_how_a_term_is_kept(stranger: Client) -> None:
    said = text(stranger.get(TIMES))

    assert "Waiting for a visit does not stop a term." in said
    assert "post it at Poczta Polska" in said
    assert "art. 57 § 5 KPA" in said
    assert "MOS system" in said


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("is_published", [True, False])
def test_the_page_of_the_office_takes_the_place_of_the_sentence(
    stranger: Client, *, is_published: bool
) -> None:
    InfoPage.objects.create(
        slug="keep-a-term",
        title_en="Keep a term without a visit",
        summary_en="What counts as in time.",
        body_en="…",
        checked_on=make.AT.date(),
        is_published=is_published,
    )

    shown = stranger.get(TIMES)

    assert ('href="/en/info/keep-a-term/"' in shown.content.decode()) == is_published
    assert ("What counts as in time." in text(shown)) == is_published
    assert ("Poczta Polska" in text(shown)) != is_published


@pytest.mark.parametrize("address", [FULL, FULL.replace("full", "urgent")])
def test_what_the_office_sets_itself_has_no_such_pages(stranger: Client, card: Service, address: str) -> None:
    make.working_office(card, slug="krakow")
    Service.objects.update(booked_by="clerk")

    assert stranger.get(address).headers["Location"] == "/en/visits/krakow/CARD/"
    assert stranger.get("/en/visits/nowhere/CARD/full/").status_code == 404


@pytest.mark.usefixtures("full")
def test_the_page_reads_little_however_many_offices_there_are(stranger: Client, card: Service) -> None:
    counts = []
    for number in range(1, 8):
        fill_up(make.working_office(card, slug=f"office-{number}"), card)
        with CaptureQueriesContext(connection) as queries:
            shown = stranger.get(TIMES)
        counts.append(len(queries))

    assert len(shown.context["others"]) == 4
    assert [more - less for less, more in pairwise(counts)] == [6, 6, 6, 0, 0, 0]
    assert counts[-1] <= MOST_QUERIES


@pytest.mark.usefixtures("full")
def test_a_visit_that_is_moved_keeps_its_calendar(stranger: Client) -> None:
    """Whoever moves a visit has one already, and needs no page about waiting for one."""
    visit = with_page(Appointment.objects.for_page().earliest("period"))

    shown = stranger.get(f"/en/visits/booked/{notices.token_of(visit)}/move/times/")

    assert title(shown).startswith("Choose a day in December 2026")
    assert "/full/" not in shown.content.decode()
