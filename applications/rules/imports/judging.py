"""Judge an event of a file as `apply` judges one of a person: by the same rules, and all of them."""

from datetime import date

from applications.choices import Part
from applications.rules.events import Event
from applications.rules.law import Law
from applications.rules.requirements import against_law
from applications.rules.state import State
from applications.rules.transitions import Refusal, refusals

PORTAL = frozenset({Part.SYSTEM})
"""As what a file acts: it may say what the portal itself may enter, and nothing else."""


def against(state: State, event: Event, law: Law, *, regime_on: date, today: date) -> list[Refusal]:
    """Return every reason against an event that comes from a file."""
    found = refusals(state, event, parts=PORTAL, today=today)
    return found or against_law(state, event, law, regime_on=regime_on)
