"""What a clerk writes down of an application."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from applications.actions.intake import Given
from applications.actions.opening import Applicant
from applications.admin.words.terms import label_of
from applications.admin.worklist.filters import procedures_by_group
from applications.admin.worklist.place import Place
from applications.choices import Channel, Party
from applications.models import Application, Procedure
from applications.rules.duplicates import Someone
from applications.rules.people import document_digest, name_key
from portal.accounts.choices import Language
from portal.web.forms import BirthDateField, LongSelect, PortalForm
from scheduling.forms.citizenships import CitizenshipField, grouped
from scheduling.forms.fields import LONGEST_CASE_NUMBER, LONGEST_EMAIL, WRONG_EMAIL, NameField, PhoneField
from scheduling.forms.people import SOMEBODYS_ERRORS, SOMEBODYS_NAMELESS, WRONG_CASE_NUMBER
from scheduling.models import Appointment
from scheduling.rules.identity import normalise_case_number
from scheduling.rules.spelling import Name

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
LONGEST_DOCUMENT = 30
WRITTEN = re.compile(r"[A-Za-z0-9]")
WRONG_DAY = {"required": _("Enter the day"), "invalid": _("Enter the day as a date")}
APPLICATION = ("procedure", "filed_on", "channel", "case_number", "external_ref")
PERSON = (
    "given_names",
    "family_name",
    "birth_date",
    "citizenship",
    "document_number",
    "stay_until",
    "party_name",
)
CONTACT = ("email", "phone", "language")


def typed(**attrs: str) -> forms.TextInput:
    """Return an input that the clerk's browser does not fill in."""
    return forms.TextInput({"autocomplete": "off", "spellcheck": "false", **attrs})


def day(**kwargs: Any) -> forms.DateField:  # noqa: ANN401  passed on to Django
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, error_messages=WRONG_DAY, **kwargs)


class IntakeForm(PortalForm):
    """One application. Its form is made for an office, on a day."""

    procedure = forms.ModelChoiceField(
        Procedure.objects.none(),
        label=_("Procedure"),
        widget=LongSelect,
        error_messages={"required": _("Choose the procedure")},
    )
    filed_on = day(
        label=_("Filed on"),
        help_text=_("The day it was handed in, or on the postmark. From it the term is counted."),
    )
    channel = forms.ChoiceField(
        choices=Channel.choices,
        initial=Channel.OFFICE,
        label=_("Way of filing"),
    )
    case_number = forms.CharField(
        required=False,
        max_length=60,
        label=_("Case number (znak sprawy)"),
        help_text=_("If it has one already, for example SC‑II.6151.12345.2026. It can be given later."),
        widget=typed(autocapitalize="characters"),
        error_messages={"max_length": WRONG_CASE_NUMBER},
    )
    external_ref = forms.CharField(
        required=False,
        max_length=60,
        label=_("Reference elsewhere"),
        help_text=_("For example the number in MOS or of the registry."),
        widget=typed(),
    )
    given_names = NameField(required=False, label=_("Given names"), widget=typed())
    family_name = NameField(required=False, label=_("Family name"), widget=typed())
    birth_date = BirthDateField()
    citizenship = CitizenshipField(choices=grouped, widget=LongSelect, label=_("Citizenship"))
    document_number = forms.CharField(
        required=False,
        max_length=LONGEST_DOCUMENT,
        label=_("Number of the passport"),
        help_text=_("To find other cases of the person. The number itself is not kept."),
        widget=typed(autocapitalize="characters"),
    )
    stay_until = day(required=False, label=_("Last day of legal stay"))
    party_name = forms.CharField(
        required=False,
        max_length=200,
        label=_("Employer, host or inviter"),
        help_text=_("Where the law makes them the party, as in work permits."),
        widget=typed(),
    )
    email = forms.EmailField(
        required=False,
        max_length=LONGEST_EMAIL,
        label=_("E-mail address"),
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": WRONG_EMAIL, "max_length": WRONG_EMAIL},
    )
    phone = PhoneField(required=False, label=_("Mobile phone"))
    language = forms.ChoiceField(
        choices=Language, initial=Language.POLISH, label=_("Language of the messages")
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, today=place.on, **kwargs)
        self.office, self.today = place.office, place.on
        for name in ("birth_date", "citizenship"):
            self.fields[name].error_messages |= SOMEBODYS_ERRORS[name]
        self.fields["birth_date"].widget.attrs["autocomplete"] = "off"
        for widget in self.fields["birth_date"].widget.widgets:
            widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        plain = [(value, label_of(label).plain) for value, label in Channel.choices]
        self.fields["channel"].choices = plain  # type: ignore[attr-defined]  # a ChoiceField
        procedures = self.fields["procedure"]
        procedures.queryset = Procedure.objects.handled()  # type: ignore[attr-defined]  # a ModelChoiceField
        procedures.choices = [("", _("Choose")), *procedures_by_group()]  # type: ignore[attr-defined]  # likewise

    def clean_filed_on(self) -> date:
        on: date = self.cleaned_data["filed_on"]
        if on > self.today:
            raise ValidationError(_("The day lies ahead. An application is registered once it has come"))
        if on < EARLIEST:
            raise ValidationError(_("Check the year: it is too long ago"))
        return on

    def clean_stay_until(self) -> date | None:
        until: date | None = self.cleaned_data["stay_until"]
        if until and not EARLIEST <= until <= LATEST:
            raise ValidationError(_("Check the year"))
        return until

    def clean_case_number(self) -> str:
        text = self.cleaned_data["case_number"]
        number = normalise_case_number(text) if text else ""
        if number is None or len(number) > LONGEST_CASE_NUMBER:
            raise ValidationError(WRONG_CASE_NUMBER)
        if number and Application.objects.filter(case_number=number).exists():
            raise ValidationError(_("Another case has this number"))
        return number

    def clean_document_number(self) -> str:
        number: str = self.cleaned_data["document_number"]
        if number and not WRITTEN.search(number):
            raise ValidationError(
                _("Write the number with the letters A to Z and digits, as the passport has it")
            )
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = ("given_names", "family_name")
        if not any(cleaned.get(name) or name in self.errors for name in names):
            self.add_error("given_names", ValidationError(SOMEBODYS_NAMELESS))
        procedure = cleaned.get("procedure")
        is_others = procedure is not None and procedure.party != Party.FOREIGNER
        if is_others and not cleaned.get("party_name") and "party_name" not in self.errors:
            self.add_error("party_name", ValidationError(_("Write who the party is: it is their case")))
        return cleaned

    def of(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields, by what they are about."""
        return [
            (_("The application"), self.of(APPLICATION)),
            (_("The foreigner"), self.of(PERSON)),
            (_("How to reach them"), self.of(CONTACT)),
        ]

    def someone(self, key: bytes) -> Someone:
        """Return the person as other cases are compared with them, once the form is valid."""
        asked = self.cleaned_data
        name = Name(asked["given_names"], asked["family_name"])
        document = document_digest(key, asked["document_number"]) if asked["document_number"] else ""
        return Someone(name, asked["birth_date"], name_key(name.given, name.family), document)

    def given(self, visit: Appointment | None) -> Given:
        asked = self.cleaned_data
        columns = set(Applicant.__dataclass_fields__)
        return Given(
            procedure=asked["procedure"],
            applicant=Applicant(**{name: value for name, value in asked.items() if name in columns}),
            channel=Channel(asked["channel"]),
            filed_on=asked["filed_on"],
            case_number=asked["case_number"],
            external_ref=asked["external_ref"],
            visit=visit,
        )


class OtherCaseForm(PortalForm):
    """That a clerk has looked at the cases that are like this one. Nothing is ever merged."""

    is_other_case = forms.BooleanField(
        label=_("I have looked at them: this is another case"),
        error_messages={"required": _("Look at the cases below first. If this is another case, say so")},
    )
