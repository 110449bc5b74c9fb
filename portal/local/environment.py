"""What the environment says, and what we add for everything that we start.

The portal's settings read the environment and nothing else. What the user gives, in the
environment or in `.env`, always wins; we add what a local run can find out by itself.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import environ

from portal.local import keys
from portal.local.errors import LocalError

ROOT = Path(__file__).resolve().parents[2]
HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Addresses:
    """Where the two servers are, and whether the data in them are a demonstration."""

    database_url: str
    redis_url: str
    demo: bool

    @property
    def both(self) -> bool:
        return bool(self.database_url and self.redis_url)


def read() -> dict[str, str]:
    """Return the environment, filled up from `.env`."""
    environ.Env.read_env(ROOT / ".env")
    return dict(os.environ)


def addresses(given: Mapping[str, str]) -> Addresses:
    return Addresses(
        database_url=given.get("DATABASE_URL", ""),
        redis_url=given.get("REDIS_URL", ""),
        demo=wants_demo(given),
    )


def wants_demo(given: Mapping[str, str]) -> bool:
    """Say whether the user asks for the demonstration; without a word, a database of ours is one."""
    default = "0" if given.get("DATABASE_URL") else "1"
    return (given.get("DEMO") or default).lower() in environ.Env.BOOLEAN_TRUE_STRINGS


def port(given: Mapping[str, str]) -> int:
    return _port("PORT", given.get("PORT") or "8000")


def sockets_port(given: Mapping[str, str]) -> int | None:
    """Return the port that the user wants for live pages, if any: 0 is as good as none."""
    text = given.get("SOCKETS_PORT") or "0"
    return None if text == "0" else _port("SOCKETS_PORT", text)


def _port(name: str, text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT:
        return int(text)
    raise LocalError(f"{name} is {text!r}: set it to a number from 1 to {HIGHEST_PORT}.")


def var_folder(given: Mapping[str, str]) -> Path:
    """Return the folder of everything that is ours on this machine; make it if need be."""
    folder = (ROOT / (given.get("VAR_DIR") or "var")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "log").mkdir(exist_ok=True)
    return folder


def wants_gateway(given: Mapping[str, str]) -> bool:
    """Say whether text messages go to a gateway of ours: in a demonstration, unless one is given."""
    return wants_demo(given) and not given.get("SMS_GATEWAY_URL")


def completed(
    given: Mapping[str, str],
    *,
    servers: Addresses,
    var: Path,
    gateway_port: int | None = None,
    sockets_port: int | None = None,
) -> dict[str, str]:
    """Return the variables with which the portal runs here, on plain http and on localhost."""
    number = port(given)
    return {
        "SECRET_KEY": given.get("SECRET_KEY") or keys.kept(var / "keys" / "secret-key"),
        "IDENTITY_KEY": given.get("IDENTITY_KEY") or keys.kept(var / "keys" / "identity-key"),
        "TLS": given.get("TLS") or "0",
        "ALLOWED_HOSTS": given.get("ALLOWED_HOSTS") or "localhost,127.0.0.1,[::1]",
        "SITE_URL": given.get("SITE_URL") or f"http://localhost:{number}",
        "PORT": str(number),
        "VAR_DIR": str(var),
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "DEMO": "1" if servers.demo else "0",
        "VAPID_PRIVATE_KEY": given.get("VAPID_PRIVATE_KEY")
        or keys.kept(var / "keys" / "vapid-key", make=keys.vapid_key),
        **({"SOCKETS_PORT": str(sockets_port)} if sockets_port else {}),
        **(_gateway(given, port=gateway_port, var=var) if gateway_port else {}),
    }


def _gateway(given: Mapping[str, str], *, port: int, var: Path) -> dict[str, str]:
    folder = var / "keys"
    return {
        "SMS_GATEWAY_URL": f"http://127.0.0.1:{port}/messages",
        "SMS_GATEWAY_TOKEN": given.get("SMS_GATEWAY_TOKEN") or keys.kept(folder / "sms-gateway-token"),
        "SMS_REPORT_SECRET": given.get("SMS_REPORT_SECRET") or keys.kept(folder / "sms-report-secret"),
    }


def borrowed(given: Mapping[str, str], *, running: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a portal that is running, save where the user says otherwise.

    Only its own database is known to be a demonstration, not one that the user names.
    """
    mine = {name: given[name] for name in running if given.get(name)}
    demo = {"DEMO": "1" if wants_demo(given) else "0"} if mine.get("DATABASE_URL") else {}
    return {**running, **mine, **demo}
