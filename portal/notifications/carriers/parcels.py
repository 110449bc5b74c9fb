"""What every carrier has in common, whatever way it takes."""

from dataclasses import dataclass
from types import TracebackType
from typing import ClassVar, Protocol, Self

from portal.notifications.rules.letters import Content


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, ready to be handed over.

    `key` names it for good, the same at every attempt: by it the other side can tell that it
    has the message already. `stop_url` is where the reader turns such messages off.
    """

    content: Content
    to: str
    language: str
    key: str
    stop_url: str = ""


class Carrier(Protocol):
    """A way to people, open from `with` to its end.

    `width` is how many messages it hands over at the same time, `batch` how many a sender
    claims for it at once. `is_repeatable` says that a message may be handed over again
    under its key, when nobody knows whether it went: either the other side delivers it
    once, or twice is better than never.
    """

    width: ClassVar[int]
    batch: ClassVar[int]

    @property
    def is_repeatable(self) -> bool: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    def send(self, parcel: Parcel) -> None:
        """Hand one message over. Where `width` is more than one, threads call this at once.

        :raises RefusedError: if it is refused for good.
        :raises UnreachableError: if nothing goes at present.
        :raises DelayedError: if this message may go later.
        :raises UncertainError: if it may have gone, and `is_repeatable` does not hold.
        """
