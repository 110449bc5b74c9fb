"""Calling people to the counter."""

from django.utils.translation import ngettext

from scheduling.actions.queue import calling
from scheduling.admin.queue.done import Done
from scheduling.admin.queue.forms import OvertakingForm
from scheduling.admin.queue.task import Task
from scheduling.models import Ticket


def call_next(task: Task) -> Done:
    ticket = calling.call_next(**task.place.acting)
    return _called(ticket) if ticket else Done(is_nobody=True)


def call_one(task: Task) -> Done:
    there = task.there
    passed = calling.passed_over(there["ticket"], clerk=task.place.clerk, at=task.place.at)
    form = task.filled(OvertakingForm, passed=passed)
    return _called(calling.call_one(**there, **form.said))


def recall(task: Task) -> Done:
    return _called(calling.recall(**task.at_mine))


def _called(ticket: Ticket) -> Done:
    text = ngettext("%(code)s is called.", "%(code)s is called, time %(calls)d.", ticket.calls)
    return Done(text % {"code": ticket.code, "calls": ticket.calls})
