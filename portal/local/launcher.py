"""`make run`: everything that the portal consists of, in one command.

The servers that are not given, the database brought up to date, the demonstration on the
first start, its SMS gateway, the web server, then the sockets of live pages, Celery's worker
and its clock. When we end, they end; when one of them ends, we stop the rest and say whose log
to read.
"""

import hashlib
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from portal.local import environment, locks, website
from portal.local.environment import ROOT
from portal.local.errors import LocalError, explained
from portal.local.processes import Process, follow_parent, stop_all
from portal.local.programs import Portal
from portal.local.servers import Record, check_given, folder_in_use, running
from portal.loopback import outward

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FIRST_PAGE = 60  # seconds that the web server has to answer
DEMO_COMMAND = ROOT / "portal" / "demo" / "management" / "commands" / "demo.py"


def main(*words: str) -> int:
    """Run the portal until somebody stops it; return the exit code."""
    if "--with-parent" in words:
        follow_parent(signal.SIGTERM)
    _listen_to_signals()
    stack = ExitStack()
    trouble: LocalError | None = None
    try:
        _run(stack)
    except KeyboardInterrupt:
        _say("Stopping.")
    except LocalError as error:
        trouble = error
    finally:
        _ignore_signals()
        stack.close()
    if trouble:
        sys.stderr.write(f"{trouble}\n")
    return 1 if trouble else 0


def _run(stack: ExitStack) -> NoReturn:
    given = environment.read()
    folder = Path(given.get("VAR_DIR") or "var")
    try:
        folder = environment.var_folder(given)
        Launch(given=given, var=folder, stack=stack).run()
    except OSError as error:
        raise explained(error, folder=folder) from error


@dataclass(frozen=True)
class Launch:
    given: Mapping[str, str]
    var: Path
    stack: ExitStack

    def run(self) -> NoReturn:
        if environment.wants_demo(self.given) and (reason := outward(self.given)):
            raise LocalError(reason)
        self._take_folder()
        port = environment.port(self.given)
        sockets = website.reserve(port)
        self.stack.callback(website.close, sockets)
        live = website.reserve_beside(port, wanted=environment.sockets_port(self.given))
        self.stack.callback(website.close, live)
        listener = self._gateway_socket()
        portal, servers = self._start_servers(listener, sockets_port=_number(live[0]))
        known = self._is_prepared(portal)
        if not known:
            _say("Bringing the database up to date …")
            self._prepare(portal)
        programs: list[Process] = []
        self.stack.callback(stop_all, programs)
        if listener:
            programs.append(portal.gateway(listener))
        web = portal.web(sockets)
        programs.append(web)
        _wait_for_first_page(web, port=port)
        _announce(portal)
        if known:
            self._prepare(portal)  # only to be sure: nothing has changed, so nobody has to wait for it
        programs += [portal.sockets(live), portal.worker(), portal.clock()]
        self._fill(portal)
        _watch([*servers, *programs])

    def _take_folder(self) -> None:
        try:
            self.stack.enter_context(folder_in_use(self.var))
        except locks.HeldError:
            raise LocalError(_in_use(self.var)) from None

    def _gateway_socket(self) -> socket.socket | None:
        """Take a port for the SMS gateway, if we run one: everybody is told of it before it starts."""
        if not environment.wants_gateway(self.given):
            return None
        return self.stack.enter_context(socket.create_server(("127.0.0.1", 0)))

    def _start_servers(
        self, listener: socket.socket | None, *, sockets_port: int
    ) -> tuple[Portal, list[Process]]:
        wanted = environment.addresses(self.given)
        check_given(wanted)
        if not wanted.database_url and not (self.var / "postgres").exists():
            _say("Making a database …")
        started = self.stack.enter_context(running(self.var, wanted))
        variables = environment.completed(
            self.given,
            servers=started.addresses,
            var=self.var,
            gateway_port=_number(listener) if listener else None,
            sockets_port=sockets_port,
        )
        Record(pid=os.getpid(), environment=variables).write(self.var)
        return Portal(var=self.var, environment=variables), started.processes

    def _is_prepared(self, portal: Portal) -> bool:
        """Say whether these very migrations have been run here, and the demonstration if it is wanted."""
        migrated = self._marker("migrated")
        return (
            migrated.exists()
            and migrated.read_text() == _fingerprint()
            and not self._lacks_demonstration(portal)
        )

    def _lacks_demonstration(self, portal: Portal) -> bool:
        wanted = portal.environment["DEMO"] == "1" and DEMO_COMMAND.exists()
        return wanted and not self._marker("demonstration-loaded").exists()

    def _prepare(self, portal: Portal) -> None:
        """Bring the database up to date, and load the demonstration if that was never done."""
        migration = portal.manage("migrate", "--no-input", "--verbosity=0")
        if migration.failed:
            raise migration.trouble(_failed("The database could not be brought up to date", migration))
        self._marker("migrated").write_text(_fingerprint())
        if self._lacks_demonstration(portal):
            _say("Loading the demonstration …")
            demonstration = portal.manage("demo", "--seed", "1", "--cases", "0")
            if demonstration.failed:
                raise demonstration.trouble(_failed("The demonstration could not be loaded", demonstration))
            self._marker("demonstration-loaded").touch()

    def _fill(self, portal: Portal) -> None:
        """Give the demonstration its many cases while it runs already: nobody has to wait for them."""
        marker = self._marker("cases-made")
        if portal.environment["DEMO"] != "1" or not DEMO_COMMAND.exists() or marker.exists():
            return
        made = portal.manage("demo", "--seed", "1")
        if made.failed:
            _say(_failed("The demonstration has no cases", made))
            return
        marker.touch()
        _say("Its ten thousand cases are there as well.")

    def _marker(self, name: str) -> Path:
        """Return the file that says what has been done to this very database."""
        url = self.given.get("DATABASE_URL")
        if not url:
            return self.var / "postgres" / name  # it comes and goes with the data
        return self.var / f"{name}-{hashlib.sha256(url.encode()).hexdigest()[:12]}"


def _number(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def _fingerprint() -> str:
    """Return what changes when a migration does, ours or one of a package."""
    digest = hashlib.sha256()
    for path in [
        ROOT / "requirements.txt",
        *sorted(ROOT.glob("*/migrations/*.py")),
        *sorted(ROOT.glob("portal/*/migrations/*.py")),
    ]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _wait_for_first_page(web: Process, *, port: int) -> None:
    until = time.monotonic() + FIRST_PAGE
    while website.status(port) is None:
        if not web.is_alive or time.monotonic() > until:
            raise web.trouble(_failed("The web server did not start", web))
        time.sleep(0.02)


def _announce(portal: Portal) -> None:
    site = portal.environment["SITE_URL"]
    _say(f"\nThe portal is at {site} (Ctrl-C stops it)\n")
    if portal.environment["DEMO"] == "1":
        _say(f"Judge it in five minutes: {site}/demo/\n")
    logins = portal.var / "demo-logins.txt"
    if portal.environment["DEMO"] == "1" and logins.exists():
        _say(logins.read_text())


def _watch(processes: Sequence[Process]) -> NoReturn:
    """Wait until one of them ends, which none should."""
    while all(process.is_alive for process in processes):
        time.sleep(0.2)
    lost = next(process for process in processes if not process.is_alive)
    raise lost.trouble(
        f"The {lost.program.name} has stopped ({lost.last_words()}), so everything else was stopped too: "
        f"see {lost.program.log}, and start again."
    )


def _failed(what: str, process: Process) -> str:
    return f"{what} ({process.last_words()}): correct that and start again; more is in {process.program.log}."


def _in_use(var: Path) -> str:
    if record := Record.read(var):
        return (
            f"The portal is already running at {record.environment['SITE_URL']} (process {record.pid}): use "
            "that one, stop it first, or set VAR_DIR to another folder to run a second one."
        )
    return f"A manage.py command is using the data in {var}: wait until it has finished, and start again."


def _listen_to_signals() -> None:
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
            signal.signal(number, _interrupt)


def _ignore_signals() -> None:
    """Let nothing disturb the stopping; what is slow to stop is ended by force."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    _ignore_signals()
    raise KeyboardInterrupt


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
