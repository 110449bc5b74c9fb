"""The statements of one booking, as they were sent, run by pgbench: what PostgreSQL alone could do.

One journey by the four forms is listened to. What differs from visitor to visitor is then
made a variable: the time and the counter, the number of the row, and every digest, key and
address. The rest stays as it was sent, so each run reads the same day and writes any.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from django.db import connection

from bench.booking.crowd import CLIENTS
from bench.booking.diary import Diary
from bench.booking.forms import Form
from bench.booking.inside import InsideLink, InsideMailbox, done
from bench.booking.places import Place, free_times
from bench.booking.visitors import Market, Visitor
from bench.booking.wire import Browser
from portal.local import binaries
from portal.local.errors import LocalError
from scheduling.models import Appointment

FIRST_ROW, FIRST_COUNTER = 987_654_321, 700_000_001  # numbers that stand for nothing else in a statement
LISTS = re.compile(r"(IN \([\d, ]+\)|ARRAY\[[\d, ]+\]|'\{[\d, ]+\}')")
UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
RANDOM = re.compile(r"(?<=['<])(?:[\w-]{32}|[\w-]{40}|[\w-]{43}|[\w-]{64})(?=['@])")
TPS = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
TURNS = """
CREATE TABLE bench_turn (number bigserial PRIMARY KEY, counter bigint, start text, "end" text, lock text);
CREATE SEQUENCE bench_next
"""
# What a session prepares once, each of pgbench's clients prepares before its first booking.
READY = """\\if :ready = 0
{statements}
\\set ready 1
\\endif
"""
DRAW = """SELECT counter, start, "end", lock, lower(left(md5(random()::text), 9)) AS reference,
    {random}
FROM bench_turn WHERE number = (SELECT nextval('bench_next')) \\gset
"""


def prepare() -> None:
    """Give rows numbers that can be told from every other number in a statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SEQUENCE scheduling_counter_id_seq RESTART {FIRST_COUNTER}")
        cursor.execute(f"ALTER SEQUENCE scheduling_appointment_id_seq RESTART {FIRST_ROW}")


def heard(market: Market, forms: Mapping[str, Form], cookies: Mapping[str, str]) -> list[str]:
    """Return the statements of one booking by the four forms."""
    link = InsideLink(watch="statements")
    with link.ear.listening():
        visitor = Visitor(Browser(link), market, Diary(), InsideMailbox())
        done(visitor.by_forms(forms, cookies))
    return link.said


def per_second(statements: Iterable[str], place: Place, *, at: datetime, var: Path) -> float:
    """Return how many bookings pgbench makes in a second, with as many clients.

    :raises LocalError: if there is no pgbench, or it could not book.
    """
    program = binaries.postgres_programs() / "pgbench"
    if not program.exists():
        raise LocalError(f"there is no {program}.")
    turns = _deal(place, at=at)
    file = var / "booking.sql"
    file.write_text(script(statements, Appointment.objects.get(pk=FIRST_ROW)))
    before = _booked()
    words = [
        "--no-vacuum",
        "--define=ready=0",
        f"--client={CLIENTS}",
        "--jobs=2",
        f"--transactions={turns // CLIENTS}",
    ]
    said = subprocess.run(  # noqa: S603  PostgreSQL's own program
        [program, *words, f"--file={file}", os.environ["DATABASE_URL"]],
        capture_output=True,
        text=True,
        check=False,
    )
    tps = TPS.search(said.stdout)
    if tps is None or _booked() - before != turns // CLIENTS * CLIENTS:
        raise LocalError(f"pgbench did not book: {said.stderr[-2000:]}")
    return float(tps[1])


def script(statements: Iterable[str], captured: Appointment) -> str:
    """Return the statements as pgbench reads them."""
    span = captured.interval
    known = {
        captured.reference: ":reference",
        f"{captured.counter_id}:{span.start.astimezone(captured.office.zone).date()}": ":lock",
        span.start.isoformat(): ":start",
        span.end.isoformat(): ":end",
        str(captured.pk): ":row_id",
        captured.email: ":reference@example.test",
    }
    texts = list(statements)
    joined = "\n".join(texts)
    uuids = dict.fromkeys(UUID.findall(joined))
    secrets = dict.fromkeys(text for text in RANDOM.findall(joined) if text not in uuids)
    known |= {text: f":u{number}" for number, text in enumerate(uuids)}
    known |= {text: f":r{number}" for number, text in enumerate(secrets)}
    lines = [_as_read(text, known, counter=str(captured.counter_id)) for text in texts]
    taking = next(number for number, text in enumerate(texts) if captured.reference in text)
    lines[taking] = lines[taking].removesuffix(";") + " \\gset row_"  # it makes the row, and says its number
    columns = [
        f"left(md5(random()::text) || md5(random()::text), {len(text)}) AS r{number}"
        for number, text in enumerate(secrets)
    ]
    columns += [f"gen_random_uuid() AS u{number}" for number in range(len(uuids))]
    ready = READY.format(statements="\n".join(_prepared()))
    return ready + DRAW.format(random=", ".join(columns)) + "\n".join(lines)


def _prepared() -> list[str]:
    """Return the statements that the journey just made has prepared, as they were sent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE from_sql")
        return [f"{statement.strip()};" for (statement,) in cursor]


def _as_read(text: str, known: Mapping[str, str], *, counter: str) -> str:
    for literal, variable in known.items():
        text = text.replace(literal, variable)
    parts = LISTS.split(text)
    parts[::2] = [re.sub(rf"\b{counter}\b", ":counter", part) for part in parts[::2]]
    return f"{''.join(parts)};"


def _deal(place: Place, *, at: datetime) -> int:
    """Write down every free time, each to be taken once; return how many there are."""
    free = free_times(place.office, place.service, place.days, at=at)
    length, zone = place.service.length, place.office.zone
    rows = [
        (
            counter,
            start.isoformat(),
            (start + length).isoformat(),
            f"{counter}:{start.astimezone(zone).date()}",
        )
        for start, counter in free
    ]
    with connection.cursor() as cursor:
        cursor.execute(TURNS)
        cursor.executemany(
            'INSERT INTO bench_turn (counter, start, "end", lock) VALUES (%s, %s, %s, %s)', rows
        )
    return len(rows)


def _booked() -> int:
    return Appointment.objects.filter(state="booked").count()
