"""The portal, in a process that can be made to die at the worst moment: `gunicorn portal.tests.dying`.

A request with the header `X-Die` kills the process that serves it, by SIGKILL: before its first
transaction commits, right after that, or when the whole answer is ready and none of it is sent.
With `X-Die-With: gunicorn` the process that started it goes first.
"""

import os
import signal
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import connection

from portal.wsgi import application as portal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BEFORE_COMMIT, AFTER_COMMIT, BEFORE_ANSWER = "before-commit", "after-commit", "before-answer"


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    moment = environ.get("HTTP_X_DIE", "")
    if not moment:
        return portal(environ, start_response)
    everybody = environ.get("HTTP_X_DIE_WITH") == "gunicorn"
    if moment != BEFORE_ANSWER:
        _die_at_commit(after=moment == AFTER_COMMIT, everybody=everybody)
    body = b"".join(portal(environ, start_response))
    if moment == BEFORE_ANSWER:
        _die(everybody=everybody)
    return [body]  # nothing was committed: the test finds an answer where it expects none


def _die_at_commit(*, after: bool, everybody: bool) -> None:
    # Django has no signal for this moment: `on_commit` comes only after others may have run.
    database: Any = connection
    commit: Callable[[], None] = database._commit  # noqa: SLF001  the one place that sends COMMIT

    def last_commit() -> None:
        if after:
            commit()
        _die(everybody=everybody)

    database._commit = last_commit  # noqa: SLF001  likewise


def _die(*, everybody: bool) -> None:
    if everybody:
        os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
