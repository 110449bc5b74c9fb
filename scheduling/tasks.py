"""What the clock starts."""

from celery import shared_task
from django.utils import timezone

from scheduling.actions import holding


@shared_task
def forget_run_out() -> None:
    """Forget who did not book after all."""
    holding.forget_run_out(at=timezone.now())
