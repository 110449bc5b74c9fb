"""Between machines the real time counts, wherever the demonstration's clock stands."""

import json
import time
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from portal.notifications.rules.signatures import signed

SECRET = "between-gateway-and-portal"  # noqa: S105  of a test
BODY = json.dumps({"key": "unknown", "status": "delivered"}).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-3, 3])
def test_a_gateways_report_is_believed_while_the_clock_is_elsewhere(
    client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    settings.SMS_REPORT_SECRET = SECRET
    elsewhere = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: elsewhere)
    timestamp = str(int(time.time()))
    headers = {"X-Timestamp": timestamp, "X-Signature": signed(BODY, secret=SECRET, timestamp=timestamp)}

    answer = client.post("/notices/reports/", BODY, "application/json", headers=headers)

    assert (answer.status_code, answer.json()) == (404, {"error": "No message has this key."})
