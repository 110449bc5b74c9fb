"""The statements that every booking waits for, in SQL.

Composing a wide statement takes Django longer than PostgreSQL takes to answer it, and a
booking needs a score of them while a hundred people a second want one (ADR 0014). What
they say is what the QuerySets say; what they find is judged by rules and constraints.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db import connection

from portal.accounts.models import Office
from scheduling.models.appointments import Appointment
from scheduling.models.services import Counter, Service
from scheduling.rules.holidays import holiday_blocks
from scheduling.rules.hours import ClosedDays, Weekly, closed, local_day, occurrences
from scheduling.rules.intervals import Interval
from scheduling.rules.offers import CounterTime, Visit, may_start
from scheduling.rules.release import Release, window

DAY = timedelta(days=1)
UNWRITTEN = [0, "00:00", 0]

# The guard in front of a hold: one browser after the other, and the hours as they are.
LOCKS = """
SELECT pg_advisory_xact_lock(hashtextextended('scheduling.holder:' || %s, 0)),
    pg_advisory_xact_lock_shared(scheduling_office_lock(%s))
"""

OFFICE = "SELECT * FROM accounts_office WHERE slug = %s AND is_open_to_public"

SERVICE = """
SELECT s.* FROM scheduling_service s WHERE s.code = %s AND s.is_listed AND (s.valid_to < %s OR EXISTS (
    SELECT FROM scheduling_counter c JOIN scheduling_counter_services cs ON cs.counter_id = c.id
    WHERE c.office_id = %s AND c.is_open AND cs.service_id = s.id))
"""

OF_HOLDER = """
SELECT a.*, c.office_id AS at_office, c.code AS at_code, c.is_open AS at_open
FROM scheduling_appointment a JOIN scheduling_counter c ON c.id = a.counter_id
WHERE a.holder = %(holder)s AND (a.id = %(last)s OR a.state = 'held' AND a.held_until > %(at)s)
ORDER BY (a.state = 'held' AND a.held_until > %(at)s) DESC, a.id DESC
"""

HOURS = """
SELECT
    (SELECT json_build_array(days_ahead, opens_at, notice_minutes) FROM scheduling_releaserule
        WHERE office_id = %(office)s AND (service_id = %(service)s OR service_id IS NULL)
        ORDER BY service_id NULLS LAST LIMIT 1),
    (SELECT json_agg(json_build_array(weekdays, starts, ends, valid_from, valid_to))
        FROM scheduling_blockedwindow WHERE office_id = %(office)s
        AND valid_from <= %(last)s AND (valid_to IS NULL OR valid_to >= %(first)s)),
    (SELECT json_agg(json_build_array(first_on, last_on)) FROM scheduling_closure
        WHERE office_id = %(office)s AND first_on <= %(last)s AND last_on >= %(first)s),
    (SELECT json_agg(json_build_array(
            d.counter_id,
            date_part('epoch', lower(d.period))::bigint / 300,
            date_part('epoch', upper(d.period))::bigint / 300))
        FROM scheduling_duty d
        JOIN scheduling_counter c ON c.id = d.counter_id AND c.office_id = %(office)s AND c.is_open
        JOIN scheduling_counter_services s ON s.counter_id = c.id AND s.service_id = %(service)s
        WHERE d.period && tstzrange(%(low)s, %(high)s) AND NOT EXISTS (
            SELECT FROM scheduling_appointment a
            WHERE a.counter_id = c.id AND a.state IN ('held', 'booked')
            AND a.period && tstzrange(%(start)s, %(end)s)
            AND (a.state = 'booked' OR a.held_until > %(at)s)
            AND a.id <> %(besides)s AND (a.state = 'booked' OR a.holder <> %(holder)s)))
"""

SPEND_TRY = """
UPDATE scheduling_appointment SET code_tries = least(code_tries + 1, %s)
WHERE id = %s AND holder = %s AND state = 'held' AND held_until > %s AND code_version > 0
RETURNING code_tries
"""


@dataclass(frozen=True, slots=True)
class Besides:
    """What does not count as taken: whoever chooses again gives it up.

    `holder` is a browser whose holds do not count, `pk` a booked visit that does not.
    """

    holder: str = ""
    pk: int = 0


def public_place(slug: str, code: str, *, at: datetime) -> tuple[Office, Service] | None:
    """Return an office and a service that it serves, or that has ended, if the public is told of both."""
    office = next(iter(Office.objects.raw(OFFICE, [slug])), None)
    if office is None:
        return None
    today = at.astimezone(office.zone).date()
    service = next(iter(Service.objects.raw(SERVICE, [code, today, office.pk])), None)
    return (office, service) if service else None


def lock_choice(holder: str, office: Office) -> None:
    """Let one browser's requests come one after the other, and keep the office's hours as they are."""
    with connection.cursor() as cursor:
        cursor.execute(LOCKS, [holder, office.pk])


def of_holder(holder: str, *, at: datetime, last: int = 0) -> list[Appointment]:
    """Return what a browser holds at `at` (UTC), latest first, with the counters.

    After them comes the appointment `last` (a key), if it was this browser's.
    """
    found = list(Appointment.objects.raw(OF_HOLDER, {"holder": holder, "last": last, "at": at}))
    for appointment in found:
        extra: Any = appointment
        appointment.counter = Counter(
            pk=extra.counter_id, office_id=extra.at_office, code=extra.at_code, is_open=extra.at_open
        )
    return found


def with_place(appointment: Appointment) -> Appointment:
    """Fetch the office and the service of what `of_holder` has found, for a page that shows them."""
    where, what = appointment.counter.office_id, appointment.service_id
    appointment.counter.office = Office.objects.raw("SELECT * FROM accounts_office WHERE id = %s", [where])[0]
    appointment.service = Service.objects.raw("SELECT * FROM scheduling_service WHERE id = %s", [what])[0]
    return appointment


def insert_if_free(wanted: Appointment) -> int | None:
    """Insert a row if the constraint lets it in, and return its key.

    The ORM's `bulk_create(ignore_conflicts=True)` writes the same but cannot tell who won.
    """
    statement, fields = _insertion()
    values = [field.get_db_prep_save(getattr(wanted, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return int(row[0]) if row else None


def free_counters(
    office: Office, service: Service, *, period: Interval, besides: Besides, at: datetime
) -> list[int]:
    """Return the counters (keys) at which the public may start a visit then, known at `at` (UTC).

    It says the same as `offers_on` of the whole day, for one of its times.
    """
    on = period.start.astimezone(office.zone).date()
    around = Interval(local_day(on - DAY, office.zone).start, local_day(on + DAY, office.zone).end)
    values: dict[str, Any] = {
        "office": office.pk,
        "service": service.pk,
        "first": on - DAY,
        "last": on + DAY,
        "low": around.start,
        "high": around.end,
        "start": period.start,
        "end": period.end,
        "at": at,
        "besides": besides.pk,
        "holder": besides.holder,
    }
    with connection.cursor() as cursor:
        cursor.execute(HOURS, values)
        release, windows, closures, duties = cursor.fetchone()
    not_before, not_after = window(_release(release or UNWRITTEN), at=at, zone=office.zone)
    visit = Visit(service.length, service.step, not_before=not_before, not_after=not_after)
    blocks = _blocks(windows or [], closures or [], on=on, office=office)
    by_counter: dict[int, list[tuple[int, int]]] = {}
    for counter, first, end in duties or []:
        by_counter.setdefault(counter, []).append((first, end))
    counters = [CounterTime(key, cells, []) for key, cells in by_counter.items()]
    return may_start(counters, blocks, visit=visit, start=period.start)


def change_held(
    appointment: Appointment, written: dict[str, Any], *, as_read: dict[str, Any], holder: str, at: datetime
) -> bool:
    """Write columns of what a browser holds at `at` (UTC), if the others still are as they were read."""
    settings = ", ".join(f"{column} = %s" for column in written)
    conditions = " AND ".join(f"{column} = %s" for column in as_read)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE scheduling_appointment SET {settings} WHERE id = %s AND holder = %s"  # noqa: S608  names of our own columns
            f" AND state = 'held' AND held_until > %s AND {conditions}",
            [*written.values(), appointment.pk, holder, at, *as_read.values()],
        )
        return cursor.rowcount == 1


def spend_try(appointment: Appointment, *, holder: str, most: int, at: datetime) -> int | None:
    """Count one guess at a code; return how many there were, up to `most`, or None if nothing is held."""
    with connection.cursor() as cursor:
        cursor.execute(SPEND_TRY, [most, appointment.pk, holder, at])
        row = cursor.fetchone()
    return int(row[0]) if row else None


@cache
def _insertion() -> tuple[str, list[Any]]:
    fields = [field for field in Appointment._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(Appointment._meta.db_table)
    return (
        f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING RETURNING id",  # noqa: S608  names of our own columns
        fields,
    )


def _release(row: list[Any]) -> Release:
    days, opens, notice = row
    return Release(days_ahead=days, opens_at=time.fromisoformat(opens), notice=timedelta(minutes=notice))


def _blocks(windows: list[Any], closures: list[Any], *, on: date, office: Office) -> list[Interval]:
    zone, first, last = office.zone, on - DAY, on + DAY
    weekly = (
        Weekly(
            weekdays=frozenset(days),
            starts=time.fromisoformat(starts),
            ends=time.fromisoformat(ends),
            valid_from=date.fromisoformat(valid_from),
            valid_to=date.fromisoformat(valid_to) if valid_to else None,
        )
        for days, starts, ends, valid_from, valid_to in windows
    )
    days = (ClosedDays(*map(date.fromisoformat, row)) for row in closures)
    return [
        *(block for row in weekly for block in occurrences(row, zone=zone, first=first, last=last)),
        *(closed(row, zone=zone) for row in days),
        *holiday_blocks(first, last, zone=zone),
    ]
