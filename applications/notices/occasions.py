"""On which occasion a reminder is sent: of which day, and so many days before or after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from applications.choices import ReminderKind
from applications.models import Application
from applications.models.law import law_of
from applications.models.reminding import facts_of, offsets
from applications.rules.complaining import complaint_from
from applications.rules.reminding import Marked, marked
from portal.notifications.rules.kinds import About

EXAMPLE_ON = date(2026, 12, 18)
AFTERWARDS = frozenset({ReminderKind.NEW_DATE, ReminderKind.CARD_READY})
"""Of these people hear when the day is past; of all others, until it is over."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What tells one message about a day from the others. Without `days`, it went at once."""

    name: str
    on: date
    days: int | None

    @property
    def text(self) -> str:
        return f"{self.name}:{self.on.isoformat()}:{'0' if self.days is None else format(self.days, '+d')}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return what `text` was written from; None where there is no day in it."""
        parts = text.split(":")
        try:
            name, on, days = parts
            return cls(name, date.fromisoformat(on), None if days == "0" else int(days))
        except ValueError:
            return None

    @classmethod
    def of(cls, day: Marked, days: int) -> Self:
        return cls(day.name, day.on, days)


def day_of(about: About) -> date:
    """Return the day that a message is about."""
    occasion = Occasion.read(about.occasion)
    return occasion.on if occasion else EXAMPLE_ON


def stands(application: Application, about: About) -> bool:
    """Tell whether a reminder is still right: of a day of the case, by a rule in use, and in time."""
    occasion = Occasion.read(about.occasion)
    return occasion is not None and any(
        _matches(application, day, occasion, about) for day in _days(application)
    )


def _days(application: Application) -> Iterator[Marked]:
    return marked(facts_of(application))


def _matches(application: Application, day: Marked, occasion: Occasion, about: About) -> bool:
    if (day.name, day.on) != (occasion.name, occasion.on):
        return False
    if occasion.days is not None and occasion.days not in offsets()[day.kind]:
        return False
    today = about.at.astimezone(application.office.zone).date()
    if day.kind == ReminderKind.NEW_DATE:
        return may_complain(application, on=today)
    return day.kind in AFTERWARDS or today <= day.on


def may_complain(application: Application, *, on: date) -> bool:
    """Tell whether the party may complain of inaction: from its day on, unless they have."""
    law = law_of(application.procedure_id)
    first = complaint_from(application.known, law, regime_on=application.regime_on, on=on)
    return first is not None and first <= on and application.known.complained_on is None
