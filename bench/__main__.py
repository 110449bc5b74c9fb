"""Run the benchmarks on servers of their own: `make bench`, or `make bench BENCH=page`."""

import logging
import os
import platform
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command

from portal.local import environment, servers

NAMES = ("availability", "page")


def main(wanted: list[str]) -> int:
    if unknown := set(wanted) - set(NAMES):
        print(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}.")
        return 1
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        var = Path(folder)
        (var / "log").mkdir()
        nothing_given = environment.Addresses(database_url="", redis_url="", demo=True)
        with servers.folder_in_use(var), servers.running(var, nothing_given) as started:
            os.environ.update(environment.completed({"PORT": "8000"}, servers=started.addresses, var=var))
            os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
            django.setup()
            call_command("migrate", verbosity=0)
            logging.disable(logging.INFO)  # each request would be a line between the figures
            print(machine())
            for name in wanted or NAMES:
                print(f"\n## {name}\n", flush=True)
                _run(name, var)
    return 0


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return (
        f"{os.cpu_count()} cores, {memory} GiB, {platform.system()}, Python {platform.python_version()},"
        f" load {os.getloadavg()[0]:.1f} before; client, portal and PostgreSQL share the cores."
    )


def _run(name: str, var: Path) -> None:
    # Only now are there settings, which everything below reads.
    if name == "availability":
        from bench import availability  # noqa: PLC0415  needs settings

        availability.run()
    else:
        from bench import page  # noqa: PLC0415  needs settings

        page.run(var)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
