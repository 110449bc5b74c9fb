"""Finding a case by what somebody knows of it, among all: open, closed and archived."""

from collections.abc import Iterable

from django.db import connection
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
        keys.update(_first(rows.filter(named(search.beginnings)), MOST_FOUND + 1))
    return rows.filter(pk__in=keys)


def _first(rows: ApplicationQuerySet, most: int) -> list[int]:
    """Return the keys of so many rows that the index of names gives first.

    Planned for all of them, and left after the first: for a few rows alone the planner might rather
    walk through the table, hoping to meet them soon, and of a rare name there is nothing to meet.
    """
    sql, values = rows.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        named_rows = f"WITH named AS MATERIALIZED ({sql}) SELECT * FROM named LIMIT %s"  # noqa: S608  Django's own
        cursor.execute(named_rows, [*values, most])
        return [pk for (pk,) in cursor.fetchall()]
