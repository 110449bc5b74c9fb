"""The launcher, run as a person runs it. Each test looks at the processes there really are."""

import http.client
import json
import os
import signal
import socket
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from portal.local.ports import answers, free_port
from portal.local.servers import Record
from portal.local.tests.conftest import EVERYTHING, GATEWAY, SOCKETS, Place, eventually, finished

ORIGIN = Origin("http://localhost")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(used_place: Place, number: signal.Signals) -> None:
    launcher = used_place.run()

    launcher.send_signal(number)
    code, said = finished(launcher)

    assert f"The portal is at http://localhost:{used_place.port} (Ctrl-C stops it)" in said
    assert (code, used_place.processes()) == (0, {})
    assert "database system is shut down" in (used_place.var / "log" / "postgres.log").read_text()
    assert not (used_place.var / "servers.json").exists()


def test_killing_the_launcher_leaves_nothing_behind_and_the_next_start_works(used_place: Place) -> None:
    first = used_place.run()

    first.kill()
    first.communicate()

    assert eventually(lambda: used_place.processes() == {})
    second = used_place.run()
    second.terminate()
    assert finished(second)[0] == 0


def test_when_one_program_ends_everything_ends_and_its_log_is_named(used_place: Place) -> None:
    launcher = used_place.run()
    [valkey] = [pid for pid, words in used_place.processes().items() if "valkey-server" in words[0]]

    os.kill(valkey, signal.SIGKILL)
    code, said = finished(launcher)

    assert code == 1
    sentence = said.splitlines()[-1]
    assert sentence.startswith("The Valkey has stopped")
    assert str(used_place.var / "log" / "valkey.log") in sentence
    assert used_place.processes() == {}


def test_a_second_launcher_on_the_same_data_says_where_the_first_is(used_place: Place) -> None:
    first = used_place.run()

    code, said = finished(used_place.launch(PORT=str(free_port())))

    assert (code, said) == (
        1,
        (
            f"The portal is already running at http://localhost:{used_place.port} (process {first.pid}): use "
            "that one, stop it first, or set VAR_DIR to another folder to run a second one.\n"
        ),
    )
    assert first.poll() is None
    first.terminate()
    finished(first)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_that_is_taken_is_told_before_anything_starts(place: Place, host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, place.port), family=family):
        code, said = finished(place.launch())

    assert (code, said) == (
        1,
        (
            f"Port {place.port} is taken by another program: stop that program, or choose another port, "
            "for example make run PORT=8080.\n"
        ),
    )
    assert not (place.var / "postgres").exists()


def test_with_both_servers_given_none_is_started(place: Place) -> None:
    redis_url = os.environ["REDIS_URL"].rpartition("/")[0] + "/63"  # which no test uses
    ours = frozenset({"gunicorn", SOCKETS, "worker", "beat"})

    launcher = place.run(programs=ours, DATABASE_URL=os.environ["DATABASE_URL"], REDIS_URL=redis_url)
    launcher.terminate()

    assert finished(launcher)[0] == 0
    assert not {"postgres", "valkey"} & {path.name for path in place.var.iterdir()}


def test_a_database_that_does_not_answer_is_told(place: Place) -> None:
    code, said = finished(place.launch(DATABASE_URL=f"postgres://a:b@127.0.0.1:{free_port()}/c"))

    assert (code, said) == (
        1,
        (
            "Nothing answers at the address in DATABASE_URL: start that server or correct the address, or "
            "leave DATABASE_URL out, and the portal starts a server of its own.\n"
        ),
    )


def test_a_database_that_refuses_us_is_told_in_its_words(place: Place) -> None:
    wrong = os.environ["DATABASE_URL"].replace("portal:", "portal:not-", 1)

    code, said = finished(place.launch(DATABASE_URL=wrong))

    assert code == 1
    sentence = said.splitlines()[-1]
    assert sentence.startswith("The database could not be brought up to date")
    assert 'password authentication failed for user "portal"' in sentence
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_one_is_told(place: Place) -> None:
    place.var.write_text("a file")

    code, said = finished(place.launch())

    assert (code, said) == (
        1,
        (
            f"{place.var} cannot be used (File exists): see that {place.var} is a folder you may write to, "
            "or name another one in VAR_DIR.\n"
        ),
    )


def test_a_full_disk_is_told(place: Place) -> None:
    # A file system of 20 MB, which nobody but the launcher sees and which goes when it does.
    place.var.mkdir()
    small = 'mount -t tmpfs -o size=20m none "$VAR_DIR" || exit 77; exec "$0" -m portal.local'
    launcher = place.start(
        "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", small, sys.executable
    )

    code, said = finished(launcher)

    if code == 77 or said.startswith("unshare"):
        pytest.skip("this machine lets nobody mount a file system of their own")
    assert (code, said.splitlines()[-1]) == (
        1,
        f"The disk is full: make some room where {place.var} lies (300 MB is plenty) and start again.",
    )
    assert place.processes() == {}


@pytest.fixture
def demo_place(used_place: Place) -> Place:
    """Return a place whose demonstration need not be loaded, which takes long, to be one."""
    launcher = used_place.run()
    launcher.terminate()
    finished(launcher)
    for done in ("demonstration-loaded", "cases-made"):
        (used_place.var / "postgres" / done).touch()
    return used_place


def test_a_demonstration_has_a_gateway_that_takes_what_the_portal_sends(demo_place: Place) -> None:
    launcher = demo_place.run(programs=EVERYTHING | {GATEWAY}, DEMO="1")
    record = Record.read(demo_place.var)
    assert record

    status = text_sent(record.environment)
    launcher.terminate()

    assert (finished(launcher)[0], demo_place.processes()) == (0, {})
    [kept] = (demo_place.var / "mailbox").glob("*.sms")
    assert (status, json.loads(kept.read_text())["text"]) == (201, "Hello")
    assert "SMS gateway is at" in (demo_place.var / "log" / "gateway.log").read_text()


def text_sent(environment: Mapping[str, str]) -> int:
    """Send a text message as the portal would; return the answer's status."""
    address = urlsplit(environment["SMS_GATEWAY_URL"])
    link = http.client.HTTPConnection(address.netloc, timeout=20)
    headers = {"Authorization": f"Bearer {environment['SMS_GATEWAY_TOKEN']}", "Idempotency-Key": "key"}
    link.request("POST", address.path, json.dumps({"to": "+48600000001", "text": "Hello"}), headers)
    status = link.getresponse().status
    link.close()
    return status


def test_the_gateway_and_the_programs_of_the_portal_know_each_other(demo_place: Place) -> None:
    launcher = demo_place.run(programs=EVERYTHING | {GATEWAY}, DEMO="1")
    record = Record.read(demo_place.var)
    assert record
    names = ("SMS_GATEWAY_URL", "SMS_GATEWAY_TOKEN", "SMS_REPORT_SECRET", "VAPID_PRIVATE_KEY")
    told = {f"{name}={record.environment[name]}" for name in names}

    knowing = {
        program
        for program in ("gunicorn", "worker", "beat", GATEWAY)
        for pid, words in demo_place.processes().items()
        if program in words and told <= variables_of(pid)
    }
    [gateway] = [words for words in demo_place.processes().values() if GATEWAY in words]
    launcher.terminate()
    finished(launcher)

    assert knowing == {"gunicorn", "worker", "beat", GATEWAY}
    assert f"--report-url=http://localhost:{demo_place.port}/notices/reports/" in gateway
    assert not any(record.environment["SMS_GATEWAY_TOKEN"] in word for word in gateway)


def variables_of(pid: int) -> set[str]:
    return set(Path(f"/proc/{pid}/environ").read_text().split("\0"))


def test_a_gateway_that_ends_ends_everything(demo_place: Place) -> None:
    launcher = demo_place.run(programs=EVERYTHING | {GATEWAY}, DEMO="1")
    [gateway] = [pid for pid, words in demo_place.processes().items() if GATEWAY in words]

    os.kill(gateway, signal.SIGKILL)
    code, said = finished(launcher)

    assert (code, demo_place.processes()) == (1, {})
    assert said.splitlines()[-1].startswith("The SMS gateway has stopped")


def test_a_gateway_that_is_given_is_used(demo_place: Place) -> None:
    launcher = demo_place.run(DEMO="1", SMS_GATEWAY_URL="http://127.0.0.1:1/messages")

    programs = demo_place.programs()
    launcher.terminate()

    assert (finished(launcher)[0], programs) == (0, EVERYTHING)


def test_live_pages_have_a_port_which_the_pages_know_and_whose_log_knows_no_secret(used_place: Place) -> None:
    launcher = used_place.run()
    record = Record.read(used_place.var)
    assert record
    port = record.environment["SOCKETS_PORT"]
    token = "a-token-that-opens-nothing"  # noqa: S105  it says so

    assert eventually(lambda: answers(f"ws://127.0.0.1:{port}", default_port=0))
    told = [pid for pid, words in used_place.processes().items() if "gunicorn" in words]
    with (
        connect(f"ws://localhost:{port}/ws/queue/krakow/?place={token}", origin=ORIGIN) as client,
        pytest.raises(ConnectionClosed) as closed,
    ):
        client.recv(timeout=20)
    knowing = [f"SOCKETS_PORT={port}" in variables_of(pid) for pid in told]
    launcher.terminate()

    assert (finished(launcher)[0], knowing) == (0, [True] * len(told))
    assert told
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4404  # there is no office here yet
    assert token not in (used_place.var / "log" / "sockets.log").read_text()


def test_what_is_secret_is_for_our_eyes_only(demo_place: Place) -> None:
    launcher = demo_place.run(programs=EVERYTHING | {GATEWAY}, DEMO="1")
    var = demo_place.var

    secret = [var / "servers.json", var / "postgres" / "password", *(var / "keys").iterdir()]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in secret}
    launcher.terminate()
    finished(launcher)

    keys = ("secret-key", "identity-key", "vapid-key", "sms-gateway-token", "sms-report-secret")
    assert modes == dict.fromkeys(("servers.json", "password", *keys), 0o600)
    assert stat.S_IMODE(var.stat().st_mode) & 0o066 == 0
