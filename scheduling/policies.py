"""Who may see what of an office's work as a whole."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from portal.accounts.models import Office, User
from portal.accounts.policies import offices_of

RIGHT_TO_LEAD = "scheduling.change_urgentrequest"


def offices_led_by(user: User | AnonymousUser) -> QuerySet[Office]:
    """Return the offices whose figures somebody sees: where they decide urgent requests."""
    return offices_of(user, RIGHT_TO_LEAD)


def leads_somewhere(user: User | AnonymousUser) -> bool:
    """Tell whether somebody sees the figures of any office; the menu of each page asks."""
    return user.has_perm(RIGHT_TO_LEAD)
