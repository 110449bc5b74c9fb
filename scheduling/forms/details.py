"""Whom a time is for, how to reach them, and what they need at the counter."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from scheduling.actions.booking import Details
from scheduling.choices import Arrangement
from scheduling.forms.fields import EitherEmailField, EitherPhoneField
from scheduling.forms.people import SECRET, PersonForm
from scheduling.models import Service

LONGEST_KEPT, MOST_PARTS = 300, 10  # characters of a field, and parts of one that has several
NO_EMAIL = _("Enter your e-mail address")
NO_CONTACT = _("Enter an e-mail address or a mobile phone number")
BY_MAIL = _("We send you a code, and the page of your visit. Nobody else gets it.")
BY_MAIL_OR_TEXT = _("We send the code and the page of your visit there. Nobody else gets the address.")
BY_TEXT = _(
    "For the code if you give no e-mail address, and for text messages (SMS) when the visit is booked, "
    "changed or cancelled, and before it. If the number is not Polish, begin with + and the country code."
)
NOT_WHY = _("We do not need to know why. Leave it empty if you need nothing.")
NO_INTERPRETER = _("For this visit nobody can come to the counter to interpret for you.")


def needs_field(*, admits_interpreter: bool = True) -> forms.MultipleChoiceField:
    """Return a field that asks what is needed at the counter; not every service lets somebody interpret."""
    return forms.MultipleChoiceField(
        required=False,
        choices=[
            (each.value, each.label)
            for each in Arrangement
            if admits_interpreter or each is not Arrangement.INTERPRETER
        ],
        widget=forms.CheckboxSelectMultiple,
        label=_("What do you need at the counter?"),
        help_text=NOT_WHY if admits_interpreter else format_lazy("{} {}", NOT_WHY, NO_INTERPRETER),
        error_messages={"invalid_choice": _("Choose from the list what you need at the counter")},
    )


class DetailsForm(PersonForm):
    """Who comes, or the first of several, and how to reach them."""

    email = EitherEmailField()
    phone = EitherPhoneField(label=_("Mobile phone number"))
    arrangements = needs_field()

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, service=service, **kwargs)
        self.fields["email"].help_text = BY_MAIL_OR_TEXT if has_texts() else BY_MAIL
        self.fields["phone"].help_text = BY_TEXT
        if not has_texts():
            del self.fields["phone"]
        self.fields["arrangements"] = needs_field(admits_interpreter=service.admits_interpreter)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ways = [name for name in ("email", "phone") if name in self.fields]
        if not any(cleaned.get(name) or name in self.errors for name in ways):
            self.add_error("email", ValidationError(NO_CONTACT if has_texts() else NO_EMAIL))
        return cleaned

    def details(self, *, language: str) -> Details:
        typed = {name: value for name, value in self.cleaned_data.items() if name != SECRET}
        needed = tuple(self.cleaned_data["arrangements"])
        return Details(**typed | {"arrangements": needed}, language=language)


def has_texts() -> bool:
    """Tell whether there is something to send texts with."""
    return bool(settings.SMS_GATEWAY_URL)


def typed_into(
    fields: Mapping[str, forms.Field], data: QueryDict, *, prefix: str = ""
) -> dict[str, str | list[str]]:
    """Return what was typed into fields, under the names that they have on the page; but no access code."""
    typed = {prefix + name: field.widget for name, field in fields.items() if name != SECRET}
    return {name: _short(widget.value_from_datadict(data, {}, name)) for name, widget in typed.items()}


def _short(value: Any) -> str | list[str]:  # noqa: ANN401  what a widget reads
    if isinstance(value, list):
        return [str(part or "")[:LONGEST_KEPT] for part in value[:MOST_PARTS]]
    return str(value or "")[:LONGEST_KEPT]
