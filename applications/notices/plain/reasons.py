"""Why a case waits, what that means and what to do about it, in words for the person whose case it is.

There is a text for each stage and reason that can come together; `test_reasons` walks through
cases and finds those that nobody wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from applications.choices import Reason, Stage, Turn
from applications.notices.plain.ends import ENDS
from applications.notices.plain.letters_out import ON_THEIR_WAY
from applications.notices.plain.ours import AT_STAGE, OURS
from applications.notices.plain.texts import Text
from applications.notices.plain.yours import YOURS


@dataclass(frozen=True, slots=True)
class Plain:
    """What somebody reads of where a case stands. `is_yours`: the next thing is theirs to do."""

    title: str
    meaning: str
    todo: str
    is_yours: bool


OF_PAIR: Mapping[tuple[Stage, Reason], Text] = {**ON_THEIR_WAY, **AT_STAGE, **ENDS}
OF_REASON: Mapping[Reason, Text] = {**YOURS, **OURS}


def plain(stage: str, reason: str, turn: str) -> Plain:
    """Return the words for a stage and a reason, in the language that is active.

    :raises KeyError: if these two never come together.
    """
    pair = Stage(stage), Reason(reason)
    text = OF_PAIR[pair] if pair in OF_PAIR else OF_REASON[pair[1]]
    return Plain(str(text.title), str(text.meaning), str(text.todo), is_yours=turn == Turn.PARTY)
