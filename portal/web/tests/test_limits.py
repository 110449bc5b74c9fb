import logging
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from portal.web import limits
from portal.web.client import limited_network
from portal.web.limits import Limit, TooOftenError, spend
from portal.web.tests import counted

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
BRIEF = Limit("test.brief", 3, MINUTE)
LONG = Limit("test.long", 2, timedelta(hours=1))
DOWN = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    counted.forget()


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def refused(*costs: limits.Cost, at: datetime, within: tuple[limits.Cost, ...] = ()) -> TooOftenError | None:
    try:
        spend(*costs, within=within, at=at)
    except TooOftenError as error:
        return error
    return None


def use_up(limit: Limit, whom: str, *, at: datetime = AT) -> None:
    for _ in range(limit.times):
        spend((limit, whom), at=at)


def test_as_often_as_the_limit_says_and_once_more_when_the_window_has_moved_on() -> None:
    for second in range(3):
        spend((BRIEF, "somebody"), at=AT + second * SECOND)

    error = refused((BRIEF, "somebody"), at=AT + 3 * SECOND)
    just_before = refused((BRIEF, "somebody"), at=AT + MINUTE - timedelta(milliseconds=1))
    then = refused((BRIEF, "somebody"), at=AT + MINUTE)
    next_one = refused((BRIEF, "somebody"), at=AT + MINUTE)

    assert error is not None
    assert (error.limit, error.retry_at) == (BRIEF, AT + MINUTE)
    assert just_before is not None
    assert then is None
    assert next_one is not None
    assert next_one.retry_at == AT + MINUTE + SECOND


def test_what_was_refused_is_not_counted() -> None:
    use_up(BRIEF, "somebody")
    for second in range(1, 59):
        refused((BRIEF, "somebody"), at=AT + second * SECOND)

    assert refused((BRIEF, "somebody"), at=AT + MINUTE) is None


def test_others_and_other_limits_are_not_affected() -> None:
    use_up(BRIEF, "somebody")

    assert refused((BRIEF, "somebody else"), at=AT) is None
    assert refused((LONG, "somebody"), at=AT) is None


def test_all_limits_are_spent_or_none() -> None:
    use_up(LONG, "somebody")
    for _ in range(3):
        refused((BRIEF, "somebody"), (LONG, "somebody"), at=AT)

    assert [refused((BRIEF, "somebody"), at=AT) for _ in range(3)] == [None] * 3


def test_of_several_limits_the_one_that_lasts_longest_tells_the_time() -> None:
    use_up(BRIEF, "somebody")
    use_up(LONG, "somebody")

    for costs in ([(BRIEF, "somebody"), (LONG, "somebody")], [(LONG, "somebody"), (BRIEF, "somebody")]):
        error = refused(*costs, at=AT + SECOND)
        assert error is not None
        assert (error.limit, error.retry_at) == (LONG, AT + timedelta(hours=1))


def test_a_limit_that_is_only_asked_must_have_room_and_keeps_it() -> None:
    for _ in range(3):
        spend((BRIEF, "somebody"), within=[(LONG, "somebody")], at=AT)
    room = [refused((LONG, "somebody"), at=AT) for _ in range(2)]

    error = refused((BRIEF, "somebody else"), within=((LONG, "somebody"),), at=AT)

    assert room == [None, None]
    assert error is not None
    assert error.limit == LONG


def test_nobody_is_not_counted() -> None:
    for _ in range(10):
        spend((BRIEF, ""), at=AT)

    assert counted.every_key() == []


def test_keys_name_nobody_and_go_when_they_are_no_longer_needed() -> None:
    spend((BRIEF, "oksana@example.test"), (LONG, "2001:db8::/64"), at=AT)

    keys = counted.every_key()
    assert [key.rpartition(":")[0] for key in keys] == ["limit:test.brief", "limit:test.long"]
    assert {len(key.rpartition(":")[2]) for key in keys} == {32}
    assert not [key for key in keys for secret in ("oksana", "2001", "db8") if secret in key]
    assert [0 < counted.valkey().pttl(key) <= 1000 * n for key, n in zip(keys, (60, 3600), strict=True)] == [
        True,
        True,
    ]


def test_a_key_keeps_no_more_moments_than_its_limit_has_times() -> None:
    for minute in range(5):
        use_up(BRIEF, "somebody", at=AT + minute * MINUTE)

    assert [counted.valkey().llen(key) for key in counted.every_key()] == [3]


def test_a_different_secret_gives_different_keys(settings: Settings) -> None:
    spend((BRIEF, "somebody"), at=AT)
    settings.SECRET_KEY = "another" * 10
    spend((BRIEF, "somebody"), at=AT)

    assert len(counted.every_key()) == 2


def test_all_counters_are_asked_in_one_trip() -> None:
    spend((BRIEF, "warm"), at=AT)
    before = counted.valkey().info("commandstats")["cmdstat_evalsha"]["calls"]

    spend((BRIEF, "a"), (LONG, "a"), within=[(BRIEF, "b"), (LONG, "b")], at=AT)

    assert counted.valkey().info("commandstats")["cmdstat_evalsha"]["calls"] - before == 1


def test_of_many_at_once_as_many_pass_as_may() -> None:
    narrow = Limit("test.narrow", 10, MINUTE)
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: refused((narrow, "somebody"), at=AT), range(64)))

    assert answers.count(None) == 10


def test_a_forked_process_counts_with_its_parent() -> None:
    spend((BRIEF, "somebody"), at=AT)
    child = os.fork()
    if not child:
        os._exit(1 if refused((BRIEF, "somebody"), at=AT) else 0)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert refused((BRIEF, "somebody"), at=AT) is None
    assert refused((BRIEF, "somebody"), at=AT) is not None


def test_without_valkey_people_go_on_and_this_process_counts(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = DOWN

    use_up(BRIEF, "oksana@example.test")
    error = refused((BRIEF, "oksana@example.test"), at=AT)

    told = [line.getMessage() for line in caplog.records if line.levelno >= logging.WARNING]
    assert error is not None
    assert error.retry_at == AT + MINUTE
    assert told == ["Valkey does not count (ConnectionError): each process counts for itself."]


def test_a_valkey_that_cannot_count_stops_nobody() -> None:
    spend((BRIEF, "somebody"), at=AT)
    (key,) = counted.every_key()
    counted.valkey().set(key, "not a list")

    assert refused((BRIEF, "somebody"), at=AT) is None


def test_only_one_request_waits_for_a_valkey_that_hangs(settings: Settings, silent: str) -> None:
    settings.REDIS_URL = silent
    started = time.monotonic()
    spend((BRIEF, "somebody"), at=AT)
    first = time.monotonic() - started

    started = time.monotonic()
    for second in range(4):
        refused((BRIEF, "somebody"), at=AT + second * SECOND)
    others = time.monotonic() - started

    assert 0.4 < first < 1.5
    assert others < 0.1


@pytest.mark.parametrize(
    ("later", "is_asked"), [(timedelta(seconds=4.999), False), (5 * SECOND, True), (-SECOND, True)]
)
def test_it_is_asked_again_after_five_seconds_or_when_the_clock_was_put_back(
    settings: Settings, later: timedelta, is_asked: bool
) -> None:
    valkey, settings.REDIS_URL = settings.REDIS_URL, DOWN
    spend((BRIEF, "somebody"), at=AT)
    settings.REDIS_URL = valkey

    spend((BRIEF, "somebody"), at=AT + later)

    assert bool(counted.every_key()) == is_asked


def test_what_this_process_counted_is_forgotten_when_valkey_is_back(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    valkey = settings.REDIS_URL
    for minute in range(2):
        settings.REDIS_URL = DOWN
        use_up(LONG, "somebody", at=AT + minute * MINUTE)
        settings.REDIS_URL = valkey
        spend((BRIEF, "somebody"), at=AT + minute * MINUTE + 5 * SECOND)

    told = [line.getMessage() for line in caplog.records]
    assert (
        told
        == [
            "Valkey does not count (ConnectionError): each process counts for itself.",
            "Valkey counts again.",
        ]
        * 2
    )


def test_while_it_is_down_one_request_at_a_time_asks_again(settings: Settings) -> None:
    settings.REDIS_URL = DOWN
    spend((BRIEF, "somebody"), at=AT)
    later = int((AT + 5 * SECOND).timestamp() * 1000)

    assert [limits.outage.lasts(later) for _ in range(3)] == [False, True, True]


def test_our_own_counters_do_not_grow_without_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_KEYS", 2)
    settings.REDIS_URL = DOWN
    use_up(BRIEF, "somebody")
    for name in ("second", "third", "fourth"):
        spend((BRIEF, name), at=AT)

    assert refused((BRIEF, "somebody"), at=AT) is None


LIMITS = st.sampled_from([BRIEF, LONG, Limit("test.once", 1, 10 * SECOND)])
COSTS = st.lists(st.tuples(LIMITS, st.sampled_from(["a", "b"])), max_size=3, unique=True)
REQUESTS = st.lists(
    st.tuples(COSTS, COSTS, st.integers(0, 90_000)).filter(lambda one: bool(one[0] + one[1])), max_size=40
)


@given(requests=REQUESTS)
@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_valkey_and_this_process_count_alike(
    requests: list[tuple[list[limits.Cost], list[limits.Cost], int]],
) -> None:
    counted.forget()
    memory, now = limits.Memory(), AT
    for costs, within, pause in requests:
        now += timedelta(milliseconds=pause)
        counters = [
            limits.Counter(limits._key(*cost), cost[0], is_spent)  # noqa: SLF001  the same keys
            for is_spent, some in ((True, costs), (False, within))
            for cost in some
        ]
        wait, whose = memory.ask(counters, (now - limits.EPOCH) // limits.MILLISECOND)
        error = refused(*costs, within=tuple(within), at=now)

        mine = (counters[whose].limit, now + timedelta(milliseconds=wait)) if wait else None
        assert (error and (error.limit, error.retry_at)) == mine


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("127.0.0.1", ""),
        ("127.255.0.1", ""),
        ("128.0.0.1", "128.0.0.1"),
        ("::1", ""),
        ("::2", "::/64"),
        ("", ""),
    ],
)
def test_a_network_is_an_address_or_a_line_of_version_6(address: str, network: str) -> None:
    assert limited_network(RequestFactory().get("/", REMOTE_ADDR=address)) == network
