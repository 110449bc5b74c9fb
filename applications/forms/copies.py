"""A copy that the office is to look at before the document itself is handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.rules.files.kinds import EXTENSIONS
from portal.web.forms import PortalForm

ACCEPTED = ",".join(EXTENSIONS)


class CopyForm(PortalForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB and 50 pages."),
        allow_empty_file=True,  # said in our own words
        widget=forms.FileInput({"accept": ACCEPTED, "class": "govuk-file-upload"}),
        error_messages={"required": _("Choose a file"), "invalid": _("Choose a file")},
    )
    is_no_passport = forms.BooleanField(
        label=_("This is not a passport, a travel document or an identity card"),
        help_text=_("Those you show at the office. Never send a copy of them over the internet."),
        error_messages={
            "required": _("Confirm that the file shows no passport, travel document or identity card")
        },
    )

    def __init__(self, *args: Any, why_no_file: Any = "", **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        if why_no_file:  # the file was sent, and stopped on its way
            self.fields["file"].error_messages["required"] = why_no_file
