"""Fields that forms about cases share."""

from typing import Any
from unicodedata import category, normalize

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from applications.rules.mandates import Scope

GIVE, NOTICES = "give", "notices"
SCOPE = [
    (GIVE, _("send documents and messages, and book visits")),
    (NOTICES, _("get our messages about the case")),
]
LONGEST_NAME, LONGEST_DOCUMENT, LONGEST_EMAIL = 200, 200, 254


class LineField(forms.CharField):
    """A line of text in which spaces are single. A row of signs without a letter or digit is none."""

    widget = forms.TextInput({"autocomplete": "off"})

    def __init__(self, *, too_long: Any, none: Any = "", **kwargs: Any) -> None:  # noqa: ANN401  texts, lazy or not
        wrong = {"max_length": too_long} | ({"required": none} if none else {})
        super().__init__(error_messages=wrong, required=bool(none), **kwargs)
        self.none = none

    def to_python(self, value: Any) -> str:  # noqa: ANN401  the signature is Django's
        return normalize("NFC", " ".join((super().to_python(value) or "").split()))

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.none and not any(category(each)[0] in "LN" for each in value):
            raise ValidationError(self.none)


class MailField(forms.EmailField):
    """Somebody else's address, in small letters as accounts have it."""

    widget = forms.EmailInput({"autocomplete": "off", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        wrong = _("Enter an e-mail address in the right form, like name@example.com")
        said = {"required": _("Enter the e-mail address"), "invalid": wrong, "max_length": wrong}
        super().__init__(max_length=LONGEST_EMAIL, error_messages=said, **kwargs)

    def clean(self, value: Any) -> str:  # noqa: ANN401  the signature is Django's
        return str(super().clean(value)).lower()


class ScopeField(forms.MultipleChoiceField):
    """What somebody may do besides looking, which every mandate opens."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(required=False, choices=SCOPE, **{"initial": [GIVE, NOTICES], **kwargs})

    def clean(self, value: Any) -> Any:  # noqa: ANN401  the signature is Django's
        chosen = super().clean(value)
        return Scope(may_give=GIVE in chosen, gets_notices=NOTICES in chosen)
