"""One set of servers, reminders that are due on them, and what became of each."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from portal.accounts.tests import factories as accounts
from portal.local.gateway.running import Running, running
from portal.notifications.choices import OPEN, Channel, State
from portal.notifications.models import Notice, Outage
from portal.notifications.tests.sink import Sink
from portal.tests.failures.programs import Broker, Fleet, eventually
from scheduling.models import Appointment, ReminderRule
from scheduling.notices.told import reminders_planned
from scheduling.tests import factories as make

IN_THREE_DAYS = timedelta(days=3)
NOON = 12
A_COUNTER_SEES = 24  # people a day, in the office of these tests
LINES_OF = "senders"  # what the workers call themselves at the database


@dataclass(frozen=True)
class Fate:
    """What the rows say of all reminders and of those that never came, and how many came again."""

    states: Counter[str]
    missing: Counter[str]
    doubled: int

    @property
    def lost(self) -> int:
        """How many never came, and by their rows there is nothing left to do and nothing to ask."""
        return sum(number for state, number in self.missing.items() if state not in (*OPEN, State.UNCERTAIN))


@dataclass
class Stage:
    folder: Path
    phones: Path  # what has reached them, one file each
    gateway: Running
    sink: Sink
    broker: Broker
    fleet: Fleet
    _stack: ExitStack
    was_stopped: bool = False  # then the gateway has forgotten what it delivered, and not its keys

    def stop_gateway(self) -> None:
        self.was_stopped = True
        self.gateway.process.kill()

    def start_gateway(self) -> None:
        """Start it again where it was; it remembers its keys."""
        again = running(log=self.folder / "gateway.log", folder=self.phones, port=self.gateway.port)
        self.gateway = self._stack.enter_context(again)

    def forget(self) -> None:
        """Begin anew, with the same processes."""
        Notice.objects.all().delete()
        Outage.objects.all().delete()
        self.gateway.empty()
        self.was_stopped = False

    def came(self) -> list[tuple[str, float]]:
        """Return what has reached a phone: the key of each message and when it came, in Unix seconds."""
        if not self.was_stopped:
            return [(each["key"], each["at"]) for each in self.gateway.delivered()]
        files = sorted(self.phones.glob("*.sms"))  # of these the newest 500 are kept
        return [
            (json.loads(file.read_text())["key"], int(file.stem.partition("-")[0]) / 1e9) for file in files
        ]

    def wait_for_requests(self, more_than: int) -> None:
        """Wait until the gateway has been asked so often: then some messages are on their way to it."""
        if not eventually(lambda: self.gateway.counts()["requests"] > more_than):
            raise TimeoutError([worker.last_words() for worker in self.fleet.workers])

    def by_sms(self) -> Fate:
        return fate(Channel.SMS, [key for key, _moment in self.came()])

    def by_email(self) -> Fate:
        keys = [each.removeprefix("<").partition("@")[0] for each in self.sink.message_ids]
        return fate(Channel.EMAIL, keys)

    def cut_lines(self) -> int:
        """End every session that the workers have at the database; return how many there were."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = %s",
                [LINES_OF],
            )
            return int(cursor.fetchone()[0])


@contextmanager
def stage(folder: Path, **variables: str) -> Iterator[Stage]:
    """Set up what senders need, with `variables` for their environment; end all of it afterwards."""
    with ExitStack() as stack:
        phones = folder / "phones"
        gateway = stack.enter_context(running(log=folder / "gateway.log", folder=phones))
        sink = stack.enter_context(Sink())
        broker = Broker(folder)
        stack.callback(broker.kill)
        broker.start()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATABASE_URL": database_url(),
            "PGAPPNAME": LINES_OF,
            "REDIS_URL": broker.url,
            "SMS_GATEWAY_URL": gateway.url,
            "SMS_GATEWAY_TOKEN": gateway.token,
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "",
            **variables,
        }
        fleet = Fleet(folder, environment)
        stack.callback(fleet.end)
        yield Stage(folder, phones, gateway, sink, broker, fleet, stack)


def database_url() -> str:
    """Return the address of the database that we are connected to: in tests it has another name."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    return f"{server}/{connection.settings_dict['NAME']}"


def reminders(count: int, channel: Channel, *, at: datetime, over: timedelta = timedelta()) -> list[Notice]:
    """Book visits in three days, with reminders planned as always, and let their hour come at once.

    They are due one after the other, from `at` (UTC) on, the last one `over` later.
    """
    ways = {"by_email": channel == Channel.EMAIL, "by_sms": channel == Channel.SMS}
    ReminderRule.objects.update_or_create(
        service=None, days=2, minutes=0, defaults={**ways, "changed_at": at, "planned_at": at}
    )
    before = set(Notice.objects.values_list("pk", flat=True))
    with transaction.atomic():
        for visit in _visits(count, channel, at=at):
            reminders_planned(visit, at=at)
        written = list(Notice.objects.exclude(pk__in=before).order_by("pk"))
        _are_due(written, at=at, over=over)
    return written


def all_settled() -> bool:
    return not Notice.objects.open().exists()


def fate(channel: Channel, keys: Sequence[str]) -> Fate:
    """Compare what was written with what has come, by the keys of both."""
    written = list(Notice.objects.filter(channel=channel))
    came = Counter(keys)
    return Fate(
        states=Counter(notice.state for notice in written),
        missing=Counter(notice.state for notice in written if notice.public_key not in came),
        doubled=came.total() - len(came),
    )


def where_it_is_noon(at: datetime) -> str:
    """Return a time zone in which nobody sleeps: these tests run by the real clock, also at night."""
    ahead = NOON - at.astimezone(UTC).hour
    return f"Etc/GMT{-ahead:+d}"  # the sign is that of POSIX: Etc/GMT-3 is three hours ahead


def _visits(count: int, channel: Channel, *, at: datetime) -> Iterator[Appointment]:
    office = accounts.office(time_zone=where_it_is_noon(at))
    service = make.service(f"S{office.pk}")
    first = (at + IN_THREE_DAYS).replace(hour=8, minute=0, second=0, microsecond=0)
    counter = make.counter(office, service)
    for number in range(count):
        slot = number % A_COUNTER_SEES
        if number and slot == 0:
            counter = make.counter(office, service)
        name = f"{office.pk}-{number}"
        address: dict[str, Any] = (
            {"email": f"person-{name}@example.test"}
            if channel == Channel.EMAIL
            else {"phone": f"+48600{office.pk % 100:02}{number:03}1"}
        )
        yield make.appointment(counter, service, first + slot * service.length, language="en", **address)


def _are_due(notices: Sequence[Notice], *, at: datetime, over: timedelta) -> None:
    for number, notice in enumerate(notices):
        notice.due_at = notice.next_try_at = at + over * number / len(notices)
    Notice.objects.bulk_update(notices, ["due_at", "next_try_at"])
