"""How the gateway behaves: well, unless it is told otherwise."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

FAILURES = (429, 500, 503)
LONGEST_DELAY = 600  # seconds


class UnknownBehaviourError(Exception):
    """What was asked for is nothing that the gateway can do."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What befalls the messages that come; `count` says how many of them, None all.

    `delay` is in seconds. `status` is answered instead of accepting. `drop` hangs up without
    an answer, before or after accepting. `deduplicate` and `answer_twice`, which has each
    message reported two times over, hold for all of them.
    """

    delay: float = 0
    deliver_before_delay: bool = False
    status: int | None = None
    count: int | None = None
    drop: str | None = None
    deduplicate: bool = True
    answer_twice: bool = False

    @property
    def without_faults(self) -> "Behaviour":
        return Behaviour(deduplicate=self.deduplicate, answer_twice=self.answer_twice)


VALID: Mapping[str, Callable[[object], bool]] = {
    "delay": lambda value: _is_number(value) and 0 <= value <= LONGEST_DELAY,  # type: ignore[operator]  # a number
    "deliver_before_delay": lambda value: isinstance(value, bool),
    "status": lambda value: value is None or (_is_number(value) and value in FAILURES),
    "count": lambda value: value is None or (type(value) is int and value >= 0),
    "drop": lambda value: value is None or (isinstance(value, str) and value in {"before", "after"}),
    "deduplicate": lambda value: isinstance(value, bool),
    "answer_twice": lambda value: isinstance(value, bool),
}


def parsed(given: object) -> Behaviour:
    """Return the behaviour that a request describes; what it leaves out is as it should be.

    :raises UnknownBehaviourError: if the gateway cannot behave like that.
    """
    if not isinstance(given, dict):
        raise UnknownBehaviourError("a behaviour is a JSON object")
    for name, value in given.items():
        if name not in VALID or not VALID[name](value):
            raise UnknownBehaviourError(f"{name} cannot be {value!r}")
    return Behaviour(**given)


class Conduct:
    """The behaviour of the moment, and for how many messages it lasts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.wanted = Behaviour()

    def become(self, behaviour: Behaviour) -> None:
        with self._lock:
            self.wanted = behaviour

    def next(self) -> Behaviour:
        """Return how to treat the message that has just come."""
        with self._lock:
            now = self.wanted
            if now.count is None:
                return now
            if now.count == 0:
                return now.without_faults
            self.wanted = replace(now, count=now.count - 1)
            return now


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
