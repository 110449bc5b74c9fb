from pathlib import Path

import pytest

from portal.local.environment import (
    Addresses,
    addresses,
    borrowed,
    completed,
    port,
    sockets_port,
    wants_demo,
    wants_gateway,
)
from portal.local.errors import LocalError

OURS = Addresses(database_url="postgres://ours", redis_url="redis://ours", demo=True)


@pytest.mark.parametrize(
    ("given", "demo"),
    [
        pytest.param({}, True, id="our-own-database"),
        pytest.param({"DATABASE_URL": "", "DEMO": ""}, True, id="empty-is-not-given"),
        pytest.param({"DATABASE_URL": "postgres://theirs"}, False, id="a-database-of-theirs"),
        pytest.param({"DATABASE_URL": "postgres://theirs", "DEMO": "1"}, True, id="theirs-and-asked-for"),
        pytest.param({"DEMO": "0"}, False, id="ours-and-declined"),
        pytest.param({"DEMO": "False"}, False, id="declined-in-words"),
        pytest.param({"REDIS_URL": "redis://theirs"}, True, id="only-valkey-is-theirs"),
    ],
)
def test_the_demonstration_is_for_a_database_of_ours_or_when_asked_for(
    given: dict[str, str], *, demo: bool
) -> None:
    assert wants_demo(given) is demo


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        pytest.param({}, True, id="a-demonstration"),
        pytest.param({"SMS_GATEWAY_URL": ""}, True, id="empty-is-not-given"),
        pytest.param({"SMS_GATEWAY_URL": "https://sms.example.org"}, False, id="theirs"),
        pytest.param({"DEMO": "0"}, False, id="no-demonstration"),
        pytest.param({"DATABASE_URL": "postgres://theirs"}, False, id="a-database-of-theirs"),
    ],
)
def test_text_messages_of_a_demonstration_go_to_a_gateway_of_ours_unless_one_is_given(
    given: dict[str, str], *, wanted: bool
) -> None:
    assert wants_gateway(given) is wanted


@pytest.mark.parametrize(
    ("given", "both"),
    [
        ({"DATABASE_URL": "a", "REDIS_URL": "b"}, True),
        ({"DATABASE_URL": "a"}, False),
        ({"REDIS_URL": "b"}, False),
        ({"DATABASE_URL": "a", "REDIS_URL": ""}, False),
    ],
)
def test_both_servers_are_given_or_not(given: dict[str, str], *, both: bool) -> None:
    assert addresses(given).both is both


@pytest.mark.parametrize(("text", "number"), [("", 8000), ("1", 1), ("8001", 8001), ("65535", 65535)])
def test_port(text: str, number: int) -> None:
    assert port({"PORT": text}) == number
    assert port({}) == 8000


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "80 80", "８０００"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(LocalError, match=r"^PORT is .* set it to a number from 1 to 65535"):
        port({"PORT": text})


@pytest.mark.parametrize(("text", "number"), [("", None), ("0", None), ("8001", 8001)])
def test_the_port_of_live_pages_may_be_given(text: str, number: int | None) -> None:
    assert sockets_port({"SOCKETS_PORT": text}) == number
    assert sockets_port({}) is None


def test_a_port_of_live_pages_that_is_none_is_refused() -> None:
    with pytest.raises(LocalError, match=r"^SOCKETS_PORT is 'ws': set it to a number from 1 to 65535"):
        sockets_port({"SOCKETS_PORT": "ws"})


def test_what_is_missing_is_found_and_kept(tmp_path: Path) -> None:
    first = completed({"PORT": "8123"}, servers=OURS, var=tmp_path)
    again = completed({"PORT": "8123"}, servers=OURS, var=tmp_path)

    assert first == again
    keys = {first.pop("SECRET_KEY"), first.pop("IDENTITY_KEY")}
    assert (len(keys), all(len(key) >= 50 for key in keys)) == (2, True)
    assert first.pop("VAPID_PRIVATE_KEY") == (tmp_path / "keys" / "vapid-key").read_text().strip()
    assert first == {
        "TLS": "0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "SITE_URL": "http://localhost:8123",
        "PORT": "8123",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "postgres://ours",
        "REDIS_URL": "redis://ours",
        "DEMO": "1",
    }


def test_the_port_of_live_pages_is_told_to_the_portal(tmp_path: Path) -> None:
    assert completed({}, servers=OURS, var=tmp_path, sockets_port=8001)["SOCKETS_PORT"] == "8001"


def test_a_gateway_of_ours_is_told_to_the_portal_with_keys_that_are_kept(tmp_path: Path) -> None:
    first = completed({}, servers=OURS, var=tmp_path, gateway_port=8124)
    again = completed({}, servers=OURS, var=tmp_path, gateway_port=8125)

    assert first["SMS_GATEWAY_URL"] == "http://127.0.0.1:8124/messages"
    assert again == {**first, "SMS_GATEWAY_URL": "http://127.0.0.1:8125/messages"}
    keys = {first["SMS_GATEWAY_TOKEN"], first["SMS_REPORT_SECRET"], first["SECRET_KEY"]}
    assert (len(keys), all(len(key) >= 50 for key in keys)) == (3, True)


def test_keys_for_a_gateway_of_ours_can_be_given(tmp_path: Path) -> None:
    given = {"SMS_GATEWAY_TOKEN": "a", "SMS_REPORT_SECRET": "b"}

    variables = completed(given, servers=OURS, var=tmp_path, gateway_port=8124)

    assert {name: variables[name] for name in given} == given


def test_what_the_user_gives_is_kept(tmp_path: Path) -> None:
    given = {
        "SECRET_KEY": "a",
        "IDENTITY_KEY": "b",
        "TLS": "1",
        "ALLOWED_HOSTS": "portal.example.org",
        "SITE_URL": "https://portal.example.org",
        "VAPID_PRIVATE_KEY": "c",
    }

    variables = completed(given, servers=OURS, var=tmp_path)

    assert {name: variables[name] for name in given} == given
    assert not (tmp_path / "keys").exists()


def test_a_command_takes_over_everything_from_a_running_portal_save_what_it_is_given() -> None:
    running = {"DATABASE_URL": "postgres://ours", "REDIS_URL": "redis://ours", "DEMO": "1", "PORT": "8001"}

    assert borrowed({"HOME": "/home"}, running=running) == running
    assert borrowed({"PORT": "9", "REDIS_URL": ""}, running=running) == {**running, "PORT": "9"}


def test_a_database_of_theirs_is_no_demonstration_because_ours_is_one() -> None:
    running = {"DATABASE_URL": "postgres://ours", "DEMO": "1"}
    theirs = {"DATABASE_URL": "postgres://theirs"}

    assert borrowed(theirs, running=running) == {**theirs, "DEMO": "0"}
    assert borrowed({**theirs, "DEMO": "1"}, running=running) == {**theirs, "DEMO": "1"}
