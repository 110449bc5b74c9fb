"""The kinds of notices there are, each registered by the app that knows what it is about.

How an app adds one, in its `notices`:

    def appointment_booked(appointment: Appointment, *, at: datetime) -> None:
        # An action calls this inside its transaction. The same subject, kind, channel and version
        # is sent once, however often this is called.
        enqueue("appointment_booked", subject=appointment, version=1, ways=ways_to(appointment),
                language=appointment.language, due_at=at)

    KINDS = (
        Kind(
            "appointment_booked",
            title=_("The visit is booked"),
            find=find_appointments,           # one query for a whole batch of keys
            still_true=_is_booked,            # asked again just before sending
            example=example_appointment,      # an unsaved one, for the preview
            ways=ways_to,                     # how the person can be reached
            mail=booked_mail,                 # gettext speaks the reader's language here
            sms=booked_sms,
            push=booked_push,
        ),
    )

and in its `AppConfig.ready()`: `for kind in notices.KINDS: kinds.register(kind)`. Secrets, such
as a confirmation code, are never stored in the outbox: `mail` derives them from the subject.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from portal.notifications.choices import Channel
from portal.notifications.rules.letters import Content, Mail, Push, Sms

if TYPE_CHECKING:
    from django.utils.functional import Promise

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class About:
    """Which notice is meant: of what, in which version, on which occasion, by which way, at what time.

    `occasion` tells apart what is said several times of one version, such as reminders; it is
    empty where there is only one. `at` is in UTC. `is_instead` says that another way failed:
    this one is taken though nobody chose it.
    """

    pk: str
    version: int
    occasion: str
    channel: Channel
    at: datetime
    is_instead: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How a person can be reached: an address, a number, the key of a device's subscription.

    `language` is the one of whoever reads it there, where that is known: a device may be a helper's.
    """

    channel: Channel
    to: str
    language: str = ""


class NotWrittenError(LookupError):
    """A kind has no words for this channel."""


def no_ways(_subject: object) -> Iterable[Way]:
    return ()


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """What is to be said on one occasion, and whether it still is.

    `find` reads subjects by their primary keys as text; one that is gone is left out.
    `still_true` is asked just before sending: a notice that came too late, or whose subject
    has moved on, is dropped and not sent. `ways` say how the person can be reached, the best
    first: when one way fails, the next is taken. `may_repeat` is whether staff or the person
    may have it sent again; `stop_url` is where the reader turns such messages off, for those
    that one can do without. `not_before` is when it may go at the earliest, at that time (UTC):
    what is late through no fault of the reader wakes nobody.
    """

    name: str
    _: KW_ONLY
    title: "str | Promise"
    find: Callable[[Sequence[str]], Mapping[str, T]]
    still_true: Callable[[T, About], bool]
    example: Callable[[], T]
    mail: Callable[[T, About], Mail] | None = None
    sms: Callable[[T, About], Sms] | None = None
    push: Callable[[T, About], Push] | None = None
    ways: Callable[[T], Iterable[Way]] = no_ways
    stop_url: Callable[[T], str] | None = None
    not_before: Callable[[T, datetime], datetime] | None = None
    may_repeat: bool = True

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The ways for which there are words."""
        return tuple(channel for channel in Channel if self._writer(channel))

    def written(self, subject: T, about: About) -> Content:
        """Return the words for one channel, in the language that is active.

        :raises NotWrittenError: if there are none.
        """
        writer = self._writer(about.channel)
        if writer is None:
            raise NotWrittenError(f"A notice {self.name} cannot go by {about.channel.value}.")
        return writer(subject, about)

    def _writer(self, channel: Channel) -> Callable[[T, About], Content] | None:
        return {Channel.EMAIL: self.mail, Channel.SMS: self.sms, Channel.PUSH: self.push}[channel]


class UnknownKindError(LookupError):
    """No app has registered this kind: the sender is older than the notice, or newer."""


_kinds: dict[str, Kind[Any]] = {}


def register(kind: Kind[Any]) -> None:
    """Make a kind known to the senders.

    :raises ValueError: if another kind has that name.
    """
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"There are two kinds of notices called {kind.name}.")


def names() -> list[str]:
    return sorted(_kinds)


def known(name: str) -> Kind[Any] | None:
    return _kinds.get(name)


def named(name: str) -> Kind[Any]:
    """Return the kind of that name.

    :raises UnknownKindError: if there is none.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(f"No kind of notice is called {name}.") from None
