from datetime import timedelta

import pytest
from celery import current_app
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from portal.accounts.tasks import forget_sessions

SECOND = timedelta(seconds=1)


@pytest.mark.django_db
def test_a_session_that_is_over_is_deleted() -> None:
    for life in (-SECOND, timedelta(hours=1)):
        session = SessionStore()
        session.set_expiry(life)
        session.save()

    forget_sessions()

    assert [row.session_key for row in Session.objects.all()] == [session.session_key]


def test_the_clock_looks_for_such_sessions() -> None:
    tasks = {entry["task"]: entry["schedule"] for entry in current_app.conf.beat_schedule.values()}

    assert tasks["portal.accounts.tasks.forget_sessions"] == 3600.0
    assert "portal.accounts.tasks.forget_sessions" in current_app.tasks
