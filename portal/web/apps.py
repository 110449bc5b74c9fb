from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    default = True
    name = "portal.web"
    label = "web"
    verbose_name = _("Pages")

    def ready(self) -> None:
        # Here and not above: these need the models, which are loaded by now.
        from portal.notifications.rules import kinds  # noqa: PLC0415  see above
        from portal.web.barriers import letters  # noqa: PLC0415  see above

        for kind in letters.KINDS:
            kinds.register(kind)


class StaffAdminConfig(admin_apps.AdminConfig):
    default = False  # named in INSTALLED_APPS in the place of the stock one
    default_site = "portal.web.staff.StaffSite"
