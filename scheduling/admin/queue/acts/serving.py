"""Serving people, and what is done with whoever is at the counter."""

from django.utils.translation import gettext as _

from scheduling.actions.queue import serving
from scheduling.admin.queue.done import Done
from scheduling.admin.queue.forms import EndingsForm, NoteForm, TransferForm
from scheduling.admin.queue.task import Task
from scheduling.models import Appointment


def serve(task: Task) -> Done:
    ticket = serving.serve(**task.at_mine)
    return Done(_("%(code)s is being served.") % {"code": ticket.code})


def finish(task: Task) -> Done:
    there = task.at_mine
    visits = Appointment.objects.filter(arrival__ticket=there["ticket"]).order_by("period", "number", "pk")
    form = task.filled(EndingsForm, ticket=there["ticket"], visits=list(visits))
    done = serving.finish(**there, **form.said)
    return Done(_("%(code)s is finished.") % {"code": done.code})


def miss(task: Task) -> Done:
    ticket = serving.miss(**task.at_mine)
    return Done(_("%(code)s did not come.") % {"code": ticket.code})


def park(task: Task) -> Done:
    there, form = task.at_mine, task.filled(NoteForm)
    ticket = serving.park(**there, **form.said)
    return Done(_("%(code)s is gone for a while, and comes back before the others.") % {"code": ticket.code})


def put_back(task: Task) -> Done:
    ticket = serving.put_back(**task.at_mine)
    return Done(_("%(code)s waits again, at the head of the line.") % {"code": ticket.code})


def transfer(task: Task) -> Done:
    there = task.at_mine
    form = task.filled(TransferForm, services=task.hall.services, counters=task.hall.counters)
    ticket = serving.transfer(**there, **form.said)
    return Done(_("%(code)s is sent on: %(service)s.") % {"code": ticket.code, "service": ticket.service})
