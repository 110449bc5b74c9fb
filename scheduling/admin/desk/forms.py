"""What a clerk fills in for somebody else: the times to look for, who comes, and why."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.accounts.choices import Language
from portal.accounts.models import Office
from portal.web.forms import FormError, PortalForm
from scheduling.actions.desk import REASONS
from scheduling.admin.words import in_third_person
from scheduling.choices import StaffActKind, StaffReason
from scheduling.forms.details import DetailsForm, has_texts
from scheduling.forms.fields import NameField
from scheduling.forms.party import Occasion, PartyForm
from scheduling.forms.people import PersonForm
from scheduling.models import Appointment, Service
from scheduling.rules.parties import MOST_PEOPLE, Party

FARTHEST = timedelta(days=2 * 366)
LONGEST_NOTE = 300
EVERYBODY = "all"
NOT_EXPLAINED = _("Write in the note what the other reason is")
NO_INTERPRETER_HERE = _("Say so before you book: at this visit nobody can interpret at the counter.")
NOT_CHANGED = _("Nothing has changed. Write the name as the passport has it")


class DayField(forms.DateField):
    """A local day, picked or typed."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        wrong = {"required": _("Enter the day"), "invalid": _("Enter the day as a date")}
        super().__init__(label=_("Day"), error_messages=wrong, **kwargs)


def in_reach(on: date, *, today: date) -> date:
    """Return a day that is not in the past, nor years ahead.

    :raises ValidationError: for any other.
    """
    if on < today:
        raise ValidationError(_("This day is over. Choose today or a later day"))
    if on > today + FARTHEST:
        raise ValidationError(_("This day is too far ahead"))
    return on


def plain_input() -> forms.TextInput:
    """Return an input that the clerk's browser does not fill in."""
    return forms.TextInput({"autocomplete": "off", "spellcheck": "false"})


class ChoiceForm(PortalForm):
    """For which times to look."""

    office = forms.ModelChoiceField(
        Office.objects.none(), label=_("Office"), error_messages={"required": _("Choose the office")}
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), error_messages={"required": _("Choose the service")}
    )
    people = forms.TypedChoiceField(
        coerce=int,
        choices=[(number, number) for number in range(1, MOST_PEOPLE + 1)],
        label=_("People who come together"),
        error_messages={"required": _("Choose how many people come")},
    )
    longer = forms.BooleanField(
        required=False,
        label=_("More time is needed"),
        help_text=_("Where the service has a longer visit."),
    )
    day = DayField()

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]  # a ModelChoiceField
        if offices.count() == 1:
            self.fields["office"].widget = forms.HiddenInput()
        self.fields["service"].widget.attrs["accesskey"] = "s"
        served = Service.objects.filter(counter__office__in=offices, counter__is_open=True)
        self.fields["service"].queryset = served.distinct().in_order()  # type: ignore[attr-defined]  # likewise

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        service, people = cleaned.get("service"), cleaned.get("people") or 1
        if service and people > service.most_people:
            most = service.most_people
            text = ngettext(
                "At most %(most)d person comes with one booking of this service",
                "At most %(most)d people come with one booking of this service",
                most,
            )
            self.add_error("people", text % {"most": most})
        return cleaned

    def clean_for(self, *, today: date) -> bool:
        """Tell whether all is right, now that it is known which day it is at the office."""
        if "day" in self.cleaned_data:
            try:
                in_reach(self.cleaned_data["day"], today=today)
            except ValidationError as error:
                self.add_error("day", error)
        return not self.errors

    @property
    def party(self) -> Party:
        """Who comes, once the form is valid. More time is given where the service has it."""
        service: Service = self.cleaned_data["service"]
        is_longer = self.cleaned_data["longer"] and service.longer_minutes is not None
        return Party(self.cleaned_data["people"], is_longer=is_longer)

    @property
    def mark(self) -> str:
        """What the times that are shown were asked for; another one asks for others."""
        asked = self.cleaned_data
        party = self.party
        return f"{asked['office'].pk}-{asked['service'].pk}-{party.people}-{party.is_longer:d}-{asked['day']}"


class ReasonForm(PortalForm):
    """Why a clerk does it. Reports count the reasons; the note says the rest."""

    reason = forms.ChoiceField(
        label=_("Why you do it"),
        error_messages={"required": _("Choose the reason")},
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label=_("Note"),
        help_text=_("For supervisors. Nothing about health, and no document numbers."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, kind: StaffActKind, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        choices = [(reason.value, reason.label) for reason in REASONS[kind]]
        if len(choices) == 1:
            del self.fields["reason"]
        else:
            self.fields["reason"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["reason"].widget.attrs["accesskey"] = "r"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == StaffReason.OTHER and not cleaned.get("note"):
            self.add_error("note", ValidationError(NOT_EXPLAINED))
        return cleaned

    @property
    def why(self) -> dict[str, Any]:
        """The reason and the note, as the actions take them."""
        return {"reason": StaffReason(self.cleaned_data["reason"]), "note": self.cleaned_data["note"]}


class LanguageForm(PortalForm):
    language = forms.ChoiceField(
        choices=Language,
        initial=Language.POLISH,
        label=_("Language of the messages and of the slip"),
    )


class CallersForm(DetailsForm):
    """The first of those who come. Who has neither e-mail nor phone is told by a slip."""

    def __init__(self, *args: Any, service: Service, is_alone: bool, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, service=service, number=1, **kwargs)
        self.is_alone = is_alone
        for field in self.fields.values():
            for widget in getattr(field.widget, "widgets", [field.widget]):
                widget.attrs["autocomplete"] = "off"  # the browser knows the clerk, and not the caller
        self.fields["given_names"].widget.attrs["accesskey"] = "n"
        self.fields["email"].help_text = _("If there is one. No code is needed: you speak with the person.")
        if has_texts():
            self.fields["phone"].help_text = _("If text messages (SMS) are wanted.")
        needs = self.fields["arrangements"]
        needs.label = _("What is needed at the counter")
        needs.choices = [(each, in_third_person(each)) for each, _mine in needs.choices]  # type: ignore[attr-defined]  # a ChoiceField
        needs.help_text = _("Only what the person asks for, never why.")
        if not service.admits_interpreter:
            needs.help_text = format_lazy("{} {}", NO_INTERPRETER_HERE, needs.help_text)

    def clean(self) -> dict[str, Any]:
        return PersonForm.clean(self)  # without asking for a contact

    def _named(self, error: FormError) -> FormError:
        return error if self.is_alone else super()._named(error)


class CallersPartyForm(PartyForm):
    """All who come, as somebody else fills it in for them."""

    def __init__(
        self, data: QueryDict | None, occasion: Occasion, *, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, occasion, initial=initial)
        self.lead = CallersForm(
            data,
            service=occasion.service,
            today=occasion.today,
            is_alone=occasion.people == 1,
            initial=initial,
        )

    @property
    def asks_for_company(self) -> bool:
        return True


def occasion_of(choice: ChoiceForm, data: QueryDict | None, *, today: date) -> Occasion:
    """Return what decides about the fields of the people, right or wrong as the choice may be."""
    chosen = getattr(choice, "cleaned_data", {})
    has_case = bool(data) and "case_number" in (data or {})
    return Occasion(
        people=chosen.get("people") or 1,
        service=chosen.get("service") or Service(needs_case_number=has_case),
        today=today,
        on=chosen.get("day") or today,
    )


class WhoForm(PortalForm):
    """Which of several people it is about, or all of them: nothing is chosen before the clerk does."""

    number = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("Who"),
        error_messages={"required": _("Choose who it is about, or all of them")},
    )

    def __init__(self, *args: Any, people: list[Appointment], **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        each = [(str(row.number), row.person) for row in people]
        self.fields["number"].choices = [*each, (EVERYBODY, _("All of them"))]  # type: ignore[attr-defined]  # a ChoiceField
        if len(people) == 1:
            del self.fields["number"]

    @property
    def chosen(self) -> int | None:
        chosen = self.cleaned_data.get("number", EVERYBODY)
        return None if chosen == EVERYBODY else int(chosen)


class SeenForm(PortalForm):
    """That the clerk has looked: without it nobody's booking is taken away, nor a name changed."""

    has_seen = forms.BooleanField(
        label=_("I have seen the passport, or another document with a photograph, of the person"),
        error_messages={"required": _("Look at the person's passport first, and confirm that you did")},
    )


class NamesForm(PortalForm):
    """A name as the passport has it."""

    given_names = NameField(required=False, label=_("Given names"), widget=plain_input())
    family_name = NameField(required=False, label=_("Family name"), widget=plain_input())

    @property
    def names(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("given_names", "family_name")}


class DayForm(PortalForm):
    day = DayField()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        return in_reach(self.cleaned_data["day"], today=self.today)
