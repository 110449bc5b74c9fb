"""Which of their clients a representative wants to see: one form, in the address."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Organisation, Procedure
from applications.models.clients import Wanted
from applications.rules.searching import read_search
from portal.web.forms import LongSelect, PortalForm

LONGEST_SEARCH = 100
ANY = ("", pgettext_lazy("filter", "any"))


class ClientsForm(PortalForm):
    q = forms.CharField(
        required=False,
        max_length=LONGEST_SEARCH,
        label=_("Name or case number"),
        help_text=_("Names in any alphabet. The beginning is enough."),
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    needs = forms.BooleanField(required=False, label=_("Only where something has to be done"))
    procedure = forms.ChoiceField(required=False, widget=LongSelect, label=_("Kind of case"))
    whose = forms.ChoiceField(required=False, widget=LongSelect, label=_("Clients of"))

    def __init__(self, data: QueryDict, *, organisations: list[Organisation]) -> None:
        """Fill the choices in; what the address names and nobody could choose is left out."""
        chosen: dict[str, Any] = {name: str(value)[:LONGEST_SEARCH] for name, value in data.items() if value}
        super().__init__(chosen)
        kinds = [(str(each.pk), each.name) for each in Procedure.objects.handled().in_order()]
        self.fields["procedure"].choices = [ANY, *kinds]  # type: ignore[attr-defined]  # a ChoiceField
        named = [(str(each.pk), each.name) for each in organisations]
        self.fields["whose"].choices = [ANY, *named]  # type: ignore[attr-defined]  # a ChoiceField
        if not named:
            del self.fields["whose"]
        self.full_clean()
        for name in self.errors:
            chosen[name] = ""

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            search=read_search(given["q"]) if given.get("q") else None,
            needs_action=bool(given.get("needs")),
            procedure=int(given["procedure"]) if given.get("procedure") else None,
            organisation=int(given["whose"]) if given.get("whose") else None,
        )

    @property
    def kept(self) -> dict[str, str]:
        """Return what was chosen, as an address has it."""
        kept = {name: value for name, value in self.cleaned_data.items() if value}
        return {name: "on" if value is True else str(value) for name, value in kept.items()}
