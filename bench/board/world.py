"""An office in which thousands wait: counters that are open now, and a ticket for each phone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.accounts.models import Office, User
from scheduling.choices import Rank, TicketState
from scheduling.models import Counter, Duty, Service, Sitting, Ticket
from scheduling.notices import ticket_token_of
from scheduling.rules.codes import token_digest

COUNTERS = 10
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class World:
    office: Office
    clerks: list[User]
    tokens: list[str]


def world(*, waiting: int, at: datetime) -> World:
    office = Office.objects.create(slug="bench", name_pl="Bench", address_pl="ul. Przykładowa 1")
    service = Service.objects.create(
        code="BENCH",
        name_pl="Bench",
        purpose_pl="-",
        minutes=5,
        every_minutes=5,
        valid_from=date(2020, 1, 1),
        takes_walk_ins=True,
        ticket_letter="A",
    )
    counters = Counter.objects.bulk_create(
        Counter(office=office, code=f"{number:02}") for number in range(COUNTERS)
    )
    clerks = User.objects.bulk_create(
        User(email=f"bench-{number}@example.test") for number in range(COUNTERS)
    )
    hour = at.replace(minute=0, second=0, microsecond=0)
    for clerk, counter in zip(clerks, counters, strict=True):
        counter.services.add(service)
        Duty.objects.create(clerk=clerk, counter=counter, period=(hour - HOUR, hour + 8 * HOUR))
        Sitting.objects.create(clerk=clerk, counter=counter, began_at=at - HOUR)
    return World(office, clerks, _tickets(office, service, waiting=waiting, at=at))


def _tickets(office: Office, service: Service, *, waiting: int, at: datetime) -> list[str]:
    """Let so many wait; return the secrets of their pages, in the order of the line."""
    made = Ticket.objects.bulk_create(
        Ticket(
            office=office,
            service=service,
            on=at.astimezone(office.zone).date(),
            letter="A",
            number=number,
            state=TicketState.WAITING,
            rank=Rank.WALK_IN,
            due_at=at - HOUR + timedelta(seconds=number),
            came_at=at - HOUR,
            minutes=service.minutes,
            token_digest=f"bench-{number}",
        )
        for number in range(waiting)
    )
    tokens = [ticket_token_of(ticket) for ticket in made]
    for ticket, token in zip(made, tokens, strict=True):
        ticket.token_digest = token_digest(token)
    Ticket.objects.bulk_update(made, ["token_digest"], batch_size=500)
    return tokens
