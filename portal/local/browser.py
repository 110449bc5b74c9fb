"""The browser of the browser tests: Chromium as this machine has it.

Where there is none, the tests that need it are skipped and named at the end of the run, so
that nobody takes them for passed. Under CI they fail instead.
"""

import os
import shutil

import pytest

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NAMES = ("chromium-headless-shell", *WHOLE)  # without its window it is three times as quick
MISSING = "no Chromium was found: install it (on Debian: apt-get install chromium)"


def found(names: tuple[str, ...] = NAMES) -> str | None:
    """Return the path of the first Chromium on the PATH."""
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return the path of Chromium, for `executable_path` of Playwright."""
    return _path(NAMES)


@pytest.fixture(scope="session")
def whole_chromium_path() -> str:
    """Return the path of a Chromium that has its window, which notifications need."""
    return _path(WHOLE)


def _path(names: tuple[str, ...]) -> str:
    if path := found(names):
        return path
    if os.environ.get("CI", "false").lower() not in {"", "0", "false"}:
        pytest.fail(MISSING)
    pytest.skip(MISSING)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    unseen = [
        report.nodeid for report in terminalreporter.getreports("skipped") if MISSING in str(report.longrepr)
    ]
    if unseen:
        terminalreporter.section("NOT RUN: browser tests", sep="!", red=True, bold=True)
        terminalreporter.write_line(f"{len(unseen)} tests were not run, because {MISSING}.")
        for nodeid in unseen:
            terminalreporter.write_line(f"  {nodeid}")
