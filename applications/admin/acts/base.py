"""What every form for an act in a case has: the day, a note, what it enters and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.actions.several import Step, apply_all
from applications.admin.cases.place import Case
from applications.admin.words.refusals import REFUSALS
from applications.choices import EventKind
from applications.models import CaseEvent
from applications.models.cases import LONGEST_NOTE
from applications.notices.plain.letters import GUIDES
from applications.rules.transitions import Refusal
from portal.web.forms import PortalForm

EARLIEST = date(1990, 1, 1)  # of the years before, no holidays are known
LATEST = date(2100, 12, 31)
CHOOSE = gettext_lazy("Choose")


@dataclass(frozen=True, slots=True)
class Done:
    """Where a clerk goes on: to the case, or to what is to be printed. A code is shown at once.

    `letter` is the number of the entry that makes a letter, if one does.
    """

    url: str = ""
    code: str = ""
    letter: int = 0


class DayField(forms.DateField):
    """A local day of the office, picked or typed."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        wrong = {
            "required": gettext_lazy("Enter the day"),
            "invalid": gettext_lazy("Enter the day as a date"),
        }
        super().__init__(error_messages=wrong, **kwargs)

    def clean(self, value: Any) -> Any:  # noqa: ANN401  the signature is Django's
        day = super().clean(value)
        if day and not EARLIEST <= day <= LATEST:
            raise ValidationError(_("Check the year of this day"))
        return day


def note_field(label: Any, *, required: Any = "") -> forms.CharField:  # noqa: ANN401  texts, lazy or not
    """Return a field for the clerk's own words; with `required`, what to say if there are none."""
    return forms.CharField(
        required=bool(required),
        max_length=LONGEST_NOTE,
        label=label,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={"required": required} if required else {},
    )


class ActForm(PortalForm):
    """One act. What it enters stands in `steps`; most enter one event that carries nothing."""

    # Whether it can be said what will follow: of what is entered on a day, it can.
    is_foreseen: ClassVar[bool] = True
    help: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise] = gettext_lazy("Enter it")

    on = DayField(label=gettext_lazy("On what day"))
    note = note_field(gettext_lazy("Note for the file"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        case: Case,
        kind: EventKind,
        **kwargs: Any,  # noqa: ANN401  passed on to Django
    ) -> None:
        super().__init__(data, **kwargs)
        self.case = case
        self.kind = kind
        if "on" in self.fields:
            self.fields["on"].initial = case.on
        self.prepare()
        self.order_fields([*(name for name in self.fields if name != "note"), "note"])

    def prepare(self) -> None:
        """Fill the lists of the fields from the case."""

    def choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        """Set what can be chosen from a list; only where there is one thing, that is chosen already."""
        field = self.fields[name]
        is_plain = len(choices) == 1 or isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices) if is_plain else [("", CHOOSE), *choices]  # type: ignore[attr-defined]  # a ChoiceField
        if len(choices) == 1 and not isinstance(field, forms.MultipleChoiceField):
            field.initial = choices[0][0]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.case.on:
            raise ValidationError(str(REFUSALS[Refusal.IN_FUTURE]))
        filed_on = self.case.state.filed_on
        if filed_on and on < filed_on:
            raise ValidationError(str(REFUSALS[Refusal.BEFORE_FILING]))
        return on

    @property
    def steps(self) -> list[Step]:
        """What is entered, once the form is valid."""
        return [Step(self.kind, self.carried)]

    @property
    def carried(self) -> Any:  # noqa: ANN401  data, or what works them out
        return {}

    @property
    def happened_on(self) -> date:
        """The local day of it, once the form is valid."""
        on: date = self.cleaned_data["on"]
        return on

    def ahead(self) -> list[str]:
        """Say what else will follow than where the case will stand, once the form is valid."""
        return []

    def enter(self, *, seen: int | None) -> Done:
        """Do it: one action.

        :raises RefusedError: if it may not happen.
        :raises ChangedError: if the case has changed meanwhile.
        """
        note = self.cleaned_data.get("note", "")
        entries = apply_all(**self.case.acting, steps=self.steps, on=self.happened_on, note=note, seen=seen)
        letter = next((entry.sequence for entry in entries if entry.kind in GUIDES), 0)
        return Done(self.leads_to(entries), letter=letter)

    def retype(self, name: str, *values: str) -> None:
        """Put something else where the page said what is true no longer."""
        data = cast("QueryDict", self.data).copy()
        data.setlist(name, list(values))
        self.data = data

    def renew(self, case: Case) -> None:
        """Go on with a case that was changed meanwhile, and with what was typed."""
        self.case = case

    def leads_to(self, entries: list[CaseEvent]) -> str:
        """Return where the clerk goes on."""
        del entries
        return self.case.url
