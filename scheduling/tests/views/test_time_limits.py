"""What people are told of how long a time is kept (WCAG 2.2, success criterion 2.2.1)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests.views.walk import TEN, choose, hidden, text, the_only

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

MORE, DETAILS = "/en/visits/hold/", "/en/visits/details/"
MINUTE = timedelta(minutes=1)


def said(client: Client) -> str:
    return text(client.get(DETAILS))


def test_who_chooses_a_time_knows_before_how_long_it_is_kept(stranger: Client) -> None:
    shown = text(stranger.get(f"/en/visits/krakow/CARD/times/{make.MONDAY.isoformat()}/"))

    assert "We keep it for you for 20 minutes while you fill in your details." in shown
    assert "If you need longer, you can ask for more time on each page, up to ten times." in shown


def test_each_page_says_how_often_one_can_ask_for_more_time(stranger: Client) -> None:
    choose(stranger)

    for left in range(10, 0, -1):
        times = "time" if left == 1 else "times"
        assert (
            "We keep the time for another 20 minutes from the moment you ask."
            f" You can ask {left} more {times}. Nothing that you have typed is lost." in said(stranger)
        )
        stranger.post(MORE, {"back": "details"})

    assert "You can ask" not in said(stranger)
    assert "We cannot keep it for longer than this." in said(stranger)
    assert Appointment.objects.get().extensions == 10


def test_another_time_can_be_kept_as_often_as_the_first(stranger: Client) -> None:
    choose(stranger)
    stranger.post(MORE, {"back": "details"})

    choose(stranger, TEN)

    assert "You can ask 10 more times." in said(stranger)


def test_more_time_counts_from_the_moment_one_asks(stranger: Client) -> None:
    choose(stranger)

    with time_machine.travel(make.AT + 19 * MINUTE, tick=False):
        reference = hidden(stranger.get(DETAILS), "hold")
        stranger.post(MORE, {"back": "details", "hold": reference})

        assert the_only().held_until == make.AT + 39 * MINUTE
