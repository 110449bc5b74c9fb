"""What a worker does when it is woken."""

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.utils import timezone

from portal.notifications import tasks
from portal.notifications.tests.factories import notices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]


@pytest.mark.parametrize(("waiting", "rung"), [(1, 0), (2, 1), (3, 1)])
def test_a_worker_calls_the_next_when_it_has_done_all_it_may_at_once(
    monkeypatch: pytest.MonkeyPatch, waiting: int, rung: int
) -> None:
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    notices(waiting, due_at=timezone.now())

    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.delete("celery")
        tasks.deliver_due("email")

        assert broker.llen("celery") == rung
    assert len(mail.outbox) == min(waiting, 2)
