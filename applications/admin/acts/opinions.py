"""Opinions of other authorities: asked for, extended, received."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.actions.several import Step
from applications.admin.acts.base import ActForm, DayField
from applications.choices import Authority, Unit
from applications.rules.deadlines import term_end
from applications.rules.opinions import EXTENDED_DAYS, OPINION_DAYS, is_too_young
from applications.rules.state import Opinion
from portal.web import words

CHOOSE_AUTHORITY = gettext_lazy("Choose the authority")


class QuestionForm(ActForm):
    """Several authorities are asked on one day, each with the term that the law gives it."""

    authority = forms.MultipleChoiceField(
        label=gettext_lazy("Whom to ask"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": CHOOSE_AUTHORITY},
    )
    due_on = DayField(
        required=False,
        label=gettext_lazy("Until"),
        help_text=gettext_lazy(
            "Empty: 30 days (art. 109 of the Foreigners Act). Silence counts as an opinion."
        ),
    )
    field_order = ("authority", "on", "due_on", "note")

    def prepare(self) -> None:
        on = self.case.on
        asked = {each.authority for each in self.case.state.opinions if each.is_open(on)}
        self.choices("authority", [pair for pair in Authority.choices if pair[0] not in asked])
        self.fields["on"].label = _("Asked on")

    @property
    def help(self) -> str:  # type: ignore[override]  # of the case, where others say it of the act
        case = self.case.application
        if not is_too_young(case.birth_date, filed_on=case.filed_on):
            return ""
        return _("The applicant was under 13 on the day of filing: nobody is asked (art. 109 sec. 5).")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("on") and "due_on" in given and given["due_on"] is None:
            given["due_on"] = term_end(given["on"], count=OPINION_DAYS, unit=Unit.DAY)
        return _ends_after(self, given)

    @property
    def steps(self) -> list[Step]:
        given = self.cleaned_data
        return [
            Step(self.kind, {"authority": authority, "due_on": given["due_on"]})
            for authority in given["authority"]
        ]


class OpinionForm(ActForm):
    """One authority answered."""

    authority = forms.ChoiceField(
        label=gettext_lazy("Which authority"), error_messages={"required": CHOOSE_AUTHORITY}
    )
    field_order = ("authority", "on", "due_on", "note")

    def prepare(self) -> None:
        last = {each.authority: each for each in self.case.state.opinions}
        self.open = {name: each for name, each in last.items() if self.is_meant(each)}
        self.choices("authority", [(name, asked(each)) for name, each in self.open.items()])

    def is_meant(self, opinion: Opinion) -> bool:
        """Tell whether an authority may still answer: late as it may be, it may."""
        return opinion.given_on is None

    @property
    def carried(self) -> dict[str, Any]:
        return {"authority": self.cleaned_data["authority"]}


class ExtensionForm(OpinionForm):
    """An authority wrote that it takes longer: at most 60 days from the day it was asked."""

    due_on = DayField(
        required=False,
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("Empty: 60 days from the day it was asked, the most that the law allows."),
    )

    def is_meant(self, opinion: Opinion) -> bool:
        return opinion.is_awaited

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        opinion = self.open.get(given.get("authority", ""))
        if opinion is None or "due_on" not in given:
            return given
        latest = term_end(opinion.asked_on, count=EXTENDED_DAYS, unit=Unit.DAY)
        given["due_on"] = given["due_on"] or latest
        if given["due_on"] > latest:
            text = _("The law allows no later day than %(day)s")
            self.add_error("due_on", text % {"day": words.day(latest)})
        return _ends_after(self, given)

    @property
    def carried(self) -> dict[str, Any]:
        return {"authority": self.cleaned_data["authority"], "due_on": self.cleaned_data["due_on"]}


def asked(opinion: Opinion) -> str:
    """Return a question to an authority as a list names it."""
    text = _("%(authority)s, asked on %(day)s, until %(last)s")
    return text % {
        "authority": Authority(opinion.authority).label,
        "day": words.day(opinion.asked_on),
        "last": words.day(opinion.due_on),
    }


def _ends_after(form: ActForm, given: dict[str, Any]) -> dict[str, Any]:
    on, due_on = given.get("on"), given.get("due_on")
    if on and due_on and due_on <= on:
        form.add_error("due_on", _("This day has to come after the day of the letter"))
    return given
