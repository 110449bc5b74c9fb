"""Print every start that can be booked, as the public pages would offer it now."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts.models import Office
from scheduling.models import Counter, Service
from scheduling.models.offers import calendar_of
from scheduling.rules.booking import may_choose

LONGEST_DAYS = 366

Line = tuple[datetime, str, datetime]
"""A start, the sign of a counter that is free for it, and the end; local times."""


class Command(BaseCommand):
    help = "Print every start that can be booked for a service: one line for each free counter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--office", required=True, help="short name of the office, for example krakow")
        parser.add_argument("--service", required=True, help="code of the service, for example COMPLETE")
        parser.add_argument("--from", required=True, dest="first", help="first day, for example 2026-12-01")
        parser.add_argument("--to", required=True, dest="last", help="last day, included")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        office, service = _office(options["office"]), _service(options["service"])
        first, last = _day(options["first"]), _day(options["last"])
        if first > last:
            raise CommandError(f"--from {first} comes after --to {last}. Give the earlier day first.")
        if (last - first).days >= LONGEST_DAYS:
            raise CommandError(f"That is more than {LONGEST_DAYS} days. Ask for a shorter time.")
        found = lines(office, service, first=first, last=last, at=timezone.now())
        try:
            for text in as_json(found) if options["json"] else as_table(found):
                self.stdout.write(text)
                self.stdout.flush()
        except BrokenPipeError:  # whoever reads, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def lines(office: Office, service: Service, *, first: date, last: date, at: datetime) -> Iterator[Line]:
    """Yield what can be booked at `at` (UTC), day by day, by start and then by counter.

    The calendar is read once, as it is at one moment; lines are made one by one, and none
    is kept.
    """
    signs = dict(Counter.objects.filter(office=office).values_list("pk", "code"))
    calendar = calendar_of(office, service, first=first, last=last, at=at)
    for on in calendar.days():
        if may_choose(service.terms, on=on):
            continue
        for offer in calendar.times(on):
            start, end = offer.start.astimezone(office.zone), offer.end.astimezone(office.zone)
            for sign in sorted(signs[counter] for counter in offer.counters):
                yield start, sign, end


def as_json(found: Iterator[Line]) -> Iterator[str]:
    """Yield each line as one JSON object."""
    for start, sign, end in found:
        yield json.dumps(
            {"counter": sign, "start": start.isoformat(), "end": end.isoformat()}, ensure_ascii=False
        )


def as_table(found: Iterator[Line]) -> Iterator[str]:
    """Yield a line for each start, with all the counters that are free for it."""
    empty = True
    for (start, end), rows in groupby(found, key=lambda line: (line[0], line[2])):
        empty = False
        yield f"{start:%a %Y-%m-%d  %H:%M}–{end:%H:%M}  {', '.join(sign for _start, sign, _end in rows)}"
    if empty:
        yield "Nothing can be booked in this time."


def _office(slug: str) -> Office:
    found = Office.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Office.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no office “{slug}”. Known offices: {known or 'none yet'}.")
    return found


def _service(code: str) -> Service:
    found = Service.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Service.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(f"There is no service “{code}”. Known services: {known or 'none yet'}.")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is not a day. Write it like 2026-12-31.") from error
