"""Correcting what was entered by mistake: an entry of the case, or what it says of somebody."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.actions.correcting import NotVoidableError, StillNeededError, void
from applications.actions.particulars import OF_CASE, OF_PERSON, correct_particulars
from applications.admin.acts.base import ActForm, DayField, Done, note_field
from applications.admin.acts.problems import UnfilledError
from applications.admin.words.events import Names, sentence
from applications.admin.words.refusals import REFUSALS, refused
from applications.choices import Channel
from applications.models import CaseEvent, Procedure
from applications.rules.correcting import STAYS, may_void
from applications.rules.folding import counting
from applications.rules.transitions import Refusal
from portal.accounts.choices import Language
from portal.web import words
from portal.web.forms import BirthDateField, LongSelect
from scheduling.forms.citizenships import CitizenshipField, grouped
from scheduling.forms.fields import LONGEST_EMAIL, WRONG_EMAIL, NameField, PhoneField

LONGEST_DOCUMENT = 30
LONGEST_PARTY = 200
REASON = gettext_lazy("Why it is corrected")
NO_REASON = gettext_lazy("Write down why it is corrected")


class VoidForm(ActForm):
    """An entry counts no longer. It stays in the file, with the reason."""

    is_foreseen = False
    help = gettext_lazy(
        "The entry stays in the file. The case stands from then on as if it had not been made."
    )
    button = gettext_lazy("Correct it")

    sequence = forms.TypedChoiceField(
        coerce=int,
        label=gettext_lazy("Which entry is wrong"),
        error_messages={"required": gettext_lazy("Choose the entry")},
    )
    note = note_field(REASON, required=NO_REASON)

    def prepare(self) -> None:
        del self.fields["on"]
        rows = {row.sequence: row for row in CaseEvent.objects.filter(application=self.case.pk)}
        count = counting(row.value for row in rows.values())
        self.entries = {
            event.sequence: event
            for event in count
            if event.kind not in STAYS and may_void(event, parts=self.case.parts)
        }
        newest = sorted(self.entries, reverse=True)
        self.choices("sequence", [(number, called(rows[number])) for number in newest])

    def enter(self, *, seen: int | None) -> Done:
        given = self.cleaned_data
        try:
            void(**self.case.acting, sequence=given["sequence"], reason=given["note"], seen=seen)
        except NotVoidableError as error:
            raise UnfilledError([_("This entry cannot be corrected: it counts no longer.")]) from error
        except StillNeededError as error:
            raise UnfilledError(_needed(error)) from error
        return Done(self.case.url)


def _needed(error: StillNeededError) -> list[str]:
    text = _("Entry %(number)d stands on it: %(what)s. Correct that one first.")
    what = sentence(error.entry.kind, error.entry.data, Names())
    return [text % {"number": error.entry.sequence, "what": what}, *refused(error.reasons)]


def called(row: CaseEvent) -> str:
    """Return an entry as a list names it."""
    what = sentence(row.kind, row.data, Names())
    return f"{row.sequence}. {words.day(row.on)}: {what}"


class ParticularsForm(ActForm):
    """What the applicant gave. Nothing that follows from entries stands here."""

    is_foreseen = False
    button = gettext_lazy("Correct them")

    given_names = NameField(required=False, label=gettext_lazy("Given names"))
    family_name = NameField(required=False, label=gettext_lazy("Family name"))
    birth_date = BirthDateField()
    citizenship = CitizenshipField(choices=grouped, label=gettext_lazy("Citizenship"), widget=LongSelect)
    document_number = forms.CharField(
        required=False,
        max_length=LONGEST_DOCUMENT,
        label=gettext_lazy("Number of the travel document, if it is another one"),
        help_text=gettext_lazy("It is not kept: only a trace by which the case is found again."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    party_name = forms.CharField(
        required=False, max_length=LONGEST_PARTY, label=gettext_lazy("Employer, host or inviter")
    )
    stay_until = DayField(required=False, label=gettext_lazy("Last day of legal stay"))
    language = forms.ChoiceField(choices=Language, label=gettext_lazy("Language"))
    email = forms.EmailField(
        required=False,
        max_length=LONGEST_EMAIL,
        label=gettext_lazy("E-mail address"),
        error_messages={"invalid": WRONG_EMAIL, "max_length": WRONG_EMAIL},
    )
    phone = PhoneField(required=False, label=gettext_lazy("Mobile phone"))
    procedure = forms.ModelChoiceField(
        Procedure.objects.none(), empty_label=None, label=gettext_lazy("Procedure")
    )
    channel = forms.ChoiceField(choices=Channel, label=gettext_lazy("Way of filing"))
    filed_on = DayField(label=gettext_lazy("Filed on"))
    regime_on = DayField(
        label=gettext_lazy("Law as of"),
        help_text=gettext_lazy("Most often the day of filing. A case may stay under older law."),
    )
    note = note_field(REASON, required=NO_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, today=kwargs["case"].on, **kwargs)

    def prepare(self) -> None:
        del self.fields["on"]
        row = self.case.application
        fields: dict[str, Any] = self.fields
        fields["procedure"].queryset = Procedure.objects.handled().in_order()
        for name in (*OF_PERSON, *OF_CASE):
            fields[name].initial = getattr(row, name)
        fields["citizenship"].initial = str(row.citizenship)
        for field in fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean_filed_on(self) -> date:
        filed_on: date = self.cleaned_data["filed_on"]
        if filed_on > self.case.on:
            raise forms.ValidationError(str(REFUSALS[Refusal.IN_FUTURE]))
        return filed_on

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        is_named = given.get("given_names") or given.get("family_name")
        if not is_named and not {"given_names", "family_name"} & set(self.errors):
            self.add_error("given_names", _("Enter the names as they stand in the passport"))
        return given

    def enter(self, *, seen: int | None) -> Done:
        given = self.cleaned_data
        changes = {name: given[name] for name in self.changed_data if name != "note"}
        entry = correct_particulars(**self.case.acting, changes=changes, reason=given["note"], seen=seen)
        if entry is None:
            raise UnfilledError([_("Nothing differs from what the case says.")])
        return Done(self.case.url)
