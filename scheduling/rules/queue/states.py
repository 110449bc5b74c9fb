"""What may become of a ticket."""

from collections.abc import Mapping

from scheduling.choices import TicketState

WAITING, CALLED, SERVING, PARKED = (
    TicketState.WAITING,
    TicketState.CALLED,
    TicketState.SERVING,
    TicketState.PARKED,
)
DONE, MISSED, LEFT, UNSERVED = (
    TicketState.DONE,
    TicketState.MISSED,
    TicketState.LEFT,
    TicketState.UNSERVED,
)

NEXT: Mapping[TicketState, frozenset[TicketState]] = {
    WAITING: frozenset({CALLED, LEFT, UNSERVED}),
    CALLED: frozenset({SERVING, WAITING, PARKED, MISSED, LEFT, UNSERVED}),
    SERVING: frozenset({DONE, WAITING, PARKED, LEFT}),
    PARKED: frozenset({WAITING, LEFT, UNSERVED}),
    DONE: frozenset({WAITING}),  # by mistake, or something was forgotten
    MISSED: frozenset({WAITING}),  # they came after all
    LEFT: frozenset({WAITING}),
    UNSERVED: frozenset({WAITING}),
}


def may_become(state: TicketState, after: TicketState) -> bool:
    return after in NEXT[state]
