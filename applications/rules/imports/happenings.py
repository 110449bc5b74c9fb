"""Read one row of a file of what happened in cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from applications.choices import EventKind as K
from applications.choices import Unit
from applications.rules.deadlines import term_end
from applications.rules.imports.cases import FIRST_FILING, LONGEST_REFERENCE, case_number
from applications.rules.imports.cells import Cells
from applications.rules.imports.columns import Layout, key_of
from applications.rules.imports.faults import Fault, Flaw
from applications.rules.imports.tables import Row
from applications.rules.state import State
from applications.rules.transitions import Refusal

# What another system may say of a case, and what such a row must carry besides the day.
KINDS: Mapping[K, str] = {
    K.REGISTERED: "case_number",
    K.FEE_SEEN: "fee",
    K.DELIVERED: "how",
    K.ANSWERED: "",
    K.LAPSED: "",
    K.APPEARED: "",
    K.OPINION_GIVEN: "authority",
    K.SERVED: "how",
    K.FINAL: "",
    K.CARD_READY: "",
    K.CARD_COLLECTED: "",
    K.CLOSED: "",
}
OF_SUMMONS = frozenset({K.DELIVERED, K.ANSWERED, K.LAPSED})
CODED: Mapping[str, Flaw] = {
    "how": Flaw.NO_WAY,
    "fee": Flaw.NO_FEE,
    "authority": Flaw.NO_AUTHORITY,
}
MOST_SUMMONSES = 999


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a file stand for, each as `key_of` has it: codes of ours."""

    kinds: Mapping[str, str]
    coded: Mapping[str, Mapping[str, str]]  # of "how", "fee" and "authority"


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row that can be read: of which case, what, when, and what it says of it."""

    line: int
    external_ref: str
    case_number: str
    kind: K
    on: date
    summons: int | None
    said: Mapping[str, str]  # how, fee, authority or case_number, as the kind carries it

    def key(self, case: int) -> str:
        """Return what makes it the same event: of which case, what, when, and about what."""
        about = {key: value for key, value in self.said.items() if key != "how"}
        return "|".join((f"{case}", self.kind, self.on.isoformat(), f"{self.summons or ''}", *about.values()))


def read_event(row: Row, layout: Layout, words: Words, *, today: date) -> EventRow | list[Fault]:
    """Return what a row says, or every fault it has."""
    cells = Cells(row.cells, layout, is_whole=row.is_whole)
    what = cells.word("what", words.kinds, Flaw.NO_SUCH_EVENT, by=key_of)
    on = cells.date("on", first=FIRST_FILING, last=today, is_required=True, too_late=Refusal.IN_FUTURE)
    reference = cells.text("external_ref", longest=LONGEST_REFERENCE)
    number = case_number(cells)
    summons = _summons(cells) if what in OF_SUMMONS else None
    said = _said(cells, K(what), words, number) if what else {}
    if what and not reference and (not number or what == K.REGISTERED) and not cells.faults:
        cells.refuse("external_ref", Flaw.NO_REFERENCE)
    if cells.faults or on is None:
        return cells.faults
    is_new = what == K.REGISTERED
    return EventRow(row.line, reference, "" if is_new else number, K(what), on, summons, said)


def _said(cells: Cells, kind: K, words: Words, number: str) -> dict[str, str]:
    """Return what a kind carries beyond its day."""
    name = KINDS[kind]
    if not name:
        return {}
    if name == "case_number":
        if not number and not cells.faults:
            cells.refuse(name, Flaw.MISSING)
        return {name: number}
    return {name: cells.word(name, words.coded[name], CODED[name], by=key_of)}


def _summons(cells: Cells) -> int | None:
    text = cells.text("summons", longest=20)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= MOST_SUMMONSES):
        cells.refuse("summons", Flaw.NO_NUMBER)
        return None
    return int(text)


def data_of(row: EventRow, state: State) -> dict[str, Any] | Fault:
    """Return what the event carries, once it is known how its case stands.

    A row need not know our number of a summons where only one can be meant.
    """
    if row.kind not in OF_SUMMONS:
        return dict(row.said)
    calls = [
        call
        for call in state.open_calls
        if row.summons in {None, call.number} and (row.kind != K.DELIVERED or call.delivered_on is None)
    ]
    if row.summons is None and len(calls) != 1:
        return Fault(Flaw.WHICH_SUMMONS, "summons")
    found = state.call(row.summons) if row.summons else calls[0]
    if found is None:
        return Fault(Flaw.WHICH_SUMMONS, "summons")
    data: dict[str, Any] = {"summons": found.number, **row.said}
    if row.kind == K.DELIVERED:
        data["due_on"] = term_end(row.on, count=found.days, unit=Unit.DAY).isoformat()
    return data


def is_same(row: EventRow, kind: str, on: date, data: Mapping[str, Any]) -> bool:
    """Tell whether an entry of a case is what a row says, and not to be entered again."""
    if kind != row.kind or on != row.on:
        return False
    about = {key: value for key, value in row.said.items() if key != "how"}
    if row.summons:
        about["summons"] = row.summons  # type: ignore[assignment]  # a number among words
    return all(data.get(key) == value for key, value in about.items())
