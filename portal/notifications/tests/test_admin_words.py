"""What the outbox writes down for machines, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from portal.notifications.actions import delivery, outbox, wording
from portal.notifications.admin import words
from portal.notifications.choices import Channel
from portal.notifications.models import Outage
from portal.notifications.rules.reminders import Offset
from portal.notifications.templatetags.lead_times import before

NOON = datetime(2026, 3, 2, 11, 3, tzinfo=UTC)  # 12:03 in Warsaw


@pytest.mark.parametrize(
    ("offset", "text"),
    [
        (Offset(7), "7 days before"),
        (Offset(1), "1 day before"),
        (Offset(0, 60), "1 hour before"),
        (Offset(0, 180), "3 hours before"),
        (Offset(0, 1), "1 minute before"),
        (Offset(0, 59), "59 minutes before"),
        (Offset(0, 90), "1 hour and 30 minutes before"),
        (Offset(1, 180), "1 day and 3 hours before"),
        (Offset(2, 61), "2 days, 1 hour and 1 minute before"),
    ],
)
def test_how_long_before_is_said_as_a_person_would(offset: Offset, text: str) -> None:
    assert before(offset) == text
    assert words.occasion(offset.code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("", ""),
        ("P2D/again-1", "2 days before, sent again"),
        ("again-2", "sent again"),
        ("spring", "spring"),
        ("spring/again-1", "spring, sent again"),
        ("P", "P"),
        ("P999D", "P999D"),
    ],
)
def test_an_occasion_is_told_in_words_where_there_are_some(code: str, text: str) -> None:
    assert words.occasion(code) == text


@pytest.mark.parametrize(
    "text",
    [
        delivery.IN_DOUBT,
        outbox.WITHDRAWN,
        wording.NO_MORE_TRUE,
        wording.STOPPED_AGAIN,
        wording.TOO_OLD,
    ],
)
def test_the_catalogues_have_each_reason_as_the_senders_write_it(text: str) -> None:
    with translation.override(None):
        assert words.reason(text) == text
    assert text in words.REASONS


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ReadTimeoutError", "The other side did not answer in time (ReadTimeoutError)"),
        ("550 5.1.1 a•••@example.test: no such user", "550 5.1.1 a•••@example.test: no such user"),
        ("", ""),
    ],
)
def test_what_failed_is_explained_and_what_the_other_side_said_stays(written: str, read: str) -> None:
    assert words.reason(written) == read


@pytest.mark.parametrize(
    ("channel", "began", "text"),
    [
        (Channel.SMS, NOON, "No text messages have gone out since 12:03."),
        (Channel.EMAIL, NOON, "No e-mails have gone out since 12:03."),
        (Channel.PUSH, NOON, "No notifications have gone out to people's devices since 12:03."),
        (
            Channel.SMS,
            NOON - timedelta(days=1),
            "No text messages have gone out since 1 March 2026, 12:03.",
        ),
        (
            Channel.SMS,
            datetime(2026, 3, 1, 23, tzinfo=UTC),  # today in Warsaw, yesterday in London
            "No text messages have gone out since 00:00.",
        ),
    ],
)
def test_an_outage_is_told_in_words(channel: Channel, began: datetime, text: str) -> None:
    assert words.silence(Outage(channel=channel, began_at=began), at=NOON + timedelta(hours=3)) == text


def test_after_midnight_in_the_office_an_outage_is_one_of_yesterday() -> None:
    midnight = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # the 3rd in Warsaw

    said = words.silence(Outage(channel=Channel.SMS, began_at=NOON), at=midnight)

    assert said == "No text messages have gone out since 2 March 2026, 12:03."
