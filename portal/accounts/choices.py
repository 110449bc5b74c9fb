"""Languages and roles that the code knows by name."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    """A language a person reads. Shown by its own name, whatever the page speaks."""

    POLISH = "pl", "Polski"
    ENGLISH = "en", "English"
    RUSSIAN = "ru", "Русский"


class Role(TextChoices):
    """What a member of an office may do there. Each value is the name of a group."""

    CLERK = "clerk", _("clerk")
    OFFICER = "officer", _("case officer")
    SIGNER = "signer", _("authorised to sign decisions")
    CONSULTANT = "consultant", _("consultant")
    SUPERVISOR = "supervisor", _("supervisor")
    ADMINISTRATOR = "administrator", _("administrator")
