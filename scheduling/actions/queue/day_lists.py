"""The list of a day as a file: with it an office works on while the network is down.

A file is whole in itself, so that any computer shows and prints it. It names people: it is for
the portal's own account alone (mode 600), and goes after a week.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import SYSTEM, Actor
from scheduling.models.day_list import day_list, visits_of_day
from scheduling.models.line import today
from scheduling.rules.hours import earliest

FROM = time(5)  # of the office's clock
FRESH = timedelta(hours=1)  # then it is written anew, for those who booked meanwhile
KEPT = timedelta(days=7)
NAME = re.compile(r"(?P<office>[A-Za-z0-9_-]+)-(?P<on>\d{4}-\d\d-\d\d)\.html", re.ASCII)
STYLE = "scheduling/day_list.css"


@dataclass(frozen=True, slots=True)
class SavedList:
    """A file, of which day it is, and when it was written (UTC)."""

    name: str
    on: date
    saved_at: datetime


def save_day_lists(*, at: datetime) -> int:
    """Write the list of today for each office that has visits, from 05:00 of its clock on; return how many.

    It is written anew each hour, so that the file knows who booked since. Old ones are deleted.
    """
    written = 0
    for office in Office.objects.order_by("slug"):
        _forget_old(office, before=today(office, at - KEPT))
        on = today(office, at)
        is_time = at >= earliest(datetime.combine(on, FROM), office.zone)
        if is_time and not _is_fresh(_path(office, on), at=at) and visits_of_day(office, on).exists():
            save_day_list(office=office, on=on, by=SYSTEM, at=at)
            written += 1
    return written


@transaction.atomic
def save_day_list(*, office: Office, on: date, by: Actor, at: datetime) -> Path:
    """Write the list of a local day into a file, in the place of an older one, and return its path."""
    text = text_of(office, on, at=at)
    record("day_list.saved", subject=office, by=by, at=at, office=office, on=on)
    path = _path(office, on)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    os.utime(draft, (at.timestamp(), at.timestamp()))
    draft.replace(path)  # whoever reads has the old one whole, or the new one
    return path


def text_of(office: Office, on: date, *, at: datetime) -> str:
    """Return the list of a local day as one page with its style inside, in the office's own language."""
    found = finders.find(STYLE)
    style = Path(found).read_text() if isinstance(found, str) else ""
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "office": office,
            "on": on,
            "at": at,
            "parts": day_list(office, on, by_counter=True),
            "style": format_html("<style>{}</style>", mark_safe(style)),  # noqa: S308  our own file
            "language": settings.LANGUAGE_CODE,
        }
        return render_to_string("admin/scheduling/day_list_file.html", context)


def saved_lists(office: Office) -> list[SavedList]:
    """Return the files of an office, the newest day first."""
    found = [
        SavedList(path.name, on, datetime.fromtimestamp(path.stat().st_mtime, UTC))
        for path, on in _files(office)
    ]
    return sorted(found, key=lambda saved: saved.on, reverse=True)


def read_saved(office: Office, name: str) -> bytes | None:
    """Return what is in a file of an office, or None if there is none of that name."""
    path = next((path for path, _on in _files(office) if path.name == name), None)
    return path.read_bytes() if path else None


def _files(office: Office) -> Iterator[tuple[Path, date]]:
    for path in _folder().glob("*.html"):
        name = NAME.fullmatch(path.name)
        if name and name["office"] == office.slug:
            yield path, date.fromisoformat(name["on"])


def _forget_old(office: Office, *, before: date) -> None:
    for path, on in list(_files(office)):
        if on < before:
            path.unlink(missing_ok=True)


def _is_fresh(path: Path, *, at: datetime) -> bool:
    return path.exists() and at.timestamp() - path.stat().st_mtime < FRESH.total_seconds()


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "day-lists"


def _path(office: Office, on: date) -> Path:
    return _folder() / f"{office.slug}-{on:%Y-%m-%d}.html"
