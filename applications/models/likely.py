"""Cases that may be of the same person as a new application."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Q

from applications.models.cases import Application
from applications.rules.duplicates import Likeness, Someone, likenesses, swapped
from scheduling.rules.spelling import Name

MOST_COMPARED = 2_000
"""Of those born on one day: of many only the year is known, and all of them are born on 1 January."""
MOST_SHOWN = 20


class Like(NamedTuple):
    """A case, and in what it is like the new one."""

    case: Application
    likenesses: tuple[Likeness, ...]


def like(new: Someone) -> list[Like]:
    """Return the cases of any office that may be of the same person, the surest and newest first."""
    found = sorted(_alike(new), key=lambda each: (list(Likeness).index(each.likenesses[0]), -each.case.pk))
    return found[:MOST_SHOWN]


def _alike(new: Someone) -> Iterator[Like]:
    for case in _candidates(new):
        if alike := likenesses(new, someone(case)):
            yield Like(case, alike)


def _candidates(new: Someone) -> Iterator[Application]:
    days = [day for day in (new.birth_date, swapped(new.birth_date)) if day]
    rows = Application.objects.for_page().defer("state")
    seen: set[int] = set()
    if new.document:
        for case in rows.filter(~Q(document_digest=""), document_digest=new.document)[:MOST_COMPARED]:
            seen.add(case.pk)
            yield case
    same_name = rows.filter(birth_date__in=days, name_key=new.name_key)[:MOST_COMPARED]
    for case in (*same_name, *rows.filter(birth_date__in=days)[:MOST_COMPARED]):
        if case.pk not in seen:
            seen.add(case.pk)
            yield case


def someone(case: Application) -> Someone:
    name = Name(case.given_names, case.family_name)
    return Someone(name, case.birth_date, case.name_key, case.document_digest)
