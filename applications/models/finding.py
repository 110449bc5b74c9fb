"""Finding a case by what somebody knows of it, among all: open, closed and archived."""

from collections.abc import Iterable

from django.db.models import Q

from applications.models.cases import Application, ApplicationQuerySet
from applications.models.naming import named
from applications.rules.searching import Search
from portal.accounts.models import Office

MOST_FOUND = 200
"""Of a name that very many have, so many are looked at: whoever searches then types more of it."""


def found(search: Search, *, offices: Iterable[Office]) -> ApplicationQuerySet:
    """Return the cases that may be meant, in no order, and one more than `MOST_FOUND` at most."""
    rows: ApplicationQuerySet = Application.objects.filter(office__in=list(offices))
    if search.case_number:
        return rows.filter(case_number=search.case_number)
    if search.key is not None:
        return rows.filter(pk=search.key)
    keys: set[int] = set()
    if search.reference:
        keys.update(
            rows.filter(~Q(external_ref=""), external_ref=search.reference).values_list("pk", flat=True)
        )
    if search.beginnings:
        keys.update(rows.filter(named(search.beginnings)).values_list("pk", flat=True)[: MOST_FOUND + 1])
    return rows.filter(pk__in=keys)
