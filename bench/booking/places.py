"""An office whose every time can be sold, and the count of what was."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, islice

from django.db import connection

from portal.accounts.models import Office, User
from scheduling.models import BlockedWindow, Counter, Duty, ReleaseRule, Service
from scheduling.models.offers import offers_on
from scheduling.rules.holidays import statutory_holidays
from scheduling.rules.hours import earliest

COUNTERS = 5
DAYS_AHEAD = 60
MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]
SHIFTS = ((time(7, 30), time(15)), (time(15), time(19)))
DISINFECTION = (time(15), time(16))

SOLD = """
SELECT count(*) FILTER (WHERE a.state = 'booked'), count(*) FILTER (WHERE a.state = 'held'),
    count(DISTINCT a.identity_digest) FILTER (WHERE a.state = 'booked')
FROM scheduling_appointment a JOIN scheduling_counter c ON c.id = a.counter_id WHERE c.office_id = %s
"""
# Not the constraint's word: every pair is looked at.
DOUBLE = """
SELECT count(*) FROM scheduling_appointment a
JOIN scheduling_appointment b ON b.counter_id = a.counter_id AND b.id > a.id AND b.period && a.period
JOIN scheduling_counter c ON c.id = a.counter_id
WHERE c.office_id = %s AND a.state IN ('held', 'booked') AND b.state IN ('held', 'booked')
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to book: addresses in English, the days with times, and how many visits fit."""

    office: Office
    service: Service
    days: list[date]
    places: int

    @property
    def holds_path(self) -> str:
        return f"/en/visits/{self.office.slug}/{self.service.code}/holds/"

    def day_path(self, on: date) -> str:
        return f"/en/visits/{self.office.slug}/{self.service.code}/times/{on}/"


@dataclass(frozen=True, slots=True)
class Sales:
    """What the database says at the end."""

    booked: int
    held: int
    people: int
    double: int


def open_office(slug: str, *, days: int, at: datetime) -> Place:
    """Make an office with somebody at each of its counters on the next working days."""
    office = Office.objects.create(slug=slug, name_pl=slug, address_pl="ul. Przykładowa 1")
    service = Service.objects.create(
        code=slug.upper(),
        name_pl=slug,
        purpose_pl="-",
        minutes=15,
        every_minutes=15,
        valid_from=date(2020, 1, 1),
    )
    ReleaseRule.objects.create(office=office, days_ahead=DAYS_AHEAD, opens_at=time(0), notice_minutes=0)
    starts, ends = DISINFECTION
    BlockedWindow.objects.create(
        office=office,
        reason_pl="Dezynfekcja",
        weekdays=MONDAY_TO_FRIDAY,
        starts=starts,
        ends=ends,
        valid_from=date(2020, 9, 21),
    )
    working = working_days(at.astimezone(office.zone).date(), days)
    _staff(office, service, working)
    return Place(office, service, working, places=len(free_times(office, service, working, at=at)))


def free_times(
    office: Office, service: Service, days: list[date], *, at: datetime
) -> list[tuple[datetime, int]]:
    """Return each time that the public is offered, once for each counter that is free for it."""
    return [
        (offer.start, counter)
        for on in days
        for offer in offers_on(office, service, on=on, at=at)
        for counter in offer.counters
    ]


def sales(place: Place) -> Sales:
    with connection.cursor() as cursor:
        cursor.execute(SOLD, [place.office.pk])
        booked, held, people = cursor.fetchone()
        cursor.execute(DOUBLE, [place.office.pk])
        (double,) = cursor.fetchone()
    return Sales(booked, held, people, double)


def working_days(today: date, number: int) -> list[date]:
    """Return the next days on which the office works; not today, whose times are running out."""
    ahead = (today + timedelta(days=days) for days in count(1))
    working = (on for on in ahead if on.isoweekday() in MONDAY_TO_FRIDAY and not statutory_holidays(on, on))
    return list(islice(working, number))


def _staff(office: Office, service: Service, days: list[date]) -> None:
    for number in range(COUNTERS):
        counter = Counter.objects.create(office=office, code=f"{number:02}")
        counter.services.add(service)
        clerk = User.objects.create(email=f"{office.slug}-{number}@example.test")
        Duty.objects.bulk_create(
            Duty(
                clerk=clerk,
                counter=counter,
                period=[earliest(datetime.combine(on, clock), office.zone) for clock in shift],
            )
            for on in days
            for shift in SHIFTS
        )
