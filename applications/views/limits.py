"""How often what may be done with codes of cases. What scheduling counts too is counted there, once."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.web.client import limited_network
from portal.web.limits import Limit, TooOftenError, spend
from scheduling.views import limits
from scheduling.views.limits import LOOK, Act, By, spend_look

__all__ = ["LOOK", "spend_check", "spend_look", "too_often"]

CHECK = Act(
    _("Many share codes were checked."),
    {
        # 80 random bits are not guessed. A personnel office that checks everybody once a month
        # does so within a morning.
        By.NETWORK: (
            Limit("share.network", 60, timedelta(hours=1)),
            Limit("share.network.day", 300, timedelta(days=1)),
        )
    },
)
ACTS = (LOOK, CHECK)


def spend_check(request: HttpRequest) -> None:
    """Count a share code that is checked, right or wrong.

    :raises TooOftenError: if there were too many.
    """
    spend(*CHECK.costs({By.NETWORK: [limited_network(request)]}), at=timezone.now())


def too_often(request: HttpRequest, error: TooOftenError, *, back_url: str) -> HttpResponse:
    """Say when to try again, with a button that sends once more what was sent."""
    zone = timezone.get_current_timezone()
    return limits.too_often(request, error, zone=zone, back_url=back_url, acts=ACTS)
