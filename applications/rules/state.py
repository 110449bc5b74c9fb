"""What is known of a case: the sum of its events, and nothing else.

A state is a value. It is kept beside the case as JSON so that one more event need not read all
the others, and `manage.py verify_cases` holds it against the events it claims to be the sum of.
Dates are local dates of the office: the law counts days, not hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self, TypeVar

from applications.choices import CLOSED_STAGES, DECIDED_STAGES, Stage, SummonsKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One summons: sent, delivered, and how it ended. `due_on` is its last day, after rolling."""

    number: int
    kind: str
    sent_on: date
    days: int
    delivered_on: date | None = None
    due_on: date | None = None
    closed_on: date | None = None
    closing: str = ""

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def is_over(self, on: date) -> bool:
        """Tell whether the last day to answer lies before a day."""
        return self.due_on is not None and self.due_on < on


@dataclass(frozen=True, slots=True)
class Opinion:
    """What another authority was asked, and its last day: silence until then counts as an answer."""

    authority: str
    asked_on: date
    due_on: date
    given_on: date | None = None
    # The case went on without it: nobody waits any more. It may still come.
    is_silent: bool = False

    @property
    def is_awaited(self) -> bool:
        return self.given_on is None and not self.is_silent

    def is_open(self, on: date) -> bool:
        return self.is_awaited and on <= self.due_on


@dataclass(frozen=True, slots=True)
class Pause:
    """Proceedings suspended from one day up to, but not including, another; open without that."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """The party was told that the term is missed, and the new date (art. 36 KPA)."""

    on: date
    until: date


@dataclass(frozen=True, slots=True)
class State:
    """What has become of a case. `base` is where it stands apart from what is asked meanwhile."""

    base: str = ""
    since: date | None = None  # at the stage that is shown
    case_number: str = ""
    clerk: int | None = None
    gives_card: bool = False
    filed_on: date | None = None
    appeared_on: date | None = None
    confirmed_on: date | None = None
    complicated_on: date | None = None
    complained_on: date | None = None  # a complaint about inaction that is not decided
    statement_until: date | None = None
    draft: str = ""
    drafted_by: int | None = None
    drafted_on: date | None = None
    outcome: str = ""
    decided_on: date | None = None
    served_on: date | None = None
    appealed_on: date | None = None
    appeal_outcome: str = ""
    # The second instance sent the case back: the term of the first begins anew.
    remanded_on: date | None = None
    closed_on: date | None = None
    last_document: int = 0
    calls: tuple[Call, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    pauses: tuple[Pause, ...] = ()
    notices: tuple[Notice, ...] = ()
    # Numbers of documents that are neither accepted, refused nor dropped, and what they are.
    documents: tuple[tuple[int, str], ...] = ()

    @property
    def stage(self) -> Stage:
        """What is shown: what stops the case, or what is asked for, before where it stands."""
        base = Stage(self.base)
        if base in CLOSED_STAGES or base in DECIDED_STAGES:
            return base
        if self.is_suspended:
            return Stage.SUSPENDED
        asked = {call.kind for call in self.open_calls}
        for kind, stage in ASKED:
            if kind in asked:
                return stage
        return Stage.OPINIONS if self.has_open_opinions else base

    @property
    def is_suspended(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].end is None

    @property
    def open_calls(self) -> tuple[Call, ...]:
        return tuple(call for call in self.calls if call.is_open)

    @property
    def has_open_opinions(self) -> bool:
        return any(opinion.is_awaited for opinion in self.opinions)

    @property
    def is_positive(self) -> bool:
        """Tell whether the party gets what they applied for, from either instance."""
        return self.outcome == "positive" or self.appeal_outcome == "changed"

    def call(self, number: int) -> Call | None:
        return next((call for call in self.calls if call.number == number), None)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON takes it, without what is empty."""
        return _row(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the state that `to_json` wrote."""
        return cls(
            **_dates(cls, {key: value for key, value in data.items() if key not in PARTS}),
            calls=tuple(_part(Call, row) for row in data.get("calls", ())),
            opinions=tuple(_part(Opinion, row) for row in data.get("opinions", ())),
            pauses=tuple(_part(Pause, row) for row in data.get("pauses", ())),
            notices=tuple(_part(Notice, row) for row in data.get("notices", ())),
            documents=tuple((number, state) for number, state in data.get("documents", ())),
        )


# A document for the merits is asked for last: what keeps the application from being one comes first.
ASKED = (
    (SummonsKind.FEE, Stage.FEE_CALL),
    (SummonsKind.FORMAL, Stage.FORMAL_CALL),
    (SummonsKind.APPEARANCE, Stage.APPEARANCE),
    (SummonsKind.EVIDENCE, Stage.EVIDENCE_CALL),
)
EMPTY: tuple[Any, ...] = (None, "", (), False, 0)
PARTS: dict[str, type] = {"calls": Call, "opinions": Opinion, "pauses": Pause, "notices": Notice}
DATES = {
    kind: frozenset(field.name for field in fields(kind) if "date" in str(field.type))
    for kind in (State, *PARTS.values())
}


NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (State, *PARTS.values())}


def _row(part: Any) -> dict[str, Any]:  # noqa: ANN401  a state, or one of its parts
    # Written out: `asdict` copies everything it meets, and each event of each case comes by here.
    found = ((name, getattr(part, name)) for name in NAMES[type(part)])
    return {name: _plain(value) for name, value in found if value not in EMPTY}


def _plain(value: Any) -> Any:  # noqa: ANN401  any field of a state
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _row(value) if type(value) in NAMES else value


def _part(kind: type[T], row: Mapping[str, Any]) -> T:
    return kind(**_dates(kind, row))


def _dates(kind: type, row: Mapping[str, Any]) -> dict[str, Any]:
    names = DATES[kind]
    return {
        key: date.fromisoformat(value) if key in names and value else value
        for key, value in row.items()
        if key != "documents"
    }
