"""What senders stand on goes away: the broker, their sessions at the database; or there is more of it."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.tests.failures.programs import eventually
from portal.tests.failures.stage import Stage, all_settled, reminders

pytestmark = pytest.mark.django_db(transaction=True)
OpenStage = Callable[..., Stage]


def test_reminders_go_while_the_broker_is_gone_and_after_it_has_come_back_empty(
    open_stage: OpenStage,
) -> None:
    stage = open_stage()
    stage.gateway.behave(delay=0.1)
    stage.fleet.hire(2)
    stage.fleet.wind_up()
    reminders(16, Channel.SMS, at=timezone.now())
    assert eventually(stage.gateway.delivered)

    stage.broker.kill()
    assert eventually(all_settled)
    reminders(16, Channel.SMS, at=timezone.now())
    assert eventually(all_settled), stage.fleet.workers[0].last_words()
    stage.broker.start()
    reminders(16, Channel.SMS, at=timezone.now())
    assert eventually(all_settled), stage.fleet.workers[0].last_words()

    became = stage.by_sms()
    assert (became.states, became.missing, became.doubled) == ({State.SENT: 48}, {}, 0)


def test_nothing_is_lost_or_doubled_when_the_lines_to_the_database_are_cut(open_stage: OpenStage) -> None:
    stage = open_stage()
    stage.gateway.behave(delay=0.3)
    stage.fleet.hire(2)
    stage.fleet.wind_up()
    reminders(48, Channel.SMS, at=timezone.now(), over=timedelta(seconds=4))

    for enough in (8, 20, 32):
        stage.wait_for_requests(more_than=enough)
        assert eventually(stage.cut_lines)
    assert eventually(all_settled), stage.fleet.workers[0].last_words()

    became = stage.by_sms()
    assert (became.states, became.missing, became.doubled) == ({State.SENT: 48}, {}, 0)


def test_three_clocks_double_nothing_even_for_a_gateway_that_does_not_know_our_keys(
    open_stage: OpenStage,
) -> None:
    stage = open_stage()
    stage.gateway.behave(delay=0.2, deduplicate=False)
    stage.fleet.hire(2)
    stage.fleet.wind_up(clocks=3)

    reminders(48, Channel.SMS, at=timezone.now())
    assert eventually(all_settled), stage.fleet.workers[0].last_words()

    assert Counter(each["key"] for each in stage.gateway.delivered()) == {
        notice.public_key: 1 for notice in Notice.objects.all()
    }
    assert set(Notice.objects.values_list("state", "attempts")) == {(State.SENT, 1)}
