from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.demo import clock, database


class DemoConfig(AppConfig):
    """Only a demonstration installs this. It has no tables: all that stays behind is a function."""

    name = "portal.demo"
    label = "demo"
    verbose_name = _("Demonstration")

    def ready(self) -> None:
        clock.install()
        database.install()
