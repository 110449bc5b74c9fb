"""Acts that carry nothing, or one choice: a day says it, and a note where the law wants reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.actions.registering import register
from applications.admin.acts.base import CHOOSE, ActForm, Done, note_field
from applications.admin.words.fees import due, due_for
from applications.choices import FeeKind
from scheduling.models import Service
from scheduling.rules.identity import LONGEST_TYPED, normalise_case_number


class PlainForm(ActForm):
    """An act that carries nothing."""


class ReasonedForm(ActForm):
    """The same where the file has to say why."""

    note = note_field(gettext_lazy("Reasons"), required=gettext_lazy("Write down the reasons"))


class NoteForm(ActForm):
    note = note_field(gettext_lazy("Note"), required=gettext_lazy("Write the note"))


class SuspensionForm(ReasonedForm):
    help = gettext_lazy("No term runs until the proceedings are resumed (art. 103 KPA).")

    at_request = forms.TypedChoiceField(
        label=gettext_lazy("On whose initiative"),
        coerce=lambda value: value == "yes",
        choices=[
            ("", CHOOSE),
            ("yes", gettext_lazy("at the request of the party (art. 98 KPA)")),
            ("no", gettext_lazy("of the office (art. 97 KPA)")),
        ],
        error_messages={"required": gettext_lazy("Choose on whose initiative")},
    )

    @property
    def carried(self) -> dict[str, Any]:
        return {"at_request": self.cleaned_data["at_request"]}

    def ahead(self) -> list[str]:
        """Warn of what follows from a request: art. 108 sec. 2 of the Foreigners Act."""
        if not self.carried["at_request"] or self.case.application.procedure.group not in RESIDENCE:
            return []
        return [
            _("While the proceedings are suspended at the party's request, this case makes no stay legal.")
        ]


RESIDENCE = frozenset({"TEMP", "STAY", "LTR"})


class FinalityForm(ActForm):
    """A decision became final: nobody appealed in time, or the party will not."""

    waived = forms.BooleanField(
        required=False,
        label=gettext_lazy(
            "The party has waived the right to appeal (zrzeczenie się odwołania, art. 127a KPA)"
        ),
    )

    @property
    def carried(self) -> dict[str, Any]:
        return {"waived": True} if self.cleaned_data["waived"] else {}


class RegistrationForm(ActForm):
    case_number = forms.CharField(
        label=gettext_lazy("Case number (znak sprawy)"),
        max_length=LONGEST_TYPED,
        help_text=gettext_lazy("For example SC-II.6151.12345.2026"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the case number")},
    )
    field_order = ("case_number", "on", "note")

    def clean_case_number(self) -> str:
        number = normalise_case_number(self.cleaned_data["case_number"])
        if number is None:
            raise forms.ValidationError(
                _("Enter the case number with its dots and dashes, for example SC-II.6151.12345.2026")
            )
        return number

    @property
    def carried(self) -> dict[str, Any]:
        return {"case_number": self.cleaned_data["case_number"]}

    def enter(self, *, seen: int | None) -> Done:
        note = self.cleaned_data["note"]
        entry = register(**self.case.acting, **self.carried, on=self.happened_on, note=note, seen=seen)
        return Done(self.case.url, letter=entry.sequence)


class FeeForm(ActForm):
    """A payment was seen. What is due for the day of filing stands beside."""

    fee = forms.ChoiceField(
        label=gettext_lazy("What was paid"), error_messages={"required": gettext_lazy("Choose what was paid")}
    )
    amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        localize=True,
        label=gettext_lazy("Amount in zł"),
        error_messages={"invalid": gettext_lazy("Enter the amount in digits")},
    )

    def prepare(self) -> None:
        self.choices("fee", FeeKind.choices)
        self.fields["fee"].help_text = "; ".join(map(due, due_for(self.case.application)))

    @property
    def carried(self) -> dict[str, Any]:
        amount = self.cleaned_data["amount"]
        more = {} if amount is None else {"amount": f"{amount:.2f}"}
        return {"fee": self.cleaned_data["fee"], **more}


class VisitForm(ActForm):
    service = forms.ChoiceField(
        label=gettext_lazy("What for"), error_messages={"required": gettext_lazy("Choose what for")}
    )

    def prepare(self) -> None:
        served = Service.objects.filter(counter__office=self.case.office).distinct().in_order()
        self.choices("service", [(service.code, service.name) for service in served])

    @property
    def carried(self) -> dict[str, Any]:
        return {"service": self.cleaned_data["service"]}
