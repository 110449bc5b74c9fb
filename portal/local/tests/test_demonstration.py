"""A demonstration does not start where others could reach it, or where it could reach others."""

import os
import subprocess
import sys

import pytest

from portal.local.environment import ROOT
from portal.local.ports import free_port
from portal.local.tests.conftest import Place, finished
from portal.loopback import REFUSED

OUTWARD = [
    ("EMAIL_URL", "smtp+tls://portal:secret@mail.example.org:587"),
    ("SMS_GATEWAY_URL", "https://sms.example.org/messages"),
    ("ALLOWED_HOSTS", "portal.example.org"),
]
QUIET = {"DEMO": "1", "EMAIL_URL": "", "SMS_GATEWAY_URL": "", "ALLOWED_HOSTS": ""}


@pytest.mark.parametrize(("name", "value"), OUTWARD)
def test_make_run_says_so_before_anything_is_started(place: Place, name: str, value: str) -> None:
    code, said = finished(place.launch(**QUIET | {name: value}))

    assert code == 1
    assert said.startswith(f"{REFUSED}, and {name} names ")
    assert said.count("\n") == 1
    assert not (place.var / "postgres").exists()


@pytest.mark.parametrize(("name", "value"), OUTWARD)
def test_the_settings_refuse_it_however_it_is_started(name: str, value: str) -> None:
    done = portal("-c", "import portal.settings", **{name: value})

    assert done.returncode == 1
    assert f"ImproperlyConfigured: {REFUSED}, and {name} names " in done.stderr


def test_without_a_demonstration_the_same_settings_are_right() -> None:
    done = portal("-c", "import portal.settings", **dict(OUTWARD), DEMO="0")

    assert (done.returncode, done.stderr) == (0, "")


def test_it_does_not_listen_to_other_machines() -> None:
    everywhere = f"0.0.0.0:{free_port()}"

    done = portal("-m", "gunicorn", "--config=python:portal.local.web", f"--bind={everywhere}")

    assert done.returncode == 1
    assert f"{REFUSED}, and is told to listen at 0.0.0.0" in done.stderr


def test_its_sockets_do_not_either() -> None:
    done = portal("-m", "portal.live", "--host=0.0.0.0", f"--port={free_port()}")

    assert done.returncode == 1
    assert f"{REFUSED}, and is told to listen at 0.0.0.0" in done.stderr


def test_the_door_stands_in_a_demonstration_and_before_everything_else() -> None:
    show = "from portal import settings; print(settings.MIDDLEWARE[0])"

    assert portal("-c", show).stdout == "portal.demo.guard.NearOnly\n"
    assert portal("-c", show, DEMO="0").stdout == "portal.web.middleware.named\n"


def portal(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run our own Python with the settings of a demonstration, and with these."""
    return subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **QUIET, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
