"""One sender in a process of its own: `manage.py shell -c "from …tests.sender import run; run()"`."""

import os
from datetime import UTC, datetime

from django.core.mail.utils import DNS_NAME

from portal.notifications.actions.delivery import deliver
from portal.notifications.tests import sample


def run() -> None:
    """Send what is due; the greeting names this process, so that the mail server can end it."""
    DNS_NAME._fqdn = f"process-{os.getpid()}.example.test"  # noqa: SLF001  no public way
    sample.register()
    deliver(at=datetime.now(UTC), limit=10_000)
