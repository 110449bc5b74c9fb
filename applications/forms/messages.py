"""What the party and the office write to one another about a case."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.models.tracking import LONGEST_MESSAGE
from portal.accounts.choices import Language
from portal.web.forms import PortalForm

ROWS = 6
MOST = 2**53  # no row has a number near it


class TextField(forms.CharField):
    """Lines of text. A browser sends two characters for the end of a line; it counts as one."""

    widget = forms.Textarea({"rows": ROWS, "autocomplete": "off"})

    def to_python(self, value: Any) -> str:  # noqa: ANN401  the signature is Django's
        typed = "" if value is None else str(value)
        return str(super().to_python(typed.replace("\r\n", "\n").replace("\r", "\n")))

    def validate(self, value: str) -> None:
        super().validate(value)
        if (over := len(value) - LONGEST_MESSAGE) > 0:
            text = ngettext(
                "The message is too long. Leave out %(over)d character, or write a second message.",
                "The message is too long. Leave out %(over)d characters, or write a second message.",
                over,
            )
            raise forms.ValidationError(text % {"over": over})


class KeyField(forms.UUIDField):
    """By which a form that is sent twice is known; one of nobody's is as good as a new one."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:  # noqa: ANN401  the signature is Django's
        try:
            return super().clean(value) or uuid4()
        except forms.ValidationError:
            return uuid4()


class ReadField(forms.IntegerField):
    """The last message that stood on the page; of no page of ours, none."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:  # noqa: ANN401  the signature is Django's
        try:
            return super().clean(value) or 0
        except forms.ValidationError:
            return 0


class MessageForm(PortalForm):
    text = TextField(
        label=_("Your message"),
        help_text=_("You may write in your own language. Please send no passport numbers and no passwords."),
        error_messages={"required": _("Write your message")},
    )
    key = KeyField(required=False, initial=uuid4)


class AnswerForm(PortalForm):
    text = TextField(label=_("Answer"), error_messages={"required": _("Write the answer")})
    language = forms.ChoiceField(
        label=_("Language of the answer"), choices=Language, help_text=_("The party reads it as it is.")
    )
    read = ReadField(required=False, min_value=0, max_value=MOST, initial=0)
    key = KeyField(required=False, initial=uuid4)
