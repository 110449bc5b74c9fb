"""Write the list of a day into a file, or print it: for the day on which the network fails."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts.models import Office
from portal.audit.rules.actors import SYSTEM
from scheduling.actions.queue.day_lists import save_day_list, text_of
from scheduling.models.line import today


class Command(BaseCommand):
    help = "Write the list of an office's day into a file that any browser shows and prints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("office", help="short name of the office, for example krakow")
        parser.add_argument("date", nargs="?", help="local day, for example 2026-12-01; today, if left out")
        parser.add_argument("--print", action="store_true", help="print the page, and write no file")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        office = Office.objects.filter(slug=options["office"]).first()
        if office is None:
            known = ", ".join(Office.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"There is no office {options['office']}. There are: {known}.")
        at = timezone.now()
        on = _day(options["date"]) if options["date"] else today(office, at)
        if options["print"]:
            self.stdout.write(text_of(office, on, at=at))
        else:
            self.stdout.write(str(save_day_list(office=office, on=on, by=SYSTEM, at=at)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is no date. Write it as 2026-12-01.") from error
