"""The SMS gateway fails, in every way in which gateways do."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice, Outage
from portal.tests.failures.programs import eventually
from portal.tests.failures.stage import Stage, all_settled, reminders

# The benchmark plays them all (docs/failures.md).
FAILURES: list[dict[str, object]] = [{"status": 500}, {"drop": "after"}, {"status": 503}]

pytestmark = pytest.mark.django_db(transaction=True)
OpenStage = Callable[..., Stage]


def test_whatever_a_gateway_does_each_message_comes_once_when_it_is_well_again(open_stage: OpenStage) -> None:
    stage = open_stage()
    stage.fleet.hire(2)
    stage.fleet.wind_up()

    for failure in FAILURES:
        before = stage.gateway.counts()["requests"]
        stage.gateway.behave(**failure)
        reminders(8, Channel.SMS, at=timezone.now())
        stage.wait_for_requests(more_than=before + 1)
    stage.gateway.behave()
    assert eventually(all_settled), stage.fleet.workers[0].last_words()

    became = stage.by_sms()
    assert (became.states, became.missing, became.doubled) == ({State.SENT: 8 * len(FAILURES)}, {}, 0)
    assert not Outage.objects.open().exists()


def test_a_gateway_that_was_not_there_gets_each_message_once(open_stage: OpenStage) -> None:
    stage = open_stage()
    stage.gateway.behave(delay=0.2)
    stage.fleet.hire(2)
    stage.fleet.wind_up()
    reminders(24, Channel.SMS, at=timezone.now())
    assert eventually(lambda: len(stage.gateway.delivered()) > 4)

    stage.stop_gateway()
    assert eventually(lambda: Outage.objects.open().exists())
    stage.start_gateway()
    assert eventually(all_settled), stage.fleet.workers[0].last_words()

    became = stage.by_sms()
    assert (became.states, became.missing, became.doubled) == ({State.SENT: 24}, {}, 0)


def test_mails_go_while_the_gateway_hangs(open_stage: OpenStage) -> None:
    stage = open_stage()
    stage.gateway.behave(delay=60, deliver_before_delay=True)
    stage.fleet.hire(2)
    stage.fleet.wind_up()
    texts = reminders(24, Channel.SMS, at=timezone.now())
    assert eventually(stage.gateway.delivered)

    reminders(3, Channel.EMAIL, at=timezone.now())
    assert eventually(lambda: len(stage.sink.accepted) == 3)

    texts_open = Notice.objects.open().filter(channel=Channel.SMS)
    assert texts_open.count() == len(texts)
