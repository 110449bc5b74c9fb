"""What booking means, said a second time and as simply as it can be: lists, whole minutes, loops.

Nothing here knows the database, the rules or the actions of the portal. `test_machine.py` lets
both do the same and compares them. Minutes count from an hour before the office opens.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

OPENS, CLOSES, STEP = 60, 300, 30  # a morning of four hours; a visit may start each half-hour
HOLD, MOST_EXTENSIONS, FORGET_AFTER = 20, 10, 60
MOST_CODES = MOST_TRIES = 5
DAWN, A_DAY, FIRST_DAY = 7 * 60, 24 * 60, date(2026, 12, 7).toordinal()  # minute 0, and its day
LENGTHS = {"SHORT": 30, "LONG": 60}
STARTS = range(OPENS, CLOSES, STEP)

DONE = "done"
TAKEN, OVER, WRONG, TOO_MANY = "TimeTakenError", "HoldOverError", "WrongCodeError", "TooManyCodesError"
HAS_ONE, TOO_LATE, CHANGED, HITS = (
    "HasOneAlreadyError",
    "TooLateError",
    "ChangedMeanwhileError",
    "HitsVisitsError",
)

Span = tuple[int, int]
Mail = tuple[str, int, int]
"""A kind of message, the visit it is about, and its version."""


@dataclass
class Row:
    key: int
    browser: str
    service: str
    counter: int
    start: int
    made: int
    until: int
    state: str = "held"
    person: str = ""
    is_described: bool = False
    version: int = 0
    tries: int = 0
    sent: int = 0
    sequence: int = 0
    extensions: int = 0

    @property
    def span(self) -> Span:
        return self.start, self.start + LENGTHS[self.service]


@dataclass
class Model:
    counters: list[int]
    now: int = 0
    rows: list[Row] = field(default_factory=list)
    blocks: dict[tuple[str, int], Span] = field(default_factory=dict)
    mail: list[Mail] = field(default_factory=list)

    def is_held(self, row: Row) -> bool:
        return row.state == "held" and row.until > self.now

    def held_by(self, browser: str) -> list[Row]:
        return [row for row in self.rows if row.browser == browser and self.is_held(row)]

    def free(self, service: str, *, besides: Iterable[Row] = ()) -> dict[int, set[int]]:
        """Return the starts that are offered, and the counters that are free at each."""
        taken = [
            row
            for row in self.rows
            if (row.state == "booked" or self.is_held(row)) and all(row is not each for each in besides)
        ]
        offered = {}
        for start in STARTS:
            span = start, start + LENGTHS[service]
            if start < self.now or span[1] > CLOSES or self.is_blocked(span):
                continue
            busy = {row.counter for row in taken if overlap(row.span, span)}
            if free := set(self.counters) - busy:
                offered[start] = free
        return offered

    def is_blocked(self, span: Span) -> bool:
        return any(overlap(span, block) for block in self.blocks.values())

    def hold(self, browser: str, service: str, start: int) -> tuple[str, Row | None, set[int]]:
        """Return what is said, the hold if it is there already, and else the counters it may be at."""
        mine = self.held_by(browser)
        for row in mine:
            if (row.service, row.start) == (service, start):
                return DONE, row, {row.counter}
        free = self.free(service, besides=mine).get(start, set())
        return (DONE if free else TAKEN), None, free

    def held(self, row: Row, last: Row | None) -> None:
        """Write down a new hold, which takes the place of what its browser held.

        Who comes need not be typed again: it is known from the hold before, if there is one that
        goes on, or from the last one, if that has not been over for long.
        """
        for before in [*self.held_by(row.browser)[-1:], *([last] if last else [])][:1]:
            if before.state in {"held", "expired"} and before.until + FORGET_AFTER > self.now:
                row.person = before.person
        self._sweep(row.counter, row.span)
        self.give_back(row.browser)
        self.rows.append(row)

    def last_of(self, browser: str) -> Row | None:
        return next((row for row in reversed(self.rows) if row.browser == browser), None)

    def extend(self, row: Row) -> str:
        if not self.is_held(row) or row.extensions == MOST_EXTENSIONS:
            return OVER
        row.until, row.extensions = min(self.now + HOLD, row.start), row.extensions + 1
        return DONE

    def give_back(self, browser: str) -> str:
        for row in self.held_by(browser):
            row.state = "expired"
        return DONE

    def describe(self, row: Row, person: str) -> str:
        if not self.is_held(row):
            return OVER
        if row.version and row.person != person:  # each person has an address of their own
            row.version, row.tries = row.version + 1, MOST_TRIES
        row.person, row.is_described = person, True
        return DONE

    def send_code(self, row: Row, seen: int | None) -> str:
        if seen is not None and seen < row.version:
            return DONE  # asked a second time: nothing is sent, whatever has become of the hold
        if not self.is_held(row) or not row.is_described:
            return OVER
        if row.sent >= MOST_CODES:
            return TOO_MANY
        row.sent, row.version, row.tries = row.sent + 1, row.version + 1, 0
        self.mail.append(("appointment_code", row.key, row.version))
        return DONE

    def confirm(self, row: Row, version: int | None) -> str:
        """Say what a code does: that of a version, or one that was never sent."""
        if not self.is_held(row) or not row.version:
            return DONE if row.state == "booked" else OVER
        row.tries = min(row.tries + 1, MOST_TRIES + 1)
        if row.tries > MOST_TRIES or version != row.version:
            return WRONG
        if self.is_blocked(row.span):
            return OVER
        return self._book(row)

    def _book(self, row: Row) -> str:
        for other in self.rows:
            if (other.state, other.person, other.service) == ("booked", row.person, row.service):
                if other.span[1] > self.now:
                    self._tell_of_the_try(other)
                    return HAS_ONE
                other.state = "lapsed"
        row.state = "booked"
        self.mail.append(("appointment_booked", row.key, row.sequence))
        return DONE

    def _tell_of_the_try(self, row: Row) -> None:
        """Whoever has a visit learns once a day that somebody tried to book in their name."""
        told = ("appointment_contested", row.key, FIRST_DAY + (self.now + DAWN) // A_DAY)
        if told not in self.mail:
            self.mail.append(told)

    def is_coming(self, row: Row) -> bool:
        return row.state == "booked" and row.start > self.now

    def move(self, row: Row, start: int, seen: int) -> tuple[str, set[int]]:
        """Return what is said, and the counters that the visit may be at then."""
        if not self.is_coming(row):
            return TOO_LATE, set()
        if row.start == start:
            return DONE, {row.counter}
        if row.sequence != seen:
            return CHANGED, set()
        free = self.free(row.service, besides=[row]).get(start, set())
        return (DONE if free else TAKEN), free

    def moved(self, row: Row, start: int, counter: int) -> None:
        row.start, row.counter, row.sequence = start, counter, row.sequence + 1
        self._sweep(counter, row.span)
        self.mail.append(("appointment_moved", row.key, row.sequence))

    def cancel(self, row: Row) -> str:
        if not self.is_coming(row):
            return TOO_LATE
        self._end(row, "appointment_cancelled")
        return DONE

    def block(self, span: Span, agreed: set[int]) -> str:
        hit = [row for row in self.rows if row.start > self.now and overlap(row.span, span)]
        visits = [row for row in hit if row.state == "booked"]
        if any(row.key not in agreed for row in visits):
            return HITS
        for row in hit:
            if row.state == "held":
                row.state = "expired"
        for row in visits:
            self._end(row, "appointment_cancelled_by_office")
        return DONE

    def pass_time(self, minutes: int) -> None:
        self.now += minutes

    def forget_run_out(self) -> None:
        for row in self.rows:
            if row.state in {"held", "expired"} and row.until <= self.now - FORGET_AFTER:
                row.state, row.person, row.is_described = "expired", "", False

    def _end(self, row: Row, kind: str) -> None:
        row.state, row.sequence = "cancelled", row.sequence + 1
        self.mail.append((kind, row.key, row.sequence))

    def _sweep(self, counter: int, span: Span) -> None:
        """Let go of holds that have run out and stand where somebody comes in."""
        for row in self.rows:
            is_in_the_way = row.counter == counter and overlap(row.span, span)
            if is_in_the_way and row.state == "held" and not self.is_held(row):
                row.state = "expired"


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
