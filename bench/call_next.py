"""How fast the next person is called, and whether nobody is called twice, forgotten or overtaken.

Promised: with 10,000 waiting in one office and 8 clerks, 99 of 100 calls within 50 ms. Eight
clerks in two processes, each on a connection of its own, call, serve and finish until a thousand
tickets are done; what they did is read from the log of the queue.
"""

import multiprocessing
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import quantiles
from time import perf_counter, sleep

from django.db import connection, connections
from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.models import Office, User
from portal.audit.rules.actors import Actor
from scheduling.actions.queue.calling import call_next
from scheduling.actions.queue.serving import finish, serve
from scheduling.choices import Rank, TicketActKind, TicketState
from scheduling.models import Counter, Service, Sitting, Ticket, TicketAct
from scheduling.models.line import today

CLERKS, PROCESSES = 8, 2
WAITING = 10_000
CALLS = 1_000
PACED_CALLS = 400
PAUSE = 1.0  # seconds: a clerk serves somebody for minutes
MOST_MS = 50
MINUTE = timedelta(minutes=1)

Key = tuple[int, datetime, int]


def run() -> None:
    print("| clerks | web processes | each calls | waiting | calls | p50 ms | p99 ms (≤ 50) | slowest ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    said = []
    for clerks, processes, pause in ((1, 1, 0.0), (CLERKS, PROCESSES, PAUSE), (CLERKS, PROCESSES, 0.0)):
        at = noon()
        office = prepare(WAITING, clerks=clerks, at=at)
        calls = PACED_CALLS if pause else CALLS
        times = call_all(clerks_of(office), processes=processes, calls=calls, pause=pause, at=at)
        parts = quantiles(times, n=100)
        print(
            f"| {clerks} | {processes} | {'once a second' if pause else 'without a pause'} | {WAITING:,}"
            f" | {len(times):,} | {parts[49]:.1f} | {parts[98]:.1f} | {max(times):.0f} |",
            flush=True,
        )
        said.append(told(office))
    print("", *said, sep="\n", flush=True)
    at = noon()
    office = prepare(CALLS, clerks=CLERKS, at=at)
    call_all(clerks_of(office), processes=PROCESSES, calls=CALLS, pause=0.0, at=at)
    print(f"All of {CALLS:,} tickets, until nobody waits: {told(office)}")


def prepare(waiting: int, *, clerks: int, at: datetime, zone: str = "Europe/Warsaw") -> Office:
    """Make an office with so many people who wait, of all ranks, and clerks at their counters."""
    number = Office.objects.count()
    office = Office.objects.create(
        slug=f"bench-{number}", name_pl="Bench", address_pl="ul. Przykładowa 1", time_zone=zone
    )
    service = Service.objects.create(
        code=f"BENCH{number}",
        name_pl="Bench",
        purpose_pl="-",
        minutes=5,
        every_minutes=5,
        valid_from=date(2020, 1, 1),
        takes_walk_ins=True,
    )
    for place in range(clerks):
        counter = Counter.objects.create(office=office, code=f"{place + 1:02}")
        counter.services.add(service)
        clerk = User.objects.create(email=f"bench-{number}-{place}@example.test", is_staff=True)
        Sitting.objects.create(clerk=clerk, counter=counter, began_at=at)
    Ticket.objects.bulk_create(_tickets(office, service, waiting, at=at), batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE scheduling_ticket")
    return office


def noon() -> datetime:
    """Return 11:00 of a working day, in UTC."""
    day = timezone.now().astimezone(UTC).date()
    while day.isoweekday() > 5:  # noqa: PLR2004  Friday
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def clerks_of(office: Office) -> list[int]:
    return list(Sitting.objects.filter(counter__office=office).order_by("pk").values_list("clerk", flat=True))


def call_all(clerks: Sequence[int], *, processes: int, calls: int, pause: float, at: datetime) -> list[float]:
    """Let the clerks call until so many are called, and return how long each call took (ms)."""
    connections.close_all()  # a connection is no thing to share with a child
    each = calls // len(clerks)
    parts = [clerks[number::processes] for number in range(processes)]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        ahead = at - timezone.now()  # of the real time
        found = pool.starmap(_process, [(part, each, pause, ahead) for part in parts])
    return [time for times in found for time in times]


def told(office: Office) -> str:
    """Return what went wrong, as the log of the queue tells it."""
    acts = TicketAct.objects.filter(ticket__office=office)
    calls = list(acts.filter(kind=TicketActKind.CALLED).order_by("pk").values_list("by", "ticket"))
    rows = Ticket.objects.filter(office=office).values_list("pk", "rank", "due_at")
    keys = {pk: (rank, due_at, pk) for pk, rank, due_at in rows}
    called = Tally(ticket for _clerk, ticket in calls)
    last = max((keys[pk] for pk in called), default=None)
    skipped = sum(last is not None and key <= last and pk not in called for pk, key in keys.items())
    waiting = Ticket.objects.filter(office=office, state=TicketState.WAITING).count()
    overtook = acts.filter(passed__gt=0, reason="").count() + _overtaken(acts, keys)
    return (
        f"{len(calls):,} calls, {waiting:,} wait: {sum(called.values()) - len(called)} called twice,"
        f" {skipped} skipped, {_went_back(calls, keys)} times a clerk went back in the line,"
        f" {overtook} overtaken without a reason."
    )


def _overtaken(acts: QuerySet[TicketAct], keys: Mapping[int, Key]) -> int:
    """Count who was called when somebody after them in the line was being served already.

    A call is of the moment at which it began, and so is what follows it: the one was over then.
    """
    steps = acts.filter(kind__in=(TicketActKind.CALLED, TicketActKind.SERVED)).order_by("at", "kind")
    furthest, overtaken = None, 0
    for kind, ticket in steps.values_list("kind", "ticket"):
        key = keys[ticket]
        if kind == TicketActKind.SERVED:
            furthest = max(furthest or key, key)
        else:
            overtaken += furthest is not None and key < furthest
    return overtaken


def _went_back(calls: Sequence[tuple[int | None, int]], keys: Mapping[int, Key]) -> int:
    """Count the calls of a clerk who had called somebody from further down the line just before."""
    lines: dict[int | None, list[Key]] = {}
    for clerk, ticket in calls:
        lines.setdefault(clerk, []).append(keys[ticket])
    return sum(later < earlier for line in lines.values() for earlier, later in pairwise(line))


def _tickets(office: Office, service: Service, number: int, *, at: datetime) -> list[Ticket]:
    """Return people of all ranks, nobody too early to be called."""
    ranks = (Rank.WALK_IN, Rank.BOOKED, Rank.WALK_IN, Rank.RETURNED, Rank.BOOKED, Rank.WALK_IN)
    return [
        Ticket(
            office=office,
            service=service,
            on=today(office, at),
            letter="ABCD"[place // 9_999],
            number=place % 9_999 + 1,
            rank=ranks[place % len(ranks)],
            due_at=at - timedelta(seconds=(place * 7_919) % number),
            minutes=service.minutes,
            came_at=at,
            token_digest=f"bench-{office.pk}-{place}",
        )
        for place in range(number)
    ]


def _process(clerks: Sequence[int], each: int, pause: float, ahead: timedelta) -> list[float]:
    with ThreadPoolExecutor(len(clerks)) as threads:
        found = threads.map(lambda clerk: _work(clerk, each, pause, ahead), clerks)
        return [time for times in found for time in times]


def _work(clerk: int, each: int, pause: float, ahead: timedelta) -> list[float]:
    """Call, serve and finish so many people, one after the other."""
    person = User.objects.get(pk=clerk)
    by, times = Actor.user(clerk), []
    sleep(pause * clerk / CLERKS % max(pause, 0.001))  # not all in the same moment
    for number in range(each):
        began = perf_counter()
        ticket = call_next(clerk=person, by=by, at=timezone.now() + ahead)
        took = 1000 * (perf_counter() - began)
        if ticket is None:
            break  # nobody waits any more
        if number:  # the first opens the connection and plans the statements: once in a process's life
            times.append(took)
        serve(clerk=person, ticket=ticket, seen=None, by=by, at=timezone.now() + ahead)
        finish(clerk=person, ticket=ticket, seen=None, endings={}, by=by, at=timezone.now() + ahead)
        sleep(pause)
    connections.close_all()
    return times
