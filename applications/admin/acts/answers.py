"""A mandate that somebody asked for: a clerk has looked at the paper, and accepts it or refuses."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from applications.actions.answering import (
    UnknownOrganisationError,
    accept_mandate,
    refuse_mandate,
)
from applications.actions.asking import HeldAlreadyError, OutgrownError
from applications.admin.acts.base import ActForm, DayField, Done
from applications.admin.acts.mandates import OUTGROWN
from applications.admin.acts.problems import UnfilledError
from applications.admin.acts.scope import DocumentField, ScopeField, account_of
from applications.admin.words.scope import scope_of
from applications.choices import MandateKind
from applications.models import Mandate
from applications.models.mandates import waiting_in
from applications.rules.mandates import Terms
from portal.accounts.models import User
from portal.web.forms import LongSelect

ACCEPT, REFUSE = "accept", "refuse"
LONGEST_REASON = 300


class AnswerForm(ActForm):
    """Accept: they see the case from the first day on. Refuse: whoever asked reads why."""

    is_foreseen = False
    help = gettext_lazy(
        "Accept it only with the paper in the file: a power of attorney (pełnomocnictwo, art. 33 KPA), "
        "or a document that shows who the parent is."
    )

    mandate = forms.TypedChoiceField(
        coerce=int,
        widget=LongSelect,
        label=gettext_lazy("Which mandate"),
        error_messages={"required": gettext_lazy("Choose which mandate")},
    )
    answer = forms.ChoiceField(
        choices=[
            (ACCEPT, pgettext_lazy("a mandate", "Accept it")),
            (REFUSE, pgettext_lazy("a mandate", "Refuse it")),
        ],
        widget=forms.RadioSelect,
        label=gettext_lazy("What you decide"),
        error_messages={"required": gettext_lazy("Choose whether you accept it")},
    )
    why = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        label=gettext_lazy("If you refuse it: why"),
        help_text=gettext_lazy("Whoever asked for it reads this, and the person of the case."),
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )
    looked = forms.BooleanField(
        required=False,
        label=gettext_lazy(
            "I know who holds this account: I have seen a document of theirs, or their paper here"
        ),
    )
    document = DocumentField()
    scope = ScopeField()
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail address of their account, if the person named them"),
        help_text=gettext_lazy("Whoever asked for it themselves is known already: leave it empty."),
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Enter an e-mail address in the right form")},
    )
    began_on = DayField(required=False, label=gettext_lazy("First day"))
    ended_on = DayField(
        required=False,
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The last day it holds. Empty: until further."),
    )

    def prepare(self) -> None:
        del self.fields["on"], self.fields["note"]
        rows = (
            waiting_in(self.case.application)
            .select_related("organisation", "user", "noted_by")
            .order_by("pk")
        )
        self.waiting = {row.pk: row for row in rows}
        self.choices("mandate", [(pk, _named(row)) for pk, row in self.waiting.items()])
        self.fields["began_on"].initial = self.case.on
        chosen = str(self.initial.get("mandate", ""))
        only = next(iter(self.waiting.values())) if len(self.waiting) == 1 else None
        row = next((each for pk, each in self.waiting.items() if str(pk) == chosen), only)
        if row:
            self._begin_with(row)

    def _begin_with(self, row: Mandate) -> None:
        self.fields["scope"].initial = scope_of(row)
        self.fields["document"].initial = row.document
        self.fields["email"].initial = row.email

    def clean_email(self) -> User | None:
        is_asked = self.data.get("answer") == ACCEPT
        return account_of(self.cleaned_data["email"]) if is_asked else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("answer") == REFUSE:
            if not given.get("why") and "why" not in self.errors:
                self.add_error("why", _("Write down why you refuse it"))
            return given
        if not given.get("looked"):
            self.add_error("looked", _("Make sure who holds the account first, and confirm that you did"))
        began, ended = given.get("began_on"), given.get("ended_on")
        if began is None and "began_on" not in self.errors:
            self.add_error("began_on", _("Enter the day"))
        if began and ended and ended < began:
            self.add_error("ended_on", _("It ends before it begins"))
        if not given.get("document") and "document" not in self.errors:
            self.add_error("document", _("Write down on which paper it stands"))
        return given

    def enter(self, *, seen: int | None) -> Done:
        given = self.cleaned_data
        acting = {name: self.case.acting[name] for name in ("by", "parts", "at")} | {"seen": seen}
        row = self.waiting[given["mandate"]]
        if given["answer"] == REFUSE:
            refuse_mandate(mandate=row, why=given["why"], **acting)
            return Done(self.case.url)
        terms = Terms(given["scope"], given["document"], given["began_on"], given["ended_on"])
        try:
            accept_mandate(mandate=row, terms=terms, user=given["email"], **acting)
        except (OutgrownError, UnknownOrganisationError, HeldAlreadyError) as error:
            raise UnfilledError([_why_not(error)]) from error
        return Done(self.case.url)


def _why_not(error: Exception) -> str:
    match error:
        case OutgrownError():
            return str(OUTGROWN)
        case UnknownOrganisationError():
            return _(
                "Nobody has seen a proof of this organisation yet. Look at one (KRS, CEIDG), confirm it on "
                "the page of the organisation, then accept the mandate."
            )
    return _("They have a mandate like this one already")


def _named(row: Mandate) -> str:
    """Return whose mandate it is, and the address of the account that would get it: names are typed."""
    account = row.noted_by if row.organisation else row.user
    told = [row.organisation and row.organisation.name, account.email if account else row.email]
    whose = ", ".join(each for each in told if each)
    return f"{row.name} ({whose}), {MandateKind(row.kind).label}"
