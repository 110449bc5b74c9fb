"""What the clock starts."""

from celery import shared_task
from django.utils import timezone

from scheduling.actions import devices, finding, holding, reminding, urgent


@shared_task
def forget_run_out() -> None:
    """Forget who did not book after all."""
    holding.forget_run_out(at=timezone.now())


@shared_task
def forget_access_codes() -> None:
    """Forget who asked for a code to a visit, once that opens and counts for nothing."""
    finding.forget_past(at=timezone.now())


@shared_task
def forget_devices() -> None:
    """Forget on which devices people were told of visits that are over."""
    devices.forget_past(at=timezone.now())


@shared_task
def forget_urgent_requests() -> None:
    """Forget who asked for an urgent visit, some time after it was decided."""
    urgent.forget_past(at=timezone.now())


@shared_task
def plan_reminders() -> None:
    """Give coming visits the reminders of rules that were changed since they were booked."""
    reminding.plan_missing(at=timezone.now())
