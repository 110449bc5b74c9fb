from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """Only a demonstration installs this. It has no tables, so nothing of it stays behind."""

    name = "portal.demo"
    label = "demo"
    verbose_name = _("Demonstration")
