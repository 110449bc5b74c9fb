"""For which case a browser may book without its access code: whoever uses it has shown it before.

It ends after half an hour, when somebody signs out, and when it is given back. What it holds of
the person saves typing, and is there only for somebody who may see it anyway.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest

from scheduling.views.holder import end_with

KEY, SHOWN = "case_pass", "case_codes"
LIFE = timedelta(minutes=30)


def give(request: HttpRequest, *, number: str, at: datetime, person: Mapping[str, str] | None = None) -> None:
    """Let this browser book for a case. `person` are fields of the form; its day of birth is in ISO form."""
    kept: dict[str, Any] = {"number": number, "until": (at + LIFE).timestamp()}
    request.session[KEY] = kept | ({"person": dict(person)} if person else {})
    end_with(request, LIFE)


def number_of(request: HttpRequest, *, at: datetime) -> str:
    """Return the number of the case for which this browser may book, or nothing."""
    number: str = _kept(request, at=at).get("number", "")
    return number


def typed_before(request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    """Return what the form need not ask: the case number, and of whom we know them, who comes."""
    kept = _kept(request, at=at)
    if not kept:
        return {}
    fields: dict[str, Any] = dict(kept.get("person", {}))
    if born := fields.get("birth_date"):
        fields["birth_date"] = date.fromisoformat(born)
    return {"case_number": kept["number"], **fields}


def remember(request: HttpRequest, *, number: str, at: datetime) -> None:
    """Ask no more for the code of a case in this browser: it has just been typed, and was right."""
    request.session[SHOWN] = _live(request, at=at) | {number: (at + LIFE).timestamp()}
    end_with(request, LIFE)


def open_numbers(request: HttpRequest, *, at: datetime) -> frozenset[str]:
    """Return the numbers of the cases for which this browser may book."""
    return frozenset({number_of(request, at=at), *_live(request, at=at)} - {""})


def forget_person(request: HttpRequest) -> None:
    """Keep who comes no longer than until it stands on the visit."""
    if kept := request.session.get(KEY):
        request.session[KEY] = {name: value for name, value in kept.items() if name != "person"}


def give_back(request: HttpRequest) -> None:
    for key in (KEY, SHOWN):
        request.session.pop(key, None)


def _kept(request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    kept: dict[str, Any] = request.session.get(KEY) or {}
    if kept and kept["until"] <= at.timestamp():
        del request.session[KEY]
        return {}
    return kept


def _live(request: HttpRequest, *, at: datetime) -> dict[str, float]:
    shown: dict[str, float] = request.session.get(SHOWN) or {}
    return {number: until for number, until in shown.items() if until > at.timestamp()}
