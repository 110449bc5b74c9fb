"""Run the benchmarks on servers of their own: `make bench`, or `make bench BENCH=page`."""

import logging
import os
import platform
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command

from portal.local import environment, servers

NAMES = (
    "availability",
    "page",
    "booking",
    "reminders",
    "failures",
    "queue_wait",
    "board",
    "call_next",
    "desk",
    "cases",
    "import_cases",
    "tracking",
    "lookup",
)
# Those that need nothing but the database, and where they begin.
ALONE = {
    "availability": "bench.availability",
    "queue_wait": "bench.queue_wait",
    "call_next": "bench.call_next",
    "cases": "bench.cases.run",
    "import_cases": "bench.import_cases.run",
    "lookup": "bench.lookup.run",
}
# Behind a proxy that ends TLS, as in production; and the portal with one address more.
PRODUCTION = {
    "TLS": "1",
    "TRUSTED_PROXIES": "1",
    "DEBUG": "0",
}


WITHOUT_DEMO = {"booking", "desk", "failures", "cases", "tracking", "lookup"}
SETTINGS = {"booking": "bench.booking.settings", "desk": "bench.desk.settings"}


def main(wanted: list[str]) -> int:
    if unknown := set(wanted) - set(NAMES):
        print(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}.")
        return 1
    if len(wanted) == 1:
        _measure(wanted[0])
        return 0
    # Each in a process of its own: settings are read once, and rows of one would slow another.
    return max(subprocess.call([sys.executable, "-m", "bench", name]) for name in wanted or NAMES)  # noqa: S603  ourselves


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return (
        f"{os.cpu_count()} cores, {memory} GiB, {platform.system()}, Python {platform.python_version()},"
        f" load {os.getloadavg()[0]:.1f} before; client, portal and PostgreSQL share the cores."
    )


def _measure(name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        var = Path(folder)
        (var / "log").mkdir()
        nothing_given = environment.Addresses(database_url="", redis_url="", demo=name not in WITHOUT_DEMO)
        with servers.folder_in_use(var), servers.running(var, nothing_given) as started:
            given = {"PORT": "8000"}
            if settings := SETTINGS.get(name):
                given |= {**PRODUCTION, "DJANGO_SETTINGS_MODULE": settings}
            os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
            os.environ.update({**given, **environment.completed(given, servers=started.addresses, var=var)})
            django.setup()
            call_command("migrate", verbosity=0)
            logging.disable(logging.INFO)  # each request would be a line between the figures
            print(f"\n## {name}\n\n{machine()}\n", flush=True)
            _run(name, var, started)


def _run(name: str, var: Path, started: servers.Started) -> None:
    # Only now are there settings, which everything below reads.
    if name in ALONE:
        import_module(ALONE[name]).run()
    elif name == "page":
        from bench import page  # noqa: PLC0415  needs settings

        page.run(var)
    elif name == "booking":
        from bench.booking import run  # noqa: PLC0415  needs settings

        run.run(var, {process.program.name: process.popen.pid for process in started.processes})
    elif name == "desk":
        from bench.desk import run as desk  # noqa: PLC0415  needs settings

        desk.run(var)
    elif name == "tracking":
        from bench.tracking import run as tracking  # noqa: PLC0415  needs settings

        tracking.run(var)
    elif name == "board":
        from bench.board import run as board  # noqa: PLC0415  needs settings

        board.run(var)
    elif name == "failures":
        from bench.failures import run as failures  # noqa: PLC0415  needs settings

        failures.run(var, started.processes[0])
    else:
        from bench.reminders import run as reminders  # noqa: PLC0415  needs settings

        reminders.run(var, {process.program.name: process.popen.pid for process in started.processes})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
