"""Where somebody is sent on to."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.admin.queue.forms.notes import NoteForm
from scheduling.models import Counter, Service


class TransferForm(NoteForm):
    service = forms.ChoiceField(required=False, label=gettext_lazy("To another service"))
    counter = forms.ChoiceField(required=False, label=gettext_lazy("To one counter alone"))
    field_order = ("service", "counter", "note")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  passed on to Django
        services: Iterable[Service],
        counters: Iterable[Counter],
        **kwargs: Any,  # noqa: ANN401  likewise
    ) -> None:
        super().__init__(*args, **kwargs)
        self.services = {str(service.pk): service for service in services}
        self.counters = {str(counter.pk): counter for counter in counters}
        as_is, any_one = [("", _("the same"))], [("", _("whichever is free first"))]
        named: dict[str, list[tuple[str, Any]]] = {
            "service": [*as_is, *((pk, service.name) for pk, service in self.services.items())],
            "counter": [*any_one, *((pk, counter.code) for pk, counter in self.counters.items())],
        }
        for name, choices in named.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned["service"] or cleaned["counter"]):
            self.add_error("service", _("Choose a service, a counter, or both"))
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        return {
            "service": self.services.get(chosen["service"]),
            "counter": self.counters.get(chosen["counter"]),
            "note": chosen["note"],
        }
