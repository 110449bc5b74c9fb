"""What the request at hand is called, and who sent it.

The middleware of `portal.web` sets it, the audit and the logs read it: a line in the log
and an event in the audit are then told to belong together. Outside a request, in a task
or a command, the portal itself acts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from portal.audit.rules.actors import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request. The actor is asked for late, because it costs a query."""

    request_id: str
    actor: Callable[[], Actor]


_request: ContextVar[RequestContext | None] = ContextVar("audit_request", default=None)


@contextmanager
def request_context(request_id: str, *, actor: Callable[[], Actor]) -> Iterator[None]:
    """Say which request is being answered, until the block ends."""
    token = _request.set(RequestContext(request_id, actor))
    try:
        yield
    finally:
        _request.reset(token)


def current_request_id() -> str:
    """Return the name of the request at hand, or "" outside one."""
    request = _request.get()
    return request.request_id if request else ""


def current_actor() -> Actor:
    """Return who sent the request at hand; outside one the portal itself."""
    request = _request.get()
    return request.actor() if request else SYSTEM
