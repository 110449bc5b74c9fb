"""Whom a time is for, and how to reach them."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from scheduling.actions.booking import Details
from scheduling.forms.fields import LONGEST_EMAIL, WRONG_EMAIL, PhoneField
from scheduling.forms.people import PersonForm
from scheduling.models import Service

LONGEST_KEPT = 300


class DetailsForm(PersonForm):
    """Who comes, or the first of several, and how to reach them."""

    email = forms.EmailField(
        max_length=LONGEST_EMAIL,
        label=_("E-mail address"),
        help_text=_("We send you a code, and the page of your visit. Nobody else gets it."),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": WRONG_EMAIL,
            "max_length": WRONG_EMAIL,
        },
    )
    phone = PhoneField(
        required=False,
        label=_("Mobile phone number"),
        help_text=_(
            "Only if you also want text messages (SMS): when the visit is booked, changed or cancelled, "
            "and before it. If the number is not Polish, begin with + and the country code."
        ),
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, service=service, **kwargs)
        if not settings.SMS_GATEWAY_URL:  # there is nothing to send texts with
            del self.fields["phone"]

    def details(self, *, language: str) -> Details:
        return Details(**self.cleaned_data, language=language)


def typed_details(data: QueryDict) -> dict[str, str | list[str]]:
    """Return what was typed into a `DetailsForm`, right or wrong, to show it again."""
    fields = DetailsForm.base_fields.items()
    return {name: _short(field.widget.value_from_datadict(data, {}, name)) for name, field in fields}


def _short(value: Any) -> str | list[str]:  # noqa: ANN401  what a widget reads
    if isinstance(value, list):
        return [str(part or "")[:LONGEST_KEPT] for part in value]
    return str(value or "")[:LONGEST_KEPT]
