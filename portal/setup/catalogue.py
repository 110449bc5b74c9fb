"""The standard catalogue of services, read from `services.toml`: any office may begin with it."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scheduling.models import Service

TEXTS = {"name", "purpose", "bring", "closed_note"}
CONTENT = Path(__file__).with_name("services.toml")


@cache
def content() -> dict[str, dict[str, Any]]:
    """Return what the file says of each service, by its code."""
    return tomllib.loads(CONTENT.read_text(encoding="utf-8"))


def services(codes: Iterable[str] | None = None, *, valid_from: date) -> dict[str, Service]:
    """Make those services that are missing, or all, and return them by their codes."""
    wanted = list(content() if codes is None else codes)
    known = set(Service.objects.values_list("code", flat=True))
    for code in wanted:
        if code not in known:
            Service.objects.create(code=code, **_fields(content()[code], valid_from=valid_from))
    return {service.code: service for service in Service.objects.filter(code__in=wanted)}


def worded(**texts: dict[str, str]) -> dict[str, str]:
    """Return the columns of translated fields: `name={"pl": "…"}` gives `{"name_pl": "…"}`."""
    return {f"{name}_{language}": text.strip() for name, by in texts.items() for language, text in by.items()}


def _fields(row: dict[str, Any], *, valid_from: date) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name not in TEXTS}
    texts = {name: row[name] for name in TEXTS & row.keys()}
    # A service that has ended is there for what it says instead of a visit.
    since = min(valid_from, row.get("valid_to", valid_from))
    return {"valid_from": since, "every_minutes": row["minutes"], **plain, **worded(**texts)}
