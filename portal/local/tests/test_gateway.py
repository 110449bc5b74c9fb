"""The SMS gateway, over real HTTP: as strict as an operator's, and failing only as it is told."""

import hashlib
import hmac
import http.client
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from portal.local.environment import ROOT
from portal.local.gateway import inbox
from portal.local.gateway.running import TOKEN, Running
from portal.local.tests.conftest import eventually

Start = Callable[..., Running]
NUMBER = "+48600000001"
TEXT = "Urząd: wizyta 12.03, 9:15 https://portal.example.org/w/AB12"


@dataclass(frozen=True)
class Said:
    status: int
    content: Any
    headers: dict[str, str]


def post(gateway: Running, key: str = "key-1", *, to: object = NUMBER, text: object = TEXT) -> Said:
    return ask(gateway, json.dumps({"to": to, "text": text, "from": "Urzad"}), key=key)


def ask(
    gateway: Running,
    body: str,
    *,
    key: str | None = "key-1",
    token: str = TOKEN,
    way: str = "POST /messages",
    **headers: str,
) -> Said:
    method, path = way.split()
    given = {"Authorization": f"Bearer {token}", **headers, **({"Idempotency-Key": key} if key else {})}
    link = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=20)
    try:
        link.request(method, path, body.encode(), given)
        answer = link.getresponse()
        return Said(answer.status, json.loads(answer.read()), dict(answer.getheaders()))
    finally:
        link.close()


def accepted(said: Said) -> tuple[int, str, str | None]:
    return said.status, said.content["status"], said.headers.get("Idempotent-Replayed")


def test_a_message_is_accepted_and_delivered(sms_gateway: Running) -> None:
    before = time.time()

    said = post(sms_gateway)

    assert (accepted(said), said.headers["Content-Type"]) == ((201, "accepted", None), "application/json")
    [delivered] = sms_gateway.delivered()
    assert before <= delivered.pop("at") <= time.time()
    assert delivered == {"key": "key-1", "to": NUMBER, "text": TEXT}
    assert sms_gateway.counts() == {"delivered": 1, "requests": 1, "keys": 1, "doubled": 0}


def test_the_same_message_under_the_same_key_is_delivered_once(sms_gateway: Running) -> None:
    first = post(sms_gateway)

    again = post(sms_gateway)

    assert (accepted(again), again.content) == ((200, "accepted", "true"), first.content)
    assert sms_gateway.counts() == {"delivered": 1, "requests": 2, "keys": 1, "doubled": 0}


@pytest.mark.parametrize("other", [{"to": "+48600000002"}, {"text": "Something else"}])
def test_another_message_under_the_same_key_is_refused(sms_gateway: Running, other: dict[str, str]) -> None:
    post(sms_gateway)

    said = post(sms_gateway, **other)

    assert (said.status, said.content) == (422, {"error": "this key belongs to another message"})
    assert sms_gateway.counts()["delivered"] == 1


def test_the_same_text_under_another_key_is_another_message(sms_gateway: Running) -> None:
    first, second = post(sms_gateway, "a"), post(sms_gateway, "b")

    assert (first.status, second.status) == (201, 201)
    assert first.content["id"] != second.content["id"]
    assert [each["key"] for each in sms_gateway.delivered()] == ["a", "b"]


@pytest.mark.parametrize(
    ("to", "text", "error"),
    [
        ("48600000001", TEXT, "to is no number as in +48123456789"),
        ("+08600000001", TEXT, "to is no number as in +48123456789"),
        ("+48600 000", TEXT, "to is no number as in +48123456789"),
        ("+481234", TEXT, "to is no number as in +48123456789"),
        ("+4812345678901234", TEXT, "to is no number as in +48123456789"),
        ("+４８600000001", TEXT, "to is no number as in +48123456789"),
        (48600000001, TEXT, "to is no number as in +48123456789"),
        (NUMBER, "", "text is no text of 1 to 1600 characters"),
        (NUMBER, " \n", "text is no text of 1 to 1600 characters"),
        (NUMBER, "x" * 1601, "text is no text of 1 to 1600 characters"),
        (NUMBER, None, "text is no text of 1 to 1600 characters"),
        ("+48600000999", TEXT, "unknown subscriber"),
    ],
)
def test_what_can_never_be_delivered_is_refused(
    sms_gateway: Running, to: object, text: object, error: str
) -> None:
    said = post(sms_gateway, to=to, text=text)

    assert (said.status, said.content) == (422, {"error": error})
    assert sms_gateway.counts() == {"delivered": 0, "requests": 1, "keys": 0, "doubled": 0}


@pytest.mark.parametrize("to", ["+4812345", "+481234567890123"])
def test_numbers_are_seven_to_fifteen_digits_long(sms_gateway: Running, to: str) -> None:
    assert post(sms_gateway, to=to, text="x" * 1600).status == 201


@pytest.mark.parametrize(
    ("key", "status"),
    [(None, 422), ("", 422), ("a b", 422), ("\xe9", 422), ("k" * 256, 422), ("k" * 255, 201), ("!~", 201)],
)
def test_a_key_is_255_visible_characters_at_most(sms_gateway: Running, key: str | None, status: int) -> None:
    assert ask(sms_gateway, json.dumps({"to": NUMBER, "text": TEXT}), key=key).status == status


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "the body is no JSON"),
        ("{", "the body is no JSON"),
        ("[]", "the body is no JSON object"),
        (
            json.dumps({"to": NUMBER, "text": TEXT, "from": "x" * 17}),
            "from is no text of at most 16 characters",
        ),
    ],
)
def test_a_body_that_is_no_message_is_refused(sms_gateway: Running, body: str, error: str) -> None:
    said = ask(sms_gateway, body)

    assert (said.status, said.content) == (422, {"error": error})


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", "ż".encode().decode("latin-1")])
def test_who_does_not_know_the_token_is_turned_away(sms_gateway: Running, token: str) -> None:
    sms_gateway.behave(status=500, count=1)

    said = ask(sms_gateway, json.dumps({"to": NUMBER, "text": TEXT}), token=token)

    assert (said.status, said.content) == (401, {"error": "wrong token"})
    assert sms_gateway.counts() == {"delivered": 0, "requests": 1, "keys": 0, "doubled": 0}
    assert [post(sms_gateway).status for _ in range(2)] == [500, 201]


def test_many_messages_go_over_one_connection_in_one_piece_each(sms_gateway: Running) -> None:
    link = http.client.HTTPConnection("127.0.0.1", sms_gateway.port, timeout=20)
    link.connect()
    first = link.sock

    for number in range(300):
        headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": f"key-{number}"}
        link.request("POST", "/messages", json.dumps({"to": NUMBER, "text": TEXT}), headers)
        assert link.getresponse().read()

    assert link.sock is first
    link.close()
    assert sms_gateway.counts() == {"delivered": 300, "requests": 300, "keys": 300, "doubled": 0}


def test_eight_at_once_lose_and_double_nothing(sms_gateway: Running) -> None:
    keys = [f"key-{number % 100}" for number in range(400)]

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda key: post(sms_gateway, key).status, keys))

    assert (statuses.count(201), {*statuses} <= {200, 201, 409}) == (100, True)
    assert sms_gateway.counts() == {"delivered": 100, "requests": 400, "keys": 100, "doubled": 0}


def test_what_is_too_long_or_of_no_known_length_is_turned_away(sms_gateway: Running) -> None:
    long = ask(sms_gateway, json.dumps({"to": NUMBER, "text": "x" * 64 * 1024}))
    chunked = ask(sms_gateway, "0\r\n\r\n", **{"Transfer-Encoding": "chunked"})

    assert [(said.status, said.headers["Connection"]) for said in (long, chunked)] == [
        (413, "close"),
        (411, "close"),
    ]


# --- Told to fail


@pytest.mark.parametrize(("status", "retry_after"), [(500, None), (503, None), (429, "1")])
def test_it_fails_as_often_as_it_is_told(sms_gateway: Running, status: int, retry_after: str | None) -> None:
    sms_gateway.behave(status=status, count=2)

    said = [post(sms_gateway) for _ in range(3)]

    assert [each.status for each in said] == [status, status, 201]
    assert [each.headers.get("Retry-After") for each in said] == [retry_after, retry_after, None]
    assert sms_gateway.counts() == {"delivered": 1, "requests": 3, "keys": 1, "doubled": 0}


def test_it_fails_until_it_is_told_otherwise(sms_gateway: Running) -> None:
    sms_gateway.behave(status=503)
    assert {post(sms_gateway).status for _ in range(5)} == {503}

    sms_gateway.behave()

    assert post(sms_gateway).status == 201


@pytest.mark.parametrize(("drop", "delivered"), [("before", 0), ("after", 1)])
def test_it_hangs_up_before_or_after_it_has_accepted(sms_gateway: Running, drop: str, delivered: int) -> None:
    sms_gateway.behave(drop=drop, count=1)

    with pytest.raises(http.client.RemoteDisconnected):
        post(sms_gateway)

    assert sms_gateway.counts()["delivered"] == delivered
    assert post(sms_gateway).status == (200 if delivered else 201)
    assert sms_gateway.counts() == {"delivered": 1, "requests": 2, "keys": 1, "doubled": 0}


@pytest.mark.parametrize("early", [True, False])
def test_a_slow_one_delivers_before_or_after_it_has_waited(sms_gateway: Running, early: bool) -> None:
    sms_gateway.behave(delay=0.6, deliver_before_delay=early, count=1)
    begun = time.monotonic()

    with ThreadPoolExecutor() as pool:
        first = pool.submit(post, sms_gateway)
        assert eventually(lambda: sms_gateway.counts()["requests"] == 1)
        time.sleep(0.1)
        meanwhile = sms_gateway.counts()["delivered"]
        second = post(sms_gateway)

    assert (meanwhile, second.status, first.result().status) == (int(early), 409, 201)
    assert time.monotonic() - begun >= 0.6
    assert post(sms_gateway).status == 200
    assert sms_gateway.counts()["delivered"] == 1


def test_who_hangs_up_while_it_is_slow_is_delivered_for_all_that(sms_gateway: Running) -> None:
    sms_gateway.behave(delay=0.3, count=1)
    body = json.dumps({"to": NUMBER, "text": TEXT})
    lines = [
        "POST /messages HTTP/1.1",
        f"Authorization: Bearer {TOKEN}",
        "Idempotency-Key: key-1",
        f"Content-Length: {len(body)}",
    ]

    with socket.create_connection(("127.0.0.1", sms_gateway.port)) as link:
        link.sendall("\r\n".join([*lines, "", body]).encode())

    assert eventually(lambda: sms_gateway.counts()["delivered"] == 1)
    assert post(sms_gateway).status == 200


def test_a_failure_can_be_slow_too(sms_gateway: Running) -> None:
    sms_gateway.behave(delay=0.3, status=500)
    begun = time.monotonic()

    assert post(sms_gateway).status == 500
    assert time.monotonic() - begun >= 0.3


def test_one_that_does_not_deduplicate_delivers_twice_and_counts_it(sms_gateway: Running) -> None:
    sms_gateway.behave(deduplicate=False)

    statuses = [post(sms_gateway).status, post(sms_gateway).status, post(sms_gateway, "other").status]

    assert statuses == [201, 201, 201]
    assert sms_gateway.counts() == {"delivered": 3, "requests": 3, "keys": 2, "doubled": 1}


@pytest.mark.parametrize(
    "behaviour",
    [
        {"nonsense": 1},
        {"status": 404},
        {"status": "500"},
        {"delay": -1},
        {"delay": 601},
        {"delay": True},
        {"count": -1},
        {"count": 1.5},
        {"drop": "sometimes"},
        {"drop": ["after"]},
        {"deduplicate": None},
    ],
)
def test_what_it_cannot_do_is_told(sms_gateway: Running, behaviour: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(behaviour))} cannot be"):
        sms_gateway.behave(**behaviour)

    assert post(sms_gateway).status == 201


@pytest.mark.parametrize("body", ["", "[]"])
def test_a_behaviour_is_an_object(sms_gateway: Running, body: str) -> None:
    assert ask(sms_gateway, body, way="PUT /behaviour").status == 422


def test_its_behaviour_can_be_seen(sms_gateway: Running) -> None:
    sms_gateway.behave(drop="after", count=2)
    with pytest.raises(http.client.RemoteDisconnected):
        post(sms_gateway)

    assert ask(sms_gateway, "", way="GET /behaviour").content == {
        "delay": 0,
        "deliver_before_delay": False,
        "status": None,
        "count": 1,
        "drop": "after",
        "deduplicate": True,
        "answer_twice": False,
    }


def test_emptied_it_knows_nothing_any_more(start_sms_gateway: Start, tmp_path: Path) -> None:
    gateway = start_sms_gateway(folder=tmp_path / "mailbox")
    post(gateway)

    gateway.empty()

    assert gateway.counts() == {"delivered": 0, "requests": 0, "keys": 0, "doubled": 0}
    assert list((tmp_path / "mailbox").iterdir()) == []
    assert post(gateway).status == 201


# --- What it keeps


def test_a_message_is_kept_in_a_private_file(start_sms_gateway: Start, tmp_path: Path) -> None:
    gateway = start_sms_gateway(folder=tmp_path / "mailbox")

    name = post(gateway, text="Привет").content["id"]

    [file] = (tmp_path / "mailbox").iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == (f"{name}.sms", 0o600)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert re.fullmatch(r"[0-9]{19}-[0-9a-f]{8}", name)
    kept = json.loads(file.read_text())
    at = kept.pop("accepted_at")
    assert kept == {"to": NUMBER, "text": "Привет", "from": "Urzad", "key": "key-1"}
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", at)


def test_only_the_newest_messages_are_kept_over_restarts_too(
    start_sms_gateway: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "mailbox"
    folder.mkdir()
    kept = {"to": NUMBER, "text": TEXT, "from": "", "key": "k", "accepted_at": ""}
    for number in range(inbox.KEPT):
        name = f"{number:019d}-00000000.sms"
        (folder / name).write_text(json.dumps({**kept, "key": f"old-{number}"}))
    (folder / f"{0:019d}-00000000.eml").touch()

    name = post(start_sms_gateway(folder=folder)).content["id"]

    found = sorted(path.name for path in folder.iterdir())
    assert len(found) == inbox.KEPT + 1
    assert found[:2] == [f"{0:019d}-00000000.eml", f"{1:019d}-00000000.sms"]
    assert found[-1] == f"{name}.sms"


def test_started_again_it_remembers_what_it_has_delivered(start_sms_gateway: Start, tmp_path: Path) -> None:
    first = start_sms_gateway(folder=tmp_path / "mailbox")
    said = post(first)
    first.process.kill()

    second = start_sms_gateway(folder=tmp_path / "mailbox", port=first.port)

    again = post(second)
    assert (accepted(again), again.content) == ((200, "accepted", "true"), said.content)
    assert post(second, text="Something else").status == 422


def test_of_very_many_keys_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "REMEMBERED", 2)
    box = inbox.Inbox(None)

    for key in ("a", "b", "c"):
        box.accept(message(key))

    assert box.counts() == {"delivered": 2, "requests": 0, "keys": 2, "doubled": 0}
    with box.working_on(message("a")) as before:
        assert before is None


def message(key: str) -> inbox.Message:
    return inbox.Message(key=key, to=NUMBER, text=TEXT, sender="")


# --- What it reports


@dataclass
class Ear:
    """A web server that hears the reports, and refuses as many as it is told."""

    url: str
    refusals: int = 0
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def said(self) -> list[dict[str, str]]:
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
def ear() -> Iterator[Ear]:
    class Hearing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.heard.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            found.refusals -= 1
            self.send_response(503 if found.refusals >= 0 else 204)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hearing)
    found = Ear(f"http://localhost:{server.server_port}/notices/reports/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def reporting(start_sms_gateway: Start, ear: Ear) -> Running:
    return start_sms_gateway(report_url=ear.url, report_secret="secret")  # noqa: S106 - a test's


def test_a_delivery_is_reported_once_and_signed(reporting: Running, ear: Ear) -> None:
    post(reporting)
    post(reporting)
    post(reporting, "key-2")
    assert eventually(lambda: len(ear.heard) == 2)

    assert ear.said() == [{"key": "key-1", "status": "delivered"}, {"key": "key-2", "status": "delivered"}]
    headers, body = ear.heard[0]
    signed = headers["X-Timestamp"].encode() + b"." + body
    assert headers["X-Signature"] == hmac.new(b"secret", signed, hashlib.sha256).hexdigest()
    assert abs(int(headers["X-Timestamp"]) - time.time()) < 60
    assert headers["Content-Type"] == "application/json"


def test_a_number_that_nobody_answers_is_reported_and_reaches_nobody(
    start_sms_gateway: Start, ear: Ear, tmp_path: Path
) -> None:
    gateway = start_sms_gateway(folder=tmp_path / "box", report_url=ear.url, report_secret="s")  # noqa: S106 - a test's

    statuses = [post(gateway, to="+48600000000").status for _ in range(2)]
    assert eventually(lambda: bool(ear.heard))

    assert statuses == [201, 200]
    assert ear.said() == [{"key": "key-1", "status": "failed", "reason": "absent subscriber"}]
    assert gateway.counts() == {"delivered": 0, "requests": 2, "keys": 1, "doubled": 0}
    assert list((tmp_path / "box").iterdir()) == []


def test_it_reports_twice_when_told(reporting: Running, ear: Ear) -> None:
    reporting.behave(answer_twice=True)

    post(reporting)
    post(reporting, "end")

    assert eventually(lambda: len(ear.heard) == 4)
    assert [said["key"] for said in ear.said()] == ["key-1", "key-1", "end", "end"]


@pytest.mark.parametrize(("refusals", "tries"), [(2, 3), (9, 3)])
def test_a_report_is_tried_three_times(reporting: Running, ear: Ear, refusals: int, tries: int) -> None:
    ear.refusals = refusals

    post(reporting)
    assert eventually(lambda: len(ear.heard) == tries)
    ear.refusals = 0
    post(reporting, "end")

    assert eventually(lambda: ear.said()[-1]["key"] == "end")
    assert [said["key"] for said in ear.said()] == ["key-1"] * tries + ["end"]


def test_a_portal_that_is_down_disturbs_nobody(start_sms_gateway: Start) -> None:
    gateway = start_sms_gateway(report_url="http://127.0.0.1:1/", report_secret="s")  # noqa: S106 - a test's

    assert [post(gateway, key).status for key in "ab"] == [201, 201]
    assert eventually(lambda: "A delivery report was given up" in gateway.process.said())


# --- As a program


def program(*words: str, **variables: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "SMS_GATEWAY_TOKEN": TOKEN, **variables}
    command = [sys.executable, "-m", "portal.local.gateway", *words]
    return subprocess.Popen(  # noqa: S603 - ours
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Running]:
    """Start a gateway as a person would; it cannot be controlled."""
    file = tmp_path / "port"
    with program("--port-file", str(file), "--folder", str(tmp_path / "box"), "--no-keep") as started:
        assert started.stdout is not None
        said = started.stdout.readline()
        assert eventually(file.exists)
        port = int(file.read_text())
        assert said == f"The SMS gateway is at http://127.0.0.1:{port}/messages\n"
        yield Running(port=port, token=TOKEN, process=None)  # type: ignore[arg-type]  # a process of ours
        started.send_signal(signal.SIGINT)
        assert started.wait(10) == 0
        assert "Traceback" not in started.communicate()[1]


def test_started_by_hand_it_says_where_it_is_and_keeps_nothing_if_told(
    plain: Running, tmp_path: Path
) -> None:
    assert post(plain).status == 201
    assert not (tmp_path / "box").exists()


@pytest.mark.parametrize(
    "way", ["GET /messages", "DELETE /messages", "GET /counts", "PUT /behaviour", "GET /behaviour", "POST /"]
)
def test_nobody_looks_into_it_or_tells_it_to_fail_unless_that_was_wanted(plain: Running, way: str) -> None:
    assert ask(plain, "{}", way=way).status == 404


def test_without_a_token_it_does_not_start() -> None:
    with program(SMS_GATEWAY_TOKEN="") as started:
        _, said = started.communicate(timeout=20)

    assert (started.returncode, "set SMS_GATEWAY_TOKEN" in said) == (2, True)


def test_without_a_secret_it_signs_no_reports() -> None:
    with program("--report-url=http://localhost/", SMS_REPORT_SECRET="") as started:
        _, said = started.communicate(timeout=20)

    assert (started.returncode, "set SMS_REPORT_SECRET" in said) == (2, True)


def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    file = tmp_path / "port"
    code = (
        "import subprocess, sys, time; "
        "subprocess.Popen([sys.executable, '-m', 'portal.local.gateway', '--port-file', sys.argv[1]]); "
        "time.sleep(60)"
    )
    environment = {**os.environ, "SMS_GATEWAY_TOKEN": TOKEN}
    with subprocess.Popen([sys.executable, "-c", code, str(file)], cwd=ROOT, env=environment) as parent:  # noqa: S603 - ours
        assert eventually(file.exists)
        port = int(file.read_text())
        socket.create_connection(("127.0.0.1", port)).close()

        parent.kill()

    assert eventually(lambda: is_refused(port))


def is_refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionRefusedError:
        return True
    return False


def test_its_log_names_no_person(sms_gateway: Running) -> None:
    post(sms_gateway, to="+48600000999")
    post(sms_gateway)

    assert sms_gateway.process.said().splitlines() == [
        f"The SMS gateway is at {sms_gateway.url}",
        "POST /messages 422 {'error': 'unknown subscriber'}",
    ]
