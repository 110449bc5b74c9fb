"""Calling people to the counter."""

from django.utils.translation import gettext as _

from scheduling.actions.queue import calling
from scheduling.admin.queue.done import Done
from scheduling.admin.queue.forms import OvertakingForm
from scheduling.admin.queue.task import Task
from scheduling.models import Ticket


def call_next(task: Task) -> Done:
    if task.place.seat is None:  # or at another office, where this clerk may work no more
        raise calling.NoCounterError
    ticket = calling.call_next(**task.place.acting)
    return _called(ticket) if ticket else Done(is_nobody=True)


def call_one(task: Task) -> Done:
    if task.place.seat is None:
        raise calling.NoCounterError
    there = task.there
    ticket, clerk, at = there["ticket"], task.place.clerk, task.place.at
    passed, is_exception = calling.out_of_turn(ticket, clerk=clerk, at=at)
    form = task.filled(OvertakingForm, passed=passed, is_exception=is_exception)
    return _called(calling.call_one(**there, **form.said))


def recall(task: Task) -> Done:
    return _called(calling.recall(**task.at_mine))


def _called(ticket: Ticket) -> Done:
    text = _("Call %(calls)d of %(code)s.") if ticket.calls > 1 else _("%(code)s is called.")
    return Done(text % {"code": ticket.code, "calls": ticket.calls})
