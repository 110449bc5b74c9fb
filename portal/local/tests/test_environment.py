from pathlib import Path

import pytest

from portal.local.environment import Addresses, addresses, borrowed, completed, port, wants_demo
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


def test_what_is_missing_is_found_and_kept(tmp_path: Path) -> None:
    first = completed({"PORT": "8123"}, servers=OURS, var=tmp_path)
    again = completed({"PORT": "8123"}, servers=OURS, var=tmp_path)

    keys = {first.pop("SECRET_KEY"), first.pop("IDENTITY_KEY")}
    assert (len(keys), {again["SECRET_KEY"], again["IDENTITY_KEY"]}) == (2, keys)
    assert all(len(key) >= 50 for key in keys)
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


def test_what_the_user_gives_is_kept(tmp_path: Path) -> None:
    given = {
        "SECRET_KEY": "a",
        "IDENTITY_KEY": "b",
        "TLS": "1",
        "ALLOWED_HOSTS": "portal.example.org",
        "SITE_URL": "https://portal.example.org",
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
