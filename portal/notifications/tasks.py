from celery import shared_task
from django.utils import timezone

from portal.notifications.actions import delivery, retention
from portal.notifications.actions.waking import call_senders
from portal.notifications.choices import Channel

AT_ONCE = 200  # after so many a worker makes room for other jobs, and another run goes on


@shared_task(ignore_result=True)
def deliver_due(channel: str) -> None:
    way = Channel(channel)
    if delivery.deliver(channel=way, at=timezone.now(), limit=AT_ONCE) == AT_ONCE:
        call_senders(way)


@shared_task(ignore_result=True)
def forget_recipients() -> None:
    retention.forget_recipients(at=timezone.now())
