"""Making a device a kiosk, by a link that a supervisor has opened on it.

The link is no sign-in. Who is signed in there is signed out: people will stand at it.
"""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scheduling.actions.queue import devices
from scheduling.views.answers import GONE, READ_OR_POST
from scheduling.views.kiosk.device import remember
from scheduling.views.kiosk.pages import start_url


@never_cache
@require_http_methods(READ_OR_POST)
def kiosk_set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether this is the right device, and make it a kiosk. To look at the link does not use it up."""
    now = timezone.now()
    try:
        link = devices.read_link(token, at=now)
        if request.method != "POST":
            return render(request, "scheduling/kiosk/set_up.html", {"kiosk": link.kiosk})
        secret = devices.set_up(link=link, by=link.by, at=now)
    except devices.LinkOverError:
        return render(request, "scheduling/kiosk/link_over.html", status=GONE)
    logout(request)
    response = redirect(start_url())
    remember(response, secret)
    return response
