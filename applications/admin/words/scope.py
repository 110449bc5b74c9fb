"""What a mandate opens, as a clerk chooses and reads it."""

from django.utils.translation import gettext_lazy as _

from applications.models import Mandate

SEE, GIVE, NOTICES = "see", "give", "notices"
SCOPE = [
    (SEE, _("see the case")),
    (GIVE, _("send documents and messages, and book visits")),
    (NOTICES, _("get our messages")),
]


def scope_of(row: Mandate) -> list[str]:
    """Return what a mandate opens, as the field of the form has it."""
    asked = ((SEE, row.may_see), (GIVE, row.may_give), (NOTICES, row.gets_notices))
    return [name for name, is_so in asked if is_so]
