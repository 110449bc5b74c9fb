from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "portal.reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        # Here and not above: it needs the models, which are loaded by now.
        from portal.reports import receivers  # noqa: F401, PLC0415  see above
