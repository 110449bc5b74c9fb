"""Who acts for whom: the person of a case names somebody, or somebody asks to act for them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.actions.asking import Wish
from applications.choices import MandateKind
from applications.forms.fields import LONGEST_DOCUMENT, LONGEST_NAME, LineField, MailField, ScopeField
from applications.models import Organisation
from applications.rules.access import LONGEST_TYPED
from portal.web.forms import PortalForm

ME = "me"
KINDS = {
    MandateKind.PROXY: _("A proxy (pełnomocnik), for example a lawyer or a member of the family"),
    MandateKind.EMPLOYER: _("An employer (pracodawca)"),
    MandateKind.PARENT: _("A parent or guardian (rodzic, opiekun) of a child under 18"),
}
PAPER = _("For example: power of attorney (pełnomocnictwo) of 3 June 2026.")
TYPED = {"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}


def kind_field(label: Any, *, is_minor: bool = True) -> forms.ChoiceField:  # noqa: ANN401  a text, lazy or not
    """Return the kinds to choose from; of an adult nobody is the parent."""
    return forms.ChoiceField(
        label=label,
        choices=[
            (kind.value, text) for kind, text in KINDS.items() if is_minor or kind != MandateKind.PARENT
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose as what"), "invalid_choice": _("Choose as what")},
    )


class NamingForm(PortalForm):
    """Whom the person of a case names."""

    kind = kind_field(_("Who is it?"))
    name = LineField(
        max_length=LONGEST_NAME,
        label=_("Their first and last name"),
        none=_("Enter their first and last name"),
        too_long=_("Write at most 200 letters of the name"),
    )
    email = MailField(
        label=_("Their e-mail address"),
        help_text=_("The one with which they sign in here, or will. We do not write to it now."),
    )
    # Nothing is ticked beforehand: the person says what they allow.
    scope = ScopeField(label=_("What may they do, besides seeing the case?"), initial=[])
    document = LineField(
        max_length=LONGEST_DOCUMENT,
        label=_("On which paper"),
        help_text=PAPER,
        too_long=_("Write at most 200 letters about the paper"),
    )

    def __init__(self, *args: Any, is_minor: bool, **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.fields["kind"] = kind_field(_("Who is it?"), is_minor=is_minor)

    def wish(self) -> Wish:
        given = self.cleaned_data
        return Wish(
            MandateKind(given["kind"]), given["name"], given["scope"], given["document"], given["email"]
        )


class AskingForm(PortalForm):
    """In which case somebody asks to act, as what, and for whom: for themselves or an organisation."""

    case_number = forms.CharField(
        max_length=LONGEST_TYPED,
        label=_("Case number (znak sprawy)"),
        help_text=_("It stands on each letter of the office, for example SC-II.6151.12345.2026."),
        widget=forms.TextInput(TYPED),
        error_messages={
            "required": _("Enter the case number"),
            "max_length": _("Enter the case number as it stands on the letter"),
        },
    )
    code = forms.CharField(
        max_length=LONGEST_TYPED,
        label=_("Access code"),
        help_text=_("10 letters and digits. Your client has it from the page that came with a letter."),
        widget=forms.TextInput(TYPED),
        error_messages={
            "required": _("Enter the access code"),
            "max_length": _("The access code has 10 letters and digits"),
        },
    )
    kind = kind_field(_("As what do you act?"))
    whose = forms.ChoiceField(
        label=_("Who is to see the case?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who is to see the case")},
    )
    name = LineField(
        max_length=LONGEST_NAME,
        label=_("Your first and last name"),
        help_text=_("As they stand on the paper."),
        none=_("Enter your first and last name"),
        too_long=_("Write at most 200 letters of the name"),
    )
    scope = ScopeField(label=_("What do you ask for, besides seeing the case?"))
    document = LineField(
        max_length=LONGEST_DOCUMENT,
        label=_("On which paper it stands"),
        help_text=PAPER,
        none=_("Say on which paper it stands"),
        too_long=_("Write at most 200 letters about the paper"),
    )

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:  # noqa: ANN401  passed on to Django
        super().__init__(*args, **kwargs)
        self.organisations = {str(each.pk): each for each in organisations}
        named = [(pk, each.name) for pk, each in self.organisations.items()]
        only_me = (ME, pgettext_lazy("who sees a case", "Only me"))
        self.fields["whose"].choices = [only_me, *named]  # type: ignore[attr-defined]  # a ChoiceField
        if not named:
            del self.fields["whose"]

    @property
    def organisation(self) -> Organisation | None:
        return self.organisations.get(self.cleaned_data.get("whose", ME))

    def wish(self) -> Wish:
        given = self.cleaned_data
        return Wish(MandateKind(given["kind"]), given["name"], given["scope"], given["document"])
