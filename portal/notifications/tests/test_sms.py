"""Text messages, to a gateway that is a process of its own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

from portal.notifications.carriers.errors import DelayedError, RefusedError, UncertainError, UnreachableError
from portal.notifications.carriers.parcels import Parcel
from portal.notifications.carriers.sms import Gateway
from portal.notifications.rules.letters import Mail, Paragraph, Sms

if TYPE_CHECKING:
    from portal.local.gateway.running import Running

TO = "+48600000001"


@pytest.fixture(autouse=True)
def _gateway(settings: Settings, sms_gateway: "Running") -> None:
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = sms_gateway.url, sms_gateway.token
    settings.SMS_TIMEOUT = 1


def send(text: str = "Hello", *, to: str = TO, key: str = "<abc@example.test>") -> None:
    with Gateway() as gateway:
        gateway.send(Parcel(Sms(text), to, "en", key))


def test_a_text_reaches_the_phone_under_its_key(sms_gateway: "Running") -> None:
    send("Żółć — до свидания")

    (message,) = sms_gateway.delivered()
    assert (message["to"], message["text"], message["key"]) == (TO, "Żółć — до свидания", "abc")


def test_marks_that_would_double_the_price_become_plain(sms_gateway: "Running") -> None:
    send("Office – “today”")

    assert sms_gateway.delivered()[0]["text"] == 'Office - "today"'


def test_a_text_handed_over_twice_reaches_the_phone_once(sms_gateway: "Running") -> None:
    send()
    send()

    assert sms_gateway.counts() == {"delivered": 1, "requests": 2, "keys": 1, "doubled": 0}


def test_a_number_that_is_refused_is_refused_for_good_and_not_given_away() -> None:
    with pytest.raises(RefusedError, match="422 unknown subscriber"):
        send(to="+48600000999")


@pytest.mark.parametrize("status", [429, 503])
def test_a_gateway_that_takes_nothing_is_out_of_order(sms_gateway: "Running", status: int) -> None:
    sms_gateway.behave(status=status)

    with pytest.raises(UnreachableError, match=str(status)):
        send()


def test_a_gateway_that_fails_at_one_message_may_take_the_next(sms_gateway: "Running") -> None:
    sms_gateway.behave(status=500)

    with pytest.raises(DelayedError, match="500") as caught:
        send()

    assert not isinstance(caught.value, UnreachableError)


def test_a_gateway_that_is_gone_is_out_of_order(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/messages"

    with pytest.raises(UnreachableError, match="NewConnectionError"):
        send()


def test_a_gateway_that_does_not_know_us_is_out_of_order_and_no_number_wrong(settings: Settings) -> None:
    settings.SMS_GATEWAY_TOKEN = "another"  # noqa: S105  opens nothing

    with pytest.raises(UnreachableError, match="401"):
        send()


@pytest.mark.parametrize("fault", [{"drop": "before"}, {"drop": "after"}, {"delay": 3}], ids=str)
def test_without_an_answer_a_gateway_that_knows_keys_is_asked_again(
    sms_gateway: "Running", fault: dict[str, object]
) -> None:
    sms_gateway.behave(**fault, count=1)
    with pytest.raises(UnreachableError):
        send()
    sms_gateway.behave()

    for _ in range(50):  # it answers 409 as long as it works on the first
        try:
            send()
        except DelayedError:
            time.sleep(0.2)
        else:
            break

    assert sms_gateway.counts()["doubled"] == 0
    assert sms_gateway.counts()["delivered"] == 1


@pytest.mark.parametrize("fault", [{"drop": "before"}, {"drop": "after"}, {"delay": 3}], ids=str)
def test_without_an_answer_a_gateway_that_would_double_it_leaves_it_in_doubt(
    settings: Settings, sms_gateway: "Running", fault: dict[str, object]
) -> None:
    settings.SMS_GATEWAY_DEDUPLICATES = False
    sms_gateway.behave(**fault)

    with pytest.raises(UncertainError):
        send()


def test_without_a_gateway_nothing_is_said_to_have_gone(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = ""

    with pytest.raises(RefusedError, match="SMS_GATEWAY_URL"):
        send()


def test_a_text_may_be_printed_and_no_number_with_it(
    settings: Settings, sms_gateway: "Running", caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_GATEWAY_URL = "console:"
    caplog.set_level("INFO")

    send("Come at nine")

    assert [record.getMessage() for record in caplog.records] == ["SMS to +48•••001: Come at nine"]
    assert sms_gateway.delivered() == []


def test_only_a_text_goes_by_text_message() -> None:
    with Gateway() as gateway, pytest.raises(TypeError, match="text message"):
        gateway.send(Parcel(Mail("Hello", preview="", blocks=(Paragraph("Hello"),)), TO, "en", "<a@b>"))


@contextmanager
def answering(status: int, *, body: bytes = b"", **headers: str) -> Iterator[str]:
    """Yield the address of a server that gives one answer to all: what another gateway might say."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.mark.parametrize(
    ("said", "wait"),
    [("7", timedelta(seconds=7)), ("", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)],
)
def test_how_long_it_wants_to_be_left_alone_is_heard(
    settings: Settings, said: str, wait: timedelta | None
) -> None:
    with (
        answering(429, Retry_After=said) as settings.SMS_GATEWAY_URL,
        pytest.raises(UnreachableError) as caught,
    ):
        send()

    assert caught.value.wait == wait


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (200, None),
        (202, None),
        (204, None),
        (301, DelayedError),
        (400, RefusedError),
        (404, UnreachableError),
        (405, UnreachableError),
        (408, DelayedError),
        (409, DelayedError),
        (410, RefusedError),
        (502, UnreachableError),
        (504, UnreachableError),
        (507, DelayedError),
    ],
)
def test_each_answer_says_whether_and_when_it_is_worth_trying_again(
    settings: Settings, status: int, error: type[Exception] | None
) -> None:
    with answering(status) as url:
        settings.SMS_GATEWAY_URL = url
        if error is None:
            send()
            return
        with pytest.raises(error) as caught:
            send()
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"error": "no +48600000001 here"}', "400 no +48•••001 here"),
        (b"not json", "400"),
        (b'["a"]', "400"),
        (b"\xff\xfe", "400"),
    ],
)
def test_what_it_says_of_an_error_is_kept_without_the_number(
    settings: Settings, body: bytes, reason: str
) -> None:
    with answering(400, body=body) as url:
        settings.SMS_GATEWAY_URL = url
        with pytest.raises(RefusedError) as caught:
            send()

    assert str(caught.value) == reason
