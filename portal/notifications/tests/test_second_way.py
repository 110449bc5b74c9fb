"""When one way to a person fails, the next is taken, once."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from pytest_django import Settings

from portal.accounts.models import Office
from portal.accounts.tests.factories import office
from portal.notifications.actions.delivery import deliver
from portal.notifications.choices import Channel, State
from portal.notifications.models import Notice
from portal.notifications.tests.factories import NOON, notice
from portal.notifications.tests.sink import Sink

if TYPE_CHECKING:
    from portal.local.gateway.running import Running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]

MAIL, PHONE = "anna@example.test", "+48600000001"


@pytest.fixture
def anna() -> Office:
    """Return a subject whose person has an address and a phone."""
    subject = office()
    subject.email, subject.phone = MAIL, PHONE
    subject.save()
    return subject


@pytest.fixture(autouse=True)
def _servers(settings: Settings, sink: Sink, sms_gateway: "Running") -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = sms_gateway.url, sms_gateway.token


def rows() -> list[tuple[str, str, str]]:
    return list(Notice.objects.order_by("pk").values_list("channel", "state", "recipient"))


def test_a_mail_that_is_refused_is_followed_by_a_text(
    anna: Office, sink: Sink, sms_gateway: "Running"
) -> None:
    sink.answers["RCPT"] = "550 nobody here"
    written = notice(anna, version=3, language="ru", occasion="P2D")

    deliver(at=NOON, limit=10)
    deliver(at=NOON + timedelta(seconds=1), limit=10, channel=Channel.SMS)

    assert rows() == [(Channel.EMAIL, State.FAILED, MAIL), (Channel.SMS, State.SENT, PHONE)]
    text = Notice.objects.get(channel=Channel.SMS)
    assert (text.instead_of, text.version, text.language, text.occasion) == (written, 3, "ru", "P2D")
    assert NOON <= text.due_at <= NOON + timedelta(seconds=30)
    (message,) = sms_gateway.delivered()
    assert message["text"].lower().endswith("понедельник 3")


def test_a_text_that_is_refused_is_followed_by_a_mail(anna: Office, sink: Sink) -> None:
    Office.objects.update(phone="+48600000999")
    notice(anna, channel=Channel.SMS, recipient="+48600000999")

    deliver(at=NOON, limit=10, channel=Channel.SMS)
    deliver(at=NOON + timedelta(seconds=1), limit=10)

    assert [(channel, state) for channel, state, _ in rows()] == [
        (Channel.SMS, State.FAILED),
        (Channel.EMAIL, State.SENT),
    ]
    assert [message["To"] for message in sink.accepted] == [MAIL]


def test_when_every_way_has_failed_nobody_goes_round_in_circles(anna: Office, sink: Sink) -> None:
    Office.objects.update(phone="+48600000999")
    sink.answers["RCPT"] = "550 nobody here"
    notice(anna)

    for second in range(4):
        for channel in Channel.EMAIL, Channel.SMS:
            deliver(at=NOON + timedelta(seconds=second), limit=10, channel=channel)

    assert [(channel, state) for channel, state, _ in rows()] == [
        (Channel.EMAIL, State.FAILED),
        (Channel.SMS, State.FAILED),
    ]


def test_what_went_by_both_ways_already_is_not_sent_again(anna: Office, sink: Sink) -> None:
    sink.answers["RCPT"] = "550 nobody here"
    notice(anna)
    notice(anna, channel=Channel.SMS, recipient=PHONE)

    deliver(at=NOON, limit=10)

    assert [channel for channel, _, _ in rows()] == [Channel.EMAIL, Channel.SMS]


def test_who_has_one_way_only_is_not_reached(sink: Sink) -> None:
    sink.answers["RCPT"] = "550 nobody here"
    notice()

    deliver(at=NOON, limit=10)

    assert [(channel, state) for channel, state, _ in rows()] == [(Channel.EMAIL, State.FAILED)]


def test_what_is_no_longer_true_is_not_told_by_another_way(anna: Office, sink: Sink) -> None:
    sink.answers["RCPT"] = "550 nobody here"
    sink.before_end = lambda _count, _greeting: None
    notice(anna)
    Office.objects.update(is_open_to_public=False)

    deliver(at=NOON, limit=10)

    assert [(channel, state) for channel, state, _ in rows()] == [(Channel.EMAIL, State.DROPPED)]


def test_a_mail_says_where_such_messages_are_turned_off(anna: Office, sink: Sink) -> None:
    notice(anna)

    deliver(at=NOON, limit=10)

    (message,) = sink.accepted
    assert message["List-Unsubscribe"] == f"<https://example.org/stop/{anna.pk}/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = message.get_body(("plain",))
    assert text is not None
    assert f"https://example.org/stop/{anna.pk}/" in text.get_content()
    assert mail.outbox == []
