"""What people write of themselves, read as they write it."""

from typing import Any
from unicodedata import category, normalize

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from scheduling.rules.phones import Fault, gets_texts, read_phone, spaced

# What a row can hold; a form without these would let in more.
LONGEST_NAME, LONGEST_EMAIL, LONGEST_CASE_NUMBER = 100, 254, 40
WRONG_EMAIL = _("Enter an e-mail address in the right form, like name@example.com")
NO_CONTACT = _(
    "Enter an e-mail address, like name@example.com, or a mobile phone number in digits, like +48 600 000 000"
)
WRONG_PHONE = {
    Fault.NO_NUMBER: _("Enter the mobile phone number in digits, for example +48 600 000 000"),
    Fault.TOO_SHORT: _("The mobile phone number is too short. Check that it has all its digits"),
    Fault.TOO_LONG: _(
        "The mobile phone number is too long. If it is not Polish, begin with + and the country code"
    ),
    Fault.NO_COUNTRY: _("No country has the code that the mobile phone number begins with. Check the code"),
    Fault.UNREAL: _(
        "There is no such mobile phone number. "
        "Check its digits, and begin with + and the country code if it is not Polish"
    ),
    Fault.LANDLINE: _(
        "This is a landline, which cannot get text messages. "
        "Enter a mobile phone number, with + and the country code if it is not Polish"
    ),
    Fault.NO_TEXTS: _("We cannot send text messages to this kind of number. Enter a mobile phone number"),
}

validate_email = EmailValidator(message=WRONG_EMAIL)


class NameField(forms.CharField):
    """One part of a name. People with one name leave the other part empty.

    So the form asks for one of the two, and neither is called optional on the page.
    """

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(max_length=LONGEST_NAME, **kwargs)
        self.error_messages["max_length"] = _("Write at most %(limit_value)d letters of the name")

    def validate(self, value: str) -> None:
        if value and not _has_letter(value):
            raise ValidationError(_("Write the name with letters, as it stands in your passport"))

    def to_python(self, value: Any) -> str:  # noqa: ANN401  the signature is Django's
        return normalize("NFC", " ".join((super().to_python(value) or "").split()))


class PhoneField(forms.CharField):
    """The number of a mobile phone: stored as E.164 has it, shown as people read it."""

    widget = forms.TelInput(
        {"autocomplete": "tel", "inputmode": "tel", "spellcheck": "false", "class": "govuk-input--width-20"}
    )

    def to_python(self, value: Any) -> str:  # noqa: ANN401  the signature is Django's
        typed = super().to_python(value) or ""
        number = read_phone(typed) if typed else ""
        if isinstance(number, Fault):
            raise ValidationError(WRONG_PHONE[number], code=number.name.lower())
        return number

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  the signature is Django's
        return spaced(value) if value and gets_texts(value) else value


class _OneOfTwo(forms.Field):
    """One of two fields of which a form wants one: it asks for them itself.

    So neither is called optional on the page.
    """

    def validate(self, value: object) -> None:
        pass


class EitherEmailField(_OneOfTwo, forms.EmailField):
    """The address to which a code goes, if it is given."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(
            max_length=LONGEST_EMAIL,
            label=_("E-mail address"),
            widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
            error_messages={"invalid": WRONG_EMAIL, "max_length": WRONG_EMAIL},
            **kwargs,
        )


class EitherPhoneField(_OneOfTwo, PhoneField):
    """The phone to which a code goes, if there is no address."""


class ContactField(forms.CharField):
    """An e-mail address, or the number of a mobile phone as E.164 has it: whichever was typed."""

    def __init__(self, *, has_phones: bool = True, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(max_length=LONGEST_EMAIL, **kwargs)
        self.has_phones = has_phones

    def to_python(self, value: Any) -> str:  # noqa: ANN401  the signature is Django's
        typed = super().to_python(value) or ""
        if not typed or "@" in typed or not self.has_phones:
            return typed
        number = read_phone(typed)
        if number is Fault.NO_NUMBER:
            raise ValidationError(NO_CONTACT, code="invalid")
        if isinstance(number, Fault):
            raise ValidationError(WRONG_PHONE[number], code=number.name.lower())
        return number

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        if value and ("@" in value or not self.has_phones):
            validate_email(value)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  the signature is Django's
        return spaced(value) if value and gets_texts(value) else value


def _has_letter(text: str) -> bool:
    kinds = [category(character) for character in normalize("NFKD", text)]
    return "Cc" not in kinds and any(kind[0] == "L" and kind != "Lm" for kind in kinds)
