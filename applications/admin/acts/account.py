"""Link a case to the account of its person, whose passport lies on the desk; or take it from an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.actions.claiming import link_account, unlink_account
from applications.admin.acts.base import ActForm, Done
from applications.admin.acts.scope import account_of
from applications.admin.cases.place import Case, read_number
from portal.accounts.models import User

LINK, UNLINK = "link", "unlink"
UNSEEN = gettext_lazy("Look at the passport of the person first, and confirm that you did")


class AccountForm(ActForm):
    """Whose account it is. `held` is the account that the page named, if the case has one."""

    is_foreseen = False
    help = gettext_lazy(
        "With the account the person sees everything in the case but notes and drafts. "
        "Look at the passport first: with number and access code alone, anybody could claim the case."
    )

    held = forms.CharField(required=False, widget=forms.HiddenInput)
    what = forms.ChoiceField(
        label=gettext_lazy("What is to be done"),
        choices=[
            (LINK, gettext_lazy("Link the case to the account below")),
            (UNLINK, gettext_lazy("Take the case from its account")),
        ],
        error_messages={"required": gettext_lazy("Choose what is to be done")},
    )
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail address of the account"),
        help_text=gettext_lazy("Ask the person. Whoever has no account makes one first, under “Sign in”."),
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Enter an e-mail address in the right form")},
    )
    looked = forms.BooleanField(
        required=False,
        label=gettext_lazy("I have seen the passport of the person, and it is the person of the case"),
    )

    def prepare(self) -> None:
        del self.fields["on"], self.fields["note"]
        account = self.case.application.account
        if account is None:
            del self.fields["what"]
        else:
            self.fields["email"].initial = account.email
        self.fields["held"].initial = str(account.pk) if account else ""

    def clean_email(self) -> User | None:
        return account_of(self.cleaned_data["email"]) if self._links else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self._links and "email" not in self.errors:
            if given.get("email") is None:
                self.add_error("email", _("Enter the e-mail address of the account"))
            if not given.get("looked"):
                self.add_error(
                    "looked", _("Look at the passport of the person first, and confirm that you did")
                )
        return given

    def renew(self, case: Case) -> None:
        super().renew(case)
        account = case.application.account
        self.retype("held", str(account.pk) if account else "")

    def enter(self, *, seen: int | None) -> Done:
        """Link it, or take it away: one action."""
        acting = {**self.case.acting, "case": self.case.application, "seen": seen}
        if self._links:
            link_account(account=self.cleaned_data["email"], **acting)
        else:
            unlink_account(account=read_number(self.cleaned_data["held"]) or 0, **acting)
        return Done(self.case.url)

    @property
    def _links(self) -> bool:
        return bool(self.cleaned_data.get("what", LINK) == LINK)
