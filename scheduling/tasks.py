"""What the clock starts."""

from celery import shared_task
from django.utils import timezone

from scheduling.actions import devices, finding, holding, reminding, urgent
from scheduling.actions.queue import closing, day_lists, missing


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


@shared_task
def mark_no_shows() -> None:
    """Write down who did not come, so that they are told and may book again."""
    missing.mark_no_shows(at=timezone.now())


@shared_task
def close_days() -> None:
    """End the queues of days that are over: whoever still waits is given a new time."""
    closing.close_days(at=timezone.now())


@shared_task
def save_day_lists() -> None:
    """Write the lists of the day into files, for the day on which the network fails."""
    day_lists.save_day_lists(at=timezone.now())
