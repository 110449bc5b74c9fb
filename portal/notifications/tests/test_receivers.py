"""A worker that nobody asks looks by itself. What it is for is proven in portal/tests/failures."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from celery.signals import task_prerun, worker_ready, worker_shutdown
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from portal.notifications import receivers, tasks
from portal.notifications.choices import Channel, State
from portal.notifications.receivers import Pulse
from portal.notifications.tests.factories import notice

PATIENCE = 30.0

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample_kind")]
Begin = Callable[..., Pulse]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Return what starts a pulse with these seconds of silence; all end with the test."""
    begun: list[Pulse] = []

    def start(*, silence: float) -> Pulse:
        begun.append(Pulse(Channel.EMAIL, silence=silence, every=0.02))
        begun[-1].start()
        return begun[-1]

    yield start
    for pulse in begun:
        pulse.stop()
        pulse.join(PATIENCE)


@pytest.fixture
def worker() -> Iterator[None]:
    worker_ready.send(sender=None)
    yield
    worker_shutdown.send(sender=None)


def pulses() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("pulse-")}


def eventually(is_so: Callable[[], object]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not is_so():
        time.sleep(0.02)
    return bool(is_so())


def test_a_worker_that_is_not_asked_sends_what_is_due(begin: Begin) -> None:
    written = notice(due_at=timezone.now())

    begin(silence=0)

    assert eventually(lambda: mail.outbox)
    assert eventually(lambda: type(written).objects.get().state == State.SENT)


def test_a_worker_that_was_asked_lately_does_not_look(begin: Begin) -> None:
    notice(due_at=timezone.now())

    begin(silence=PATIENCE)
    time.sleep(0.3)

    assert mail.outbox == []


def test_a_look_that_fails_is_not_the_last(
    begin: Begin, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    notice(due_at=timezone.now())
    settings.SENDERS = "many"
    begin(silence=0)
    assert eventually(lambda: "Nothing was sent by email." in caplog.messages)

    settings.SENDERS = 2

    assert eventually(lambda: mail.outbox)


@pytest.mark.usefixtures("worker")
def test_each_channel_has_a_pulse_while_the_worker_runs() -> None:
    assert pulses() == {"pulse-email", "pulse-sms", "pulse-push"}

    worker_shutdown.send(sender=None)

    assert pulses() == set()


def test_a_tick_tells_its_channel_that_it_is_asked(worker: None) -> None:  # noqa: ARG001  its pulses run
    from_this_moment = {name: pulse.asked_at for name, pulse in receivers.running.items()}

    task_prerun.send(sender=None, task=tasks.deliver_due, args=("sms",))
    task_prerun.send(sender=None, task=tasks.forget_recipients, args=())

    later = {name for name, pulse in receivers.running.items() if pulse.asked_at > from_this_moment[name]}
    assert later == {"sms"}
