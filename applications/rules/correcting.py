"""What is left of a case when one of its entries counts no longer, and whether the rest still holds."""

from collections.abc import Sequence
from datetime import date

from applications.choices import EventKind as K
from applications.choices import Part
from applications.rules.acts import ACTS
from applications.rules.events import Event
from applications.rules.folding import fold
from applications.rules.state import State
from applications.rules.transitions import Refusal, refusals

EVERY_PART = frozenset(Part)
STAYS = frozenset({K.RECEIVED, K.CORRECTED, K.VOIDED})
"""A case begins with its receipt, and what was corrected is corrected again, not back."""


def may_void(event: Event, *, parts: frozenset[Part]) -> bool:
    """Tell whether somebody may take away an entry: who could have made it may, and a supervisor."""
    return bool((ACTS[event.kind].parts | {Part.SUPERVISOR}) & parts)


def first_refused(events: Sequence[Event], *, today: date) -> tuple[Event, list[Refusal]] | None:
    """Return the first entry that could not have been made without those before it, and why not.

    By whose hand they were entered was judged when they were; that is not asked again.
    """
    state = State()
    for event in events:
        if reasons := refusals(state, event, parts=EVERY_PART, today=today):
            return event, reasons
        state = fold(state, event)
    return None
