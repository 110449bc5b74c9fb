"""What the clock starts."""

from importlib import import_module

from celery import shared_task
from django.conf import settings


@shared_task
def forget_sessions() -> None:
    """Delete sessions that are over: what was typed in them, and who was signed in, is nobody's business."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
