"""The demonstration's clock ticks, can be set, stands while nothing runs, and is nowhere else."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.utils import timezone

from portal.demo import clock

REAL = datetime(2026, 11, 22, 22, 15, tzinfo=UTC)  # late on a Sunday
TUESDAY = datetime(2026, 11, 24, 9, 50, tzinfo=UTC)  # 10:50 in Kraków
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(clock, "known", clock.Known())
    return tmp_path


@pytest.fixture
def sunday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(REAL, tick=False) as traveller:
        yield traveller


def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know nothing, as a process does that has just begun."""
    monkeypatch.setattr(clock, "known", clock.Known())


def silent_for(gap: timedelta, folder: Path) -> None:
    """Let the last sign of life be so long ago."""
    last = time.time() - gap.total_seconds()
    os.utime(folder / clock.SEEN, (last, last))


@pytest.mark.parametrize(
    ("today", "starts"),
    [
        pytest.param(date(2026, 11, 23), "2026-11-24 10:50+01:00", id="a-monday"),
        pytest.param(date(2026, 11, 24), "2026-11-24 10:50+01:00", id="a-tuesday"),
        pytest.param(date(2026, 11, 25), "2026-12-01 10:50+01:00", id="a-wednesday"),
        pytest.param(date(2026, 7, 1), "2026-07-07 10:50+02:00", id="in-summer"),
        pytest.param(date(2026, 1, 5), "2026-01-13 10:50+01:00", id="epiphany-is-a-tuesday"),
    ],
)
def test_a_demonstration_begins_on_the_next_tuesday_on_which_offices_work(today: date, starts: str) -> None:
    assert clock.first_moment(today) == datetime.fromisoformat(starts)


@pytest.mark.usefixtures("sunday")
def test_a_clock_that_was_never_set_says_the_real_time_and_leaves_nothing(folder: Path) -> None:
    clock.resume()

    assert (clock.now(), clock.shown(REAL), clock.is_set()) == (REAL, REAL, False)
    assert list(folder.iterdir()) == []


def test_it_says_what_it_was_set_to_and_ticks(sunday: time_machine.Traveller) -> None:
    clock.set_to(TUESDAY)
    first = clock.now()
    sunday.shift(90)

    assert (first, clock.now()) == (TUESDAY, TUESDAY + timedelta(seconds=90))


@pytest.mark.usefixtures("sunday")
def test_it_can_be_set_back_behind_the_real_time() -> None:
    clock.set_to(TUESDAY)
    clock.set_to(REAL - DAY)

    assert clock.now() == REAL - DAY


@pytest.mark.usefixtures("sunday")
def test_every_process_sees_that_it_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.set_to(TUESDAY)
    this = clock.known
    another_process(monkeypatch)
    before = clock.now()
    clock.set_to(TUESDAY + DAY)
    monkeypatch.setattr(clock, "known", this)

    assert (before, clock.now()) == (TUESDAY, TUESDAY + DAY)


def test_it_knows_what_it_said_at_any_real_moment(sunday: time_machine.Traveller) -> None:
    sunday.move_to(REAL + HOUR)
    clock.set_to(TUESDAY)
    sunday.move_to(REAL + 2 * HOUR)
    clock.set_to(TUESDAY + 5 * DAY)

    assert clock.shown(REAL + 59 * MINUTE) == REAL + 59 * MINUTE
    assert clock.shown(REAL + HOUR) == TUESDAY
    assert clock.shown(REAL + 119 * MINUTE) == TUESDAY + 59 * MINUTE
    assert clock.shown(REAL + 121 * MINUTE) == TUESDAY + 5 * DAY + MINUTE


@pytest.mark.usefixtures("sunday")
def test_only_the_newest_settings_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "KEPT", 2)
    for number in range(4):
        clock.set_to(TUESDAY + number * DAY)

    assert len((folder / clock.FILE).read_text().splitlines()) == 2
    assert clock.now() == TUESDAY + 3 * DAY


def test_it_stands_while_nothing_runs(folder: Path) -> None:
    clock.set_to(TUESDAY)
    silent_for(3 * DAY, folder)

    clock.resume()

    gone = clock.now() - (TUESDAY - 3 * DAY)
    assert timedelta() <= gone < 10 * timedelta(seconds=1)


def test_it_goes_on_while_something_runs(folder: Path) -> None:
    clock.set_to(TUESDAY)
    silent_for(timedelta(seconds=50), folder)

    clock.resume()
    clock.resume()

    assert clock.now() - TUESDAY < timedelta(seconds=10)
    assert len((folder / clock.FILE).read_text().splitlines()) == 1


def test_only_the_first_of_several_processes_takes_the_pause_off(folder: Path) -> None:
    clock.set_to(TUESDAY)
    silent_for(DAY, folder)

    clock.resume()
    clock.resume()

    assert len((folder / clock.FILE).read_text().splitlines()) == 2


def test_whoever_asks_gives_a_sign_of_life_now_and_then(folder: Path) -> None:
    clock.set_to(TUESDAY)
    seen = folder / clock.SEEN
    silent_for(HOUR, folder)

    clock.now()
    was_silent = seen.stat().st_mtime < time.time() - 60
    clock.known.told_at -= clock.TOLD_EVERY + 1
    clock.now()

    assert was_silent
    assert seen.stat().st_mtime > time.time() - 60


@pytest.mark.usefixtures("sunday")
def test_installed_it_is_the_clock_of_every_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", timezone.now)  # put back afterwards
    clock.install()

    clock.set_to(TUESDAY)

    assert timezone.now() == TUESDAY
    assert timezone.localdate() == date(2026, 11, 24)
    assert timezone.localtime().strftime("%H:%M") == "10:50"


@pytest.mark.usefixtures("sunday")
@pytest.mark.parametrize(
    ("demo", "says"),
    [
        pytest.param("1", "portal.demo.clock 9 50 True", id="a-demonstration"),
        pytest.param("0", "django.utils.timezone 22 15 False", id="an-office"),
    ],
)
def test_nothing_is_replaced_outside_a_demonstration(folder: Path, demo: str, says: str) -> None:
    clock.set_to(TUESDAY)
    code = (
        "import sys, django, time_machine; from datetime import datetime\n"
        f"with time_machine.travel(datetime.fromisoformat('{REAL.isoformat()}'), tick=False):\n"
        "    django.setup()\n"
        "    from django.utils import timezone\n"
        "    now = timezone.now()\n"
        "    print(timezone.now.__module__, now.hour, now.minute, 'portal.demo.clock' in sys.modules)\n"
    )
    os.utime(folder / clock.SEEN, (REAL.timestamp(), REAL.timestamp()))

    done = subprocess.run(  # noqa: S603  our own interpreter and settings
        [sys.executable, "-c", code],
        env={**os.environ, "DEMO": demo, "VAR_DIR": str(folder), "ALLOWED_HOSTS": "localhost"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout.strip(), done.stderr) == (says, "")
