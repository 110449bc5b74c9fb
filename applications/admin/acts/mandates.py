"""Who else may act in a case, entered by a clerk; and when that ends."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from applications.actions.mandates import end_mandate, give_mandate
from applications.admin.acts.base import ActForm, DayField, Done
from applications.admin.acts.scope import DocumentField, OrganisationField, ScopeField, account_of
from applications.choices import MandateKind
from applications.models import Mandate
from applications.rules.mandates import Terms, is_outgrown
from portal.accounts.models import User
from portal.web import words

LONGEST_NAME = 200
OUTGROWN = gettext_lazy("The applicant is of age: nobody acts as their parent. A proxy can be named")


class MandateForm(ActForm):
    """Somebody else may see the case and act in it; or a mandate ends."""

    is_foreseen = False
    help = gettext_lazy("Letters go to a proxy, if there is one (art. 40 KPA).")

    mandate = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=gettext_lazy("Which mandate"),
    )
    kind_of = forms.ChoiceField(required=False, choices=MandateKind, label=gettext_lazy("Kind"))
    name = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        label=pgettext_lazy("person", "Name"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail address of their account, if they have one"),
        help_text=gettext_lazy("With an account they see the case on the days the mandate holds."),
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Enter an e-mail address in the right form")},
    )
    tax_id = OrganisationField()
    scope = ScopeField()
    document = DocumentField()
    began_on = DayField(required=False, label=gettext_lazy("First day"))
    ended_on = DayField(
        required=False,
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The last day it holds. Empty: until further."),
    )

    def prepare(self) -> None:
        del self.fields["on"], self.fields["note"]
        on = self.case.on
        is_held = Q(ended_on=None) | Q(ended_on__gt=on)  # one whose end is named may end sooner
        rows = Mandate.objects.filter(is_held, application=self.case.pk, accepted_at__isnull=False)
        rows = rows.filter(revoked_at=None).order_by("pk")
        self.held = {row.pk: row for row in rows}
        named = [(pk, _("End: %(name)s") % {"name": _named(row)}) for pk, row in self.held.items()]
        self.fields["mandate"].choices = [("", _("A new one")), *named]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["began_on"].initial = on
        if not self.held:
            del self.fields["mandate"]

    def clean_email(self) -> User | None:
        return account_of(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("mandate"):
            self._clean_end(given)
        else:
            self._clean_new(given)
        return given

    def _clean_new(self, given: dict[str, Any]) -> None:
        if not given.get("name") and "name" not in self.errors:
            self.add_error("name", _("Enter the name"))
        if not given.get("kind_of"):
            self.add_error("kind_of", _("Choose the kind"))
        elif is_outgrown(given["kind_of"], born=self.case.application.birth_date, on=self.case.on):
            self.add_error("kind_of", OUTGROWN)
        if given.get("email") and given.get("tax_id"):
            self.add_error("tax_id", _("A mandate is one person's or an organisation's: enter one of them"))
        began, ended = given.get("began_on"), given.get("ended_on")
        if began is None and "began_on" not in self.errors:
            self.add_error("began_on", _("Enter the day"))
        if began and ended and ended < began:
            self.add_error("ended_on", _("It ends before it begins"))

    def _clean_end(self, given: dict[str, Any]) -> None:
        began = self.held[given["mandate"]].began_on
        if "ended_on" in self.errors:
            return
        if given.get("ended_on") is None:
            self.add_error("ended_on", _("Enter the day"))
        elif given["ended_on"] < began:
            self.add_error("ended_on", _("It ends before it begins"))

    def enter(self, *, seen: int | None) -> Done:
        given = self.cleaned_data
        acting = {name: self.case.acting[name] for name in ("by", "parts", "at")} | {"seen": seen}
        if given.get("mandate"):
            end_mandate(mandate=self.held[given["mandate"]], ended_on=given["ended_on"], **acting)
            return Done(self.case.url)
        give_mandate(
            case=self.case.application,
            kind=MandateKind(given["kind_of"]),
            name=given["name"],
            user=given["email"],
            organisation=given["tax_id"],
            terms=Terms(given["scope"], given["document"], given["began_on"], given["ended_on"]),
            **acting,
        )
        return Done(self.case.url)


def _named(mandate: Mandate) -> str:
    since = _("since %(day)s") % {"day": words.day(mandate.began_on)}
    return f"{mandate.name}, {mandate.get_kind_display()}, {capfirst(since)}"
