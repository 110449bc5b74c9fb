"""A gateway that would deliver a second copy is asked once; what nobody knows stays in doubt."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

from portal.notifications.actions.delivery import IN_DOUBT, LEASE, deliver
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.tests.factories import NOON, notice

if TYPE_CHECKING:
    from portal.local.gateway.running import Running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind", "_gateway")]

PHONE = "+48600000001"


@pytest.fixture
def _gateway(settings: Settings, sms_gateway: "Running") -> None:
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = sms_gateway.url, sms_gateway.token
    settings.SMS_GATEWAY_DEDUPLICATES = False
    sms_gateway.behave(deduplicate=False)


def text(**changes: object) -> Notice:
    written = notice(channel=Channel.SMS, recipient=PHONE)
    if changes:
        Notice.objects.filter(pk=written.pk).update(**changes)
    return written


def state_after(written: Notice, *, later: timedelta = timedelta()) -> tuple[str, str]:
    deliver(at=NOON + later, limit=10, channel=Channel.SMS)
    written.refresh_from_db()
    return written.state, written.reason


def test_what_went_is_sent(sms_gateway: "Running") -> None:
    assert state_after(text()) == (State.SENT, "")
    assert sms_gateway.counts()["delivered"] == 1


@pytest.mark.parametrize("fault", ["before", "after"])
def test_without_an_answer_it_stays_in_doubt_and_is_not_sent_again(
    sms_gateway: "Running", fault: str
) -> None:
    sms_gateway.behave(drop=fault, deduplicate=False)
    written = text()
    state, reason = state_after(written)
    sms_gateway.behave(deduplicate=False)

    assert (state, bool(reason)) == (State.UNCERTAIN, True)
    assert state_after(written, later=timedelta(hours=1))[0] == State.UNCERTAIN
    assert sms_gateway.counts()["doubled"] == 0


def test_what_a_sender_was_handing_over_when_it_died_stays_in_doubt(sms_gateway: "Running") -> None:
    """Its session is gone, so nobody holds the lock under its number."""
    written = text(state=State.SENDING, claimed_by=7, handed_at=NOON, next_try_at=NOON + LEASE, attempts=1)

    assert state_after(written) == (State.UNCERTAIN, IN_DOUBT)
    assert sms_gateway.counts()["requests"] == 0


def test_what_a_sender_had_only_claimed_when_it_died_is_sent(sms_gateway: "Running") -> None:
    written = text(state=State.SENDING, claimed_by=7, next_try_at=NOON + LEASE, attempts=1)

    assert state_after(written) == (State.SENT, "")
    assert sms_gateway.counts()["delivered"] == 1


def test_what_is_refused_was_not_sent(sms_gateway: "Running") -> None:
    sms_gateway.behave(status=503, deduplicate=False)
    written = text()

    assert state_after(written)[0] == State.QUEUED
    assert written.handed_at is None
