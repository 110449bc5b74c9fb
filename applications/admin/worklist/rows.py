"""A case as a line of the work list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.admin.words.terms import days_left, label_of
from applications.choices import CLOSED_STAGES, DECIDED_STAGES, Reason, Stage, Turn
from applications.models import Application

SOON = 14
NO_TERM: dict[bool, Promise] = {True: _("decided"), False: _("does not run")}


class Labels:
    """The names of stages and reasons without the terms of the law, which the page of a case has.

    Each is translated once for a list and not once for a line: it took a quarter of its time.
    """

    def __init__(self) -> None:
        self._known: dict[TextChoices, str] = {}

    def of(self, kind: type[TextChoices], value: str) -> str:
        choice = kind(value)
        if choice not in self._known:
            self._known[choice] = label_of(choice.label).plain
        return self._known[choice]


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `on` is the local day at the office."""

    case: Application
    on: date
    labels: Labels

    @property
    def mark(self) -> str:
        """What a tick sends: the case, and how many entries it had."""
        return f"{self.case.pk}:{self.case.sequence}"

    @property
    def url(self) -> str:
        return reverse("admin:applications_application_change", args=[self.case.pk])

    @property
    def stage(self) -> str:
        return self.labels.of(Stage, self.case.stage)

    @property
    def reason(self) -> str:
        return "" if self.case.reason == Reason.NONE else self.labels.of(Reason, self.case.reason)

    @property
    def turn(self) -> str:
        """Who has to act, if it is not the office: why a case waits for that says so itself."""
        is_others = self.case.turn in {Turn.PARTY, Turn.AUTHORITY}
        return self.labels.of(Turn, self.case.turn) if is_others else ""

    @property
    def is_over(self) -> bool:
        return self.case.stage in CLOSED_STAGES

    @property
    def left(self) -> str | Promise:
        """How long the term runs, in words."""
        if self.case.due_on:
            return days_left(self.case.due_on, on=self.on)
        return NO_TERM[self.case.stage in (*DECIDED_STAGES, *CLOSED_STAGES)]

    @property
    def risk(self) -> str:
        """How near the end of the term is, for the colour of the line."""
        if not self.case.due_on or self.is_over:
            return "none"
        days = (self.case.due_on - self.on).days
        return "missed" if days < 0 else "soon" if days <= SOON else "fine"

    @property
    def other(self) -> date | None:
        """When the term ends without the suspensions by law, if that is another day."""
        return self.case.plain_due_on if self.case.plain_due_on != self.case.due_on else None

    @property
    def other_is_missed(self) -> bool:
        return self.other is not None and self.other < self.on


def rows_of(cases: Iterable[Application], *, on: date) -> list[Row]:
    labels = Labels()
    return [Row(case, on, labels) for case in cases]
