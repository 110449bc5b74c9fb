"""The file of a case, locked: what is no entry changes only while entries could be corrected."""

from applications.actions.applying import ChangedError, RefusedError
from applications.choices import EventKind, Stage
from applications.models import Application
from applications.rules.acts import ACTS
from applications.rules.transitions import Refusal


def file_of(case: int, *, seen: int | None = None) -> Application:
    """Read and lock a case. `seen` is the number of entries on the page that asked.

    :raises ChangedError: if the case has more entries than were seen.
    :raises RefusedError: if nothing of the case is corrected any more.
    """
    row = Application.objects.select_for_update(of=("self",)).get(pk=case)
    if seen is not None and seen != row.sequence:
        raise ChangedError
    if Stage(row.stage) not in ACTS[EventKind.CORRECTED].stages:
        raise RefusedError([Refusal.NOT_NOW])
    return row
