"""The services of the demonstration, read from `services.toml`."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from scheduling.models import Service

FROM = date(2020, 9, 21)
TEXTS = {"name", "purpose", "bring", "closed_note"}
CONTENT = Path(__file__).with_name("services.toml")


def services() -> dict[str, Service]:
    """Make the services that are missing, and return them all by their codes."""
    content: dict[str, dict[str, Any]] = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    known = set(Service.objects.values_list("code", flat=True))
    for code, row in content.items():
        if code not in known:
            Service.objects.create(code=code, **_fields(row))
    return {service.code: service for service in Service.objects.filter(code__in=content)}


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name not in TEXTS}
    texts = {name: row[name] for name in TEXTS & row.keys()}
    return {"valid_from": FROM, "every_minutes": row["minutes"], **plain, **worded(**texts)}


def worded(**texts: dict[str, str]) -> dict[str, str]:
    """Return the columns of translated fields: `name={"pl": "…"}` gives `{"name_pl": "…"}`."""
    return {f"{name}_{language}": text.strip() for name, by in texts.items() for language, text in by.items()}
