"""All senders are killed -9 while messages are on their way, and started again."""

import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.utils import timezone

from portal.notifications.actions.delivery import ONE_BY_ONE
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.tests.failures.programs import eventually
from portal.tests.failures.stage import Stage, all_settled, reminders

WRITTEN = 48
SENDERS = 2
SLOW = 0.4  # seconds that the gateway takes for each: a cut finds some on their way

pytestmark = pytest.mark.django_db(transaction=True)
OpenStage = Callable[..., Stage]


def play(
    stage: Stage,
    *,
    senders: int = SENDERS,
    cuts: int = 1,
    written: int = WRITTEN,
    ways: str = "",
    dedupe: bool = True,
) -> None:
    """Let text messages be sent, and cut the power of all senders each time that some have been."""
    stage.gateway.behave(delay=SLOW, deduplicate=dedupe)
    stage.fleet.hire(senders, ways=ways)
    stage.fleet.wind_up()
    reminders(written, Channel.SMS, at=timezone.now())
    for number in range(cuts):
        stage.wait_for_requests(more_than=(number + 1) * written // (cuts + 2))
        stage.fleet.lose_all()
    assert eventually(all_settled), stage.fleet.workers[0].last_words()
    time.sleep(SLOW)  # what the gateway had in hand for a sender that is dead


def test_nothing_is_lost_and_nothing_doubled_by_a_gateway_that_knows_our_keys(open_stage: OpenStage) -> None:
    stage = open_stage()

    play(stage, senders=3, cuts=2)

    became = stage.by_sms()
    assert (became.states, became.missing, became.doubled) == ({State.SENT: WRITTEN}, {}, 0)


def test_a_gateway_that_does_not_know_our_keys_doubles(open_stage: OpenStage) -> None:
    """The negative control: the cuts do fall between handing over and writing down."""
    stage = open_stage()

    play(stage, dedupe=False)

    became = stage.by_sms()
    assert (became.states, became.missing) == ({State.SENT: WRITTEN}, {})
    assert became.doubled > 0


def test_with_such_a_gateway_none_is_doubled_and_what_may_have_gone_is_in_doubt(
    open_stage: OpenStage,
) -> None:
    stage = open_stage(SMS_GATEWAY_DEDUPLICATES="0")

    play(stage, written=32, dedupe=False)

    became = stage.by_sms()
    assert (became.lost, became.doubled) == (0, 0)
    assert became.states.keys() <= {State.SENT, State.UNCERTAIN}
    assert became.states[State.UNCERTAIN] <= SENDERS
    assert Notice.objects.filter(attempts__gt=1).count() <= SENDERS * ONE_BY_ONE


def test_senders_that_mark_before_they_send_lose_messages(open_stage: OpenStage) -> None:
    """The negative control: what a cut loses is seen."""
    stage = open_stage()

    play(stage, written=24, ways="portal.tests.failures.careless.mark_first")

    became = stage.by_sms()
    assert became.states == {State.SENT: 24}
    assert became.lost > 0


def test_mails_are_not_lost_and_those_that_come_twice_say_that_they_are_one(open_stage: OpenStage) -> None:
    stage = open_stage()
    stage.sink.before_end = lambda _count, _greeting: time.sleep(SLOW / 4)  # it has it, and has not said so
    stage.fleet.hire(SENDERS)
    stage.fleet.wind_up()
    written = reminders(WRITTEN, Channel.EMAIL, at=timezone.now())

    assert eventually(lambda: len(stage.sink.accepted) > WRITTEN // 4)
    stage.fleet.lose_all()
    assert eventually(all_settled), stage.fleet.workers[0].last_words()

    came = {(message["To"], message["Message-ID"]) for message in stage.sink.accepted}
    assert came == {(notice.recipient, notice.message_id) for notice in written}
    assert len(stage.sink.accepted) > WRITTEN
    assert Counter(Notice.objects.values_list("state", flat=True)) == {State.SENT: WRITTEN}
