"""What a visit says of the case it was for, so that no clerk types it again."""

from collections.abc import Mapping

from applications.choices import EventKind as K

# By the code of the service, where `VisitRule` says nothing of it.
AT_FIRST: Mapping[str, K] = {"COMPLETE": K.APPEARED, "CARD": K.CARD_COLLECTED}


def meaning(service: str, *, rule: str | None, is_served: bool, is_person: bool) -> K:
    """Return what has happened: what the service is for, if that was done, and by the person of the case.

    Whoever else comes with its number, a proxy or a stranger who has guessed it, came to the office.
    """
    means = K(rule) if rule else AT_FIRST.get(service, K.VISITED)
    return means if is_served and is_person else K.VISITED
