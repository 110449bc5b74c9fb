import sys

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.demo import clock, database

# They compare what columns have for a default, and another clock would look like another column.
MAKES_TABLES = (["makemigrations"], ["migrate"])


class DemoConfig(AppConfig):
    """Only a demonstration installs this. It has no tables: all that stays behind is a function."""

    name = "portal.demo"
    label = "demo"
    verbose_name = _("Demonstration")

    def ready(self) -> None:
        if sys.argv[1:2] in MAKES_TABLES:
            return
        clock.install()
        database.install()
