"""Say what is missing or wrong in the translations; part of `make check`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.web.catalogues import collect, faults


class Command(BaseCommand):
    help = "Fails if a message is missing, fuzzy, out of date or has other placeholders."
    requires_system_checks: list[str] = []  # noqa: RUF012  as Django declares it

    def handle(self, **_options: object) -> None:
        root = Path(settings.BASE_DIR)
        with TemporaryDirectory() as work:
            found = [*faults(root, collect(root, Path(work)))]
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} faults in the translations.")
        self.stdout.write("All messages are translated into every language.")
