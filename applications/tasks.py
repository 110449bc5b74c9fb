"""What the clock starts, and what a page asks for that takes longer than a page may."""

from contextlib import suppress
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from applications.actions import digesting, monthly, pacing, reckoning, reminding
from applications.actions.importing import running, steps
from applications.actions.importing.locks import BusyError
from applications.actions.uploading import checking, purging


@shared_task
def read_file(run: int) -> None:
    """Try a file out, or read it in, unless somebody does so already."""
    with suppress(BusyError):
        running.work(run, at=timezone.now())


@shared_task
def read_files() -> None:
    """Go on with every file that waits: its worker was killed, or nobody heard the wake-up."""
    for run in steps.waiting_runs():
        with suppress(BusyError):
            running.work(run, at=timezone.now())


@shared_task
def forget_files() -> None:
    """Delete files that nobody has read in for days."""
    steps.forget_left(at=timezone.now())


@shared_task
def reckon_cases() -> None:
    """Say whose turn it is where a term has passed, and reckon every case anew after a change of the law."""
    reckoning.reckon_cases(at=timezone.now())


@shared_task
def reckon_pace() -> None:
    """Count once a day how long past cases took and how many wait."""
    pacing.reckon_pace(at=timezone.now())


@shared_task
def plan_case_reminders() -> None:
    """Write the reminders of the coming days of all cases."""
    reminding.plan(at=timezone.now())


@shared_task
def send_monthly_notes() -> None:
    """Write to whoever wants to hear once a month that nothing has changed."""
    monthly.send(at=timezone.now())


@shared_task
def send_case_digests() -> None:
    """Write to whoever wants one message for all the cases that they look after."""
    digesting.send(at=timezone.now())


@shared_task
def check_file(key: str) -> None:
    """Check a file that somebody has just sent."""
    checking.check(UUID(key), at=timezone.now())


@shared_task
def check_files() -> None:
    """Check every file that waits: its worker was killed, the scanner was silent, or a ring was lost."""
    checking.check_waiting(at=timezone.now())


@shared_task
def purge_files() -> None:
    """Delete copies of cases that have long been closed."""
    purging.purge(at=timezone.now())
