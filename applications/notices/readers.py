"""Who acts for the party of a case and wants to hear of it: by an accepted mandate, in an account of theirs.

Somebody who has chosen one message for all cases is not among them, nor is one whose address is the
contact of the case: they get the party's message.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.notifications.choices import Channel
from portal.notifications.rules.kinds import Way
from portal.prepared import Prepared
from scheduling.rules.ages import ADULT_FROM, born_by

# As `MandateQuerySet.held` and `.of` have it, for many cases and people at once.
READERS = """
    SELECT DISTINCT m.application_id, u.id, u.email, u.language
    FROM applications_mandate m
    JOIN applications_application a ON a.id = m.application_id
    LEFT JOIN applications_member b ON b.organisation_id = m.organisation_id AND b.left_at IS NULL
    JOIN accounts_user u ON u.id = coalesce(m.user_id, b.user_id) AND u.is_active
    LEFT JOIN applications_casepreference p ON p.user_id = u.id
    WHERE m.accepted_at IS NOT NULL AND m.revoked_at IS NULL AND m.may_see AND m.gets_notices
        AND m.began_on <= %(on)s AND (m.ended_on IS NULL OR m.ended_on >= %(on)s)
        AND (m.kind <> 'parent' OR a.birth_date > %(grown)s)
        AND coalesce(p.digest, 'each') = 'each' AND u.email <> lower(a.email)
"""
OF_ALL = Prepared("applications_readers", f"{READERS} AND m.application_id = ANY(%(cases)s)")


@dataclass(frozen=True, slots=True)
class Reader:
    """An account, its address and its language."""

    pk: int
    email: str
    language: str

    @property
    def way(self) -> Way:
        return Way(Channel.EMAIL, self.email, self.language)


def grown(on: date) -> date:
    """Return the last birth date of those who are of age on a day: no parent acts for them any more."""
    return born_by(ADULT_FROM, on=on)


def readers_of(cases: Iterable[int], *, on: date) -> Mapping[int, list[Reader]]:
    """Return who is told of what happens in these cases on a day, in one query."""
    found: dict[int, list[Reader]] = defaultdict(list)
    for case, *columns in OF_ALL.all(cases=list(cases), on=on, grown=grown(on)):
        found[case].append(Reader(*columns))
    return found
