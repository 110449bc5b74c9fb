"""Who may see what of an office's work as a whole."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from portal.accounts.models import Office, User
from portal.accounts.policies import offices_of


def offices_led_by(user: User | AnonymousUser) -> QuerySet[Office]:
    """Return the offices whose figures somebody sees: where they decide urgent requests."""
    return offices_of(user, "scheduling.change_urgentrequest")
