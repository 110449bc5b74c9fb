"""Who may enter what at which stage, and to which stage a case may go from each.

`ACTS` says by whose hand, and at which stages, an event may be entered. `NEXT` says to which stage
a case may go: it is written by hand after the law (docs/adr/0022), and every pair is tested.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from applications.choices import EventKind as K
from applications.choices import Part, Stage

CASEWORK = frozenset({Part.CLERK, Part.OFFICER, Part.SUPERVISOR})
OFFICERS = frozenset({Part.OFFICER, Part.SUPERVISOR})
CASEWORK_AND_PORTAL = CASEWORK | {Part.SYSTEM}

ALL = frozenset(Stage)
OPEN = frozenset(
    {
        Stage.SUBMITTED,
        Stage.REGISTERED,
        Stage.FEE_CALL,
        Stage.FORMAL_CALL,
        Stage.APPEARANCE,
        Stage.CONFIRMED,
        Stage.OPINIONS,
        Stage.EVIDENCE_CALL,
        Stage.EXAMINATION,
        Stage.FINAL_STATEMENT,
    }
)
"""The case is open before the first instance, and not suspended."""
FORMAL = frozenset({Stage.SUBMITTED, Stage.REGISTERED, Stage.FEE_CALL, Stage.FORMAL_CALL, Stage.APPEARANCE})
MERITS = frozenset(
    {
        Stage.CONFIRMED,
        Stage.REGISTERED,
        Stage.OPINIONS,
        Stage.EVIDENCE_CALL,
        Stage.EXAMINATION,
        Stage.FINAL_STATEMENT,
    }
)
PENDING = OPEN | {Stage.SUSPENDED}


@dataclass(frozen=True, slots=True)
class Act:
    """By whose hand, and at which stages, something may be entered."""

    parts: frozenset[Part]
    stages: frozenset[Stage]


ACTS: Mapping[K, Act] = {
    K.RECEIVED: Act(CASEWORK_AND_PORTAL, frozenset()),
    K.REGISTERED: Act(CASEWORK_AND_PORTAL, PENDING),
    K.FEE_SEEN: Act(CASEWORK_AND_PORTAL, ALL - {Stage.ARCHIVED}),
    K.SUMMONED: Act(CASEWORK, OPEN),
    K.DELIVERED: Act(CASEWORK_AND_PORTAL, PENDING),
    K.ANSWERED: Act(CASEWORK_AND_PORTAL, PENDING),
    K.LAPSED: Act(CASEWORK_AND_PORTAL, OPEN),
    K.WITHDRAWN: Act(CASEWORK, PENDING),
    K.APPEARED: Act(CASEWORK_AND_PORTAL, PENDING),
    K.CONFIRMED: Act(
        CASEWORK, frozenset({Stage.REGISTERED, Stage.OPINIONS, Stage.EVIDENCE_CALL, Stage.EXAMINATION})
    ),
    K.DOCUMENT_RECEIVED: Act(CASEWORK_AND_PORTAL, PENDING),
    K.DOCUMENT_ACCEPTED: Act(CASEWORK, PENDING),
    K.DOCUMENT_REFUSED: Act(CASEWORK, PENDING),
    K.DOCUMENT_DROPPED: Act(CASEWORK, PENDING),
    K.OPINION_ASKED: Act(CASEWORK, MERITS),
    K.OPINION_EXTENDED: Act(CASEWORK, PENDING),
    K.OPINION_GIVEN: Act(CASEWORK_AND_PORTAL, PENDING),
    K.EXAMINED: Act(
        CASEWORK,
        frozenset(
            {
                Stage.REGISTERED,
                Stage.CONFIRMED,
                Stage.OPINIONS,
                Stage.FINAL_STATEMENT,
                Stage.APPEAL_DECIDED,
            }
        ),
    ),
    K.STATEMENT_SENT: Act(CASEWORK, frozenset({Stage.OPINIONS, Stage.EXAMINATION})),
    K.COMPLICATED: Act(OFFICERS, OPEN),
    K.SUSPENDED: Act(OFFICERS, OPEN),
    K.RESUMED: Act(OFFICERS, frozenset({Stage.SUSPENDED})),
    K.OVERRUN_NOTIFIED: Act(CASEWORK, OPEN),
    K.COMPLAINT: Act(CASEWORK, PENDING),
    K.COMPLAINT_DECIDED: Act(CASEWORK, ALL - {Stage.ARCHIVED}),
    K.DRAFTED: Act(OFFICERS, OPEN),
    K.DRAFT_DROPPED: Act(OFFICERS | {Part.SIGNER}, PENDING),
    K.DECIDED: Act(frozenset({Part.SIGNER}), OPEN),
    K.SERVED: Act(CASEWORK_AND_PORTAL, frozenset({Stage.DECIDED})),
    # What is not served binds nobody (art. 110 § 1 KPA), and its term to appeal has not begun. Until
    # then the party is told nothing of it: so it is neither final nor appealed before.
    K.FINAL: Act(CASEWORK_AND_PORTAL, frozenset({Stage.SERVED, Stage.APPEAL_DECIDED})),
    K.APPEALED: Act(CASEWORK, frozenset({Stage.SERVED})),
    K.APPEAL_DECIDED: Act(CASEWORK, frozenset({Stage.APPEAL})),
    K.CARD_ORDERED: Act(CASEWORK, frozenset({Stage.SERVED, Stage.FINAL})),
    K.CARD_READY: Act(CASEWORK_AND_PORTAL, frozenset({Stage.CARD_ORDERED})),
    K.CARD_COLLECTED: Act(CASEWORK_AND_PORTAL, frozenset({Stage.CARD_READY})),
    K.LEFT_UNEXAMINED: Act(OFFICERS, FORMAL),
    K.RETURNED: Act(OFFICERS, FORMAL),
    K.REFUSED_TO_OPEN: Act(OFFICERS, FORMAL),
    K.CLOSED: Act(
        CASEWORK_AND_PORTAL,
        frozenset(
            {Stage.FINAL, Stage.CARD_COLLECTED, Stage.LEFT_UNEXAMINED, Stage.RETURNED, Stage.REFUSED_TO_OPEN}
        ),
    ),
    K.ARCHIVED: Act(CASEWORK, frozenset({Stage.CLOSED})),
    K.VISITED: Act(CASEWORK_AND_PORTAL, ALL),
    K.ASSIGNED: Act(frozenset({Part.SUPERVISOR, Part.OFFICER, Part.SYSTEM}), ALL - {Stage.ARCHIVED}),
    K.NOTED: Act(CASEWORK_AND_PORTAL | {Part.SIGNER}, ALL),
    K.CORRECTED: Act(CASEWORK, ALL - {Stage.ARCHIVED}),
    K.VOIDED: Act(OFFICERS | {Part.SYSTEM}, ALL - {Stage.ARCHIVED}),
}

# What is asked for, or waited for, while a case goes on. From each it goes to whatever is still
# asked for, or back to where it stood.
CALLS = frozenset({Stage.FEE_CALL, Stage.FORMAL_CALL, Stage.APPEARANCE})
WORK = frozenset({Stage.OPINIONS, Stage.EVIDENCE_CALL, Stage.EXAMINATION})
# How it ends before anybody looks at the merits. Several calls may have gone out in one letter
# (art. 106e sec. 2 of the Foreigners Act), so whichever is shown does not say which one ends it.
UNOPENED = frozenset({Stage.LEFT_UNEXAMINED, Stage.RETURNED, Stage.REFUSED_TO_OPEN})

NEXT: Mapping[Stage, frozenset[Stage]] = {
    Stage.SUBMITTED: CALLS
    | UNOPENED
    | {Stage.REGISTERED, Stage.EVIDENCE_CALL, Stage.SUSPENDED, Stage.DECIDED},
    Stage.REGISTERED: CALLS | WORK | UNOPENED | {Stage.CONFIRMED, Stage.SUSPENDED, Stage.DECIDED},
    Stage.FEE_CALL: CALLS
    | WORK
    | UNOPENED
    | {
        Stage.SUBMITTED,
        Stage.REGISTERED,
        Stage.CONFIRMED,
        Stage.FINAL_STATEMENT,
        Stage.SUSPENDED,
        Stage.DECIDED,
    },
    Stage.FORMAL_CALL: CALLS
    | WORK
    | UNOPENED
    | {
        Stage.SUBMITTED,
        Stage.REGISTERED,
        Stage.CONFIRMED,
        Stage.FINAL_STATEMENT,
        Stage.SUSPENDED,
        Stage.DECIDED,
    },
    Stage.APPEARANCE: CALLS
    | WORK
    | UNOPENED
    | {
        Stage.SUBMITTED,
        Stage.REGISTERED,
        Stage.CONFIRMED,
        Stage.FINAL_STATEMENT,
        Stage.SUSPENDED,
        Stage.DECIDED,
    },
    Stage.CONFIRMED: CALLS | WORK | {Stage.SUSPENDED, Stage.DECIDED},
    Stage.OPINIONS: CALLS | WORK | {Stage.FINAL_STATEMENT, Stage.SUSPENDED, Stage.DECIDED},
    Stage.EVIDENCE_CALL: CALLS | WORK | {Stage.SUSPENDED, Stage.DECIDED},
    Stage.EXAMINATION: CALLS | WORK | {Stage.FINAL_STATEMENT, Stage.SUSPENDED, Stage.DECIDED},
    Stage.FINAL_STATEMENT: CALLS | WORK | {Stage.SUSPENDED, Stage.DECIDED},
    Stage.SUSPENDED: OPEN,
    Stage.DECIDED: frozenset({Stage.SERVED}),
    Stage.SERVED: frozenset({Stage.FINAL, Stage.APPEAL, Stage.CARD_ORDERED}),
    Stage.FINAL: frozenset({Stage.CARD_ORDERED, Stage.CLOSED}),
    Stage.APPEAL: frozenset({Stage.APPEAL_DECIDED}),
    Stage.APPEAL_DECIDED: frozenset({Stage.EXAMINATION, Stage.FINAL}),
    Stage.CARD_ORDERED: frozenset({Stage.CARD_READY}),
    Stage.CARD_READY: frozenset({Stage.CARD_COLLECTED}),
    Stage.CARD_COLLECTED: frozenset({Stage.CLOSED}),
    Stage.LEFT_UNEXAMINED: frozenset({Stage.CLOSED}),
    Stage.RETURNED: frozenset({Stage.CLOSED}),
    Stage.REFUSED_TO_OPEN: frozenset({Stage.CLOSED}),
    Stage.CLOSED: frozenset({Stage.ARCHIVED}),
    Stage.ARCHIVED: frozenset(),
}


def may_follow(current: Stage, following: Stage) -> bool:
    """Tell whether a case at one stage may go to another by one event."""
    return following in NEXT[current]
