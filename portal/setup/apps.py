from django.apps import AppConfig


class SetupConfig(AppConfig):
    """Makes an office that can work: a command, and the standard catalogue of services. No tables."""

    name = "portal.setup"
    label = "setup"
