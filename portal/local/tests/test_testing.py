"""The plugin that started the servers on which this very test runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.local import browser
from portal.local.environment import ROOT
from portal.local.testing import redis_url_for

SOME_TEST = "portal/local/tests/test_testing.py::test_each_process_has_a_database_of_its_own"


@pytest.mark.parametrize(("worker", "number"), [("gw0", 1), ("gw1", 2), ("gw62", 63), ("gw63", 1)])
def test_each_process_has_a_database_of_its_own(worker: str, number: int) -> None:
    assert redis_url_for(worker, url="redis://:p@127.0.0.1:1/0") == f"redis://:p@127.0.0.1:1/{number}"


def test_a_developers_own_servers_are_never_used() -> None:
    theirs = {"DATABASE_URL": "postgres://precious@127.0.0.1:1/data", "REDIS_URL": "redis://127.0.0.1:1/0"}
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "portal/tests/test_database.py"],
        cwd=ROOT,
        env={**environment, **theirs},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_a_missing_browser_fails_under_ci_and_is_told_otherwise(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_page(chromium_path): pass\n")
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "portal.local.browser",
        "-p",
        "no:django",
        "-p",
        "no:valkey",
    ]
    command += ["-c", "/dev/null", "--rootdir", str(tmp_path), str(tmp_path)]

    said = {}
    for ci in ("", "false", "true"):
        run = subprocess.run(  # noqa: S603 - our own command
            command,
            cwd=tmp_path,
            env={**environment, "PATH": str(tmp_path), "PYTHONPATH": str(ROOT), "CI": ci},
            capture_output=True,
            text=True,
            check=False,
        )
        said[ci] = (run.returncode, browser.MISSING in run.stdout, "1 tests were not run" in run.stdout)

    assert said == {"": (0, True, True), "false": (0, True, True), "true": (1, True, False)}
