"""The settings, as they are read when an installation starts."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Start = Callable[..., dict[str, Any]]

ROOT = Path(__file__).resolve().parents[3]
# Empty means "as you think best", and keeps out what a developer's own `.env` says.
DEFAULTS = dict.fromkeys(
    (
        "CONN_MAX_AGE",
        "DEBUG",
        "DEFAULT_FROM_EMAIL",
        "DEMO",
        "HSTS_SECONDS",
        "TLS",
        "UNLIMITED_NETWORKS",
        "VAR_DIR",
    ),
    "",
)
PRODUCTION = DEFAULTS | {
    "ALLOWED_HOSTS": "portal.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://portal.example.org",
    "DATABASE_URL": "postgres://portal:secret@db.example.org:5432/portal",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
    "IDENTITY_KEY": "i0" * 30 + "-Aa.,!?",
    "REDIS_URL": "redis://:secret@valkey.example.org:6379/0",
    "SECRET_KEY": "s1" * 30 + "-Bb.,!?xyzuvw",
    "SITE_URL": "https://portal.example.org",
    "TRUSTED_PROXIES": "1",
}
READ = re.compile(
    r"(?:\b(?:required|key|switch|number|one_of|networks)\(|\benv\.\w+\(|\bgiven\.get\(|\bgiven\[)\s*\"([A-Z_]+)\""
)


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Start:
    """Read the settings anew, as a process does that starts with other variables."""

    def started(**changed: str) -> dict[str, Any]:
        for name, value in {**PRODUCTION, **changed}.items():
            monkeypatch.setenv(name, value)
        return run_path(str(ROOT / "portal/settings.py"))

    return started


def django(*command: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Django in a real installation's process."""
    system = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(  # noqa: S603  our own interpreter and settings
        [sys.executable, "-m", "django", *command],
        env={**system, "DJANGO_SETTINGS_MODULE": "portal.settings", **PRODUCTION, **changed},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["DATABASE_URL", "IDENTITY_KEY", "REDIS_URL", "SECRET_KEY"])
def test_a_missing_variable_stops_the_start_and_is_named(start: Start, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} is not set: .+ See \.env\.example"):
        start(**{name: ""})


def test_a_process_ends_that_cannot_start() -> None:
    done = django("check", SECRET_KEY="")

    assert done.returncode == 1
    assert "ImproperlyConfigured: SECRET_KEY is not set: 50 random characters" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "maybe", "DEBUG is 'maybe': write 1 or 0."),
        ("DEMO", "2", "DEMO is '2': write 1 or 0."),
        ("TLS", "ture", "TLS is 'ture': write 1 or 0."),
        ("TRUSTED_PROXIES", "one", "TRUSTED_PROXIES is 'one': write a whole number."),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES is '-1': write a whole number."),
        (
            "UNLIMITED_NETWORKS",
            "office",
            "UNLIMITED_NETWORKS is not understood: 'office' does not appear to be",
        ),
        ("UNLIMITED_NETWORKS", "192.0.2.7/24", "UNLIMITED_NETWORKS is not understood: 192.0.2.7/24 has host"),
        ("UNLIMITED_NETWORKS", "192.0.2.0/24,", "UNLIMITED_NETWORKS is not understood: '' does not appear"),
        ("HSTS_SECONDS", "1y", "HSTS_SECONDS is '1y': write a whole number."),
        ("CONN_MAX_AGE", "none", "CONN_MAX_AGE is 'none': write a whole number."),
        ("SECRET_KEY", "s" * 31, "SECRET_KEY is too short"),
        ("IDENTITY_KEY", "i" * 31, "IDENTITY_KEY is too short"),
        ("IDENTITY_KEY", PRODUCTION["SECRET_KEY"], "IDENTITY_KEY is the same as SECRET_KEY"),
        ("DATABASE_URL", "sqlite:///portal.sqlite3", "DATABASE_URL must name a PostgreSQL server"),
        ("DATABASE_URL", "mysql://portal:secret@db/portal", "DATABASE_URL must name a PostgreSQL server"),
        ("DATABASE_URL", "rubbish", "DATABASE_URL must name a PostgreSQL server"),
        ("REDIS_URL", "valkey.example.org", "REDIS_URL is not understood: begin it with redis://"),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL is not understood: begin it with smtp://"),
        ("SITE_URL", "portal.example.org", "SITE_URL is not understood: begin it with http://"),
    ],
)
def test_a_wrong_variable_stops_the_start_and_is_named(
    start: Start, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{re.escape(sentence)}") as refusal:
        start(**{name: value})

    assert "secret" not in str(refusal.value)


def test_an_installation_that_says_nothing_more_is_a_safe_one(start: Start) -> None:
    assert (
        start().items()
        >= {
            "DEBUG": False,
            "DEMO": False,
            "TLS": True,
            "STAFF_NEED_SECOND_FACTOR": True,
            "ROOT_URLCONF": "portal.urls",
        }.items()
    )


def test_only_the_machine_itself_is_not_counted_where_nothing_is_said(start: Start) -> None:
    assert start()["UNLIMITED_NETWORKS"] == (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def test_networks_are_read_with_commas(start: Start) -> None:
    read = start(UNLIMITED_NETWORKS="192.0.2.0/28, 2001:db8::/48")

    assert read["UNLIMITED_NETWORKS"] == (ip_network("192.0.2.0/28"), ip_network("2001:db8::/48"))


@pytest.mark.parametrize("spelling", ["1", "true", "Yes", "on"])
def test_on_is_on(start: Start, spelling: str) -> None:
    assert start(DEBUG=spelling)["DEBUG"] is True


@pytest.mark.parametrize("spelling", ["0", "false", "No", "off", ""])
def test_off_is_off(start: Start, spelling: str) -> None:
    assert start(DEBUG=spelling)["DEBUG"] is False


def test_cookies_belong_to_the_host_and_travel_by_tls(start: Start) -> None:
    assert (
        start().items()
        >= {
            "SESSION_COOKIE_NAME": "__Host-session",
            "CSRF_COOKIE_NAME": "__Host-csrf",
            "SESSION_COOKIE_SECURE": True,
            "CSRF_COOKIE_SECURE": True,
            "LANGUAGE_COOKIE_SECURE": True,
            "SESSION_COOKIE_HTTPONLY": True,
            "CSRF_COOKIE_HTTPONLY": True,
        }.items()
    )


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF"])
def test_a_browser_takes_a_host_cookie_only_for_all_of_the_host(start: Start, cookie: str) -> None:
    read = start()

    assert (f"{cookie}_COOKIE_DOMAIN" in read, f"{cookie}_COOKIE_PATH" in read) == (False, False)
    assert getattr(settings, f"{cookie}_COOKIE_DOMAIN") is None
    assert getattr(settings, f"{cookie}_COOKIE_PATH") == "/"


def test_without_tls_a_browser_can_still_keep_the_cookies(start: Start) -> None:
    assert (
        start(TLS="0").items()
        >= {
            "SESSION_COOKIE_NAME": "session",
            "CSRF_COOKIE_NAME": "csrf",
            "SESSION_COOKIE_SECURE": False,
            "SECURE_SSL_REDIRECT": False,
            "SECURE_HSTS_SECONDS": 0,
        }.items()
    )


@pytest.mark.parametrize(("proxies", "header"), [("1", ("HTTP_X_FORWARDED_PROTO", "https")), ("0", None)])
def test_the_word_of_a_proxy_about_tls_is_taken_only_from_our_own(
    start: Start, proxies: str, header: tuple[str, str] | None
) -> None:
    assert start(TRUSTED_PROXIES=proxies)["SECURE_PROXY_SSL_HEADER"] == header


def test_the_policy_names_no_other_host(start: Start) -> None:
    directives = start()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert {source for sources in directives.values() for source in sources} == {"'self'", "'none'", "data:"}


@pytest.mark.parametrize(("tls", "formatter"), [("1", "json"), ("0", "line")])
def test_the_log_is_json_where_machines_read_it(start: Start, tls: str, formatter: str) -> None:
    assert start(TLS=tls)["LOGGING"]["handlers"]["stdout"]["formatter"] == formatter


def test_django_finds_nothing_unsafe() -> None:
    done = django("check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_the_example_lists_every_variable_that_is_read() -> None:
    sources = [ROOT / "portal/settings.py", *(ROOT / "portal/local").glob("*.py")]
    read = {name for source in sources for name in READ.findall(source.read_text())}
    example = (ROOT / ".env.example").read_text()

    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE)) == read
