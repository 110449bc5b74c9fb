"""What a visit says of the case it was for, and which one a case needs, so that nobody types it again."""

from collections.abc import Mapping
from dataclasses import dataclass

from applications.choices import EventKind as K
from applications.choices import Group, Reason

# By the code of the service, where `VisitRule` says nothing of it.
AT_FIRST: Mapping[str, K] = {"COMPLETE": K.APPEARED, "CARD": K.CARD_COLLECTED}


def meaning(service: str, *, rule: str | None, is_served: bool, is_person: bool) -> K:
    """Return what has happened: what the service is for, if that was done, and by the person of the case.

    Whoever else comes with its number, a proxy or a stranger who has guessed it, came to the office.
    """
    means = K(rule) if rule else AT_FIRST.get(service, K.VISITED)
    return means if is_served and is_person else K.VISITED


RESIDENCE = (Group.TEMPORARY, Group.PERMANENT, Group.LONG_TERM)
"""Kinds of procedures in whose cases people come to give fingerprints."""

# By why the case waits: what a visit at this stage is for, the best first.
WANTED: Mapping[Reason, tuple[str, ...]] = {
    Reason.FORMAL: ("COMPLETE", "DOCS"),
    Reason.APPEARANCE: ("COMPLETE", "CARD_X", "EU"),
    Reason.EVIDENCE: ("DOCS",),
    Reason.STATEMENT: ("FILE_VIEW",),
    Reason.APPEAL_TERM: ("FILE_VIEW",),
    Reason.CARD_COLLECTION: ("CARD",),
}
MEANS: Mapping[Reason, K] = {Reason.APPEARANCE: K.APPEARED, Reason.CARD_COLLECTION: K.CARD_COLLECTED}
ONLY: Mapping[str, tuple[Group, ...]] = {"COMPLETE": RESIDENCE, "CARD_X": (Group.CARD,), "EU": (Group.UNION,)}


@dataclass(frozen=True, slots=True)
class Need:
    """What a visit is for at a stage: the codes of services, the best first.

    A service of which a `VisitRule` says that `event` happens there is better than any of them.
    """

    codes: tuple[str, ...] = ()
    event: K | None = None

    def __bool__(self) -> bool:
        return bool(self.codes or self.event)


def needed(reason: Reason, group: Group) -> Need:
    """Return for what the party comes to the office, by the kind of case and why it waits; mostly nothing."""
    return Need(tuple(code for code in WANTED.get(reason, ()) if fits(code, group)), MEANS.get(reason))


def fits(code: str, group: Group) -> bool:
    """Tell whether a service is for cases of a kind."""
    return group in ONLY.get(code, (group,))
