"""People come: for a booked visit, or without one."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling import notices
from scheduling.actions.queue import arriving
from scheduling.admin.queue.done import Done
from scheduling.admin.queue.forms import WalkInForm
from scheduling.admin.queue.task import Task
from scheduling.admin.queue.words import NotFoundError
from scheduling.models import Appointment, Ticket
from scheduling.views.lookups import read_number


def check_in(task: Task) -> Done:
    visit = _visit(task)
    tickets = arriving.check_in(office=task.place.office, appointment=visit, **task.place.acting)
    codes = ", ".join(ticket.code for ticket in tickets)
    text = ngettext(
        "Checked in. The ticket is %(codes)s.", "Checked in. The tickets are %(codes)s.", len(tickets)
    )
    return Done(text % {"codes": codes}, links=list(map(_page, tickets)), focus="check-in")


def _visit(task: Task) -> Appointment:
    """Return the booking that was typed, scanned or chosen in a list.

    :raises NotFoundError: if there is none.
    """
    if chosen := read_number(task.data.get("visit", "")):
        found = Appointment.objects.for_page().filter(pk=chosen, lead=None)
        visit = found.filter(counter__office=task.place.office).first()
    else:
        visit = arriving.find_visit(task.data.get("reference", ""))
    if visit is None:
        raise NotFoundError
    return visit


def take_ticket(task: Task) -> Done:
    form = task.filled(WalkInForm, services=task.hall.services)
    ticket = arriving.take_ticket(office=task.place.office, **form.said, **task.place.acting)
    text = _("The ticket is %(code)s.") % {"code": ticket.code}
    return Done(text, links=[_page(ticket)], focus="ticket_service")


def _page(ticket: Ticket) -> tuple[str, str]:
    return _("Page of %(code)s, to print or show") % {"code": ticket.code}, notices.ticket_page_of(ticket)
