"""Who has done what with a ticket meanwhile."""

from django.utils.translation import gettext as _

from scheduling.actions.queue.changing import ChangedError
from scheduling.admin.queue.place import Place
from scheduling.admin.queue.words.saying import clock
from scheduling.models import Ticket, TicketAct


class NotMineError(Exception):
    """The ticket is at another counter than the clerk's: `ticket`."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket.pk)
        self.ticket = ticket


def changed(error: ChangedError | NotMineError, place: Place) -> str:
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
        "time": clock(last.at, place),
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
