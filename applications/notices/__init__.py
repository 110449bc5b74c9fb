"""What people are told when something happened in their case."""

from datetime import datetime
from typing import Any

from applications.rules.events import Event
from portal.notifications.rules.kinds import Kind

KINDS: tuple[Kind[Any], ...] = ()


def told(case: int, event: Event, *, at: datetime) -> None:
    """Write what the person is to be told of an event, in its transaction; mostly nothing."""
    del case, event, at
