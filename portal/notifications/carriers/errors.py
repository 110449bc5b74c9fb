"""How a carrier says that a message did not go. The text is for staff and names no person."""

from datetime import timedelta


class DelayedError(Exception):
    """Not now: trying this message again later may help."""


class UnreachableError(DelayedError):
    """Nothing goes over this line at present, whoever the message is for.

    `wait` is how long the other side asked us to leave it alone, or None.
    """

    def __init__(self, reason: str, *, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class LineDownError(DelayedError):
    """One of several lines of this way is down. It says nothing about the others: the way stays open."""


class RefusedError(Exception):
    """Not ever: the other side has said no to this message or this address."""


class UncertainError(Exception):
    """It may have gone. To send it again could reach the person twice, not to, never."""
