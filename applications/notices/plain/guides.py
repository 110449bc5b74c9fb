"""What is known of a letter, and what is said of it."""

from dataclasses import dataclass
from datetime import date

from applications.choices import EventKind


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that the office sends. `what` is the kind of a summons, or what was decided.

    `last` is the last day that it names or that follows from its delivery; before that, `days` run
    from the day on which it comes. In a case about work the employer is the party, and another
    authority hears appeals.
    """

    kind: EventKind
    what: str = ""
    days: int = 0
    last: date | None = None
    consequence: str = ""
    may_complain: bool = False
    gives_card: bool = False
    is_about_work: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """What a letter means. `polish` is what it is called; `otherwise`, what follows if nothing is done."""

    polish: str
    meaning: str
    until: str = ""
    steps: tuple[str, ...] = ()
    otherwise: str = ""
    listed: str = ""  # the title of what is asked for, or came
    has_ways: bool = False  # whether something is to be handed in, or may be
