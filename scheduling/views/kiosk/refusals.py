"""What a kiosk says of a booking that it cannot check in.

It says no more than somebody must know who stands there: never who the visit is for.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.web import words
from scheduling.actions.queue import arriving
from scheduling.choices import TicketState
from scheduling.models import Appointment, Ticket
from scheduling.models.arrivals import check_in_of
from scheduling.views.kiosk.outcomes import Outcome

WORTH_WAITING = timedelta(minutes=30)  # whoever comes earlier is not asked to stand about

Refusal = (
    arriving.OtherOfficeError
    | arriving.OtherDayError
    | arriving.TooEarlyError
    | arriving.NotExpectedError
    | arriving.AlreadyServedError
)
REFUSALS = (
    arriving.OtherOfficeError,
    arriving.OtherDayError,
    arriving.TooEarlyError,
    arriving.NotExpectedError,
    arriving.AlreadyServedError,
)


def refused(error: Refusal, visit: Appointment, *, office: Office, at: datetime) -> Outcome:
    """Say why a booking cannot be checked in."""
    match error:
        case arriving.OtherOfficeError():
            return other_office(error.office)
        case arriving.OtherDayError():
            return other_day(error.start, office)
        case arriving.TooEarlyError():
            return too_early(error.opens_at, visit, office, at=at)
        case arriving.AlreadyServedError():
            return over(error.tickets)
        case _:
            return not_booked()


def other_office(office: Office) -> Outcome:
    return Outcome(
        _("Your visit is at another office"),
        [_("You cannot check in here. Please go to:"), office.name],
        address=office.address,
    )


def other_day(start: datetime, office: Office) -> Outcome:
    on = words.day(start.astimezone(office.zone).date())
    return Outcome(
        _("Your visit is not today"),
        [
            _("It is booked for %(day)s.") % {"day": on},
            _("Please come back then. If you cannot, you can change the day on the page of your visit."),
        ],
    )


def too_early(opens_at: datetime, visit: Appointment, office: Office, *, at: datetime) -> Outcome:
    opens = words.clock(opens_at, office.zone)
    back = [_("Come back at %(time)s.") % {"time": opens}]
    where = back if opens_at - at > WORTH_WAITING else check_in_of(visit).where
    return Outcome(
        _("You are early"),
        [_("You can check in from %(time)s. Your place is safe.") % {"time": opens}, *where],
    )


def not_booked() -> Outcome:
    return Outcome(
        _("This visit is not booked any more"),
        [
            _("It was cancelled, or moved under another number."),
            _("Look into your newest message from us, or ask at the information desk."),
        ],
        gives_tickets=True,
    )


def over(tickets: Iterable[Ticket]) -> Outcome:
    """Say what became of a visit whose tickets are all of the past, as kindly as it deserves."""
    states = {ticket.state for ticket in tickets}
    if TicketState.MISSED in states:
        return Outcome(
            _("You were called, and nobody came"),
            [_("Go to the information desk: they can put you back into the queue.")],
        )
    if TicketState.UNSERVED in states:
        return Outcome(
            _("We could not serve you"),
            [_("You will be offered a new time. Ask at the information desk if you have had no message.")],
        )
    if TicketState.LEFT in states:
        return Outcome(
            _("You have given your place back"),
            [_("If you want it after all, go to the information desk.")],
        )
    return Outcome(
        _("This visit is over"),
        [_("If something is missing, ask at the information desk. You can also book another visit.")],
        gives_tickets=True,
    )
