"""How it ended for each person of a ticket."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web.forms import PortalForm
from scheduling.actions.queue.serving import Ending
from scheduling.admin.outcomes import MISSED, SERVED, endings, written_of
from scheduling.admin.queue.forms.notes import NOT_EXPLAINED, note_field
from scheduling.choices import VainReason
from scheduling.models import Appointment, Ticket

LONGEST_CASE_NUMBER = 40


class EndingsForm(PortalForm):
    """How it ended for each person: served, if nothing else is chosen."""

    case_number = forms.CharField(
        required=False,
        max_length=LONGEST_CASE_NUMBER,
        label=gettext_lazy("Case number, if there is one"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, ticket: Ticket, visits: list[Appointment], **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        choices = [(ended, text) for ended, text in endings() if ended != MISSED]  # they are here
        people = [(visit.pk, visit.person) for visit in visits] or [(0, "")]
        self.keys = [key for key, _name in people]
        for key, name in people:
            whose = f": {name}" if len(people) > 1 else ""
            self.fields[f"ended_{key}"] = forms.ChoiceField(
                choices=choices, initial=SERVED, label=_("How it ended") + whose
            )
            self.fields[f"note_{key}"] = note_field(_("Note") + whose)
        cases = {visit.case_number for visit in visits} | {ticket.case_number} - {""}
        self.fields["case_number"].initial = cases.pop() if len(cases) == 1 else ""
        if len(cases) > 1:  # each has a case of their own, which stays
            del self.fields["case_number"]
        self.order_fields([name for name in self.fields if name != "case_number"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for key in self.keys:
            if cleaned.get(f"ended_{key}") == VainReason.OTHER and not cleaned.get(f"note_{key}"):
                self.add_error(f"note_{key}", ValidationError(NOT_EXPLAINED))
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        is_new = "case_number" in self.changed_data
        case_number = self.cleaned_data["case_number"] if is_new else ""
        return {"endings": {key: self._ending(key) for key in self.keys}, "case_number": case_number}

    def _ending(self, key: int) -> Ending:
        ended, note = self.cleaned_data[f"ended_{key}"], self.cleaned_data[f"note_{key}"]
        return Ending(**written_of(ended, note))
