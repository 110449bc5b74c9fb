"""What is done with those who wait, or were gone."""

from django.utils.translation import gettext as _

from scheduling.actions.queue import serving
from scheduling.admin.queue.done import Done
from scheduling.admin.queue.forms import PriorityForm, TextForm
from scheduling.admin.queue.task import Task


def come_back(task: Task) -> Done:
    ticket = serving.come_back(**task.there)
    return Done(_("%(code)s is back in the line.") % {"code": ticket.code}, focus="line-title")


def leave(task: Task) -> Done:
    ticket = serving.leave(**task.at_mine)
    return Done(_("%(code)s has left.") % {"code": ticket.code}, focus="line-title")


def prioritise(task: Task) -> Done:
    there, form = task.there, task.filled(PriorityForm)
    ticket = serving.prioritise(**there, **form.said)
    return Done(_("%(code)s has priority now.") % {"code": ticket.code}, focus="line-title")


def note(task: Task) -> Done:
    there, form = task.there, task.filled(TextForm)
    ticket = serving.note(**there, **form.said)
    return Done(_("The note on %(code)s is kept.") % {"code": ticket.code}, focus="act-note")
