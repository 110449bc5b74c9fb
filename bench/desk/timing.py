"""Each answer says how long it took in the process that gave it, and calling the next person alone."""

from collections.abc import Callable
from contextvars import ContextVar
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from scheduling.admin.queue.acts import ACTS
from scheduling.admin.queue.done import Done
from scheduling.admin.queue.task import Task

HEADER = "Server-Timing"

_action: ContextVar[float] = ContextVar("seconds of the action", default=0.0)


def told(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stand before all other middleware."""
    ACTS["next"] = _timed(ACTS["next"])

    def answer(request: HttpRequest) -> HttpResponse:
        _action.set(0.0)
        began = perf_counter()
        response = get_response(request)
        whole = perf_counter() - began
        response[HEADER] = f"whole;dur={1000 * whole:.3f}, action;dur={1000 * _action.get():.3f}"
        return response

    return answer


def _timed(act: Callable[[Task], Done]) -> Callable[[Task], Done]:
    def timed(task: Task) -> Done:
        began = perf_counter()
        try:
            return act(task)
        finally:
            _action.set(perf_counter() - began)

    return timed
