"""What a clerk can do at the desk: each name of an address, and the one action it calls."""

from collections.abc import Callable

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling import notices
from scheduling.actions.queue import arriving, calling, serving, sitting
from scheduling.admin.queue.forms import (
    EndingsForm,
    NoteForm,
    OvertakingForm,
    PriorityForm,
    TextForm,
    TransferForm,
    WalkInForm,
)
from scheduling.admin.queue.task import Done, Task
from scheduling.admin.queue.words import NotFoundError
from scheduling.models import Appointment, Ticket
from scheduling.views.lookups import read_number


def _sit(task: Task) -> Done:
    chosen = read_number(task.data.get("counter", ""))
    counter = next((each for each in task.hall.counters if each.pk == chosen), None)
    if counter is None:
        raise Http404
    sitting.sit(counter=counter, take_over=task.data.get("take_over") == "1", **task.place.acting)
    return Done(_("You work at counter %(code)s now.") % {"code": counter.code})


def _rise(task: Task) -> Done:
    sitting.rise(**task.place.acting)
    return Done(_("You have left the counter."))


def _next(task: Task) -> Done:
    ticket = calling.call_next(**task.place.acting)
    return _called(ticket) if ticket else Done(is_nobody=True)


def _call(task: Task) -> Done:
    there = task.there
    passed = calling.passed_over(there["ticket"], clerk=task.place.clerk, at=task.place.at)
    form = task.filled(OvertakingForm, passed=passed)
    return _called(calling.call_one(**there, **form.said))


def _recall(task: Task) -> Done:
    return _called(calling.recall(**task.at_mine))


def _serve(task: Task) -> Done:
    ticket = serving.serve(**task.at_mine)
    return Done(_("%(code)s is being served.") % {"code": ticket.code})


def _finish(task: Task) -> Done:
    there = task.at_mine
    visits = Appointment.objects.filter(arrival__ticket=there["ticket"]).order_by("period", "number", "pk")
    form = task.filled(EndingsForm, ticket=there["ticket"], visits=list(visits))
    done = serving.finish(**there, **form.said)
    return Done(_("%(code)s is finished.") % {"code": done.code})


def _miss(task: Task) -> Done:
    ticket = serving.miss(**task.at_mine)
    return Done(_("%(code)s did not come.") % {"code": ticket.code})


def _park(task: Task) -> Done:
    there, form = task.at_mine, task.filled(NoteForm)
    ticket = serving.park(**there, **form.said)
    return Done(_("%(code)s is gone for a while, and comes back before the others.") % {"code": ticket.code})


def _put_back(task: Task) -> Done:
    ticket = serving.put_back(**task.at_mine)
    return Done(_("%(code)s waits again, at the head of the line.") % {"code": ticket.code})


def _come_back(task: Task) -> Done:
    ticket = serving.come_back(**task.there)
    return Done(_("%(code)s is back in the line.") % {"code": ticket.code}, focus="line-title")


def _leave(task: Task) -> Done:
    ticket = serving.leave(**task.at_mine)
    return Done(_("%(code)s has left.") % {"code": ticket.code}, focus="line-title")


def _transfer(task: Task) -> Done:
    there = task.at_mine
    form = task.filled(TransferForm, services=task.hall.services, counters=task.hall.counters)
    ticket = serving.transfer(**there, **form.said)
    return Done(_("%(code)s is sent on: %(service)s.") % {"code": ticket.code, "service": ticket.service})


def _prioritise(task: Task) -> Done:
    there, form = task.there, task.filled(PriorityForm)
    ticket = serving.prioritise(**there, **form.said)
    return Done(_("%(code)s has priority now.") % {"code": ticket.code}, focus="line-title")


def _note(task: Task) -> Done:
    there, form = task.there, task.filled(TextForm)
    ticket = serving.note(**there, **form.said)
    return Done(_("The note on %(code)s is kept.") % {"code": ticket.code}, focus="act-note")


def _check_in(task: Task) -> Done:
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


def _ticket(task: Task) -> Done:
    form = task.filled(WalkInForm, services=task.hall.services)
    ticket = arriving.take_ticket(office=task.place.office, **form.said, **task.place.acting)
    text = _("The ticket is %(code)s.") % {"code": ticket.code}
    return Done(text, links=[_page(ticket)], focus="ticket_service")


def _page(ticket: Ticket) -> tuple[str, str]:
    return _("Page of %(code)s, to print or show") % {"code": ticket.code}, notices.ticket_page_of(ticket)


def _called(ticket: Ticket) -> Done:
    text = ngettext("%(code)s is called.", "%(code)s is called, time %(calls)d.", ticket.calls)
    return Done(text % {"code": ticket.code, "calls": ticket.calls})


ACTS: dict[str, Callable[[Task], Done]] = {
    "sit": _sit,
    "rise": _rise,
    "next": _next,
    "call": _call,
    "recall": _recall,
    "serve": _serve,
    "finish": _finish,
    "miss": _miss,
    "park": _park,
    "put_back": _put_back,
    "come_back": _come_back,
    "leave": _leave,
    "transfer": _transfer,
    "priority": _prioritise,
    "note": _note,
    "check_in": _check_in,
    "ticket": _ticket,
}
