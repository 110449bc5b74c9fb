"""Nobody who changes a visit, and no sender, waits for the other in a circle."""

from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from portal.accounts.tests.factories import office
from portal.notifications.actions import outages
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from portal.notifications.tests.factories import NOON, notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample_kind")]

MOMENT = timedelta(seconds=1)


def test_the_end_of_an_outage_does_not_wait_for_who_withdraws_a_message() -> None:
    """Whoever moves a visit locks its messages in an order of their own."""
    subject = office()
    withdrawn, other = notice(subject), notice(subject, version=2)
    Notice.objects.update(next_try_at=NOON + timedelta(hours=1))
    outages.open_up(Channel.EMAIL, reason="?", wait=None, at=NOON)
    outage = outages.current(Channel.EMAIL)
    assert outage is not None
    somebody = connections.create_connection("default")
    somebody.settings_dict = connection.settings_dict

    with closing(somebody), somebody.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT FROM notifications_notice WHERE id = %s FOR UPDATE", [withdrawn.pk])
        with transaction.atomic(), connection.cursor() as ours:
            ours.execute("SET LOCAL lock_timeout = '500ms'")
            outages.end(outage, at=NOON + MOMENT)

    other.refresh_from_db()
    assert other.next_try_at == NOON + MOMENT
