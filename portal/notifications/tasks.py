from celery import shared_task
from django.utils import timezone

from portal.notifications import actions

AT_ONCE = 200  # after so many a worker makes room for other jobs, and another run goes on


@shared_task(ignore_result=True)
def deliver_due() -> None:
    if actions.deliver(at=timezone.now(), limit=AT_ONCE) == AT_ONCE:
        actions.call_sender()
