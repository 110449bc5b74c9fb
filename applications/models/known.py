"""Fees as they were read once in a process, until somebody changes the law: see `models.law`."""

from datetime import date
from threading import Lock

from applications.models.facts import Fee
from applications.models.lookups import fees_of
from applications.models.procedures import Procedure

_lock = Lock()
_known: dict[tuple[int, bool, bool, date], list[Fee]] = {}
_version = 0
MOST = 2_000  # procedures and days


def known_fees(procedure: Procedure, *, on: date, version: int) -> list[Fee]:
    """Return what is to be paid for an application filed on a day; `version` is the number of the law."""
    global _known, _version
    key = (procedure.pk, procedure.is_in_remit, procedure.gives_card, on)
    with _lock:
        if version != _version or len(_known) >= MOST:
            _known, _version = {}, version
        if key not in _known:
            _known[key] = fees_of(procedure, on=on)
        return _known[key]
