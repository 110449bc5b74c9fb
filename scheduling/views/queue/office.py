"""How the queue of an office works, and how it stands now: for those who wait, or think of coming."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from scheduling.models.hall import hall_of
from scheduling.views.answers import answer
from scheduling.views.queue.board import public_office
from scheduling.views.queue.now import QueueNow


@require_safe
def queue_detail(request: HttpRequest, office: str) -> HttpResponse:
    """Explain the order and tell how long it takes, from one reading of the office."""
    place = public_office(office)
    hall = hall_of(place, at=timezone.now())
    context = {"office": place, "rule": hall.rule, "now": QueueNow.of(hall)}
    return answer(request, "scheduling/queue/office.html", context, zone=place.zone)
