"""All who come in one booking, and how to reach them."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.web.forms import FormError, PortalForm
from scheduling.actions.booking import Details, Person
from scheduling.forms.details import DetailsForm, typed_into
from scheduling.forms.fields import NameField
from scheduling.forms.people import PersonForm, prefix_of
from scheduling.models import Service
from scheduling.rules.ages import needs_company
from scheduling.rules.identity import person_digest
from scheduling.rules.parties import MOST_PEOPLE

TWICE = _("This is the same person as person %(number)d. Write each person once")
ONE_CASE = _("Person %(number)d has this case number. Each case needs only one visit: check the number")
UNACCOMPANIED = _(
    "Enter the name of the parent or guardian who comes along: nobody under 18 can deal with this alone"
)
NO_VISIT_OF_THEIRS = _("Only somebody who needs no visit themselves.")
NEEDED = _("Needed if nobody of you is 18 or older.")
NEEDED_FOR_CARD = _("Needed if one of you is under 13 and nobody is 18 or older.")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a visit decides about the form: for how many it is, what for, and when (local dates)."""

    people: int
    service: Service
    today: date
    on: date
    open_cases: Container[str] | None = None
    """The cases whose access code need not be typed; without any, nobody is asked for one."""


class CompanyForm(PortalForm):
    """Who comes along and needs no visit themselves."""

    accompanied_by = NameField(
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, service: Service, people: int, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        field = self.fields["accompanied_by"]
        if service.is_holder_only:
            field.label = _("Name of the parent or guardian who comes along")
        else:
            field.label = _("Name of the parent, guardian or proxy (pełnomocnik) who comes along")
        needed = NEEDED_FOR_CARD if service.hands_over_card else NEEDED
        field.help_text = format_lazy("{} {}", NO_VISIT_OF_THEIRS, needed) if people > 1 else ""


class PartyForm:
    """A form for each of those who come, the first with the contact of all, and who comes along.

    Somebody who comes alone is asked who comes along only if they are a child.
    """

    def __init__(
        self, data: QueryDict | None, occasion: Occasion, *, initial: Mapping[str, Any] | None = None
    ) -> None:
        initial = initial or {}
        self.occasion = occasion
        several = occasion.people > 1
        common: dict[str, Any] = {
            "service": occasion.service,
            "today": occasion.today,
            "open_cases": occasion.open_cases,
        }
        self.lead = DetailsForm(data, number=int(several), initial=initial, **common)
        self.others = [
            PersonForm(data, number=number, initial=_of(number, initial), **common)
            for number in range(2, occasion.people + 1)
        ]
        self.company = CompanyForm(data, service=occasion.service, people=occasion.people, initial=initial)

    @property
    def people(self) -> list[PersonForm]:
        return [self.lead, *self.others]

    @property
    def contact(self) -> Iterator[forms.BoundField]:
        """The fields that say how to reach them."""
        return (self.lead[name] for name in self.lead.fields if name not in PersonForm.base_fields)

    @property
    def asks_for_company(self) -> bool:
        return self.occasion.people > 1 or bool(self.company.errors or self.company["accompanied_by"].value())

    @property
    def errors(self) -> bool:
        return any(form.errors for form in (*self.people, self.company))

    @property
    def error_list(self) -> list[FormError]:
        """Return the lines of the error summary, in the order of the page."""
        first = self.lead.error_list
        of_people = [error for error in first if self.lead.is_of_person(error)]
        for form in self.others:
            of_people += form.error_list
        return [*of_people, *self.company.error_list, *(each for each in first if each not in of_people)]

    def is_valid(self) -> bool:
        return self._is_valid

    @cached_property
    def _is_valid(self) -> bool:
        if not self.lead.is_bound:
            return False
        self.company.full_clean()
        self._compare()
        self._look_for_an_adult()
        return not self.errors

    def details(self, *, language: str) -> Details:
        """Return what was typed, once it is found to be valid."""
        return replace(
            self.lead.details(language=language),
            others=tuple(form.person for form in self.others),
            accompanied_by=self.company.cleaned_data["accompanied_by"],
        )

    def _compare(self) -> None:
        """Refuse a person or a case that is there twice."""
        people: dict[str, int] = {}
        cases: dict[str, int] = {}
        for form in self.people:
            if not form.is_known:
                continue
            person = form.person
            if (first := people.setdefault(_digest(person), form.number)) != form.number:
                form.add_error("given_names", ValidationError(TWICE, params={"number": first}))
            elif person.case_number and (
                (first := cases.setdefault(person.case_number, form.number)) != form.number
            ):
                form.add_error("case_number", ValidationError(ONE_CASE, params={"number": first}))

    def _look_for_an_adult(self) -> None:
        born = [form.cleaned_data.get("birth_date") for form in self.people]
        known = [on for on in born if on]
        if len(known) < len(born) or self.company.errors or self.company.cleaned_data["accompanied_by"]:
            return
        if needs_company(known, on=self.occasion.on, hands_over_card=self.occasion.service.hands_over_card):
            self.company.add_error("accompanied_by", ValidationError(UNACCOMPANIED))


def typed_details(data: QueryDict) -> dict[str, str | list[str]]:
    """Return what was typed into a `PartyForm`, right or wrong, to show it again."""
    typed = typed_into(DetailsForm.base_fields | CompanyForm.base_fields, data)
    for number in range(2, MOST_PEOPLE + 1):
        prefix = f"{prefix_of(number)}-"
        if f"{prefix}given_names" in data:
            typed |= typed_into(PersonForm.base_fields, data, prefix=prefix)
    return typed


def _of(number: int, initial: Mapping[str, Any]) -> dict[str, Any]:
    prefix = f"{prefix_of(number)}-"
    return {name.removeprefix(prefix): value for name, value in initial.items() if name.startswith(prefix)}


def _digest(person: Person) -> str:
    """Return what the booking will know the person by."""
    return person_digest(
        settings.IDENTITY_KEY.encode(),
        given_names=person.given_names,
        family_name=person.family_name,
        birth_date=person.birth_date,
        citizenship=person.citizenship,
    )
