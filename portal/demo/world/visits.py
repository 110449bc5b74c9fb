"""Visits at a counter, as full as an office with too few of them is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.demo.world.offices import CARD_DAYS_AHEAD, DAYS_AHEAD, OPENS_AT
from portal.demo.world.people import Person, somebody
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models import Appointment, Counter, Service
from scheduling.rules.codes import REFERENCE_BYTES, reference
from scheduling.rules.hours import earliest
from scheduling.rules.identity import case_digest, person_digest
from scheduling.rules.intervals import Interval
from scheduling.rules.masks import CELL

NEAR, FAR = 7, DAYS_AHEAD
NEARLY_FULL, SPARSE = 0.93, 0.2
BESIDE_WALK_INS = 0.75  # of what would be booked, where people come without a booking too
HOLD = timedelta(minutes=20)
# How sought after a visit is that starts in an hour of the day: mornings go first.
HOURS = {
    7: 0.92,
    8: 1.05,
    9: 1.12,
    10: 1.1,
    11: 1.02,
    12: 0.92,
    13: 0.9,
    14: 0.95,
    16: 1.08,
    17: 1.06,
    18: 0.85,
}
WEIGHTS = {"COMPLETE": 5, "CARD": 5, "DOCS": 3, "INFO": 3, "EU": 2, "CARD_X": 2, "WP_DEC": 1, "FILE_VIEW": 1}
CANCELLED, RUN_OUT = 0.05, 0.08  # of the times that stay free: given back; held and let go
PAST_NOTED = 0.4  # of past visits: already marked as past
WANT_TEXTS = 0.6  # of those who come; the others have left the field empty


@dataclass(slots=True)
class Used:
    """What may stand only once in the whole table."""

    references: set[str] = field(default_factory=set)
    digests: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def so_far(cls) -> "Used":
        booked = Appointment.objects.filter(state=AppointmentState.BOOKED)
        return cls(
            references=set(Appointment.objects.values_list("reference", flat=True)),
            digests={
                *booked.values_list("identity_digest", "service_id"),
                *booked.values_list("case_digest", "service_id"),
            },
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """What the visits of one run at one office have in common."""

    seed: int
    today: date
    at: datetime
    """Midnight of `today`, in UTC: nobody has booked after it."""
    zone: ZoneInfo
    used: Used

    def opened(self, service: Service, on: date) -> datetime:
        """Return when the day opened for the service, in UTC."""
        ahead = CARD_DAYS_AHEAD if service.code == "CARD" else DAYS_AHEAD
        return earliest(datetime.combine(on - timedelta(days=ahead), OPENS_AT), self.zone)

    def is_open(self, service: Service, on: date) -> bool:
        ended = service.valid_to is not None and on > service.valid_to
        return not ended and self.opened(service, on) <= self.at


def visits_on(
    on: date, counter: Counter, openings: Sequence[Interval], *, services: Sequence[Service], scene: Scene
) -> Iterator[Appointment]:
    """Yield the visits of one counter on one day, from its chance alone.

    They never overlap, and start where the pages offer starts: on the grid of the service
    from the beginning of the opening.
    """
    chance = Random(f"{scene.seed}:{counter.office.slug}:{counter.code}:{on}")  # noqa: S311  a game, not a secret
    open_by_now = [service for service in services if scene.is_open(service, on)]
    full = fullness((on - scene.today).days) + chance.uniform(-0.03, 0.03)
    if any(service.takes_walk_ins for service in services):
        full *= BESIDE_WALK_INS
    for opening in openings:
        start = opening.start
        while start < opening.end:
            fitting = [service for service in open_by_now if _fits(service, start, opening)]
            if not fitting:
                start += CELL
                continue
            (service,) = chance.choices(fitting, [WEIGHTS.get(service.code, 1) for service in fitting])
            wanted = full * HOURS.get(start.astimezone(scene.zone).hour, 1)
            if state := _state(chance, wanted, past=start < scene.at):
                yield _visit(chance, counter, service, start, state=state, scene=scene)
            start += service.length


def fullness(days: int) -> float:
    """Return which part of a day is taken, so many days ahead: all but full, then less and less."""
    if days <= NEAR:
        return NEARLY_FULL
    return NEARLY_FULL - (NEARLY_FULL - SPARSE) * (days - NEAR) / (FAR - NEAR)


def _fits(service: Service, start: datetime, opening: Interval) -> bool:
    return start + service.length <= opening.end and (start - opening.start) % service.step == timedelta()


def _state(chance: Random, wanted: float, *, past: bool) -> AppointmentState | None:
    if chance.random() < wanted:
        noted = past and chance.random() < PAST_NOTED
        return AppointmentState.LAPSED if noted else AppointmentState.BOOKED
    drawn = chance.random()
    if drawn < CANCELLED:
        return AppointmentState.CANCELLED
    return AppointmentState.EXPIRED if drawn < RUN_OUT else None


def _visit(  # noqa: PLR0913  a visit has a place, a time, a purpose and a person
    chance: Random,
    counter: Counter,
    service: Service,
    start: datetime,
    *,
    state: AppointmentState,
    scene: Scene,
) -> Appointment:
    opened = scene.opened(service, start.astimezone(scene.zone).date())
    taken = opened + (min(start, scene.at) - opened) * chance.random()
    moments: dict[AppointmentState, dict[str, Any]] = {
        AppointmentState.EXPIRED: {"held_until": taken + HOLD},
        AppointmentState.CANCELLED: {
            "booked_at": taken,
            "cancelled_at": taken + (scene.at - taken) / 2,
            "cancelled_by": CancelledBy.PERSON,
        },
    }
    somebody_comes = {} if state == AppointmentState.EXPIRED else _details(chance, service, scene)
    return Appointment(
        counter=counter,
        service=service,
        period=DateTimeTZRange(start, start + service.length),
        state=state,
        reference=_reference(chance, scene.used),
        created_at=taken,
        **moments.get(state, {"booked_at": taken}),
        **somebody_comes,
    )


def _details(chance: Random, service: Service, scene: Scene) -> dict[str, Any]:
    while True:
        person = somebody(chance, today=scene.today, european=service.code == "EU")
        case = _case_number(chance, scene) if service.needs_case_number else ""
        digests = {"identity_digest": digest_of(person), "case_digest": _case_digest(case)}
        keys = {(digest, service.pk) for digest in digests.values() if digest}
        if not keys & scene.used.digests:
            scene.used.digests |= keys
            break
    return {
        "given_names": person.given_names,
        "family_name": person.family_name,
        "birth_date": person.birth_date,
        "citizenship": person.citizenship,
        "language": person.language,
        "email": person.email,
        "phone": _phone(person),
        "case_number": case,
        **digests,
    }


def _phone(person: Person) -> str:
    """Return one of a hundred invented numbers, or none; the same person has the same."""
    chance = Random(person.email)  # noqa: S311  a game, not a secret
    return f"+485000000{chance.randrange(100):02}" if chance.random() < WANT_TEXTS else ""


def _case_number(chance: Random, scene: Scene) -> str:
    return f"SC-II.6151.{chance.randrange(1, 1_000_000)}.{scene.today.year - chance.randrange(2)}"


def digest_of(person: Person) -> str:
    return person_digest(
        settings.IDENTITY_KEY.encode(),
        given_names=person.given_names,
        family_name=person.family_name,
        birth_date=person.birth_date,
        citizenship=person.citizenship,
    )


def _case_digest(number: str) -> str:
    return case_digest(settings.IDENTITY_KEY.encode(), case_number=number) if number else ""


def _reference(chance: Random, used: Used) -> str:
    while (made := reference(chance.randbytes(REFERENCE_BYTES))) in used.references:
        pass
    used.references.add(made)
    return made
