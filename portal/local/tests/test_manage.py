"""manage.py without servers, beside a running portal, and beside another manage.py."""

import json
import os

from portal.local.tests.conftest import Place, eventually, finished

DATABASE = "from django.db import connection as c; print(c.settings_dict['PORT'])"
SLOW = "import time; print('first', flush=True); time.sleep(2)"


def test_a_command_starts_servers_for_its_own_duration(used_place: Place) -> None:
    code, said = finished(
        used_place.python("from django.db import connection as c; print(c.vendor, c.cursor())")
    )

    assert code == 0
    assert said.startswith("postgresql <")
    assert used_place.processes() == {}
    assert not (used_place.var / "servers.json").exists()


def test_two_commands_wait_for_each_other(used_place: Place) -> None:
    first = used_place.python(SLOW)
    assert first.stdout is not None
    assert first.stdout.readline() == "first\n"

    second = finished(used_place.python("print('second')"))

    assert first.poll() == 0
    assert second == (0, f"Waiting for another command to finish with {used_place.var} …\nsecond\n")
    assert finished(first) == (0, "")


def test_a_command_uses_the_servers_of_a_running_portal(used_place: Place) -> None:
    launcher = used_place.run()
    record = json.loads((used_place.var / "servers.json").read_text())
    show = "import os; print(os.environ['DATABASE_URL'], os.environ['SITE_URL'])"

    code, said = finished(used_place.python(show, PORT="1"))
    launcher.terminate()
    finished(launcher)

    assert record["pid"] == launcher.pid
    assert (code, said) == (
        0,
        f"{record['environment']['DATABASE_URL']} http://localhost:{used_place.port}\n",
    )


def test_a_record_left_by_a_crash_deceives_nobody(used_place: Place) -> None:
    used_place.var.mkdir(exist_ok=True)
    stale = {"pid": os.getpid(), "environment": {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
    (used_place.var / "servers.json").write_text(json.dumps(stale))

    code, said = finished(used_place.python(DATABASE))

    assert code == 0
    assert said not in {"", "1\n"}


def test_with_both_servers_given_nothing_is_started_or_made(place: Place) -> None:
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "IDENTITY_KEY")}

    code, said = finished(place.python(DATABASE, ALLOWED_HOSTS="localhost", **given))

    port = given["DATABASE_URL"].rpartition(":")[2].partition("/")[0]
    assert (code, said) == (0, f"{port}\n")
    assert not place.var.exists()


def test_with_one_server_given_only_the_other_is_started(place: Place) -> None:
    show = "import os; print(os.environ['DATABASE_URL'], os.environ['DEMO'])"

    code, said = finished(place.python(show, DATABASE_URL=os.environ["DATABASE_URL"], DEMO=""))

    assert (code, said) == (0, f"{os.environ['DATABASE_URL']} 0\n")
    assert (place.var / "valkey").exists()
    assert not (place.var / "postgres").exists()


def test_a_launcher_does_not_disturb_a_command(used_place: Place) -> None:
    command = used_place.python(SLOW)
    assert command.stdout is not None
    assert command.stdout.readline() == "first\n"

    code, said = finished(used_place.launch())

    assert (code, said) == (
        1,
        (
            f"A manage.py command is using the data in {used_place.var}: wait until it has finished, "
            "and start again.\n"
        ),
    )
    assert finished(command) == (0, "")


def test_killing_a_command_leaves_nothing_behind(used_place: Place) -> None:
    command = used_place.python(SLOW)
    assert command.stdout is not None
    assert command.stdout.readline() == "first\n"

    command.kill()
    command.communicate()

    assert eventually(lambda: used_place.processes() == {})
