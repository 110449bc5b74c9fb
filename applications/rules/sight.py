"""How much of a case somebody sees, and what they may do in it."""

from dataclasses import dataclass

from applications.choices import Assurance, MandateKind

CHECKED = frozenset({Assurance.DESK, Assurance.LOGIN_GOV})
OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Sight:
    """As what somebody looks at a case: its owner, or by a mandate of this kind.

    Without `is_full` they see where the case stands and no more: their identity was not checked
    (`domain.md` 6.4). `mandate` is the key of the mandate, None for the owner.
    """

    whose: str
    is_full: bool
    may_give: bool
    gets_notices: bool
    mandate: int | None = None

    @property
    def is_owner(self) -> bool:
        """Tell whether it is their own case: only the person gives out codes and revokes mandates."""
        return self.whose == OWNER and self.is_full


def of_owner(level: str) -> Sight:
    is_full = level in CHECKED
    return Sight(OWNER, is_full, may_give=is_full, gets_notices=True)


def of_mandate(kind: str, *, may_give: bool, gets_notices: bool, pk: int) -> Sight:
    """Return what a mandate opens: a clerk has accepted it, and so has checked who it is."""
    whose = MandateKind(kind).value
    return Sight(whose, is_full=True, may_give=may_give, gets_notices=gets_notices, mandate=pk)
