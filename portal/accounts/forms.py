"""What people tell us about themselves."""

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.choices import Language
from portal.accounts.models import User
from portal.accounts.rules.phones import e164, spaced


class AccountForm(forms.ModelForm[User]):
    """A person's own name, telephone and language; the e-mail address changes elsewhere."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As in your travel document. One name is enough if you have only one."),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        help_text=_("For a number from outside Poland, start with + and the country code."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our messages and of these pages"),
        choices=Language.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields: ClassVar = ["name", "phone", "language"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own form takes them
        if phone := self.initial.get("phone"):
            self.initial["phone"] = spaced(phone)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        number = e164(typed) if typed else ""
        if number is None:
            raise ValidationError(
                _("Enter a real phone number, for example +48 600 000 000"),
                code="phone",
            )
        return number
