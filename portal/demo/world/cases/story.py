"""What happens to one case, day by day, as far as it has come.

A story is written forwards until today, each event after the one before. Nothing is written that
could not have been entered: the tests judge stories by the rules.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from applications.choices import EventKind as K
from applications.choices import Outcome, Unit
from applications.models import Procedure
from applications.rules.deadlines import FICTION_DAYS, term_end
from applications.rules.events import Event, checked
from portal.demo.world.cases import recipe

AUTHORITIES = ("sg", "police", "abw")


class TodayError(Exception):
    """The story has come to today: what follows is still to happen."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The accounts of those who handle cases."""

    clerks: tuple[int, ...]
    officers: tuple[int, ...]
    signer: int


@dataclass(slots=True)
class Story:
    """One case on its way."""

    chance: Random
    cast: Cast
    procedure: Procedure
    filed_on: date
    today: date
    number: str
    on: date = date.min
    clerk: int = 0
    officer: int = 0
    calls: int = 0
    papers: int = 0
    events: list[Event] = field(default_factory=list)

    def write(self) -> list[Event]:
        """Return what has happened until today."""
        self.on = self.filed_on
        self.clerk, self.officer = (
            self.chance.choice(self.cast.clerks),
            self.chance.choice(self.cast.officers),
        )
        with suppress(TodayError):
            self._through()
        return self.events

    def happens(self, what: K, /, *, after: int = 0, author: int | None = None, **data: Any) -> None:  # noqa: ANN401  what events carry
        """Let something happen so many days later, on a working day.

        :raises TodayError: if that day has not come.
        """
        self.on += timedelta(days=after)
        while after and self.on.weekday() > 4:  # noqa: PLR2004  Friday
            self.on += timedelta(days=1)
        if self.on > self.today:
            raise TodayError
        author = self.clerk if author is None else author
        self.events.append(Event(what, self.on, checked(what, data), author, len(self.events) + 1))

    def _through(self) -> None:
        likely = self.chance.random
        ends_as = recipe.chosen(self.chance, recipe.OUTCOMES)
        self.happens(K.RECEIVED, channel=self._channel(), gives_card=self.procedure.gives_card)
        if ends_as == "unexamined":
            self._left_unexamined()
            return
        self.happens(K.REGISTERED, after=self.chance.randint(0, 12), case_number=self.number)
        if likely() < 0.92:  # noqa: PLR2004  the others wait for a clerk
            self.happens(
                K.ASSIGNED, author=self.officer, clerk=self.chance.choice((self.officer, self.clerk))
            )
        if likely() < 0.06:  # noqa: PLR2004
            self._called("fee", 14)
        if likely() < 0.25:  # noqa: PLR2004
            self._called("formal", 7)
        if self.procedure.gives_card:
            self._seen()
        self._examined(ends_as)
        self._decided(ends_as)

    def _channel(self) -> str:
        if self.procedure.group == "WORK":
            return "praca"
        return (
            "mos" if self.filed_on >= date(2026, 4, 27) else self.chance.choice(("office", "office", "post"))
        )

    def _left_unexamined(self) -> None:
        self.happens(K.REGISTERED, after=self.chance.randint(1, 12), case_number=self.number)
        due = self._sent("formal", 7)
        self.happens(K.LEFT_UNEXAMINED, after=max(1, (due - self.on).days + 20), author=self.officer)
        self.happens(K.CLOSED, after=self.chance.randint(20, 40))

    def _sent(self, kind: str, days: int, **more: Any) -> date:  # noqa: ANN401  what events carry
        """Send a summons and have it delivered; return its last day."""
        self.calls += 1
        self.happens(
            K.SUMMONED, after=self.chance.randint(1, 10), summons=self.calls, kind=kind, days=days, **more
        )
        how = self.chance.choice(("post", "post", "edelivery", "fiction"))
        # Art. 44 KPA: what nobody collects is deemed delivered 14 days after the first notice.
        self.on += timedelta(days=self.chance.randint(3, 12) + FICTION_DAYS * (how == "fiction"))
        due = term_end(self.on, count=days, unit=Unit.DAY)
        self.happens(K.DELIVERED, summons=self.calls, how=how, due_on=due)
        return due

    def _called(self, kind: str, days: int) -> None:
        self._sent(kind, days)
        self.happens(K.ANSWERED, after=self.chance.randint(1, days), summons=self.calls)
        if kind == "fee":
            self.happens(K.FEE_SEEN, fee="stamp", amount="440.00")

    def _seen(self) -> None:
        self._sent("appearance", 14)
        self.happens(K.APPEARED, after=self.chance.randint(3, 30))
        self.happens(K.CONFIRMED)

    def _examined(self, ends_as: str) -> None:
        likely = self.chance.random
        if self.procedure.gives_card:
            due = self.on + timedelta(days=30)
            for authority in AUTHORITIES:
                self.happens(K.OPINION_ASKED, authority=authority, due_on=due)
        else:
            self.happens(K.EXAMINED, after=self.chance.randint(1, 14), author=self.officer)
        if likely() < 0.55 or ends_as == "refusal":  # noqa: PLR2004
            self._evidence()
        if self.procedure.gives_card:
            for authority in AUTHORITIES:
                self.happens(K.OPINION_GIVEN, after=self.chance.randint(0, 12), authority=authority)
        if likely() < 0.02:  # noqa: PLR2004
            self.happens(K.SUSPENDED, after=5, author=self.officer, at_request=True)
            self.happens(K.RESUMED, after=self.chance.randint(30, 90), author=self.officer)
        if likely() < 0.1:  # noqa: PLR2004
            self.happens(K.NOTED, after=3)
        if ends_as == "refusal" or likely() < 0.3:  # noqa: PLR2004
            self.happens(K.STATEMENT_SENT, after=8, until=self.on + timedelta(days=22))
            self.on += timedelta(days=22)

    def _evidence(self) -> None:
        names = self.chance.sample([*recipe.DOCUMENTS], self.chance.randint(2, 4))
        numbers = range(self.papers + 1, self.papers + 1 + len(names))
        self.papers += len(names)
        asked = [
            {"number": number, "code": code, "name": recipe.DOCUMENTS[code]}
            for number, code in zip(numbers, names, strict=True)
        ]
        due = self._sent("evidence", 14, documents=asked)
        if self.chance.random() < 0.08:  # noqa: PLR2004
            self.happens(K.LAPSED, after=(due - self.on).days + 10, summons=self.calls)
            for number in numbers:
                self.happens(K.DOCUMENT_DROPPED, document=number)
            return
        self.happens(K.DOCUMENT_RECEIVED, after=self.chance.randint(2, 14), received=[*numbers])
        self.happens(K.ANSWERED, summons=self.calls)
        for number in numbers:
            self.happens(K.DOCUMENT_ACCEPTED, after=self.chance.choice((0, 0, 2)), document=number)

    def _decided(self, ends_as: str) -> None:
        drafted = self.filed_on + timedelta(days=recipe.length(self.chance, self.procedure.code))
        wait = max(1, (drafted - self.on).days)
        self.happens(K.DRAFTED, after=wait, author=self.officer, outcome=ends_as)
        self.happens(K.DECIDED, after=self.chance.randint(1, 9), author=self.cast.signer, outcome=ends_as)
        self.happens(
            K.SERVED, after=self.chance.randint(4, 16), how=self.chance.choice(("post", "edelivery"))
        )
        if ends_as == Outcome.POSITIVE and self.procedure.gives_card:
            self._card()
            return
        if ends_as == Outcome.REFUSAL and self.chance.random() < 0.4:  # noqa: PLR2004
            self.happens(K.APPEALED, after=self.chance.randint(3, 14))
            upheld = self.chance.choice(("upheld", "upheld", "changed"))
            self.happens(K.APPEAL_DECIDED, after=self.chance.randint(60, 200), outcome=upheld)
            self.happens(K.FINAL, after=7)
        else:
            self.happens(K.FINAL, after=20)
        if not (self.procedure.gives_card and self.events[-2].data.get("outcome") == "changed"):
            self.happens(K.CLOSED, after=self.chance.randint(5, 30))

    def _card(self) -> None:
        self.happens(K.CARD_ORDERED, after=self.chance.randint(0, 6))
        self.happens(K.CARD_READY, after=self.chance.randint(14, 26))
        self.happens(K.CARD_COLLECTED, after=self.chance.randint(2, 45))
        self.happens(K.CLOSED, after=self.chance.randint(1, 20))
