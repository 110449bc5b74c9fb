import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.local.processes import LONGEST_LOG, OURSELVES, Program, exists, stop_all
from portal.local.tests.conftest import eventually


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "log").mkdir()
    return tmp_path / "log" / "program.log"


def shell(script: str, *, log: Path, patience: float = 10) -> Program:
    return Program(
        name="shell",
        command=["sh", "-c", script],
        log=log,
        environment=dict(os.environ),
        account=OURSELVES,
        patience=patience,
    )


def test_what_a_program_says_goes_to_its_log_and_only_this_run_is_read(log: Path) -> None:
    log.write_text("an earlier run\n")

    process = shell("echo out; echo err >&2; exit 3", log=log).run()

    assert (process.failed, process.said()) == (True, "out\nerr\n")
    assert log.read_text() == "an earlier run\nout\nerr\n"


def test_a_program_reads_what_it_is_given_and_nothing_from_the_terminal(log: Path) -> None:
    assert shell("cat", log=log).run(text="a word\n").said() == "a word\n"
    assert shell("cat", log=log).run().said() == ""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param("one\ntwo\n\n", "two", id="the-last-line"),
        pytest.param(
            "a.b.DataError: why\nLINE 1: SELECT\n        ^\n", "a.b.DataError: why", id="an-exception"
        ),
        pytest.param("KeyError: 1\nthen\nValueError: 2\n", "ValueError: 2", id="the-last-exception"),
        pytest.param("", "it said nothing", id="silence"),
    ],
)
def test_last_words(log: Path, said: str, words: str) -> None:
    assert shell("cat", log=log).run(text=said).last_words() == words


def test_a_long_log_is_put_aside(log: Path) -> None:
    log.write_bytes(b"x" * LONGEST_LOG)

    process = shell("echo new", log=log).run()

    assert (process.said(), log.read_text()) == ("new\n", "new\n")
    assert log.with_suffix(".old.log").stat().st_size == LONGEST_LOG


def test_a_full_disk_is_recognised_in_what_a_program_says(log: Path) -> None:
    full = shell("echo 'could not write: No space left on device'", log=log).run()
    other = shell("echo 'could not write: Permission denied'", log=log).run()

    assert str(full.trouble("Something else.")).startswith("The disk is full: make some room")
    assert str(other.trouble("Something else.")) == "Something else."


def test_stopping_waits_for_those_that_stop_and_ends_those_that_do_not(log: Path) -> None:
    polite = shell("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.01; done", log=log).start()
    deaf_log = log.with_name("deaf.log")
    deaf = shell("trap '' TERM; sleep 60 & echo up; wait", log=deaf_log, patience=0.2).start()
    assert eventually(lambda: polite.said() == deaf.said() == "up\n")

    stop_all([polite, deaf])

    assert polite.said() == "up\nbye\n"
    assert (polite.popen.returncode, deaf.popen.returncode) == (0, -signal.SIGKILL)
    assert eventually(lambda: members(deaf.popen.pid) == set())


def members(group: int) -> set[int]:
    """Return the processes of a group that have not ended."""
    pids = {int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()}
    return {pid for pid in pids if in_group(pid, group) and not is_zombie(pid)}


def in_group(pid: int, group: int) -> bool:
    try:
        return os.getpgid(pid) == group
    except ProcessLookupError:
        return False


def test_a_program_dies_with_the_one_that_started_it(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from pathlib import Path; from portal.local.processes import Program; "
        "p = Program(name='', command=['sleep', '60'], log=Path(sys.argv[1]), environment=dict(os.environ)); "
        "print(p.start().popen.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 - ours
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert exists(child)

        parent.kill()

    assert eventually(lambda: not exists(child) or is_zombie(child))


def is_zombie(pid: int) -> bool:
    """Say whether a process has ended and waits for its adoptive parent to take note."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_command_that_is_not_there_is_told_in_a_sentence(log: Path) -> None:
    program = Program(name="none", command=["/no/such/program"], log=log, environment={})

    with pytest.raises(Exception, match=r"^/no/such/program cannot be started: No such file or directory\.$"):
        program.start()


def test_a_wait_ends_the_program_when_we_are_interrupted(log: Path) -> None:
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    begun = time.monotonic()

    with pytest.raises(InterruptedError):
        shell("sleep 60", log=log).run()

    assert time.monotonic() - begun < 30
    signal.signal(signal.SIGALRM, before)


def interrupt(_number: int, _frame: object) -> None:
    raise InterruptedError
