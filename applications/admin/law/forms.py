"""The forms of facts: whom they hold for, from when the new words hold, and why not."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDateWidget,
    UnfoldAdminSelectWidget,
)

from applications.actions.facts import FactError, Refused
from applications.choices import Group, PauseKind, Unit
from applications.models import EVERYTHING, DecisionTerm, Procedure
from scheduling.admin.refusals import RefusalForm

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
"""Holidays are known from 1990 on, and no term can be reckoned before."""

LONGEST = {Unit.DAY: 3660, Unit.WEEK: 520, Unit.MONTH: 120, Unit.YEAR: 10}

REASONS: dict[Refused, tuple[str, Promise]] = {
    Refused.TOO_EARLY: (
        "from_on",
        _("Cases have gone by the present words already. Enter a day after the one they began on."),
    ),
    Refused.ENDED: (
        "from_on",
        _("The present words end before that day, or somebody has just replaced them."),
    ),
    Refused.PAST: (
        "valid_to",
        _("Cases have gone by what held on days that are over. The last day is yesterday at the earliest."),
    ),
    Refused.OVERLAPS: ("valid_to", _("Another fact of the same kind holds on some of these days.")),
    Refused.BACKWARDS: ("valid_to", _("The last day comes before the first.")),
}


class FactForm(RefusalForm):
    """A fact. On a row that is there, what is changed holds from a day on, as a row of its own."""

    from_on = forms.DateField(
        label=_("the changes hold from"),
        widget=UnfoldAdminDateWidget,
        help_text=_("What is there now ends the day before. Nothing that has held is overwritten."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        super().__init__(*args, **kwargs)
        if "scope" in self.fields:
            choices = [("", "---------"), *scopes()]
            self.fields["scope"] = forms.ChoiceField(
                label=_("holds for"), choices=choices, widget=UnfoldAdminSelectWidget
            )
        if self.instance.pk is None:
            del self.fields["from_on"]
        else:
            self.fields["from_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("valid_from", "valid_to", "from_on"):
            if (on := cleaned.get(name)) and not FIRST_DAY <= on <= LAST_DAY:
                self.add_error(name, _("Enter a day between 1990 and 2100."))
        if (cleaned.get("amount") or 0) < 0:
            self.add_error("amount", _("Enter an amount that is not below zero."))
        least, most = cleaned.get("min_days"), cleaned.get("max_days")
        if least is not None and most is not None and most < least:
            self.add_error("max_days", _("The most days are fewer than the least."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Leave days that overlap to the action: it says in words what the database would refuse."""
        found: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs lack it
        return found | {"valid_from"}

    def explain(self, refusal: Exception) -> None:
        name, said = REASONS[cast("FactError", refusal).reason]
        if name not in self.fields:
            name = "valid_from" if "valid_from" in self.fields else "valid_to"
        self.add_error(name, str(said))


class DecisionTermForm(FactForm):
    pauses = forms.MultipleChoiceField(
        label=_("not counted"),
        choices=PauseKind.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        most = LONGEST.get(cleaned.get("unit", ""), 0)
        for name in ("count", "complicated_count"):
            if most and (cleaned.get(name) or 0) > most:
                self.add_error(name, _("A term is not longer than 10 years."))
        return cleaned

    class Meta:
        model = DecisionTerm
        fields = "__all__"


def scopes() -> Iterator[tuple[Any, Any]]:
    """Yield whom a fact may hold for: everybody, a group, or one procedure."""
    yield EVERYTHING, _("every procedure (ALL)")
    yield _("Groups"), [(group.value, group.label) for group in Group if group != Group.ELSEWHERE]
    yield _("Procedures"), [(row.code, str(row)) for row in Procedure.objects.in_order()]


def months_before(on: date, months: int) -> date:
    """Return the first of the days that are not so many months back."""
    back = on.year * 12 + on.month - 1 - months
    first = date(back // 12, back % 12 + 1, 1)
    after = date((back + 1) // 12, (back + 1) % 12 + 1, 1)
    return min(first + timedelta(days=on.day - 1), after - timedelta(days=1))
