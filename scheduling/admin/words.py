"""Times as staff read them: the office's wall clock, the same in every language."""

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from scheduling.models import Appointment, Duty
from scheduling.rules.intervals import Interval
from scheduling.templatetags.contacts import in_third_person

__all__ = ["in_third_person", "listed", "span", "visit"]


def span(interval: Interval, row: Appointment | Duty) -> str:
    """Return "2026-12-07 07:30–15:00", with the second date only where it is another."""
    start, end = (moment.astimezone(row.counter.office.zone) for moment in (interval.start, interval.end))
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M}–{until}"


def visit(row: Appointment) -> str:
    """Return when a visit is, what for and its reference: nothing about the person."""
    return f"{span(row.interval, row)} · {row.service} · {row.reference}"


def listed(visits: Iterable[Appointment]) -> SafeString:
    return format_html_join("", "{}<br>", ((visit(row),) for row in visits))
