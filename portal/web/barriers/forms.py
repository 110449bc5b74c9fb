"""What somebody tells us who cannot use a part of this website."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.rules.phones import e164, spaced
from portal.web.barriers.actions import Told
from portal.web.forms import PortalForm
from portal.web.logs import masked
from portal.web.models.barriers import LONGEST_NAME, LONGEST_PAGE, LONGEST_TEXT

LONGEST_EMAIL = 254


class EmailOrNothing(forms.EmailField):
    """One of two ways to be reached: neither is called optional, and either may be left out."""

    def validate(self, value: str) -> None:
        del value


class PhoneOrNothing(forms.CharField):
    """Any telephone that people can be called on, as E.164 has it."""

    widget = forms.TelInput(
        {"autocomplete": "tel", "inputmode": "tel", "spellcheck": "false", "class": "govuk-input--width-20"}
    )

    def to_python(self, value: Any) -> str:  # noqa: ANN401  the signature is Django's
        typed = super().to_python(value) or ""
        number = e164(typed) if typed else ""
        if number is None:
            raise ValidationError(
                _(
                    "Enter a phone number that exists, for example +48 600 000 000. "
                    "If it is not Polish, begin with + and the country code"
                )
            )
        return number

    def validate(self, value: str) -> None:
        del value

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  the signature is Django's
        return spaced(value) if value and e164(value) == value else value


class LongText(forms.CharField):
    """A few sentences."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": rows}), **kwargs)
        self.error_messages["max_length"] = _(
            "Write at most %(limit_value)d letters; you have written %(show_value)d"
        )


class BarrierForm(PortalForm):
    problem = LongText(
        rows=5,
        label=_("What does not work?"),
        help_text=_("For example, what you wanted to do, and what happened instead. You need not say why."),
        error_messages={"required": _("Write what does not work")},
    )
    page = forms.CharField(
        label=_("On which page?"),
        help_text=_("Its address or its heading."),
        required=False,
        max_length=LONGEST_PAGE,
        widget=forms.TextInput({"spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"max_length": _("Write at most %(limit_value)d letters of the address")},
    )
    wanted = LongText(
        rows=3,
        label=_("How else would you like to get it?"),
        help_text=_("If we cannot fix it at once: for example by phone, read aloud, or as plain text."),
        required=False,
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"max_length": _("Write at most %(limit_value)d letters of the name")},
    )
    email = EmailOrNothing(
        label=_("E-mail address"),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": _("Enter an e-mail address in the right form, like name@example.com"),
            "max_length": _("Enter an e-mail address in the right form, like name@example.com"),
        },
    )
    phone = PhoneOrNothing(label=_("Phone number"), max_length=40)

    def clean_page(self) -> str:
        """Keep what stands in the address that only one person knows out of the report."""
        return masked(self.cleaned_data["page"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"email", "phone"} & self.errors.keys() and not (cleaned["email"] or cleaned["phone"]):
            self.add_error("email", _("Enter an e-mail address or a phone number, so that we can answer"))
        return cleaned

    @property
    def told(self) -> Told:
        """What was written, once it is valid."""
        cleaned = self.cleaned_data
        return Told(
            problem=cleaned["problem"],
            page=cleaned["page"],
            wanted=cleaned["wanted"],
            name=cleaned["name"],
            email=cleaned["email"],
            phone=cleaned["phone"],
        )
