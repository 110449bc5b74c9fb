"""What has happened to a case, in few words: events of one case, in their order."""

from datetime import date
from typing import Any

from applications.choices import EventKind as K
from applications.choices import Stage
from applications.rules.events import Event, checked

FILED = date(2026, 10, 5)
WRITER, SIGNER = 1, 2


def did(kind: K, /, on: date = FILED, author: int | None = WRITER, **data: Any) -> Event:  # noqa: ANN401  of the kind
    """Return one event, not yet numbered."""
    return Event(kind, on, checked(kind, data), author)


def numbered(*events: Event) -> list[Event]:
    """Return the events with their numbers, as a case has them."""
    return [
        Event(event.kind, event.on, event.data, event.author, number)
        for number, event in enumerate(events, start=1)
    ]


def called(kind: str, /, number: int = 1, on: date = FILED, **data: Any) -> Event:  # noqa: ANN401  of a summons
    given: dict[str, Any] = {"summons": number, "kind": kind, "days": 7}
    return did(K.SUMMONED, on, **given | data)


def delivered(number: int = 1, on: date = FILED, due_on: date = date(2026, 10, 12)) -> Event:
    return did(K.DELIVERED, on, summons=number, how="post", due_on=due_on)


RECEIVED = did(K.RECEIVED, channel="office", gives_card=True)
REGISTERED = did(K.REGISTERED, case_number="SC-II.6151.1.2026")
OPINION = did(K.OPINION_ASKED, authority="sg", due_on=date(2026, 11, 4))
CONFIRMED, EXAMINED = did(K.CONFIRMED), did(K.EXAMINED)
DECIDED = (
    REGISTERED,
    did(K.DRAFTED, outcome="positive"),
    did(K.DECIDED, author=SIGNER, outcome="positive"),
)
SERVED = (*DECIDED, did(K.SERVED, how="post"))
APPEAL = (*SERVED, did(K.APPEALED))
CARD = (*SERVED, did(K.CARD_ORDERED))
READY = (*CARD, did(K.CARD_READY))
COLLECTED = (*READY, did(K.CARD_COLLECTED))
CLOSED = (*COLLECTED, did(K.CLOSED))

WAYS: dict[Stage, tuple[Event, ...]] = {
    Stage.SUBMITTED: (),
    Stage.REGISTERED: (REGISTERED,),
    Stage.FEE_CALL: (called("fee"),),
    Stage.FORMAL_CALL: (REGISTERED, called("formal")),
    Stage.APPEARANCE: (REGISTERED, called("appearance")),
    Stage.CONFIRMED: (REGISTERED, CONFIRMED),
    Stage.OPINIONS: (REGISTERED, OPINION),
    Stage.EVIDENCE_CALL: (REGISTERED, called("evidence", days=14)),
    Stage.EXAMINATION: (REGISTERED, EXAMINED),
    Stage.FINAL_STATEMENT: (REGISTERED, EXAMINED, did(K.STATEMENT_SENT, until=date(2026, 10, 12))),
    Stage.SUSPENDED: (REGISTERED, did(K.SUSPENDED, at_request=True)),
    Stage.DECIDED: DECIDED,
    Stage.SERVED: SERVED,
    Stage.FINAL: (*SERVED, did(K.FINAL)),
    Stage.APPEAL: APPEAL,
    Stage.APPEAL_DECIDED: (*APPEAL, did(K.APPEAL_DECIDED, outcome="quashed")),
    Stage.CARD_ORDERED: CARD,
    Stage.CARD_READY: READY,
    Stage.CARD_COLLECTED: COLLECTED,
    Stage.LEFT_UNEXAMINED: (did(K.LEFT_UNEXAMINED),),
    Stage.RETURNED: (called("fee"), delivered(), did(K.RETURNED, date(2026, 10, 13))),
    Stage.REFUSED_TO_OPEN: (did(K.REFUSED_TO_OPEN),),
    Stage.CLOSED: CLOSED,
    Stage.ARCHIVED: (*CLOSED, did(K.ARCHIVED)),
}


def at_stage(stage: Stage) -> list[Event]:
    """Return a short way to a stage."""
    return numbered(RECEIVED, *WAYS[stage])


def after(*events: Event) -> list[Event]:
    """Return what has happened to a case after it was received."""
    return numbered(RECEIVED, *events)
