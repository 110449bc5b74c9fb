"""Summonses: what is asked for, when the letter was delivered, and how it ended."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.actions import summoning
from applications.actions.summoning import Paper
from applications.admin.acts.base import ActForm, DayField, note_field
from applications.admin.acts.papers import papers_of, proofs_of, read_lines
from applications.admin.words.refusals import REFUSALS
from applications.admin.words.terms import label_of
from applications.choices import Consequence, Delivery, EventKind, SummonsKind
from applications.models import CaseEvent
from applications.rules.deadlines import fiction_of_delivery
from applications.rules.law import SummonsRule
from applications.rules.state import Call
from applications.rules.transitions import Refusal
from portal.web import words

MOST_DAYS = 366


class SummonsForm(ActForm):
    """A new summons. What the law of its day asks of each kind stands beside the choice."""

    summons_kind = forms.ChoiceField(
        label=gettext_lazy("What is asked for"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is asked for")},
    )
    days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        label=gettext_lazy("Days to answer, from the delivery"),
        help_text=gettext_lazy("Empty: the least that the law leaves."),
        error_messages={"invalid": gettext_lazy("Enter the number of days in digits")},
    )
    fees = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Fees, of which proof is asked for"),
        widget=forms.CheckboxSelectMultiple,
    )
    papers = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Documents"),
        widget=forms.CheckboxSelectMultiple,
    )
    others = note_field(gettext_lazy("Something else, one thing a line, in Polish as in the letter"))
    field_order = ("summons_kind", "on", "days", "fees", "papers", "others", "note")

    def prepare(self) -> None:
        self.fields["on"].label = _("Sent on")
        kinds = [(kind.value, self._described(kind)) for kind in SummonsKind]
        self.fields["summons_kind"].choices = kinds  # type: ignore[attr-defined]  # a ChoiceField
        self.known, self.proofs = papers_of(self.case), proofs_of(self.case)
        for name, found in (("papers", self.known), ("fees", self.proofs)):
            self.choices(name, [(key, each.label) for key, each in found.items()])
            if not found:
                del self.fields[name]

    def _described(self, kind: SummonsKind) -> str:
        rule = self.case.law.summons(kind, on=self.case.on)
        return f"{kind.label}: {term_of(rule)}" if rule else str(kind.label)

    def clean_others(self) -> list[str]:
        return read_lines(self.cleaned_data["others"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("summons_kind") and given.get("on") and "days" in given:
            self._fill_days(given)
        asks = any(given.get(name) for name in ("fees", "papers", "others"))
        if given.get("summons_kind") in NAMED and not asks and "others" not in self.errors:
            self.add_error("others", _("Choose or write what is to be handed in or mended"))
        return given

    def _fill_days(self, given: dict[str, Any]) -> None:
        """Take the least term if none is named, and refuse one that the law of the day does not allow."""
        rule = self.case.law.summons(SummonsKind(given["summons_kind"]), on=given["on"])
        if given["days"] is None:
            given["days"] = rule.min_days if rule else None
        if given["days"] is None:
            self.add_error("days", _("Enter the number of days in digits"))
        elif rule and given["days"] < rule.min_days:
            self.add_error("days", f"{REFUSALS[Refusal.TERM_TOO_SHORT]} {term_of(rule)}")
        elif rule and rule.max_days and given["days"] > rule.max_days:
            self.add_error("days", f"{REFUSALS[Refusal.TERM_TOO_LONG]} {term_of(rule)}")

    @property
    def carried(self) -> Any:  # noqa: ANN401  what works the data out
        given = self.cleaned_data
        papers = [Paper(self.proofs[key].name) for key in given.get("fees", ())]
        papers += [Paper(self.known[code].name, code) for code in given.get("papers", ())]
        papers += [Paper(line) for line in given["others"]]
        return summoning.summons(SummonsKind(given["summons_kind"]), days=given["days"], papers=papers)

    def leads_to(self, entries: list[CaseEvent]) -> str:
        number = entries[0].data["summons"]
        return reverse("admin:applications_application_print", args=[self.case.pk, "summons", number])


NAMED = frozenset({SummonsKind.FEE.value, SummonsKind.FORMAL.value, SummonsKind.EVIDENCE.value})
"""Kinds that say nothing unless they say what: only an appearance names itself."""


def term_of(rule: SummonsRule) -> str:
    """Return the term and the consequence of a kind of summons in words."""
    consequence = Consequence(rule.consequence).label
    if rule.max_days and rule.max_days != rule.min_days:
        text = _("%(least)d to %(most)d days; if it is not answered, %(consequence)s")
        return text % {"least": rule.min_days, "most": rule.max_days, "consequence": consequence}
    text = ngettext(
        "at least %(least)d day; if it is not answered, %(consequence)s",
        "at least %(least)d days; if it is not answered, %(consequence)s",
        rule.min_days,
    )
    return text % {"least": rule.min_days, "consequence": consequence}


class CallForm(ActForm):
    """Something about one open summons."""

    summons = forms.TypedChoiceField(
        coerce=int,
        label=gettext_lazy("Which summons"),
        error_messages={"required": gettext_lazy("Choose the summons")},
    )
    field_order = ("summons", "how", "on", "first_notice", "note")

    def prepare(self) -> None:
        calls = [call for call in self.case.state.open_calls if self.is_meant(call)]
        self.choices("summons", [(call.number, called(call)) for call in calls])

    def is_meant(self, call: Call) -> bool:
        """Tell whether this can be said of a summons: a term is over only once it has run."""
        if self.kind == EventKind.LAPSED:
            return call.delivered_on is not None
        return self.kind != EventKind.DELIVERED or call.delivered_on is None

    @property
    def carried(self) -> Any:  # noqa: ANN401  data, or what works them out
        return {"summons": self.cleaned_data["summons"]}


class Posted(ActForm):
    """A letter reached somebody, or counts as if it had: then the first notice decides about the day."""

    how = forms.ChoiceField(
        label=gettext_lazy("How it was delivered"),
        error_messages={"required": gettext_lazy("Choose how it was delivered")},
    )
    first_notice = DayField(
        required=False,
        label=gettext_lazy("Day of the first notice (awizo), if nobody collected it"),
        help_text=gettext_lazy("It counts as delivered 14 days later; the day above is not needed then."),
    )

    def prepare(self) -> None:
        super().prepare()
        self.choices("how", Delivery.choices)
        self.fields["on"].label = _("Delivered on")
        self.fields["on"].required = False

    def clean_on(self) -> date:
        on: date = super().clean_on() if self.cleaned_data["on"] else self.cleaned_data["on"]
        return on

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("how") == Delivery.FICTION:
            self._clean_fiction(given)
        elif given.get("how") and not given.get("on") and "on" not in self.errors:
            self.add_error("on", _("Enter the day"))
        return given

    def _clean_fiction(self, given: dict[str, Any]) -> None:
        first = given.get("first_notice")
        if first is None:
            if "first_notice" not in self.errors:
                self.add_error("first_notice", _("Enter the day of the first notice"))
            return
        self.errors.pop("on", None)
        given["on"] = fiction_of_delivery(first)
        if given["on"] > self.case.on:
            text = _("It counts as delivered on %(day)s only. Enter it then.")
            self.add_error("first_notice", ValidationError(text % {"day": words.day(given["on"])}))


class DeliveryForm(Posted, CallForm):
    @property
    def carried(self) -> Any:  # noqa: ANN401  what works the data out
        given = self.cleaned_data
        return summoning.delivery(given["summons"], how=Delivery(given["how"]), on=self.happened_on)


class ServiceForm(Posted):
    """The decision was delivered."""

    field_order = ("how", "on", "first_notice", "note")

    @property
    def carried(self) -> dict[str, Any]:
        return {"how": self.cleaned_data["how"]}


def called(call: Call) -> str:
    """Return a summons as a list names it."""
    text = _("Summons %(number)d: %(kind)s, sent on %(day)s")
    return text % {
        "number": call.number,
        "kind": label_of(SummonsKind(call.kind).label).plain,
        "day": words.day(call.sent_on),
    }
