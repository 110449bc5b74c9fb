from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Cases")

    def ready(self) -> None:
        # Here and not above: these need the models, which are loaded by now.
        from applications import notices  # noqa: PLC0415  see above
        from portal.notifications.rules import kinds  # noqa: PLC0415  see above

        for kind in notices.KINDS:
            kinds.register(kind)
