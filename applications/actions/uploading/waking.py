"""Ring for a worker that checks a file; if nobody hears it, the clock does within a minute."""

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError as BrokerError

log = logging.getLogger(__name__)
WORTH = 60  # seconds; later the clock has found the file


def wake_checker(key: UUID) -> None:
    try:
        current_app.send_task(
            "applications.tasks.check_file", [str(key)], retry=False, ignore_result=True, expires=WORTH
        )
    except (BrokerError, OSError):
        log.warning("The broker cannot be reached; a file waits for the next tick.")
