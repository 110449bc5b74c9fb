from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Cases")

    def ready(self) -> None:
        # Here and not above: these need the models, which are loaded by now.
        from applications import notices, receivers  # noqa: F401, PLC0415  see above; receivers connect themselves
        from portal.notifications.rules import kinds  # noqa: PLC0415  see above

        for kind in notices.KINDS:
            kinds.register(kind)
