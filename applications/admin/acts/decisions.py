"""Decisions: drafted by one person, signed by another, and what became of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.admin.acts.base import ActForm, note_field
from applications.admin.words.refusals import REFUSALS
from applications.choices import AppealOutcome, Outcome
from applications.models import Decision
from applications.rules.transitions import Refusal
from portal.web import words

CHOOSE_OUTCOME = gettext_lazy("Choose what was decided")


class DraftForm(ActForm):
    help = gettext_lazy("Somebody else signs it. The applicant is not told of a draft.")

    outcome = forms.ChoiceField(
        label=gettext_lazy("What the draft says"), error_messages={"required": CHOOSE_OUTCOME}
    )
    field_order = ("outcome", "on", "note")

    def prepare(self) -> None:
        self.choices("outcome", Outcome.choices)

    @property
    def carried(self) -> dict[str, Any]:
        return {"outcome": self.cleaned_data["outcome"]}


class SignatureForm(ActForm):
    """Sign the draft that stands there: its outcome is shown and not chosen again."""

    button = gettext_lazy("Sign the decision")
    outcome = forms.ChoiceField(widget=forms.HiddenInput, choices=Outcome.choices)
    agreed = forms.BooleanField(
        label=gettext_lazy("I have read the draft, and sign it"),
        error_messages={"required": gettext_lazy("Confirm that you sign it")},
    )
    field_order = ("outcome", "on", "agreed", "note")

    def prepare(self) -> None:
        self.fields["outcome"].initial = self.case.state.draft
        drafts = Decision.objects.filter(application=self.case.pk, signed_on=None, dropped_on=None)
        self.draft = drafts.select_related("author").first()

    @property
    def help(self) -> str:  # type: ignore[override]  # of the draft, where others say it of the act
        if self.draft is None:
            return str(REFUSALS[Refusal.NO_DRAFT])
        text = _("Draft: %(outcome)s. Written by %(name)s on %(day)s.")
        said = text % {
            "outcome": self.draft.get_outcome_display(),
            "name": self.draft.author,
            "day": words.day(self.draft.drafted_on),
        }
        is_own = self.draft.author_id == self.case.user.pk
        return f"{said} {REFUSALS[Refusal.SAME_PERSON]}" if is_own else said

    def clean_outcome(self) -> str:
        outcome: str = self.cleaned_data["outcome"]
        if outcome != self.case.state.draft:  # show the draft that is there, and ask again
            self.retype("outcome", self.case.state.draft)
            self.retype("agreed")
            raise forms.ValidationError(str(REFUSALS[Refusal.OTHER_OUTCOME]))
        return outcome

    @property
    def carried(self) -> dict[str, Any]:
        return {"outcome": self.cleaned_data["outcome"]}


class ReturnForm(ActForm):
    """The draft goes back to whoever wrote it."""

    note = note_field(
        gettext_lazy("What is to be changed"), required=gettext_lazy("Write down what is to be changed")
    )


class AppealForm(ActForm):
    """What the second instance decided."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What was decided"), error_messages={"required": CHOOSE_OUTCOME}
    )
    field_order = ("outcome", "on", "note")

    def prepare(self) -> None:
        self.choices("outcome", AppealOutcome.choices)

    @property
    def carried(self) -> dict[str, Any]:
        return {"outcome": self.cleaned_data["outcome"]}
