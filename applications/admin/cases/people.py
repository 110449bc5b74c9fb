"""The names of everybody who has to do with a case, read at once."""

from collections.abc import Iterable

from applications.choices import EventKind as K
from applications.models import CaseEvent, Decision
from portal.accounts.models import User


def names_of(events: Iterable[CaseEvent], decisions: Iterable[Decision]) -> dict[int, str]:
    """Return the names of those who entered, wrote, signed, or were given the case."""
    pks: set[int | None] = set()
    for row in events:
        pks |= {row.by_id, row.data.get("clerk") if row.kind == K.ASSIGNED else None}
    for decision in decisions:
        pks |= {decision.author_id, decision.signer_id}
    people = User.objects.filter(pk__in=[pk for pk in pks if pk]).only("name", "email")
    return {person.pk: str(person) for person in people}
