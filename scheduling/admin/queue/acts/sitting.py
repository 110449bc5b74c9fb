"""Taking a counter, and leaving it."""

from django.http import Http404
from django.utils.translation import gettext as _

from scheduling.actions.queue import sitting
from scheduling.admin.queue.done import Done
from scheduling.admin.queue.task import Task
from scheduling.views.lookups import read_number


def sit(task: Task) -> Done:
    chosen = read_number(task.data.get("counter", ""))
    counter = next((each for each in task.hall.counters if each.pk == chosen), None)
    if counter is None:
        raise Http404
    sitting.sit(counter=counter, take_over=task.data.get("take_over") == "1", **task.place.acting)
    return Done(_("You work at counter %(code)s now.") % {"code": counter.code})


def rise(task: Task) -> Done:
    sitting.rise(**task.place.acting)
    return Done(_("You have left the counter."))
