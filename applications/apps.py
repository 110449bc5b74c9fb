"""Cases from receipt to card. The room is walled off; it is furnished by a later release."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Cases")
