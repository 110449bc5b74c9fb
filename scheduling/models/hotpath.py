"""The statements that every booking waits for, in SQL.

Composing a wide statement takes Django longer than PostgreSQL takes to answer it, and a
booking needs a score of them while a hundred people a second want one (ADR 0014). What
they say is what the QuerySets say; what they find is judged by rules and constraints.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import Model

from portal.accounts.models import Office
from portal.prepared import Prepared
from scheduling.models.appointments import Appointment
from scheduling.models.matters import Matter
from scheduling.models.offers import blocks
from scheduling.models.services import Counter, Service
from scheduling.rules.hours import ClosedDays, Weekly, local_day
from scheduling.rules.intervals import Interval
from scheduling.rules.offers import CounterTime, Visit, may_start
from scheduling.rules.release import Release, window

DAY = timedelta(days=1)
UNWRITTEN = [0, "00:00", 0]


def columns(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def listed(model: type[Model], of: str) -> str:
    return ", ".join(f"{of}.{column}" for column in columns(model))


TO_INSERT = columns(Appointment)[1:]

PLACE = Prepared(
    "scheduling_place",
    f"""
    SELECT {listed(Office, "o")}, {listed(Service, "s")}, {listed(Matter, "m")},
        EXISTS (SELECT FROM scheduling_matter WHERE service_id = s.id),
        EXISTS (SELECT FROM scheduling_question WHERE service_id = s.id)
    FROM accounts_office o, scheduling_service s
    LEFT JOIN scheduling_matter m ON m.service_id = s.id AND m.code = %(matter)s
    WHERE o.slug = %(office)s AND o.is_open_to_public AND s.code = %(service)s AND s.is_listed
        AND (s.valid_to < (%(at)s::timestamptz AT TIME ZONE o.time_zone)::date OR EXISTS (
            SELECT FROM scheduling_counter c JOIN scheduling_counter_services cs ON cs.counter_id = c.id
            WHERE c.office_id = o.id AND c.is_open AND cs.service_id = s.id))
    """,  # noqa: S608  names of our own columns
)
OF_HOLDER = Prepared(
    "scheduling_of_holder",
    f"""
    SELECT {listed(Appointment, "a")}, {listed(Counter, "c")}, {listed(Office, "o")}, {listed(Service, "s")}
    FROM scheduling_appointment a
    JOIN scheduling_counter c ON c.id = a.counter_id
    JOIN accounts_office o ON o.id = c.office_id
    JOIN scheduling_service s ON s.id = a.service_id
    WHERE a.id IN (
        SELECT id FROM scheduling_appointment
        WHERE holder = %(holder)s AND state = 'held' AND held_until > %(at)s
        UNION SELECT id FROM scheduling_appointment WHERE id = %(last)s AND holder = %(holder)s)
    ORDER BY (a.state = 'held' AND a.held_until > %(at)s) DESC, a.id DESC
    """,  # noqa: S608  names of our own columns
)
HOURS = Prepared(
    "scheduling_hours",
    """
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
    """,
)
INSERT = Prepared(
    "scheduling_hold",
    f"""
    INSERT INTO scheduling_appointment ({", ".join(TO_INSERT)})
    VALUES ({", ".join(f"%({column})s" for column in TO_INSERT)})
    ON CONFLICT DO NOTHING RETURNING id
    """,  # noqa: S608  names of our own columns
)
SPEND_TRY = Prepared(
    "scheduling_spend_try",
    """
    UPDATE scheduling_appointment SET code_tries = least(code_tries + 1, %(most)s)
    WHERE id = %(id)s AND holder = %(holder)s AND state = 'held' AND held_until > %(at)s AND code_version > 0
    RETURNING code_tries
    """,
)


@dataclass(frozen=True, slots=True)
class Besides:
    """What does not count as taken: whoever chooses again gives it up.

    `holder` is a browser whose holds do not count, `pk` a booked visit that does not.
    """

    holder: str = ""
    pk: int = 0


class PublicPlace(NamedTuple):
    """An office and a service of it, the matter that was named, and whether anything is asked."""

    office: Office
    service: Service
    matter: Matter | None
    has_matters: bool
    has_questions: bool


def public_place(slug: str, code: str, *, matter: str = "", at: datetime) -> PublicPlace | None:
    """Return an office and a service that it serves, or that has ended, if the public is told of both."""
    row = PLACE.one(office=slug, service=code, matter=matter, at=at)
    if row is None:
        return None
    *found, has_matters, has_questions = row
    office, service, named = made(found, Office, Service, Matter)
    return PublicPlace(office, service, named if named.pk else None, has_matters, has_questions)


def of_holder(holder: str, *, at: datetime, last: int = 0) -> list[Appointment]:
    """Return what a browser holds at `at` (UTC), latest first, with all that a page shows.

    After them comes the appointment `last` (a key), if it was this browser's.
    """
    found = []
    for row in OF_HOLDER.all(holder=holder, at=at, last=last):
        appointment, counter, office, service = made(row, Appointment, Counter, Office, Service)
        counter.office = office
        appointment.counter, appointment.service = counter, service
        found.append(appointment)
    return found


def insert_if_free(wanted: Appointment) -> int | None:
    """Insert a row if the constraint lets it in, and return its key.

    The ORM's `bulk_create(ignore_conflicts=True)` writes the same but cannot tell who won.
    """
    row = INSERT.one(**{column: getattr(wanted, column) for column in TO_INSERT})
    return int(row[0]) if row else None


def free_counters(
    office: Office, service: Service, *, period: Interval, besides: Besides, at: datetime
) -> list[int]:
    """Return the counters (keys) at which one person may start a visit then, known at `at` (UTC).

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
    (release, windows, closures, duties) = HOURS.all(**values)[0]
    not_before, not_after = window(_release(release or UNWRITTEN), at=at, zone=office.zone)
    length = period.end - period.start
    visit = Visit(length, service.step, not_before=not_before, not_after=not_after)
    blocked = blocks(
        map(weekly_of, windows or []),
        map(closed_days_of, closures or []),
        first=on - DAY,
        last=on + DAY,
        zone=office.zone,
    )
    by_counter: dict[int, list[tuple[int, int]]] = {}
    for counter, first, end in duties or []:
        by_counter.setdefault(counter, []).append((first, end))
    counters = [CounterTime(key, cells, []) for key, cells in by_counter.items()]
    return [*may_start(counters, blocked, visit=visit, start=period.start)]


def change_held(
    appointment: Appointment, written: dict[str, Any], *, as_read: dict[str, Any], holder: str, at: datetime
) -> bool:
    """Write columns of what a browser holds at `at` (UTC), if the others still are as they were read."""
    change = _change(tuple(written), tuple(as_read))
    values = {f"new_{name}": value for name, value in written.items()} | as_read
    return change.count(id=appointment.pk, holder=holder, at=at, **values) == 1


def spend_try(appointment: Appointment, *, holder: str, most: int, at: datetime) -> int | None:
    """Count one guess at a code; return how many there were, up to `most`, or None if nothing is held."""
    row = SPEND_TRY.one(most=most, id=appointment.pk, holder=holder, at=at)
    return int(row[0]) if row else None


@cache
def _change(written: tuple[str, ...], as_read: tuple[str, ...]) -> Prepared:
    digest = sha256(repr((written, as_read)).encode()).hexdigest()[:16]
    settings = ", ".join(f"{column} = %(new_{column})s" for column in written)
    conditions = " AND ".join(f"{column} = %({column})s" for column in as_read)
    return Prepared(
        f"scheduling_change_{digest}",
        f"UPDATE scheduling_appointment SET {settings} WHERE id = %(id)s AND holder = %(holder)s"  # noqa: S608  names of our own columns
        f" AND state = 'held' AND held_until > %(at)s AND {conditions}",
    )


def made(row: Sequence[Any], *models: type[Model]) -> list[Any]:
    """Return an instance of each model, from a row with the columns of all of them."""
    made, first = [], 0
    for model in models:
        names = [field.attname for field in model._meta.concrete_fields]
        made.append(model.from_db("default", names, row[first : first + len(names)]))
        first += len(names)
    return made


def _release(row: list[Any]) -> Release:
    days, opens, notice = row
    return Release(days_ahead=days, opens_at=time.fromisoformat(opens), notice=timedelta(minutes=notice))


def weekly_of(row: list[Any]) -> Weekly:
    days, starts, ends, valid_from, valid_to = row
    return Weekly(
        weekdays=frozenset(days),
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        valid_from=date.fromisoformat(valid_from),
        valid_to=date.fromisoformat(valid_to) if valid_to else None,
    )


def closed_days_of(row: list[str]) -> ClosedDays:
    return ClosedDays(*map(date.fromisoformat, row))
