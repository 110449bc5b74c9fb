"""What a clerk fills in at the desk. Nothing is asked of the database for it: the page has it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.choices import Language
from portal.web.forms import PortalForm
from scheduling.actions.queue.serving import Ending
from scheduling.choices import OutcomeKind, Overtaking, Priority, VainReason
from scheduling.models import Appointment, Counter, Service, Ticket
from scheduling.models.tickets import LONGEST_NOTE
from scheduling.rules.parties import MOST_PEOPLE

SERVED = OutcomeKind.SERVED.value
LONGEST_CASE_NUMBER = 40
NOT_EXPLAINED = gettext_lazy("Write in the note what the other reason is")
NOTE = gettext_lazy("Note")
NO_HEALTH = gettext_lazy("Nothing about health, and no document numbers.")

Choices = list[tuple[str, Any]]


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


class WhyForm(NoteForm):
    """A reason, explained if it is another one."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), error_messages={"required": gettext_lazy("Choose the reason")}
    )
    reasons: type[Overtaking] | type[Priority]
    field_order = ("reason", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("Choose")), *self.reasons.choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["note"].help_text = NO_HEALTH

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == "other" and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", ValidationError(NOT_EXPLAINED))
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        reason = self.cleaned_data["reason"]
        return {"reason": self.reasons(reason) if reason else None, "note": self.cleaned_data["note"]}


class PriorityForm(WhyForm):
    reasons = Priority

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why they have priority")


class OvertakingForm(WhyForm):
    """Why somebody is called before their turn. Whoever is next anyway needs no reason."""

    reasons = Overtaking

    def __init__(self, *args: Any, passed: int = 0, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.passed = passed
        self.fields["reason"].label = _("Why before the others")
        self.fields["reason"].required = passed > 0


class TransferForm(NoteForm):
    """Where somebody is sent on to."""

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
        named: dict[str, Choices] = {
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
        people = [(visit.pk, visit.person) for visit in visits] or [(0, "")]
        self.keys = [key for key, _name in people]
        for key, name in people:
            whose = f": {name}" if len(people) > 1 else ""
            self.fields[f"ended_{key}"] = forms.ChoiceField(
                choices=_endings(), initial=SERVED, label=_("How it ended") + whose
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
        if ended == SERVED:
            return Ending(note=note)
        return Ending(OutcomeKind.IN_VAIN, VainReason(ended), note)


class WalkInForm(PortalForm):
    """A ticket for somebody who stands there without a booking."""

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
        choices: Choices = [(pk, service.name) for pk, service in self.services.items()]
        first = [("", _("Choose"))] if len(choices) > 1 else []
        self.fields["service"].choices = [*first, *choices]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def said(self) -> dict[str, Any]:
        return {**self.cleaned_data, "service": self.services[self.cleaned_data["service"]]}


def _endings() -> Choices:
    vain = _("Came in vain: %(reason)s")
    return [
        (SERVED, capfirst(str(OutcomeKind.SERVED.label))),
        *((reason.value, vain % {"reason": _lower(str(reason.label))}) for reason in VainReason),
    ]


def _lower(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"
