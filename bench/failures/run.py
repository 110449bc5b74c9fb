"""Kill senders, take away what they stand on, and see what becomes of the reminders.

Everything is real and a process of its own: PostgreSQL, Valkey, three of Celery's workers, its
clock and the SMS gateway; the mail server is a thread of ours on a real socket. The reminders
are those of booked visits, planned as always; only their hour comes sooner.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from django.db.models import Avg

from bench.failures import faults, figures
from bench.failures.figures import Kills, Recovery
from portal.local.processes import Process
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.tests.failures.programs import eventually
from portal.tests.failures.stage import Stage, all_settled, reminders, stage
from scheduling.models import ReminderRule

REMINDERS = 400
SENDERS = 3
ROUNDS = 3
PATIENCE = 300.0
KILLED_EVERY = (1.0, 3.0)  # seconds
SLOW = 0.8  # seconds that the gateway takes for each while senders are killed: 16 are always on their way
MARK_FIRST = "portal.tests.failures.careless.mark_first"
MARK_LAST = "portal.tests.failures.careless.mark_last"

Cause = Callable[[Stage], float | None]


def run(var: Path, postgres: Process) -> None:
    ReminderRule.objects.all().delete()
    database = faults.Database(postgres)
    try:
        print("### Senders that are killed\n")
        figures.show_kills(_kills(var))
        print("### Faults\n")
        figures.show_recoveries(_recoveries(var, database))
    finally:
        database.stop()


@dataclass(frozen=True)
class Trial:
    """400 text messages, and how they are sent."""

    ways: str = ""  # of the senders, where they are not the portal's
    slow: float = SLOW
    over: timedelta = timedelta()
    clocks: int = 1
    is_killed: bool = True
    knows_keys: bool = True  # the gateway
    is_told: bool = False  # the portal, that it does not


TRIALS = {
    "a gateway that knows our keys": Trial(),
    "the same, due over 30 s, 0.08 s each": Trial(over=timedelta(seconds=30), slow=faults.USUAL_DELAY),
    "a gateway that does not, though we say it does": Trial(knows_keys=False),
    "a gateway that does not, and we know it; 0.2 s each": Trial(knows_keys=False, is_told=True, slow=0.2),
    "control: mark, then send; 0.2 s each": Trial(ways=MARK_FIRST, slow=0.2),
    "control: send, then mark; 0.2 s each": Trial(ways=MARK_LAST, slow=0.2, knows_keys=False),
    "two clocks, none killed; 0.2 s each": Trial(clocks=2, is_killed=False, knows_keys=False, slow=0.2),
    "three clocks, none killed; 0.2 s each": Trial(clocks=3, is_killed=False, knows_keys=False, slow=0.2),
}


def _kills(var: Path) -> Iterator[tuple[str, Kills]]:
    for name, trial in TRIALS.items():
        yield name, by_sms(var, trial)
    yield "e-mail", by_email(var)


def by_sms(var: Path, trial: Trial) -> Kills:
    variables = {"SMS_GATEWAY_DEDUPLICATES": "0"} if trial.is_told else {}
    with _opened(var, clocks=trial.clocks, ways=trial.ways, **variables) as opened:
        opened.gateway.behave(delay=trial.slow, deduplicate=trial.knows_keys)
        reminders(REMINDERS, Channel.SMS, at=datetime.now(UTC), over=trial.over)
        seconds = _kill_until_done(opened) if trial.is_killed else _wait_until_done()
        time.sleep(trial.slow)  # what the gateway had in hand for a sender that is dead
        requests = opened.gateway.counts()["requests"]
        return Kills(opened.by_sms(), opened.fleet.killed, seconds, requests)


def by_email(var: Path) -> Kills:
    with _opened(var) as opened:
        opened.sink.before_end = lambda _count, _greeting: time.sleep(0.1)  # it has it, and has not said so
        reminders(REMINDERS, Channel.EMAIL, at=datetime.now(UTC))
        seconds = _kill_until_done(opened)
        identities = len(set(opened.sink.message_ids))
        return Kills(opened.by_email(), opened.fleet.killed, seconds, 0, identities)


def _recoveries(var: Path, database: faults.Database) -> Iterator[tuple[str, list[Recovery]]]:
    """Play each fault a few times over; the reminders are due within so many seconds from its beginning."""
    behaves = faults.gateway_behaves
    causes: dict[str, tuple[Cause, int]] = {
        "gateway answers 500, 10 s": (partial(behaves, seconds=10, status=500), 8),
        "gateway answers 503, 10 s": (partial(behaves, seconds=10, status=503), 8),
        "gateway answers 429, 10 s": (partial(behaves, seconds=10, status=429), 8),
        "gateway hangs up unheard, 10 s": (partial(behaves, seconds=10, drop="before"), 8),
        "gateway accepts and hangs up, 10 s": (partial(behaves, seconds=10, drop="after"), 8),
        "gateway takes 30 s, then delivers; 20 s": (partial(behaves, seconds=20, delay=30), 15),
        "gateway delivers, then takes 30 s; 20 s": (
            partial(behaves, seconds=20, delay=30, deliver_before_delay=True),
            15,
        ),
        "gateway stopped, 10 s": (partial(faults.gateway_is_stopped, seconds=10), 8),
        "broker killed, empty after 5 s": (partial(faults.broker_is_killed, seconds=5), 15),
        "broker killed, empty after 20 s": (partial(faults.broker_is_killed, seconds=20), 30),
        "database lines cut each second, 10 s": (partial(faults.lines_are_cut, seconds=10), 8),
        "database stopped for 5 s": (partial(database.is_restarted, seconds=5), 4),
    }
    with _opened(var) as opened:
        for name, (cause, length) in causes.items():
            yield name, [recovery(opened, cause, length=length + number / 2) for number in range(ROUNDS)]


def recovery(opened: Stage, cause: Cause, *, length: float) -> Recovery:
    """Let reminders become due during a fault, and see when they come after it."""
    opened.forget()
    opened.gateway.behave(delay=faults.USUAL_DELAY)
    over = timedelta(seconds=length)
    written = reminders(REMINDERS // 2, Channel.SMS, at=datetime.now(UTC), over=over)
    eventually(opened.gateway.delivered, within=PATIENCE)
    mail = cause(opened)
    end = time.time()
    eventually(all_settled, within=PATIENCE)
    came = opened.came()
    first, flow, last = figures.since(end, [moment for _key, moment in came])
    due = {notice.public_key: notice.due_at.timestamp() for notice in written}
    latest = max(moment - due[key] for key, moment in came)
    texts = Notice.objects.filter(channel=Channel.SMS)
    attempts = texts.aggregate(each=Avg("attempts"))["each"]
    return Recovery(opened.by_sms(), first, flow, last, attempts, latest, mail)


@contextmanager
def _opened(var: Path, *, clocks: int = 1, ways: str = "", **variables: str) -> Iterator[Stage]:
    with stage(Path(mkdtemp(dir=var)), **variables) as opened:
        opened.forget()
        opened.fleet.hire(SENDERS, ways=ways)
        opened.fleet.wind_up(clocks)
        opened.fleet.wait_until_ready()
        yield opened


def _kill_until_done(opened: Stage) -> float:
    chance, began = Random(REMINDERS), time.monotonic()  # noqa: S311  a plan of kills, not a secret
    while not eventually(all_settled, within=chance.uniform(*KILLED_EVERY)):
        opened.fleet.lose_one(chance)
    return time.monotonic() - began


def _wait_until_done() -> float:
    began = time.monotonic()
    eventually(all_settled, within=PATIENCE)
    return time.monotonic() - began
