"""A ticket for somebody who stands there without a booking."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.choices import Language
from portal.web.forms import PortalForm
from scheduling.models import Service
from scheduling.rules.parties import MOST_PEOPLE


class WalkInForm(PortalForm):
    service = forms.ChoiceField(
        label=gettext_lazy("Service"), error_messages={"required": gettext_lazy("Choose the service")}
    )
    people = forms.TypedChoiceField(
        coerce=int,
        choices=[(number, number) for number in range(1, MOST_PEOPLE + 1)],
        label=gettext_lazy("People who come together"),
    )
    language = forms.ChoiceField(
        choices=Language, initial=Language.POLISH, label=gettext_lazy("Language in which they are called")
    )

    def __init__(self, *args: Any, services: Iterable[Service], **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.services = {str(service.pk): service for service in services if service.takes_walk_ins}
        choices = [(pk, service.name) for pk, service in self.services.items()]
        first = [("", _("Choose"))] if len(choices) > 1 else []
        self.fields["service"].choices = [*first, *choices]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def said(self) -> dict[str, Any]:
        return {**self.cleaned_data, "service": self.services[self.cleaned_data["service"]]}
