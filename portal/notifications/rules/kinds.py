"""The kinds of notices there are, each registered by the app that knows what it is about.

How an app adds one, in its `notices.py`:

    def appointment_booked(appointment: Appointment, *, at: datetime) -> None:
        # An action calls this inside its transaction. The same subject, kind and version is sent once.
        enqueue("appointment_booked", subject=appointment, version=appointment.version,
                recipient=appointment.email, language=appointment.language, due_at=at)

    KINDS = (Kind("appointment_booked", still_true=_is_booked, mail=_booked_mail),)

    def _is_booked(pk: str, version: int, at: datetime) -> bool: ...  # asked again just before sending
    def _booked_mail(pk: str, version: int, language: str) -> Mail:   # gettext speaks `language` here
        return Mail(gettext("Your visit is booked"), preview=…,
                    blocks=(Paragraph(…), Facts(((gettext("When"), …),)), Button(…)),
                    files=(File("visit.ics", …, "text/calendar; charset=utf-8"),))

and in its `AppConfig.ready()`: `for kind in notices.KINDS: kinds.register(kind)`. Secrets, such
as a confirmation code, are never stored in the outbox: `mail` derives them from the subject.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import datetime

from portal.notifications.rules.letters import Mail


@dataclass(frozen=True, slots=True)
class Kind:
    """What is to be said on one occasion, and whether it still is.

    Both functions take the subject's primary key as text and the version the notice was
    written for. `still_true` is also told the time: a notice that came too late, or whose
    subject has moved on, is dropped and not sent.
    """

    name: str
    _: KW_ONLY
    still_true: Callable[[str, int, datetime], bool]
    mail: Callable[[str, int, str], Mail]


class UnknownKindError(LookupError):
    """No app has registered this kind: the sender is older than the notice, or newer."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known to the senders.

    :raises ValueError: if another kind has that name.
    """
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"There are two kinds of notices called {kind.name}.")


def names() -> list[str]:
    return sorted(_kinds)


def named(name: str) -> Kind:
    """Return the kind of that name.

    :raises UnknownKindError: if there is none.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(f"No kind of notice is called {name}.") from None
