"""What a mandate opens and on what it stands, as a clerk chooses it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.admin.words.scope import GIVE, NOTICES, SCOPE, SEE
from applications.models import Organisation
from applications.rules.mandates import Scope
from applications.rules.tax_ids import normalise_tax_id
from portal.accounts.models import User
from portal.accounts.policies import has_proven

LONGEST_DOCUMENT = 200


class ScopeField(forms.MultipleChoiceField):
    """What they may do. Who may send documents has to see the case."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            choices=SCOPE,
            initial=[SEE, GIVE, NOTICES],
            widget=forms.CheckboxSelectMultiple,
            label=gettext_lazy("What they may do in the portal"),
        )

    def clean(self, value: Any) -> Any:  # noqa: ANN401  the signature is Django's
        chosen = super().clean(value)
        if GIVE in chosen and SEE not in chosen:
            raise ValidationError(_("Who sends documents has to see the case"))
        return Scope(SEE in chosen, GIVE in chosen, NOTICES in chosen)


class DocumentField(forms.CharField):
    """The paper in the file."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            max_length=LONGEST_DOCUMENT,
            label=gettext_lazy("On what it stands"),
            help_text=gettext_lazy("The paper in the file, for example a power of attorney of 3 June 2026."),
            widget=forms.TextInput({"autocomplete": "off"}),
        )


class OrganisationField(forms.CharField):
    """An organisation whose proof was seen, by its tax number: names are alike."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            max_length=30,
            label=gettext_lazy("Or the tax number (NIP) of their organisation"),
            help_text=gettext_lazy("Then each of its members sees the case."),
            widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        )

    def clean(self, value: Any) -> Organisation | None:  # noqa: ANN401  the signature is Django's
        typed = super().clean(value)
        if not typed:
            return None
        number = normalise_tax_id(typed)
        if number is None:
            raise ValidationError(_("This is no tax number (NIP): check its ten digits"))
        found = Organisation.objects.filter(tax_id=number, verified_at__isnull=False).first()
        if found is None:
            raise ValidationError(_("There is no organisation with this number whose proof was seen"))
        return found


def account_of(email: str) -> User | None:
    """Return whose account an address is, or nobody's for none.

    :raises ValidationError: for an address without an account that has proven it.
    """
    if not email:
        return None
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None or not has_proven(user, user.email):
        raise ValidationError(_("There is no account with this address"))
    return user
