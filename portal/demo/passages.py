"""Where a door of the demonstration leads that depends on what there is: the board, a kiosk, a phone."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.urls import reverse

from portal.accounts.models import Office, User
from portal.audit.rules.actors import Actor
from portal.demo.world.offices import PLACES
from portal.demo.world.staff import LOGINS
from scheduling import notices
from scheduling.actions.queue import devices
from scheduling.models import Kiosk, Ticket
from scheduling.models.line import line_of, today

SUPERVISOR = next(login for login in LOGINS if login.email.startswith("supervisor"))
KIOSK = "Demo"


def board(at: datetime) -> str:
    del at
    return reverse("board_detail", args=[PLACES[0].slug])


def kiosk(at: datetime) -> str:
    """Return a link that makes the device a kiosk, as a supervisor gets one."""
    office, person = _office(), User.objects.get(email=SUPERVISOR.email)
    found = Kiosk.objects.filter(office=office, name=KIOSK, removed_at=None).first()
    made = found or devices.add(
        kiosk=Kiosk(office=office, name=KIOSK), clerk=person, by=Actor.user(person.pk), at=at
    )
    return reverse("kiosk_set_up", args=[devices.link_token(made, clerk=person, at=at)])


def phone(at: datetime) -> str:
    """Return the page of somebody who waits: not the very next, so that there is something to see."""
    office = _office()
    waiting: list[Ticket] = line_of(office, today(office, at), at=at)
    if not waiting:
        return reverse("queue_detail", args=[office.slug])
    ticket = waiting[min(2, len(waiting) - 1)]
    return reverse("place_detail", args=[notices.ticket_token_of(ticket)])


def _office() -> Office:
    return Office.objects.get(slug=PLACES[0].slug)


PASSAGES: Mapping[str, Callable[[datetime], str]] = {"board": board, "kiosk": kiosk, "phone": phone}
