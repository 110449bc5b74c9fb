from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.celery import app


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"
    verbose_name = _("Notices")

    def ready(self) -> None:
        app.set_default()  # or a web process rings at Celery's own default broker, where nobody listens
        import_module("portal.notifications.receivers")
