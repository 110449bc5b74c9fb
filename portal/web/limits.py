"""How often somebody may do something: counted in Valkey, over a moving window.

One script asks every counter of an act and raises all of them or none: whom one limit refuses
has not used up the others, and a refusal tells exactly when there is room again. It is one
trip. Where Valkey does not answer, each process counts for itself and people go on.

No key names anybody: a keyed digest stands for the person, the address or the network.
"""

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from threading import Lock

from django.conf import settings
from django.utils.crypto import salted_hmac
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

logger = logging.getLogger(__name__)

PREFIX = "limit:"
DIGITS = 32  # of the digest: 128 bits
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
SECONDS = 0.5  # Valkey answers within a thousandth of this, or is as good as gone
REST = 5_000  # milliseconds in which a Valkey that did not answer is not asked again
MOST_KEYS = 50_000  # of our own counters: some 20 MB

# Each list has the newest `times` moments; the last of them says when there is room again.
# Moments come from the portal's clock: its pages tell the time to retry by the same one.
SCRIPT = """
local now, longest, whose = tonumber(ARGV[1]), 0, 0
for i, key in ipairs(KEYS) do
  local times, per = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local spent = redis.call('LINDEX', key, times - 1)
  if spent and spent + per - now > longest then
    longest, whose = spent + per - now, i - 1
  end
end
if longest > 0 then return {longest, whose} end
for i, key in ipairs(KEYS) do
  if ARGV[3 * i + 1] == '1' then
    redis.call('LPUSH', key, ARGV[1])
    redis.call('LTRIM', key, 0, ARGV[3 * i - 1] - 1)
    redis.call('PEXPIRE', key, ARGV[3 * i])
  end
end
return {0, 0}
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many times within any span of this length. The name is part of the keys."""

    name: str
    times: int
    per: timedelta


class TooOftenError(Exception):
    """A limit is used up until `retry_at` (UTC). If several are, it is the one that lasts longest."""

    def __init__(self, limit: Limit, retry_at: datetime) -> None:
        super().__init__(limit.name, retry_at)
        self.limit = limit
        self.retry_at = retry_at


Cost = tuple[Limit, str]


@dataclass(frozen=True, slots=True)
class Counter:
    """What has been spent of a limit by one of those whom it limits."""

    key: str
    limit: Limit
    is_spent: bool

    @property
    def per(self) -> int:
        return self.limit.per // MILLISECOND


Answer = tuple[int, int]
"""For how many milliseconds to wait, and which counter says so."""


def spend(*costs: Cost, within: Sequence[Cost] = (), at: datetime) -> None:
    """Count one more time against each limit, or against none of them.

    A cost is a limit and whom it counts: an empty text is nobody, and is not counted. Limits
    in `within` must have room too, and keep it.

    :raises TooOftenError: if one of them has no room.
    """
    counters = [*_counters(costs, is_spent=True), *_counters(within, is_spent=False)]
    if not counters:
        return
    now = (at - EPOCH) // MILLISECOND
    wait, whose = _ask(counters, now)
    if wait:
        raise TooOftenError(counters[whose].limit, EPOCH + (now + wait) * MILLISECOND)


def _counters(costs: Sequence[Cost], *, is_spent: bool) -> list[Counter]:
    return [Counter(_key(limit, whom), limit, is_spent) for limit, whom in costs if whom]


def _key(limit: Limit, whom: str) -> str:
    digest = salted_hmac("portal.web.limits", f"{limit.name}\x1f{whom}", algorithm="sha256").hexdigest()
    return f"{PREFIX}{limit.name}:{digest[:DIGITS]}"


class Memory:
    """The same counters in this process, for as long as Valkey does not answer."""

    def __init__(self) -> None:
        self._spent: dict[str, deque[int]] = {}
        self._lock = Lock()

    def ask(self, counters: Sequence[Counter], now: int) -> Answer:
        with self._lock:
            waits = [self._wait(counter, now) for counter in counters]
            if longest := max(waits):
                return longest, waits.index(longest)
            if len(self._spent) > MOST_KEYS:
                self._spent.clear()  # to forget lets a few do more; to grow would stop everybody
            for counter in counters:
                if counter.is_spent:
                    spent = self._spent.setdefault(counter.key, deque(maxlen=counter.limit.times))
                    spent.append(now)
        return 0, 0

    def clear(self) -> None:
        with self._lock:
            self._spent.clear()

    def _wait(self, counter: Counter, now: int) -> int:
        spent = self._spent.get(counter.key)
        if spent is None or len(spent) < counter.limit.times:
            return 0
        return max(0, spent[0] + counter.per - now)


class Outage:
    """Whether Valkey is left alone for a while. One request asks again; the others do not wait with it."""

    def __init__(self) -> None:
        self._asked_at: int | None = None
        self._lock = Lock()

    def lasts(self, now: int) -> bool:
        if self._asked_at is None:
            return False
        with self._lock:
            if self._asked_at is not None and 0 <= now - self._asked_at < REST:
                return True
            self._asked_at = now
        return False

    def begin(self, now: int, error: Exception) -> None:
        with self._lock:
            is_new, self._asked_at = self._asked_at is None, now
        if is_new:
            logger.warning(
                "Valkey does not count (%s): each process counts for itself.", type(error).__name__
            )

    def end(self) -> None:
        if self._asked_at is None:
            return
        with self._lock:
            self._asked_at = None
        memory.clear()
        logger.info("Valkey counts again.")


memory, outage = Memory(), Outage()


def _ask(counters: Sequence[Counter], now: int) -> Answer:
    if outage.lasts(now):
        return memory.ask(counters, now)
    try:
        wait, whose = _script(settings.REDIS_URL)(
            keys=[counter.key for counter in counters], args=_arguments(counters, now)
        )
    except (RedisError, OSError) as error:
        outage.begin(now, error)
        return memory.ask(counters, now)
    outage.end()
    return wait, whose


def _arguments(counters: Sequence[Counter], now: int) -> list[int]:
    return [now, *(n for each in counters for n in (each.limit.times, each.per, int(each.is_spent)))]


@cache
def _script(url: str) -> Script:
    """Return the script with a pool of connections for the threads of this process.

    Nothing is sent twice: a second try would count twice, and wait twice for one that hangs.
    """
    client = Redis.from_url(
        url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS, retry=Retry(NoBackoff(), 0)
    )
    return client.register_script(SCRIPT)
