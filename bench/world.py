"""An office of 50 counters for 60 days, as full as one likes, and its past."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import connection

from portal.accounts.models import Office, User
from scheduling.models import Appointment, BlockedWindow, Counter, Duty, ReleaseRule, Service
from scheduling.rules.hours import earliest
from scheduling.rules.intervals import Interval

COUNTERS, DAYS = 50, 60
PAST_VISITS = 1_000_000
MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]
SPANS = ((time(7, 30), time(15)), (time(16), time(19)))
LENGTH = timedelta(minutes=15)

BOOK = """
INSERT INTO scheduling_appointment (counter_id, service_id, period, state, reference, created_at, booked_at,
    holder, token_digest, cancelled_by, code_version, code_tries, codes_sent, sequence,
    given_names, family_name, citizenship, email, phone, language,
    case_number, identity_digest, case_digest)
SELECT counter, %(service)s, tstzrange(start, start + interval '15 minutes'), 'booked',
    %(prefix)s || lpad(to_hex(row_number() OVER ()), 8, '0'), start - interval '30 days',
    start - interval '30 days', '', '', '', 0, 0, 0, 0, '', '', '', '', '', 'pl', '', 'bench' || %(prefix)s
    || row_number() OVER (), ''
FROM unnest(%(counters)s::bigint[], %(starts)s::timestamptz[]) AS t (counter, start)
"""
PAST = """
SELECT counter, %(first)s::timestamptz + day * interval '1 day' + slot * interval '15 minutes'
FROM generate_series(0, %(days)s - 1) AS day, generate_series(0, 39) AS slot,
    unnest(%(counters)s::bigint[]) AS counter
"""


def office(today: date) -> tuple[Office, Service]:
    """Make the office, with somebody on duty at every counter on every working day."""
    made = Office.objects.create(slug="bench", name_pl="Bench", address_pl="ul. Przykładowa 1")
    service = Service.objects.create(
        code="BENCH",
        name_pl="Bench",
        purpose_pl="-",
        minutes=15,
        every_minutes=15,
        valid_from=date(2020, 1, 1),
    )
    ReleaseRule.objects.create(office=made, days_ahead=DAYS, opens_at=time(0), notice_minutes=0)
    BlockedWindow.objects.create(
        office=made,
        reason_pl="Dezynfekcja",
        weekdays=MONDAY_TO_FRIDAY,
        starts=time(15),
        ends=time(16),
        valid_from=date(2020, 9, 21),
    )
    counters = Counter.objects.bulk_create(
        Counter(office=made, code=f"{number:02}") for number in range(COUNTERS)
    )
    clerks = User.objects.bulk_create(
        User(email=f"bench-{number}@example.test") for number in range(COUNTERS)
    )
    for counter in counters:
        counter.services.add(service)
    Duty.objects.bulk_create(
        Duty(clerk=clerk, counter=counter, period=(span.start, span.end))
        for clerk, counter in zip(clerks, counters, strict=True)
        for span in shifts(made, today)
    )
    return made, service


def shifts(office: Office, today: date) -> list[Interval]:
    """Return both shifts of each working day from today."""
    return [
        Interval(*(earliest(datetime.combine(on, clock), office.zone) for clock in clocks))
        for on in (today + timedelta(days=number) for number in range(DAYS + 1))
        if on.isoweekday() in MONDAY_TO_FRIDAY
        for clocks in SPANS
    ]


def fill(office: Office, service: Service, today: date, *, percent: int) -> int:
    """Take that part of all the times, evenly by chance, in the place of what was taken."""
    Appointment.objects.all().delete()
    chance = Random(percent)  # noqa: S311  a measurement, not a secret
    taken = [
        (counter, span.start + number * LENGTH)
        for counter in Counter.objects.filter(office=office).values_list("pk", flat=True)
        for span in shifts(office, today)
        for number in range(span.length // LENGTH)
        if chance.random() * 100 < percent
    ]
    _book(taken, service=service, prefix="B")
    return len(taken)


def add_past(office: Office, service: Service, today: date) -> int:
    """Add a million visits that are over and were never marked as such: the worst case."""
    counters = list(Counter.objects.filter(office=office).values_list("pk", flat=True))
    days = PAST_VISITS // (COUNTERS * 40)
    first = earliest(datetime.combine(today - timedelta(days=days + 1), time(6)), office.zone)
    insert = BOOK.replace("unnest(%(counters)s::bigint[], %(starts)s::timestamptz[])", f"({PAST})")
    with connection.cursor() as cursor:
        # The guard would look up blocked windows for each: minutes, for rows that are past.
        cursor.execute("ALTER TABLE scheduling_appointment DISABLE TRIGGER USER")
        cursor.execute(
            insert,
            {"service": service.pk, "prefix": "P", "counters": counters, "first": first, "days": days},
        )
        cursor.execute("ALTER TABLE scheduling_appointment ENABLE TRIGGER USER")
    return PAST_VISITS


def settle() -> None:
    """Bring the planner's knowledge up to date, as autovacuum does within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE scheduling_appointment")


def _book(taken: Sequence[tuple[int, datetime]], *, service: Service, prefix: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE scheduling_appointment DISABLE TRIGGER USER")
        cursor.execute(
            BOOK,
            {
                "service": service.pk,
                "prefix": prefix,
                "counters": [counter for counter, _start in taken],
                "starts": [start for _counter, start in taken],
            },
        )
        cursor.execute("ALTER TABLE scheduling_appointment ENABLE TRIGGER USER")
