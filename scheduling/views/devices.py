"""Where a browser says that it wants to be reminded of a visit, and that it does not any more.

Both answer a script, so they say by their status alone what has come about; the words stand
on the page (`scheduling/_devices.html`). Nothing here shows whose devices there are: a
browser finds itself by the digest of its own address.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.notifications.actions import subscriptions
from portal.notifications.carriers import vapid
from portal.notifications.rules.push import Device, digest, is_endpoint, may_call
from portal.web.actors import actor_of
from portal.web.client import limited_network
from portal.web.limits import Limit, TooOftenError, spend
from scheduling.actions import devices
from scheduling.actions.cancelling import TooLateError
from scheduling.choices import AppointmentState
from scheduling.models import Appointment
from scheduling.views.answers import GONE, TAKEN, TOO_MANY, WRONG
from scheduling.views.lookups import find_visit

CREATED = 201
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
# Who presses the button on and off does no harm, but writes to the database and the audit.
OF_VISIT = Limit("device.visit", 20, HOUR)
OF_NETWORK = Limit("device.network", 120, HOUR)  # a busy house, as with all limits of networks


@dataclass(frozen=True, slots=True)
class Offer:
    """What a page tells a browser that may be reminded: whose notifications, and which browsers are."""

    public_key: str
    digests: str


def offer(appointment: Appointment, *, at: datetime) -> Offer | None:
    """Return what a browser is offered: nothing where we have no key, or nothing is to come."""
    is_to_come = appointment.state == AppointmentState.BOOKED and appointment.interval.start > at
    key = vapid.public_key() if is_to_come else ""
    if not key:
        return None
    return Offer(key, " ".join(digest(endpoint) for endpoint in subscriptions.endpoints_of(appointment)))


@never_cache
@require_POST
def device_create(request: HttpRequest, token: str) -> HttpResponse:
    """Remind this browser too. 409: of this visit enough devices are reminded; 410: nothing is to come."""
    visit, now = find_visit(token), timezone.now()
    try:
        spend((OF_VISIT, str(visit.pk)), (OF_NETWORK, limited_network(request)), at=now)
        device, language = _device(request), get_language() or visit.language
        devices.add(device, appointment=visit, language=language, by=actor_of(request), at=now)
    except TooOftenError as error:
        wait = max(1, -((now - error.retry_at) // SECOND))
        return HttpResponse(status=TOO_MANY, headers={"Retry-After": str(wait)})
    except ValueError:
        return HttpResponse(status=WRONG)
    except TooLateError:
        return HttpResponse(status=GONE)
    except subscriptions.TooManyDevicesError:
        return HttpResponse(status=TAKEN)
    return HttpResponse(status=CREATED)


@never_cache
@require_POST
def device_delete(request: HttpRequest, token: str) -> HttpResponse:
    """Remind this browser no more, and say whether it is still told of something else."""
    visit, endpoint = find_visit(token), request.POST.get("endpoint", "")
    if not is_endpoint(endpoint):
        return HttpResponse(status=WRONG)
    devices.remove(endpoint, appointment=visit, by=actor_of(request), at=timezone.now())
    return JsonResponse({"is_used": subscriptions.is_told_of_anything(endpoint)})


def _device(request: HttpRequest) -> Device:
    """Return the device that a browser describes.

    :raises ValueError: if it describes none, or one whose push service we do not call.
    """
    typed = request.POST
    device = Device(typed.get("endpoint", ""), typed.get("p256dh", ""), typed.get("auth", ""))
    if not (vapid.public_key() and may_call(device.endpoint, services=settings.PUSH_SERVICES)):
        raise ValueError("Its push service is none that we call.")
    return device
