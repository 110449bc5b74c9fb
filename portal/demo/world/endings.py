"""What visits were about, and how those of the past days ended: most were worth the way."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import cycle
from random import Random

from portal.accounts.models import User
from portal.demo.world.staff import CLERK
from scheduling.choices import TAKES_PLACE, OutcomeKind, VainReason
from scheduling.models import Appointment, Matter, Outcome

WRITTEN_DOWN = 0.9  # of what ended; nobody writes down all of it
IN_VAIN = 0.07
# Why people come in vain, and how often: more for what a page can say before than for the rest.
REASONS = {
    VainReason.PAPERS: 8,
    VainReason.TOO_EARLY: 5,
    VainReason.NOT_NEEDED: 4,
    VainReason.WRONG_SERVICE: 2,
    VainReason.ELSEWHERE: 2,
    VainReason.NOT_IN_PERSON: 1,
    VainReason.OFFICE: 1,
}


def name_matters(visits: Iterable[Appointment]) -> None:
    """Give each visit for a service with matters one that is done by a visit, in turn."""
    by_service: dict[int, list[Matter]] = {}
    for matter in Matter.objects.filter(valid_to=None).order_by("position", "pk"):
        by_service.setdefault(matter.service_id, []).append(matter)
    turns = {service: cycle(matters) for service, matters in by_service.items()}
    for visit in visits:
        if visit.service_id in turns:
            visit.matter = next(turns[visit.service_id])


def endings(visits: Iterable[Appointment], *, seed: int, at: datetime) -> Iterator[Outcome]:
    """Yield how visits that were over by `at` (UTC) ended: the same for a seed and a visit."""
    clerk = User.objects.get(email=CLERK.email)
    for visit in visits:
        if visit.state not in TAKES_PLACE or visit.interval.end > at:
            continue
        chance = Random(f"{seed}:{visit.reference}")  # noqa: S311  a game, not a secret
        if chance.random() < WRITTEN_DOWN:
            yield _ending(visit, clerk, chance)


def _ending(visit: Appointment, clerk: User, chance: Random) -> Outcome:
    is_in_vain = chance.random() < IN_VAIN
    (reason,) = chance.choices([*REASONS], [*REASONS.values()])
    return Outcome(
        appointment=visit,
        kind=OutcomeKind.IN_VAIN if is_in_vain else OutcomeKind.SERVED,
        vain_reason=reason if is_in_vain else "",
        by=clerk,
        at=visit.interval.end,
    )
