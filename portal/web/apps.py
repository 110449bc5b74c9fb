from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    default = True
    name = "portal.web"
    label = "web"
    verbose_name = _("Pages")


class StaffAdminConfig(admin_apps.AdminConfig):
    default = False  # named in INSTALLED_APPS in the place of the stock one
    default_site = "portal.web.staff.StaffSite"
