"""Fifty thousand visits in two days, the reminders that are due for them, and years of history."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from portal.accounts.models import Office
from portal.notifications.actions.outbox import Order, key_of, message_id
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.rules.kinds import Way
from portal.notifications.rules.reminders import Offset
from scheduling.models import Appointment, Counter, ReminderRule, Service
from scheduling.notices.told import REMINDER

REMINDERS, HISTORY = 50_000, 5_000_000
OFFICES, COUNTERS = 10, 100  # of each
VISITS = REMINDERS // (OFFICES * COUNTERS)  # at one counter, one after another
LENGTH = timedelta(minutes=15)
AHEAD = Offset(days=2)
AT_A_TIME = 1_000

BOOK = """
INSERT INTO scheduling_appointment (counter_id, service_id, period, state, reference, created_at, booked_at,
    holder, token_digest, cancelled_by, code_version, code_tries, codes_sent, sequence, given_names,
    family_name, citizenship, email, phone, language, case_number, identity_digest, case_digest)
SELECT counter, %(service)s, tstzrange(start, start + %(length)s), 'booked',
    'R' || upper(lpad(to_hex(number), 3, '0')) || '-' || lpad((counter %% 10000)::text, 4, '0'),
    now(), now(), '', '', '', 0, 0, 0, 0, '', '', '', '',
    '+48' || 500000001 + 10 * (counter %% 10000 * 1000 + number), (ARRAY['pl', 'en', 'ru'])[1 + number %% 3],
    '', 'bench ' || counter || ' ' || number, ''
FROM unnest(%(counters)s::bigint[]) AS counter, generate_series(0, %(visits)s - 1) AS number,
    LATERAL (SELECT %(last)s::timestamptz - number * %(length)s) AS of (start)
"""
# As the outbox leaves them: sent, tried once, and after 90 days without the number.
PAST = """
INSERT INTO notifications_notice (kind, subject_label, subject_pk, version, occasion, channel, key,
    language, recipient, message_id, created_at, due_at, state, attempts, sent_at, reason)
SELECT 'appointment_reminder', 'scheduling.appointment', pk, 0, 'P2D', channel,
    'scheduling.appointment.' || pk || ':appointment_reminder:' || channel || ':0:P2D',
    (ARRAY['pl', 'en', 'ru'])[1 + number %% 3],
    CASE WHEN due_at > now() - interval '90 days' THEN '+48' || 500000001 + number %% 50000000 * 10
        ELSE '' END,
    '<' || left(md5(number::text) || md5('-' || number), 40) || '@example.org>',
    due_at - interval '20 days', due_at, 'sent', 1, due_at + interval '1 second', ''
FROM generate_series(1, %(rows)s) AS number,
    LATERAL (SELECT 100000000 + number / 2 AS pk, (ARRAY['email', 'sms'])[1 + number %% 2] AS channel,
        now() - interval '3 years' * (1 - number::float / %(rows)s) - interval '1 hour' AS due_at) AS of
"""
AGAIN = """
UPDATE notifications_notice SET state = 'queued', next_try_at = due_at, attempts = 0, sent_at = NULL
WHERE state = 'sent' AND channel = 'sms' AND subject_pk IN (SELECT id::text FROM scheduling_appointment)
"""


def build(at: datetime) -> None:
    """Make the visits and one due text message for each, as booking them would have."""
    service = Service.objects.create(
        code="BENCH",
        name_pl="Bench",
        purpose_pl="-",
        minutes=15,
        every_minutes=15,
        valid_from=date(2020, 1, 1),
    )
    # The usual rules hold, two days before among them; they count as planned, or the clock does that now.
    ReminderRule.objects.update(planned_at=at)
    quarter = datetime.min.replace(tzinfo=UTC) + (at - datetime.min.replace(tzinfo=UTC)) // LENGTH * LENGTH
    last = quarter + timedelta(days=AHEAD.days) - LENGTH
    values: dict[str, Any] = {
        "service": service.pk,
        "counters": _counters(),
        "visits": VISITS,
        "length": LENGTH,
        "last": last,
    }
    with connection.cursor() as cursor:
        # The guard would look up blocked windows for each: minutes, for an office that has none.
        cursor.execute("ALTER TABLE scheduling_appointment DISABLE TRIGGER USER")
        cursor.execute(BOOK, values)
        cursor.execute("ALTER TABLE scheduling_appointment ENABLE TRIGGER USER")
    for rows in _orders(at):
        Notice.objects.add(rows)


def add_history(rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PAST, {"rows": rows})


def make_due_again() -> None:
    """Let the same messages be sent once more, from tables as tidy as the first time."""
    with connection.cursor() as cursor:
        cursor.execute(AGAIN)
    settle()


def settle() -> None:
    """Do what autovacuum does within a minute, so that it does not do it while something is measured."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE notifications_notice")
        cursor.execute("VACUUM ANALYZE scheduling_appointment")
        cursor.execute("CHECKPOINT")


def _counters() -> list[int]:
    offices = Office.objects.bulk_create(
        Office(
            slug=f"bench-{number}",
            name_pl=f"Bench {number}",
            address_pl=f"ul. Przykładowa {number}\n00-001 Warszawa",
        )
        for number in range(OFFICES)
    )
    counters = Counter.objects.bulk_create(
        Counter(office=office, code=f"{number:03}") for office in offices for number in range(COUNTERS)
    )
    return [counter.pk for counter in counters]


def _orders(at: datetime) -> Iterator[list[dict[str, object]]]:
    visits = list(Appointment.objects.order_by("pk"))
    for first in range(0, len(visits), AT_A_TIME):
        yield [_row(visit, at=at) for visit in visits[first : first + AT_A_TIME]]


def _row(visit: Appointment, *, at: datetime) -> dict[str, object]:
    label, pk, due_at = (
        visit._meta.label_lower,
        str(visit.pk),
        visit.interval.start - timedelta(days=AHEAD.days),
    )
    way = Way(Channel.SMS, visit.phone)
    key = key_of(label, pk, Order(REMINDER, 0, way, visit.language, due_at, AHEAD.code))
    return {
        "kind": REMINDER,
        "subject_label": label,
        "subject_pk": pk,
        "version": 0,
        "occasion": AHEAD.code,
        "channel": way.channel.value,
        "key": key,
        "language": visit.language,
        "recipient": way.to,
        "message_id": message_id(key),
        "instead_of_id": None,
        "due_at": min(due_at, at),
    }
