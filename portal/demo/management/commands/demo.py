"""Fill an empty portal with a demonstration office."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.demo import clock
from portal.demo.logins import keep, logins
from portal.demo.world.build import build

LARGEST_SCALE = 100
CASES = 10_000
FILE = "demo-logins.txt"


class Command(BaseCommand):
    help = "Make the demonstration: two offices, their staff, rota and visits. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="the same number gives the same people")
        parser.add_argument("--scale", type=int, default=1, help="how many times ten counters (default 1)")
        parser.add_argument("--cases", type=int, default=CASES, help=f"how many (default {CASES})")
        parser.add_argument("--today", help="the day it is built around, for example 2026-12-01")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        if not settings.DEMO:
            raise CommandError("This portal is not a demonstration. Set DEMO=1 if it should be one.")
        scale: int = options["scale"]
        if not 1 <= scale <= LARGEST_SCALE:
            raise CommandError(f"--scale {scale} is not between 1 and {LARGEST_SCALE}.")
        built = build(seed=options["seed"], scale=scale, today=_day(options["today"]), cases=options["cases"])
        if built.counters or built.cases:
            self.stdout.write(
                f"Made {built.counters} counters, {built.duties} duties, {built.visits} visits"
                f" and {built.cases} cases with {built.events} events."
            )
        else:
            self.stdout.write("The demonstration is there already. Nothing was changed.")
        keep(settings.VAR_DIR / FILE, logins())
        self.stdout.write(logins())


def _day(text: str | None) -> date:
    """Return the day to build around: the clock's, which begins on a Tuesday when the offices are open."""
    if text is None:
        if not clock.is_set():
            clock.set_to(clock.first_moment(timezone.localdate(timezone=clock.zone())))
        return timezone.localdate(timezone=clock.zone())
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is not a day. Write it like 2026-12-01.") from error
