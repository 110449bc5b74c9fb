"""The cases of an office in the order in which somebody should take them up.

Every question here is answered from the index `application_by_risk`, or, for what only has to be
filed away, from `application_to_file_away`. Pages follow each other by the last row of the one
before: nothing is counted, and nothing is skipped over row by row.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

from django.db.models import Q

from applications.choices import CLOSED_STAGES, Stage, Turn
from applications.models.cases import Application, ApplicationQuerySet
from portal.accounts.models import Office

TO_FILE_AWAY = tuple(stage for stage in CLOSED_STAGES if stage != Stage.ARCHIVED)
"""Closed, and something is still to be entered. What is archived is found by searching."""


MARK = re.compile(r"(-|[0-9]{4}-[0-9]{2}-[0-9]{2})_([0-9]{4}-[0-9]{2}-[0-9]{2})_([0-9]{1,12})")


class Term(StrEnum):
    """What is asked of the authority's term."""

    MISSED = "missed"
    WEEK = "7"
    FORTNIGHT = "14"
    MONTH = "30"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases somebody wants to see; what is empty does not matter."""

    clerk: int | None = None
    is_nobodys: bool = False
    stage: str = ""
    turn: str = ""
    reason: str = ""
    procedure: int | None = None
    term: Term | None = None

    @property
    def is_closed(self) -> bool:
        return self.stage in TO_FILE_AWAY


class Mark(NamedTuple):
    """The place of a row in the list; a page begins behind it."""

    due_on: date | None
    filed_on: date
    pk: int

    def __str__(self) -> str:
        return f"{self.due_on or '-'}_{self.filed_on}_{self.pk}"

    @classmethod
    def of(cls, row: Application) -> Self:
        return cls(row.due_on, row.filed_on, row.pk)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the mark that stands in an address, or None for anything else."""
        if not (found := MARK.fullmatch(text)):
            return None
        due_on, filed_on, pk = found.groups()
        try:
            due = None if due_on == "-" else date.fromisoformat(due_on)
            return cls(due, date.fromisoformat(filed_on), int(pk))
        except ValueError:
            return None


def listed(office: Office, wanted: Wanted, *, on: date) -> ApplicationQuerySet:
    """Return the cases of an office that somebody wants to see on a local day, in their order."""
    rows: ApplicationQuerySet = Application.objects.filter(office=office).filter(_chosen(wanted))
    if wanted.is_closed:
        if wanted.reason or wanted.term or wanted.turn not in {"", Turn.NOBODY}:
            return rows.none()  # nothing is waited for, and no term runs
        return rows.filter(closed_on__isnull=False).order_by("filed_on", "pk")
    if wanted.turn:
        rows = rows.filter(turn=wanted.turn)
    return rows.unfinished().filter(_of_term(wanted.term, on)).by_risk()


def _chosen(wanted: Wanted) -> Q:
    named = {
        "clerk": wanted.clerk,
        "stage": wanted.stage,
        "reason": wanted.reason,
        "procedure": wanted.procedure,
    }
    chosen = Q(**{name: value for name, value in named.items() if value})
    return chosen & Q(clerk__isnull=True) if wanted.is_nobodys else chosen


def _of_term(term: Term | None, on: date) -> Q:
    match term:
        case None:
            return Q()
        case Term.MISSED:
            return Q(due_on__lt=on)
        case Term.NONE:
            return Q(due_on__isnull=True)
    return Q(due_on__gte=on, due_on__lte=on + timedelta(days=int(term.value)))


def page_of(rows: ApplicationQuerySet, *, after: Mark | None, size: int) -> list[Application]:
    """Return the rows behind a mark, one more than fit on a page if there are more.

    Where the rows with a term end, those without one follow: two walks, and each a range of an index.
    """
    if after is None:
        return list(rows[: size + 1])
    same = Q(filed_on__gte=after.filed_on) & (Q(filed_on__gt=after.filed_on) | Q(pk__gt=after.pk))
    if after.due_on is None:
        return list(rows.filter(same, due_on__isnull=True)[: size + 1])
    later = Q(due_on__gte=after.due_on) & (Q(due_on__gt=after.due_on) | same)
    found = list(rows.filter(later)[: size + 1])
    if len(found) <= size:
        found += rows.filter(due_on__isnull=True)[: size + 1 - len(found)]
    return found


def count_to(rows: ApplicationQuerySet, most: int) -> int:
    """Return how many there are, but at most one more than `most`: a figure, not the walk to the end."""
    return rows.order_by()[: most + 1].count()
