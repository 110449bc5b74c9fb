"""An office that works, in a few words: services, counters, duties, visits."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from secrets import token_bytes
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.notifications.choices import Channel
from scheduling.choices import AT_COUNTER, AppointmentState, CancelledBy, Rank, TicketState
from scheduling.models import (
    Appointment,
    BlockedWindow,
    Counter,
    Duty,
    Matter,
    Question,
    ReleaseRule,
    ReminderRule,
    Service,
    Sitting,
    Ticket,
    TicketVisit,
)
from scheduling.rules.codes import REFERENCE_BYTES, reference
from scheduling.rules.hours import earliest

EVERY_DAY = list(range(1, 8))
MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]
MONDAY = date(2026, 12, 7)
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a Tuesday morning, 10:00 in Kraków

_numbers = count(1)


def service(code: str = "INFO", *, minutes: int = 15, every: int = 0, **fields: Any) -> Service:  # noqa: ANN401  any field of the model
    defaults = {
        "name_pl": f"Usługa {code}",
        "name_en": f"Service {code}",
        "name_ru": f"Услуга {code}",
        "purpose_en": "Questions",
        "valid_from": date(2020, 1, 1),
        "minutes": minutes,
        "every_minutes": every or minutes,
    }
    return Service.objects.create(code=code, **defaults | fields)


def matter(of: Service, code: str = "CHANGE", **fields: Any) -> Matter:  # noqa: ANN401  any field of the model
    defaults = {
        "name_pl": f"Sprawa {code}",
        "name_en": f"Matter {code}",
        "name_ru": f"Дело {code}",
        "valid_from": date(2020, 1, 1),
    }
    return Matter.objects.create(service=of, code=code, **defaults | fields)


def question(of: Service, text: str = "Is the card ready?", **fields: Any) -> Question:  # noqa: ANN401  any field of the model
    defaults = {"text_pl": f"[{text}]", "text_en": text, "text_ru": f"«{text}»", "advice_en": "Wait for it."}
    return Question.objects.create(service=of, **defaults | fields)


def counter(office: Office, *services: Service, code: str = "") -> Counter:
    made = Counter.objects.create(office=office, code=code or str(next(_numbers)))
    made.services.set(services)
    return made


def duty(
    at: Counter, *, on: date = MONDAY, starts: str = "07:30", ends: str = "15:00", clerk: User | None = None
) -> Duty:
    start, end = (local(at.office, on, clock) for clock in (starts, ends))
    return Duty.objects.create(
        clerk=clerk or accounts.user(is_staff=True), counter=at, period=DateTimeTZRange(start, end)
    )


def release(office: Office, *, days_ahead: int = 60, notice: timedelta = timedelta()) -> ReleaseRule:
    return ReleaseRule.objects.create(
        office=office,
        days_ahead=days_ahead,
        opens_at=time(8),
        notice_minutes=int(notice.total_seconds()) // 60,
    )


def reminder(
    days: int = 0, minutes: int = 0, *, of: Service | None = None, by: Iterable[Channel] = tuple(Channel)
) -> ReminderRule:
    ways = {f"by_{channel.value}": channel in by for channel in Channel}
    return ReminderRule.objects.create(
        service=of, days=days, minutes=minutes, changed_at=AT, planned_at=AT, **ways
    )


def window(office: Office, **fields: Any) -> BlockedWindow:  # noqa: ANN401  any field of the model
    return BlockedWindow.objects.create(**window_fields(office) | fields)


def window_fields(office: Office) -> dict[str, Any]:
    return {
        "office": office,
        "reason_pl": "Dezynfekcja",
        "reason_en": "Disinfection",
        "reason_ru": "Дезинфекция",
        "weekdays": MONDAY_TO_FRIDAY,
        "starts": time(15),
        "ends": time(16),
        "valid_from": date(2020, 9, 21),
    }


def appointment(
    at: Counter,
    of: Service,
    start: datetime,
    *,
    state: AppointmentState = AppointmentState.BOOKED,
    **fields: Any,  # noqa: ANN401  any field of the model
) -> Appointment:
    """Put a row there directly, past the actions: the database alone judges it."""
    moments: dict[AppointmentState, dict[str, Any]] = {
        AppointmentState.HELD: {"held_until": AT + timedelta(minutes=20), "holder": "somebody"},
        AppointmentState.BOOKED: {"booked_at": AT, "identity_digest": f"person-{next(_numbers)}"},
        AppointmentState.CANCELLED: {"cancelled_at": AT, "cancelled_by": CancelledBy.PERSON},
    }
    defaults = {
        "counter": at,
        "service": of,
        "period": DateTimeTZRange(start, start + of.length),
        "created_at": AT,
    }
    return Appointment.objects.create(
        state=state,
        reference=reference(token_bytes(REFERENCE_BYTES)),
        **defaults | moments.get(state, {}) | fields,
    )


def local(office: Office, on: date, clock: str) -> datetime:
    """Return a wall-clock time of the office in UTC."""
    return earliest(datetime.combine(on, time.fromisoformat(clock)), office.zone)


def working_office(
    *services: Service, counters: int = 1, on: Iterable[date] = (MONDAY,), slug: str = ""
) -> Office:
    """Return an office with two shifts around the disinfection, at every counter."""
    made = accounts.office(slug)
    release(made)
    window(made)
    for _ in range(counters):
        place = counter(made, *services)
        for day in on:
            clerk = accounts.user(is_staff=True)
            duty(place, on=day, clerk=clerk)
            duty(place, on=day, starts="15:00", ends="19:00", clerk=clerk)
    return made


def sitting(at: Counter, clerk: User | None = None) -> Sitting:
    """Let a clerk work at a counter."""
    clerk = clerk or accounts.user(is_staff=True)
    return Sitting.objects.create(clerk=clerk, counter=at, began_at=AT - timedelta(hours=1))


def ticket(
    office: Office,
    of: Service,
    *,
    rank: Rank = Rank.WALK_IN,
    due_at: datetime = AT,
    state: TicketState = TicketState.WAITING,
    visit: Appointment | None = None,
    **fields: Any,  # noqa: ANN401  any field of the model
) -> Ticket:
    """Put a place in the queue there directly, past the actions; `AT` is a moment of its day."""
    number = next(_numbers)
    if state in AT_COUNTER and "clerk" not in fields:
        fields = {"clerk": accounts.user(is_staff=True), "called_at": AT, "calls": 1} | fields
    defaults = {
        "on": due_at.astimezone(office.zone).date(),
        "letter": "R" if rank == Rank.BOOKED else "A",
        "number": number % 10_000,
        "minutes": of.minutes,
        "came_at": due_at,
        "token_digest": f"ticket-{number}",
    }
    made = Ticket.objects.create(
        office=office, service=of, rank=rank, due_at=due_at, state=state, **defaults | fields
    )
    if visit:
        TicketVisit.objects.create(ticket=made, appointment=visit)
    return made
