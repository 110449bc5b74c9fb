"""`manage.py availability`: what the pages offer, one line for each counter."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling.choices import BookedBy
from scheduling.management.commands import availability
from scheduling.models import Service
from scheduling.models.offers import offers_on
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

TUESDAY = make.MONDAY + timedelta(days=1)
LAST = make.MONDAY + timedelta(days=6)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def service() -> Service:
    return make.service("COMPLETE")


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, counters=3, on=[make.MONDAY, TUESDAY], slug="krakow")


def run(*options: str, service: str = "COMPLETE", first: date = make.MONDAY, last: date = LAST) -> str:
    out = StringIO()
    asked = ["--office", "krakow", "--service", service, "--from", str(first), "--to", str(last)]
    call_command("availability", *asked, *options, stdout=out)
    return out.getvalue()


def rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in run("--json").splitlines()]


def test_it_prints_what_the_pages_offer_for_each_free_counter(office: Office, service: Service) -> None:
    first, second, third = office.counter_set.order_by("pk")
    nine = make.local(office, make.MONDAY, "09:00")
    make.appointment(second, service, nine)

    printed = rows()

    signs = {place.pk: place.code for place in (first, second, third)}
    offered = [
        (offer.start, code, offer.end)
        for on in (make.MONDAY, TUESDAY)
        for offer in offers_on(office, service, on=on, at=make.AT)
        for code in sorted(signs[pk] for pk in offer.counters)
    ]
    read = [
        (datetime.fromisoformat(row["start"]), row["counter"], datetime.fromisoformat(row["end"]))
        for row in printed
    ]
    assert read == offered
    assert [code for start, code, _end in read if start == nine] == sorted([first.code, third.code])
    assert read == sorted(read)


def test_times_carry_the_offset_of_the_office(office: Office) -> None:
    assert office
    first = rows()[0]

    assert first["start"] == "2026-12-07T07:30:00+01:00"
    assert first["end"] == "2026-12-07T07:45:00+01:00"
    assert list(first) == ["counter", "start", "end"]


def test_no_start_lies_in_the_blocked_window_and_both_its_edges_are_used(office: Office) -> None:
    assert office
    spans = {(row["start"][11:16], row["end"][11:16]) for row in rows()}

    assert [span for span in spans if span[0] < "16:00" and span[1] > "15:00"] == []
    assert ("14:45", "15:00") in spans
    assert ("16:00", "16:15") in spans


def test_the_first_and_the_last_day_are_included(office: Office) -> None:
    assert office
    out = StringIO()
    call_command(
        "availability",
        office="krakow",
        service="COMPLETE",
        first=str(make.MONDAY),
        last=str(TUESDAY),
        json=True,
        stdout=out,
    )

    days = {json.loads(line)["start"][:10] for line in out.getvalue().splitlines()}
    assert days == {"2026-12-07", "2026-12-08"}


def test_the_table_has_a_line_for_each_start(office: Office) -> None:
    codes = ", ".join(sorted(office.counter_set.values_list("code", flat=True)))

    assert run(last=make.MONDAY).splitlines()[0] == f"Mon 2026-12-07  07:30–07:45  {codes}"


def test_the_table_says_that_there_is_nothing(office: Office) -> None:
    assert office

    assert run(first=LAST, last=LAST) == "Nothing can be booked in this time.\n"
    assert run("--json", first=LAST, last=LAST) == ""


@pytest.mark.parametrize(
    "terms",
    [
        pytest.param({"booked_by": BookedBy.CLERK}, id="clerks-only"),
        pytest.param({"valid_to": make.MONDAY - timedelta(days=1)}, id="ended"),
        pytest.param({"valid_from": LAST}, id="not-yet"),
    ],
)
def test_what_the_public_cannot_book_is_not_printed(
    office: Office, service: Service, terms: dict[str, object]
) -> None:
    assert office
    Service.objects.filter(pk=service.pk).update(**terms)

    assert run("--json") == ""


def test_days_that_are_not_open_yet_are_not_printed(office: Office) -> None:
    office.releaserule_set.update(days_ahead=6, opens_at=time(8))

    assert {row["start"][:10] for row in rows()} == {"2026-12-07"}


class EnoughError(Exception):
    """Raised by whoever reads, after two lines."""


class Reader(StringIO):
    def write(self, text: str) -> int:
        if self.getvalue().count("\n") == 2:
            raise EnoughError
        return super().write(text)


def test_it_prints_line_by_line(office: Office) -> None:
    whole = run("--json", last=make.MONDAY)
    assert office
    reader = Reader()

    with pytest.raises(EnoughError):
        call_command(
            "availability",
            office="krakow",
            service="COMPLETE",
            first=str(make.MONDAY),
            last=str(LAST),
            json=True,
            stdout=reader,
        )

    assert reader.getvalue().splitlines() == whole.splitlines()[:2]


def test_a_month_costs_as_many_queries_as_a_day(office: Office, service: Service) -> None:
    assert service
    counts = []
    for last in (make.MONDAY, LAST + timedelta(days=24)):
        with CaptureQueriesContext(connection) as queries:
            list(availability.lines(office, service, first=make.MONDAY, last=last, at=make.AT))
        counts.append(len(queries))

    assert counts == [6, 6]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(
            {"office": "kraków"}, "no office “kraków”. Known offices: krakow, nowy-sacz.", id="office"
        ),
        pytest.param(
            {"service": "complete"}, "no service “complete”. Known services: COMPLETE.", id="service"
        ),
        pytest.param({"first": "2026-12-32"}, "“2026-12-32” is not a day. Write it like", id="no-such-day"),
        pytest.param({"last": "soon"}, "“soon” is not a day. Write it like", id="no-day-at-all"),
        pytest.param(
            {"first": "2027-01-01"}, "--from 2027-01-01 comes after --to 2026-12-31", id="backwards"
        ),
        pytest.param({"last": "2027-12-02"}, "That is more than 366 days.", id="too-long"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(office: Office, options: dict[str, str], words: str) -> None:
    assert office
    accounts.office("nowy-sacz")
    asked = {"office": "krakow", "service": "COMPLETE", "first": "2026-12-01", "last": "2026-12-31"}

    with pytest.raises(CommandError) as refused:
        call_command("availability", **asked | options)

    assert words in str(refused.value)
    assert refused.value.returncode == 1


def test_a_year_can_be_asked_for(office: Office) -> None:
    assert office

    assert run("--json", first=date(2026, 12, 1), last=date(2027, 12, 1)).count("\n") == len(rows())


def test_a_clock_that_is_past_offers_less(office: Office) -> None:
    before = len(rows())

    with time_machine.travel(make.local(office, make.MONDAY, "12:00").astimezone(UTC), tick=False):
        after = rows()

    assert len(after) < before
    assert after[0]["start"] == "2026-12-07T12:00:00+01:00"
