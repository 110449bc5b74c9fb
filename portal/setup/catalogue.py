"""The standard catalogue of services, read from files beside it: any office may begin with it.

`services.toml` says what people come for, `asked.toml` what is asked before the calendar.
"""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scheduling.models import Matter, Question, Service

CONTENT = Path(__file__).with_name("services.toml")
ASKED = Path(__file__).with_name("asked.toml")
STEP = 10  # between places in a list


@cache
def content() -> dict[str, dict[str, Any]]:
    """Return what the file says of each service, by its code."""
    return tomllib.loads(CONTENT.read_text(encoding="utf-8"))


@cache
def asked() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return the matters and questions of each service, by its code."""
    return tomllib.loads(ASKED.read_text(encoding="utf-8"))


def services(codes: Iterable[str] | None = None, *, valid_from: date) -> dict[str, Service]:
    """Make those services that are missing, or all, and return them by their codes."""
    wanted = list(content() if codes is None else codes)
    known = set(Service.objects.values_list("code", flat=True))
    for code in wanted:
        if code not in known:
            made = Service.objects.create(code=code, **_fields(content()[code], valid_from=valid_from))
            _ask(made, asked().get(code, {}))
    return {service.code: service for service in Service.objects.filter(code__in=wanted)}


def worded(**texts: dict[str, str]) -> dict[str, str]:
    """Return the columns of translated fields: `name={"pl": "…"}` gives `{"name_pl": "…"}`."""
    return {f"{name}_{language}": text.strip() for name, by in texts.items() for language, text in by.items()}


def _ask(service: Service, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Give a new service its matters and questions, in the order of the file."""
    for number, row in enumerate(rows.get("matters", []), 1):
        since = min(service.valid_from, row.get("valid_to", service.valid_from))
        fields = {"valid_from": since, **_columns(row)}
        Matter.objects.create(service=service, position=number * STEP, **fields)
    for number, row in enumerate(rows.get("questions", []), 1):
        Question.objects.create(service=service, position=number * STEP, **_columns(row))


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a row: its texts, which stand by language, and all else as it is."""
    texts = {name: value for name, value in row.items() if isinstance(value, dict)}
    return {name: value for name, value in row.items() if name not in texts} | worded(**texts)


def _fields(row: dict[str, Any], *, valid_from: date) -> dict[str, Any]:
    # A service that has ended is there for what it says instead of a visit.
    since = min(valid_from, row.get("valid_to", valid_from))
    return {"valid_from": since, "every_minutes": row["minutes"], **_columns(row)}
