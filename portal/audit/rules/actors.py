"""Who did it: a person who signed in, a visitor who did not, or the portal itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class ActorKind(StrEnum):
    USER = "user"
    VISITOR = "visitor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. Only a person who signed in has an account to name."""

    kind: ActorKind
    user_id: int | None = None

    def __post_init__(self) -> None:
        if (self.kind is ActorKind.USER) != (self.user_id is not None):
            raise ValueError("A signed-in person is named by their account, nobody else is.")

    @classmethod
    def user(cls, user_id: int) -> Self:
        return cls(ActorKind.USER, user_id)


VISITOR = Actor(ActorKind.VISITOR)
SYSTEM = Actor(ActorKind.SYSTEM)
