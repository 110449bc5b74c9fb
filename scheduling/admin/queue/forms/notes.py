"""Notes that a clerk writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portal.web.forms import PortalForm
from scheduling.models.tickets import LONGEST_NOTE

NOT_EXPLAINED = gettext_lazy("Write in the note what the other reason is")
NOTE = gettext_lazy("Note")


def note_field(label: Any = NOTE) -> forms.CharField:  # noqa: ANN401  a text, lazy or not
    widget = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(required=False, max_length=LONGEST_NOTE, label=label, widget=widget)


class NoteForm(PortalForm):
    note = note_field()

    @property
    def said(self) -> dict[str, Any]:
        """What was filled in, as the actions take it."""
        return dict(self.cleaned_data)


class TextForm(PortalForm):
    """The note of a ticket itself; an empty one takes it away."""

    text = note_field(gettext_lazy("Note for the next clerk"))

    @property
    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
