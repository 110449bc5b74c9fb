"""Every pair of stages, and every act by every part at every stage, held against tables by hand."""

from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from applications.choices import EventKind as K
from applications.choices import Part, Stage
from applications.rules.acts import ACTS, may_follow
from applications.rules.folding import fold, fold_all
from applications.rules.state import State
from applications.rules.transitions import may_be_entered
from applications.tests.rules.histories import FILED, at_stage
from applications.tests.walks import Walk

# Who may follow whom, after `domain.md` 3.1. The columns are the rows, in the same order.
FOLLOWS = """
submitted        .xxxx..x..xx.......xxx..
registered       ..xxxxxxx.xx.......xxx..
fee_call         xx.xxxxxxxxx.......xxx..
formal_call      xxx.xxxxxxxx.......xxx..
appearance       xxxx.xxxxxxx.......xxx..
confirmed        ..xxx.xxx.xx............
opinions         ..xxx..xxxxx............
evidence_call    ..xxx.x.x.xx............
examination      ..xxx.xx.xxx............
final_statement  ..xxx.xxx.xx............
suspended        xxxxxxxxxx..............
decided          ............x...........
served           .............xx.x.......
final            ................x.....x.
appeal           ...............x........
appeal_decided   ........x....x..........
card_ordered     .................x......
card_ready       ..................x.....
card_collected   ......................x.
left_unexamined  ......................x.
returned         ......................x.
refused_to_open  ......................x.
closed           .......................x
archived         ........................
"""
PAIRS = {
    (Stage(line.split()[0]), following): mark == "x"
    for line in FOLLOWS.strip().splitlines()
    for following, mark in zip(Stage, line.split()[1], strict=True)
}

# Who may enter it (c clerk, o officer, s signer, v supervisor, p the portal), and at which stages.
FORMAL = "submitted registered fee_call formal_call appearance"
OPEN = f"{FORMAL} confirmed opinions evidence_call examination final_statement"
PENDING = f"{OPEN} suspended"
MERITS = "registered confirmed opinions evidence_call examination final_statement"
EVERY = " ".join(Stage)
NOT_ARCHIVED = EVERY.replace(" archived", "")
ALLOWED = {
    K.RECEIVED: ("covp", ""),
    K.REGISTERED: ("covp", PENDING),
    K.FEE_SEEN: ("covp", NOT_ARCHIVED),
    K.SUMMONED: ("cov", OPEN),
    K.DELIVERED: ("covp", PENDING),
    K.ANSWERED: ("covp", PENDING),
    K.LAPSED: ("covp", OPEN),
    K.WITHDRAWN: ("cov", PENDING),
    K.APPEARED: ("covp", PENDING),
    K.CONFIRMED: ("cov", "registered opinions evidence_call examination"),
    K.DOCUMENT_RECEIVED: ("covp", PENDING),
    K.DOCUMENT_ACCEPTED: ("cov", PENDING),
    K.DOCUMENT_REFUSED: ("cov", PENDING),
    K.DOCUMENT_DROPPED: ("cov", PENDING),
    K.OPINION_ASKED: ("cov", MERITS),
    K.OPINION_EXTENDED: ("cov", PENDING),
    K.OPINION_GIVEN: ("covp", PENDING),
    K.EXAMINED: ("cov", "registered confirmed opinions final_statement appeal_decided"),
    K.STATEMENT_SENT: ("cov", "opinions examination"),
    K.COMPLICATED: ("ov", OPEN),
    K.SUSPENDED: ("ov", OPEN),
    K.RESUMED: ("ov", "suspended"),
    K.OVERRUN_NOTIFIED: ("cov", OPEN),
    K.COMPLAINT: ("cov", PENDING),
    K.COMPLAINT_DECIDED: ("cov", NOT_ARCHIVED),
    K.DRAFTED: ("ov", OPEN),
    K.DRAFT_DROPPED: ("osv", PENDING),
    K.DECIDED: ("s", OPEN),
    K.SERVED: ("covp", "decided"),
    K.FINAL: ("covp", "served appeal_decided"),
    K.APPEALED: ("cov", "served"),
    K.APPEAL_DECIDED: ("cov", "appeal"),
    K.CARD_ORDERED: ("cov", "served final"),
    K.CARD_READY: ("covp", "card_ordered"),
    K.CARD_COLLECTED: ("covp", "card_ready"),
    K.LEFT_UNEXAMINED: ("ov", FORMAL),
    K.RETURNED: ("ov", FORMAL),
    K.REFUSED_TO_OPEN: ("ov", FORMAL),
    K.CLOSED: ("covp", "final card_collected left_unexamined returned refused_to_open"),
    K.ARCHIVED: ("cov", "closed"),
    K.VISITED: ("covp", EVERY),
    K.ASSIGNED: ("ovp", NOT_ARCHIVED),
    K.NOTED: ("covsp", EVERY),
    K.CORRECTED: ("cov", NOT_ARCHIVED),
    K.VOIDED: ("ovp", NOT_ARCHIVED),
}
SEVERAL = 2  # calls at once: what two show, three would
LETTERS = {
    Part.CLERK: "c",
    Part.OFFICER: "o",
    Part.SIGNER: "s",
    Part.SUPERVISOR: "v",
    Part.SYSTEM: "p",
}


def test_the_table_by_hand_has_every_pair_and_every_act() -> None:
    assert set(PAIRS) == {(one, other) for one in Stage for other in Stage}
    assert set(ALLOWED) == set(K) == set(ACTS)


@pytest.mark.parametrize("current", Stage)
def test_a_case_goes_from_each_stage_to_those_that_may_follow_and_to_no_other(current: Stage) -> None:
    others = [each for each in Stage if each != current]

    allowed = {each for each in others if may_follow(current, each)}

    assert allowed == {each for each in others if PAIRS[current, each]}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("kind", K)
def test_each_act_is_offered_to_its_parts_at_its_stages(kind: K, stage: Stage) -> None:
    state = fold_all(at_stage(stage))
    parts, stages = ALLOWED[kind]

    offered = {part for part in Part if may_be_entered(kind, state, parts=frozenset({part}))}

    assert state.stage == stage
    assert offered == (
        {part for part in Part if LETTERS[part] in parts} if stage in stages.split() else set()
    )


def test_of_several_parts_one_that_may_is_enough() -> None:
    state = fold_all(at_stage(Stage.SUBMITTED))

    assert may_be_entered(K.DRAFTED, state, parts=frozenset({Part.CLERK, Part.OFFICER}))
    assert not may_be_entered(K.DRAFTED, state, parts=frozenset())


def test_nothing_is_offered_for_a_case_that_nobody_has_received() -> None:
    assert not any(may_be_entered(kind, State(), parts=frozenset(Part)) for kind in K)


def test_whichever_way_a_case_goes_it_keeps_to_the_table() -> None:
    """And what the table allows can happen: a step nobody can take would be a mistake in it."""
    taken = {(before.stage, after.stage) for before, after in steps()}

    assert {pair for pair in taken if not PAIRS[pair] and pair[0] != pair[1]} == set()
    assert {pair for pair, allowed in PAIRS.items() if allowed} - taken == set()


def steps() -> Iterator[tuple[State, State]]:
    """Go every way there is from a receipt, not twice past what is alike; each step a term later."""
    begun = fold_all(at_stage(Stage.SUBMITTED))
    waiting, seen = deque([(FILED, begun)]), {alike(begun)}
    while waiting:
        on, state = waiting.popleft()
        walk = Walk(Random(0), on=on + timedelta(days=45), state=state)  # noqa: S311  a case number
        for event in walk.possible():
            following = fold(state, event)
            yield state, following
            if alike(following) not in seen and len(following.open_calls) <= SEVERAL:
                seen.add(alike(following))
                waiting.append((walk.on, following))


def alike(state: State) -> tuple[object, ...]:
    """Return what decides where a case may go next, near enough."""
    return (
        state.base,
        frozenset(call.kind for call in state.open_calls),
        any(call.due_on for call in state.open_calls),
        state.gives_card,
        state.is_suspended,
        state.has_open_opinions,
        bool(state.case_number),
        frozenset(call.kind for call in state.calls if call.closing == "lapsed"),
        state.draft,
        state.outcome,
        state.appeal_outcome,
    )
