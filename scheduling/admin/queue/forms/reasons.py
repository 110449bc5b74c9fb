"""Why somebody is called before others."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.admin.queue.forms.notes import NOT_EXPLAINED, NoteForm
from scheduling.choices import Overtaking, Priority

NO_HEALTH = gettext_lazy("Nothing about health, and no document numbers.")


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

    def __init__(self, *args: Any, passed: int = 0, is_exception: bool = False, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.passed = passed
        self.fields["reason"].label = _("Why before the others")
        self.fields["reason"].required = passed > 0 or is_exception
