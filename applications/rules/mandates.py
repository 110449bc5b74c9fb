"""What a mandate opens, and when nobody can have one."""

from dataclasses import dataclass
from datetime import date

from applications.choices import MandateKind
from scheduling.rules.ages import ADULT_FROM, born_by


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody may do in a case for its person. Who may not see it sends nothing either."""

    may_see: bool = True
    may_give: bool = True
    gets_notices: bool = True

    def __post_init__(self) -> None:
        if self.may_give and not self.may_see:
            raise ValueError("Whoever sends documents sees the case.")


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a mandate is given: what it opens, on which paper, from when until when."""

    scope: Scope
    document: str
    began_on: date
    ended_on: date | None = None


def is_outgrown(kind: str, *, born: date, on: date) -> bool:
    """Tell whether nobody acts as a parent any more: the child is of age (art. 10 of the Civil Code)."""
    return kind == MandateKind.PARENT and born <= born_by(ADULT_FROM, on=on)


def may_revoke(kind: str, *, born: date, on: date) -> bool:
    """Tell whether the person alone ends a mandate.

    A child's parent acts by law and not by the child's will (art. 98 of the Family and Guardianship Code).
    """
    return kind != MandateKind.PARENT or is_outgrown(kind, born=born, on=on)
