"""Hand over the access code of a case at the desk. The page beside each letter has it too."""

from datetime import datetime

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.actions.access import issue_access_code
from applications.admin.acts.base import ActForm, Done
from applications.admin.cases.place import Case
from portal.web import words


class AccessForm(ActForm):
    """Give out a code. The one before is worthless from then on."""

    is_foreseen = False
    button = gettext_lazy("Give out a code, and show the slip")

    issued = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    looked = forms.BooleanField(
        label=gettext_lazy("I have seen who gets it: the party of the case, or whoever acts for them"),
        error_messages={
            "required": gettext_lazy("Look at a document of the person first, and confirm that you did")
        },
    )

    def prepare(self) -> None:
        del self.fields["on"], self.fields["note"]
        issued_at = self.case.application.access_issued_at
        self.fields["issued"].initial = issued_at.isoformat() if issued_at else ""

    @property
    def help(self) -> str:  # type: ignore[override]  # of the case, where others say it of the act
        issued_at = self.case.application.access_issued_at
        if not self.case.application.case_number:
            return _("The case has no number yet, and the code opens nothing without one.")
        if issued_at is None:
            return _("With the case number and this code somebody sees how the case stands.")
        text = _("A code was given out on %(moment)s. It opens nothing any more once you give out another.")
        return text % {"moment": words.moment(issued_at, self.case.zone)}

    def clean_issued(self) -> datetime | None:
        return read_moment(self.cleaned_data["issued"])

    def renew(self, case: Case) -> None:
        super().renew(case)
        issued_at = case.application.access_issued_at
        self.retype("issued", issued_at.isoformat() if issued_at else "")

    def enter(self, *, seen: int | None) -> Done:
        """Issue the code. That a page is old shows in when the last one was issued, not in the entries."""
        del seen
        code = issue_access_code(
            case=self.case.application,
            by=self.case.by,
            at=self.case.at,
            seen=self.cleaned_data["issued"],
            is_checked=True,
        )
        return Done(code=code)


def read_moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text) if text else None
    except ValueError:
        return None
