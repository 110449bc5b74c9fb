"""How settings read one variable of the environment, or stop and say what is wrong with it."""

from ipaddress import IPv4Network, IPv6Network, ip_network

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
SHORTEST_KEY = 32


def required(name: str, what: str) -> str:
    """Return a variable that has no sensible default, or stop and say how to set it."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set: {what} See .env.example, or start with `make run`, which sets it."
        )
    return value


def key(name: str, what: str) -> str:
    """Return a secret key, or stop because it is none."""
    value = required(name, what)
    if len(value) < SHORTEST_KEY:
        raise ImproperlyConfigured(f"{name} is too short: {what}")
    return value


def switch(name: str, *, default: bool) -> bool:
    """Return a variable that is on or off, or stop: a misspelt one must not mean off."""
    value = env.str(name, default="").lower() or str(default).lower()
    if value not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")
    return value in {"1", "true", "yes", "on"}


def number(name: str, *, default: int) -> int:
    """Return a variable that is a whole number, or stop."""
    value = env.str(name, default="") or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.")
    return int(value)


def one_of(name: str, choices: tuple[str, ...], *, default: str) -> str:
    """Return a variable that begins with one of these words, or stop."""
    value: str = env.str(name, default="") or default
    if not value.startswith(choices):
        raise ImproperlyConfigured(f"{name} is not understood: begin it with {' or '.join(choices)}.")
    return value


def networks(name: str, *, default: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return a variable that lists networks, or stop and name the one that is none."""
    texts = (env.str(name, default="") or default).split(",")
    try:
        return tuple(ip_network(text.strip()) for text in texts)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} is not understood: {error}. Write networks with commas, as in {default}."
        ) from error
