"""One sender in a process of its own: `python -m bench.reminders.sender`.

It does what a thread of the worker does, one run after another, and says in JSON what that took.
"""

import json
import logging
import sys
from dataclasses import asdict, dataclass, field
from time import perf_counter, process_time
from typing import Any

import django
from django.db import connection
from django.utils import timezone

from bench.reminders.memory import megabytes

SAMPLES = (0.1, 0.5, 1.0)  # of the messages, after which memory is looked at


@dataclass
class Account:
    """What sending took: seconds, of them our own processor's, and MB after parts of the messages."""

    sent: int = 0
    seconds: float = 0.0
    processor: float = 0.0
    statements: int = 0
    memory: dict[str, float] = field(default_factory=dict)

    def watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001  as Django calls it
        self.statements += 1
        return execute(sql, params, many, context)


def main(expected: int) -> None:
    django.setup()
    logging.disable(logging.INFO)
    connection.ensure_connection()
    account = Account(memory={"before": megabytes()})
    with connection.execute_wrapper(account.watch):
        _send(account, expected)
    sys.stdout.write(json.dumps(asdict(account)) + "\n")


def _send(account: Account, expected: int) -> None:
    # Only now are there settings, which these read.
    from portal.notifications.actions.delivery import deliver  # noqa: PLC0415  needs settings
    from portal.notifications.choices import Channel  # noqa: PLC0415  needs settings
    from portal.notifications.tasks import AT_ONCE  # noqa: PLC0415  needs settings

    started, processor = perf_counter(), process_time()
    left = list(SAMPLES)
    while taken := deliver(channel=Channel.SMS, at=timezone.now(), limit=AT_ONCE):
        account.sent += taken
        while left and account.sent >= expected * left[0]:
            account.memory[f"{left.pop(0):.0%}"] = megabytes()
    account.seconds, account.processor = perf_counter() - started, process_time() - processor
    account.memory["peak"] = megabytes("VmHWM")


if __name__ == "__main__":
    main(int(sys.argv[1]))
