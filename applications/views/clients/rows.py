"""A client as a line of the list: where their case stands, and until when they have to act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from applications.models import Application, Mandate
from applications.models.clients import mandates_for, next_visits
from applications.notices.plain.reasons import Plain, plain
from applications.views.clients.place import Acting
from scheduling.models import Appointment

SOON = 7


@dataclass(frozen=True, slots=True)
class Row:
    """`due` is the last day for the party, if there is one; `left` how many days that is."""

    case: Application
    words: Plain
    mandate: Mandate | None
    visit: Appointment | None
    due: date | None
    left: int | None

    @property
    def url(self) -> str:
        return reverse("case_detail", args=[self.case.pk])

    @property
    def is_closed(self) -> bool:
        return self.case.closed_on is not None

    @property
    def is_soon(self) -> bool:
        return self.left is not None and 0 <= self.left <= SOON

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def may_give(self) -> bool:
        return self.mandate is not None and self.mandate.may_give


def rows_of(cases: Iterable[Application], acting: Acting) -> list[Row]:
    """Return the lines of some cases, which `clients_of` has found; two queries for all of them."""
    found = list(cases)
    mandates = mandates_for(acting.user, found, on=acting.on)
    visits = next_visits(found, at=acting.at)
    return [_row(case, mandates.get(case.pk), visits.get(case.pk), on=acting.on) for case in found]


def _row(case: Application, mandate: Mandate | None, visit: Appointment | None, *, on: date) -> Row:
    due = getattr(case, "due", None)
    left = (due - on).days if due else None
    return Row(case, plain(case.stage, case.reason, case.turn), mandate, visit, due, left)
