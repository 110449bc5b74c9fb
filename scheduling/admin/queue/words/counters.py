"""Why nobody was called, or nothing done with a ticket."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.actions.outcomes import NotYetError, SettledError
from scheduling.actions.queue.calling import BreakError, NeedsReasonError, NoCounterError
from scheduling.actions.queue.changing import ChangedError, NoSuchChoiceError
from scheduling.actions.queue.serving import TooFewCallsError
from scheduling.actions.queue.sitting import CounterClosedError, CounterTakenError, StillServingError
from scheduling.admin.queue.place import Place
from scheduling.admin.queue.words.changes import NotMineError, changed
from scheduling.admin.queue.words.saying import Say, clock, plain


def _still_serving(error: StillServingError, place: Place) -> str:
    del place
    return _("%(code)s is still at your counter. Finish or put back first.") % {"code": error.ticket.code}


def _break(error: BreakError, place: Place) -> str:
    return _("Nobody is called before %(time)s: the office has a break or is closed.") % {
        "time": clock(error.until, place)
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
        "time": clock(since, place) if since else "…",
    }


WORDS: dict[type[Exception], Say] = {
    ChangedError: changed,
    NotMineError: changed,
    StillServingError: _still_serving,
    NoCounterError: plain(lambda: _("Say first at which counter you work.")),
    CounterClosedError: plain(lambda: _("This counter is not in use. Choose another one.")),
    CounterTakenError: _taken,
    BreakError: _break,
    NeedsReasonError: plain(lambda: _("Choose the reason")),
    TooFewCallsError: _too_few,
    NoSuchChoiceError: plain(lambda: _("Nobody would be called there: that counter does not serve this.")),
    NotYetError: plain(lambda: _("Nothing was done: this visit is not booked any more.")),
    SettledError: plain(
        lambda: _("Nothing was done: how this visit ended was written down on an earlier day.")
    ),
}
