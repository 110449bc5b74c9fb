"""Why somebody was not checked in, or got no ticket."""

from django.utils.translation import gettext as _

from portal.web import words
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
from scheduling.admin.queue.place import Place
from scheduling.admin.queue.words.saying import Say, clock, plain


class NotFoundError(Exception):
    """Nothing is booked under what was typed or scanned."""


def _other_day(error: OtherDayError, place: Place) -> str:
    return _("This visit is on another day: %(when)s.") % {"when": words.moment(error.start, place.zone)}


def _closed(error: ClosedError, place: Place) -> str:
    if error.until is None:
        return _("The office takes nobody any more today: no ticket was given.")
    return _("No ticket was given: the office takes nobody before %(time)s.") % {
        "time": clock(error.until, place)
    }


def _served(error: AlreadyServedError, place: Place) -> str:
    del place
    codes = ", ".join(ticket.code for ticket in error.tickets)
    if not codes:
        return _("How this visit ended is written down already.")
    return _(
        "This visit is over (%(codes)s). If something was forgotten, put them back into the line below."
    ) % {"codes": codes}


WORDS: dict[type[Exception], Say] = {
    NotFoundError: plain(
        lambda: _("No booking has this reference. Check the letters, or look for the person by name.")
    ),
    OtherOfficeError: lambda error, _place: (
        _("This visit is at another office: %(office)s.") % {"office": error.office}
    ),
    OtherDayError: _other_day,
    TooEarlyError: lambda error, place: (
        _("Check-in for this visit opens at %(time)s.") % {"time": clock(error.opens_at, place)}
    ),
    NotExpectedError: plain(lambda: _("This visit is not booked: it was cancelled, or never confirmed.")),
    AlreadyServedError: _served,
    NoWalkInsError: plain(lambda: _("This service takes people with a booked time only.")),
    FullError: plain(lambda: _("No ticket was given: the counters cannot serve one more before they close.")),
    ClosedError: _closed,
}
