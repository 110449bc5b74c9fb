"""Setting the clock, and what must not be left behind in another time."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from redis import Redis

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.demo import clock
from portal.demo.world.playing import play
from portal.web import limits
from scheduling.choices import AppointmentState
from scheduling.models import Appointment


def set_clock(*, to: datetime, by: Actor, at: datetime) -> None:
    """Let the clock say `to` instead of `at`.

    What was counted counts from now on: after a step back, limits would else forbid for hours
    what was done in a future that is gone. Likewise nobody keeps a time held into that future.
    After a step forward, the demonstration's own counters have worked meanwhile.
    """
    with transaction.atomic():
        if to < at:
            Appointment.objects.filter(state=AppointmentState.HELD).expire()
        else:
            play(since=at, until=to)
        record("demo.clock_set", subject=None, by=by, at=to, before=at)
    _forgive()
    clock.set_to(to)


def _forgive() -> None:
    with Redis.from_url(settings.REDIS_URL) as client:
        for key in client.scan_iter(match=f"{limits.PREFIX}*"):
            client.delete(key)
    limits.memory.clear()
