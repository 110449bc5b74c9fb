"""A demonstration that looks outwards is refused, and the variable is named."""

import pytest

from portal.loopback import elsewhere, is_loopback, outward

STAYS = "A demonstration (DEMO=1) stays on this machine, and "


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", " 127.0.0.1", "127.8.9.1", "::1", "[::1]", "::ffff:127.0.0.1"]
)
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "*",
        "0.0.0.0",  # noqa: S104  refused
        "::",
        "192.168.0.7",
        "::ffff:10.0.0.1",
        "localhost.example.org",
        ".localhost",
        "portal",
    ],
)
def test_nothing_else_is_this_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"EMAIL_URL": "", "SMS_GATEWAY_URL": "", "ALLOWED_HOSTS": ""},
        {"EMAIL_URL": "consolemail://"},
        {"EMAIL_URL": "filemail:///var/mail"},
        {"SMS_GATEWAY_URL": "console:"},
        {"SMS_GATEWAY_URL": "http://127.0.0.1:8124/messages"},
        {"ALLOWED_HOSTS": "localhost, 127.0.0.1,[::1]"},
    ],
)
def test_a_demonstration_that_stays_here_may_start(given: dict[str, str]) -> None:
    assert outward(given) is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param(
            {"EMAIL_URL": url}, "EMAIL_URL names a mail server: leave it empty, or set DEMO=0.", id=url
        )
        for url in ("smtp://localhost:25", "smtp+tls://mail.example.org", "smtps://u:p@mail.example.org")
    ]
    + [
        pytest.param(
            {"SMS_GATEWAY_URL": url},
            "SMS_GATEWAY_URL names a gateway elsewhere: leave it empty, or set DEMO=0.",
            id=url,
        )
        for url in ("https://sms.example.org/messages", "http://10.0.0.1", "http://127.0.0.1.example.org/")
    ]
    + [
        pytest.param(
            {"ALLOWED_HOSTS": f"localhost,{host}"},
            f"ALLOWED_HOSTS names {host}: leave it empty, or set DEMO=0.",
            id=host,
        )
        for host in ("portal.example.org", "*", "0.0.0.0")  # noqa: S104  refused
    ],
)
def test_a_demonstration_that_looks_outwards_may_not(given: dict[str, str], reason: str) -> None:
    assert outward(given) == STAYS + reason


def test_a_secret_in_a_variable_is_not_repeated() -> None:
    said = outward({"EMAIL_URL": "smtp://portal:hunter2@mail.example.org"})

    assert said is not None
    assert "hunter2" not in said


def test_it_listens_here_or_nowhere() -> None:
    assert elsewhere(["127.0.0.1", "::1"]) is None
    assert elsewhere(["127.0.0.1", "0.0.0.0"]) == (  # noqa: S104  refused
        STAYS.replace("and ", "and is told to listen at 0.0.0.0: use 127.0.0.1, or set DEMO=0.")
    )
