"""Bring the translation catalogues up to date: `make messages`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.web.catalogues import collect, write


class Command(BaseCommand):
    help = "Collects what is to be translated and compiles the catalogues."
    requires_system_checks: list[str] = []  # noqa: RUF012  as Django declares it

    def handle(self, **_options: object) -> None:
        root = Path(settings.BASE_DIR)
        with TemporaryDirectory() as work:
            for language, catalogue in collect(root, Path(work)).items():
                write(root, language, catalogue)
                left = sum(not entry.translated() for entry in catalogue if not entry.obsolete)
                self.stdout.write(f"{language}: {len(catalogue)} messages, {left} to translate")
