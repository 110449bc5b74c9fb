"""What is done to the cases that were ticked in the work list."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from applications.actions.bulk import KINDS, Chosen, Task
from applications.admin.words.acts import ACTS
from applications.admin.worklist.place import Place
from applications.choices import EventKind, Part
from applications.models import Application
from applications.models.cases import LONGEST_NOTE
from applications.models.staffing import caseworkers
from applications.rules.acts import ACTS as WHO_MAY
from portal.accounts.models import User
from portal.web.forms import LongSelect, PortalForm

MOST_CHOSEN = 200
MOST_DIGITS = 12


def acts_for(parts: frozenset[Part]) -> list[EventKind]:
    """Return what somebody with these parts may do to several cases at once."""
    return [kind for kind in KINDS if WHO_MAY[kind].parts & parts]


class BulkForm(PortalForm):
    """What to do, on which day, and for whom."""

    act = forms.ChoiceField(
        widget=LongSelect,
        label=_("Do this to the ticked cases"),
        error_messages={"required": _("Choose what to do")},
    )
    to = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("To whom"),
        help_text=_("Only to give cases to somebody."),
        empty_label=_("Choose"),
        widget=LongSelect,
    )
    on = forms.DateField(
        label=_("When it happened"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day"), "invalid": _("Enter the day as a date")},
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label=_("Note"),
        help_text=_("Stands in each of the cases."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        kwargs.setdefault("initial", {"on": place.on})
        super().__init__(*args, **kwargs)
        self.today = place.on
        kinds = acts_for(place.parts)
        self.fields["act"].choices = [("", _("Choose")), *((kind.value, ACTS[kind]) for kind in kinds)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["to"].queryset = caseworkers(place.office)  # type: ignore[attr-defined]  # a ModelChoiceField
        if EventKind.ASSIGNED not in kinds:
            del self.fields["to"]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("The day lies ahead. Enter it when it has happened"))
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        act = cleaned.get("act")
        if act == EventKind.ASSIGNED and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", ValidationError(_("Choose to whom the cases are given")))
        if act == EventKind.NOTED and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", ValidationError(_("Write the note")))
        return cleaned

    @property
    def task(self) -> Task:
        """What is to be done, once the form is valid."""
        asked = self.cleaned_data
        kind = EventKind(asked["act"])
        is_given = kind == EventKind.ASSIGNED
        # Whoever gives a case does so now.
        on = self.today if is_given else asked["on"]
        return Task(kind, on, to=asked["to"] if is_given else None, note=asked["note"])


def chosen(place: Place, marks: Iterable[str]) -> list[Chosen]:
    """Return the ticked cases of the office, in the order of the list; others are not there."""
    seen = dict(filter(None, map(_read, list(marks)[:MOST_CHOSEN])))
    rows = Application.objects.filter(office=place.office, pk__in=seen).for_page().by_risk()
    return [Chosen(case, seen[case.pk]) for case in rows]


def _read(mark: str) -> tuple[int, int] | None:
    pk, _colon, seen = mark.partition(":")
    parts = (pk, seen)
    if all(each.isascii() and each.isdigit() and len(each) <= MOST_DIGITS for each in parts):
        return int(pk), int(seen)
    return None
