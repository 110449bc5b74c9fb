from celery import shared_task
from django.utils import timezone

from portal.audit import actions


@shared_task
def seal() -> None:
    actions.seal(at=timezone.now())


@shared_task
def seal_leftovers() -> None:
    """Seal what committed so late that the quick search no longer looks for it."""
    actions.seal(at=timezone.now(), thorough=True)
