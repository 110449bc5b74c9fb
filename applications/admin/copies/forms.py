"""What the office makes of a copy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.choices import UploadState
from portal.web.forms import PortalForm

LONGEST_REMARK = 500
STATES = (
    (UploadState.FINE.value, _("It is in order: the document may be handed in like this")),
    (UploadState.WRONG.value, _("Ask for another one")),
)


class VerdictForm(PortalForm):
    state = forms.ChoiceField(
        label=_("What the office makes of it"),
        choices=STATES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is in order")},
    )
    remark = forms.CharField(
        label=_("What is wrong with it"),
        help_text=_("The party reads this as it is: write it in their language, in plain words."),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        is_wrong = given.get("state") == UploadState.WRONG
        if is_wrong and not given.get("remark") and "remark" not in self.errors:
            self.add_error("remark", _("Say what is wrong with it, so that the next copy is right"))
        return given
