from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = _("Hours and visits")

    def ready(self) -> None:
        # Here and not above: these need the models, which are loaded by now.
        from portal.notifications.rules import kinds  # noqa: PLC0415  see above
        from scheduling import notices, receivers  # noqa: F401, PLC0415  see above; receivers connect themselves

        for kind in notices.KINDS:
            kinds.register(kind)
