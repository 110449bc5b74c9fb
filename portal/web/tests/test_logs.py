import json
import logging
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from portal.accounts.models import User
from portal.audit.rules.actors import VISITOR
from portal.audit.rules.context import request_context
from portal.web.logs import JsonFormatter, LineFormatter, masked

TAKEN, NAME = "taken@example.test", "Przykładowa"
PASSWORD = "correct horse battery"  # noqa: S105  of nobody
TOKEN = "dGhpcyBpcyBhIHNlY3JldCB0b2tlbg"  # noqa: S105  opens nothing
PERSONAL = (
    "Przykładowa",
    "visitor@example.test",
    "visitor%40example.test",
    "taken@example.test",
    PASSWORD,
    TOKEN,
)


class Log:
    """What the portal writes on standard output while a test runs."""

    def __init__(self) -> None:
        self.stream = StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JsonFormatter())

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, logger: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["logger"] == logger]


@pytest.fixture
def log() -> Iterator[Log]:
    log, root = Log(), logging.getLogger()
    root.addHandler(log.handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    yield log
    root.setLevel(level)
    root.removeHandler(log.handler)


@pytest.fixture
def client() -> Client:
    """A browser that sees what a visitor sees, errors included."""
    return Client(raise_request_exception=False)


def line(error: Exception | None = None, message: str = "told", **extra: object) -> dict[str, Any]:
    record = logging.makeLogRecord(
        {"name": "portal.test", "levelname": "ERROR", "msg": message, "created": 1795435200.5, **extra}
    )
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    told: dict[str, Any] = json.loads(JsonFormatter().format(record))
    return told


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def test_a_line_is_one_json_object_in_utc() -> None:
    with request_context("abc", actor=lambda: VISITOR):
        assert line(message="zażółć") == {
            "time": "2026-11-23T12:00:00.500+00:00",
            "level": "ERROR",
            "logger": "portal.test",
            "message": "zażółć",
            "request_id": "abc",
        }


@pytest.mark.django_db
@pytest.mark.urls("portal.web.tests.pages")
def test_every_request_is_one_line(client: Client, log: Log) -> None:
    reader = User.objects.create_user("visitor@example.test")
    client.force_login(reader)

    response = client.get("/en/people/?name=Przykładowa")

    (told,) = log.of("portal.access")
    assert isinstance(told.pop("duration_ms"), float)
    assert datetime.fromisoformat(told.pop("time"))
    assert told == {
        "level": "INFO",
        "logger": "portal.access",
        "message": "GET /en/people/ 200",
        "request_id": response["X-Request-ID"],
        "method": "GET",
        "path": "/en/people/",
        "status": 200,
        "user_id": reader.pk,
    }


@pytest.mark.django_db
@pytest.mark.urls("portal.web.tests.pages")
def test_a_visitor_without_an_account_has_no_number(client: Client, log: Log) -> None:
    client.get("/en/people/")

    assert log.of("portal.access")[0]["user_id"] is None


@pytest.mark.django_db
@pytest.mark.urls("portal.web.tests.pages")
def test_no_line_says_anything_about_anybody(client: Client, log: Log) -> None:
    User.objects.create_user("taken@example.test", PASSWORD)
    sign_in = "/en/account/login/"
    person = {"name": "Jan Przykładowa", "email": "visitor@example.test"}

    client.post(sign_in, {"login": "taken@example.test", "password": PASSWORD})
    client.post(sign_in, {"login": "visitor@example.test", "password": PASSWORD})
    client.post("/en/form/", {**person, "year": "a year"})
    client.get("/en/people/Jan-Przykładowa/")
    client.get("/crash/", {**person, "token": TOKEN})
    client.get(f"/visits/booked/{TOKEN}/", person)
    client.get(f"/en/visits/booked/{TOKEN}/", person)
    client.get("/en/clash/", {"email": "taken@example.test"})
    client.get("/crash/")

    assert [told["status"] for told in log.of("portal.access")][2:] == [422, 200, 500, 500, 404, 500, 500]
    assert [word for word in PERSONAL if word in log.text.replace("/en/people/Jan-Przykładowa/", "")] == []


@pytest.mark.django_db
@pytest.mark.urls("portal.web.tests.pages")
def test_a_crash_is_told_with_the_place_but_not_with_what_was_typed(client: Client, log: Log) -> None:
    response = client.get("/crash/?name=Przykładowa")

    (told,) = log.of("django.request")
    assert (told["message"], told["request_id"]) == (
        "Internal Server Error: /crash/",
        response["X-Request-ID"],
    )
    (cause,) = told["exception"]
    assert (cause["type"], cause["message"]) == ("builtins.ValueError", "")
    assert cause["traceback"][-1].endswith("crash: return HttpResponse(int(number))")


@pytest.mark.django_db(transaction=True)
def test_a_violated_constraint_is_named_without_its_values() -> None:
    User.objects.create_user(TAKEN)
    with pytest.raises(DatabaseError) as refusal:
        User.objects.create_user(TAKEN)

    told = line(refusal.value)

    assert [cause["message"] for cause in told["exception"]] == ["accounts_user_email_key"] * 2
    assert [cause["type"] for cause in told["exception"]] == [
        "psycopg2.errors.UniqueViolation",
        "django.db.utils.IntegrityError",
    ]
    assert TAKEN not in json.dumps(told)


@pytest.mark.django_db
def test_a_value_of_the_wrong_kind_is_not_repeated() -> None:
    with pytest.raises(DatabaseError) as refusal, connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [NAME])

    assert NAME not in json.dumps(line(refusal.value), ensure_ascii=False)


def test_what_servers_say_is_told() -> None:
    told = line(raised(ConnectionRefusedError("Connection refused by visitor@example.test\nDETAIL: more")))

    assert told["exception"][0]["message"] == "Connection refused by [address]"


def test_causes_come_first() -> None:
    told = line(raised(LookupError("second"), cause=raised(ValueError("first"))))

    assert [cause["type"] for cause in told["exception"]] == ["builtins.ValueError", "builtins.LookupError"]


def test_a_message_that_repeats_the_exception_is_cut() -> None:
    error = raised(ValueError("Przykładowa"))

    assert line(error, message=f"Task failed: {error!r}")["message"] == "Task failed: ValueError"
    assert line(error, message=f"Task failed: {error}")["message"] == "Task failed: ValueError"


def test_an_exception_without_words_leaves_the_message_alone() -> None:
    assert line(raised(ValueError()), message="Task failed.")["message"] == "Task failed."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/en/visits/", "/en/visits/"),
        (f"/en/visits/booked/{TOKEN}/", "/en/visits/booked/[secret]/"),
        (f"/en/visits/booked/{TOKEN}", "/en/visits/booked/[secret]"),
        (f"Not Found: /en/visits/booked/{TOKEN}/cancel/", "Not Found: /en/visits/booked/[secret]/cancel/"),
        ("/" + "a" * 19 + "/", "/" + "a" * 19 + "/"),
        ("/" + "a" * 20 + "/", "/[secret]/"),
        ("/accounts/visitor@example.test/", "/accounts/[address]/"),
        ("to visitor+1@example.test, twice", "to [address], twice"),
        ("audit sealed up to 2:" + "a" * 64, "audit sealed up to 2:" + "a" * 64),
    ],
)
def test_addresses_and_secret_parts_of_paths_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_at_ones_own_desk_a_line_is_a_line() -> None:
    record = logging.makeLogRecord(
        {"name": "portal.test", "levelname": "INFO", "msg": "told", "created": 1795435200.5, "status": 200}
    )

    told = LineFormatter().format(record)

    assert told == "2026-11-23T12:00:00.500+00:00 INFO    portal.test told request_id= status=200"


def test_at_ones_own_desk_an_exception_follows_its_line() -> None:
    error = raised(ValueError("Przykładowa"))
    record = logging.makeLogRecord(
        {"name": "portal.test", "levelname": "ERROR", "msg": "told", "created": 0.0}
    )
    record.exc_info = (type(error), error, error.__traceback__)

    _told, place, kind = LineFormatter().format(record).splitlines()

    assert (place.endswith("raised: raise error from cause"), kind) == (True, "builtins.ValueError ")
