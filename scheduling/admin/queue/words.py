"""What the desk says of what was done, and of what could not be."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.web import words
from scheduling.actions.outcomes import NotYetError, SettledError
from scheduling.actions.queue.arriving import (
    AlreadyServedError,
    ClosedError,
    FullError,
    NotExpectedError,
    NoWalkInsError,
    OtherDayError,
    OtherOfficeError,
    TooEarlyError,
)
from scheduling.actions.queue.calling import BreakError, NoCounterError
from scheduling.actions.queue.changing import ChangedError, NoSuchChoiceError
from scheduling.actions.queue.serving import TooFewCallsError
from scheduling.actions.queue.sitting import CounterClosedError, CounterTakenError, StillServingError
from scheduling.admin.queue.place import Place
from scheduling.models import Ticket, TicketAct


class NotMineError(Exception):
    """The ticket is at another counter than the clerk's: `ticket`."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket.pk)
        self.ticket = ticket


class NotFoundError(Exception):
    """Nothing is booked under what was typed or scanned."""


def refused(error: Any, place: Place) -> str:  # noqa: ANN401  one of REFUSALS
    """Return why something was not done, in words."""
    return WORDS[type(error)](error, place)


def _changed(error: ChangedError, place: Place) -> str:
    """Say who has done what meanwhile; to whoever did it themselves, that it was not done twice."""
    ticket = error.ticket
    last = TicketAct.objects.filter(ticket=ticket).select_related("by").order_by("-at", "-pk").first()
    if last is None:
        return _("Nothing was done: %(code)s has changed meanwhile. This is how it is now.") % {
            "code": ticket.code
        }
    said = {
        "code": ticket.code,
        "what": last.get_kind_display(),
        "who": last.by or _("the portal"),
        "time": _clock(last.at, place),
    }
    if last.by_id == place.clerk.pk:
        return (
            _(
                "Nothing was done now: your own last step with %(code)s was “%(what)s” at %(time)s. "
                "This is how it is."
            )
            % said
        )
    return (
        _(
            "Nothing was done: somebody else has just changed %(code)s (%(who)s: “%(what)s” at %(time)s). "
            "This is how it is now."
        )
        % said
    )


def _still_serving(error: StillServingError, place: Place) -> str:
    del place
    return _("%(code)s is still at your counter. Finish or put back first.") % {"code": error.ticket.code}


def _break(error: BreakError, place: Place) -> str:
    return _("Nobody is called before %(time)s: the office has a break or is closed.") % {
        "time": _clock(error.until, place)
    }


def _too_few(error: TooFewCallsError, place: Place) -> str:
    del place
    text = ngettext(
        "Called %(count)d time so far. Somebody counts as not there after %(needed)d.",
        "Called %(count)d times so far. Somebody counts as not there after %(needed)d.",
        error.calls,
    )
    return text % {"count": error.calls, "needed": error.needed}


def _taken(error: CounterTakenError, place: Place) -> str:
    clerk, since = error.sitting.clerk, error.sitting.began_at
    return _("%(who)s has been working at this counter since %(time)s.") % {
        "who": clerk,
        "time": _clock(since, place) if since else "…",
    }


def _other_day(error: OtherDayError, place: Place) -> str:
    return _("This visit is on another day: %(when)s.") % {"when": words.moment(error.start, place.zone)}


def _closed(error: ClosedError, place: Place) -> str:
    if error.until is None:
        return _("The office takes nobody any more today: no ticket was given.")
    return _("No ticket was given: the office takes nobody before %(time)s.") % {
        "time": _clock(error.until, place)
    }


def _served(error: AlreadyServedError, place: Place) -> str:
    del place
    codes = ", ".join(ticket.code for ticket in error.tickets)
    if not codes:
        return _("How this visit ended is written down already.")
    return _(
        "This visit is over (%(codes)s). If something was forgotten, put them back into the line below."
    ) % {"codes": codes}


def plain(text: Callable[[], str]) -> Callable[[Any, Place], str]:
    return lambda _error, _place: text()


WORDS: dict[type[Exception], Callable[[Any, Place], str]] = {
    ChangedError: _changed,
    NotMineError: _changed,
    StillServingError: _still_serving,
    NoCounterError: plain(lambda: _("Say first at which counter you work.")),
    CounterClosedError: plain(lambda: _("This counter is not in use. Choose another one.")),
    CounterTakenError: _taken,
    BreakError: _break,
    TooFewCallsError: _too_few,
    NoSuchChoiceError: plain(lambda: _("Nobody would be called there: that counter does not serve this.")),
    NotFoundError: plain(
        lambda: _("No booking has this reference. Check the letters, or look for the person by name.")
    ),
    OtherOfficeError: lambda error, _place: (
        _("This visit is at another office: %(office)s.") % {"office": error.office}
    ),
    OtherDayError: _other_day,
    TooEarlyError: lambda error, place: (
        _("Check-in for this visit opens at %(time)s.") % {"time": _clock(error.opens_at, place)}
    ),
    NotExpectedError: plain(lambda: _("This visit is not booked: it was cancelled, or never confirmed.")),
    AlreadyServedError: _served,
    NoWalkInsError: plain(lambda: _("This service takes people with a booked time only.")),
    FullError: plain(lambda: _("No ticket was given: the counters cannot serve one more before they close.")),
    ClosedError: _closed,
    NotYetError: plain(lambda: _("Nothing was done: this visit is not booked any more.")),
    SettledError: plain(
        lambda: _("Nothing was done: how this visit ended was written down on an earlier day.")
    ),
}
REFUSALS = tuple(WORDS)


def nobody(due: str, *, is_waiting: bool) -> str:
    """Say that there is nobody to call, and who comes next."""
    if is_waiting:
        return _("Nobody can be called now: whoever waits could not be finished before the counter closes.")
    if due:
        return _("Nobody is waiting. The next booked person is due at %(time)s.") % {"time": due}
    return pgettext("queue", "Nobody is waiting.")


def _clock(at: datetime, place: Place) -> str:
    return words.clock(at, place.zone)
