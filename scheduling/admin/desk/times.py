"""The times that a clerk may choose: those of one day, and the next days that have some."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.models import Office
from portal.web import words
from scheduling.actions import desk
from scheduling.models import Appointment, Service
from scheduling.rules.parties import Party
from scheduling.views.lookups import read_start, write_start

AHEAD = timedelta(days=92)  # so far a day with a free time is looked for
MOST_DAYS = 6


@dataclass(frozen=True, slots=True)
class Time:
    """One time as the page offers it."""

    value: str
    clock: str
    until: str
    is_out_of_turn: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom times are looked for, and on which local day."""

    office: Office
    service: Service
    party: Party
    on: date
    moving: Appointment | None = None


@dataclass(slots=True)
class Times:
    """The times of a day, what was chosen of them, and what is wrong with that."""

    day: str = ""
    mark: str = ""
    offered: list[Time] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""
    start: datetime | None = None

    @property
    def is_known(self) -> bool:
        return bool(self.mark)

    @property
    def has_out_of_turn(self) -> bool:
        return any(time.is_out_of_turn for time in self.offered)


def look_up(wanted: Wanted, *, mark: str, data: Mapping[str, Any], at: datetime) -> Times:
    """Return the times of the day that was asked for, and other days if it has none."""
    office, service, on = wanted.office, wanted.service, wanted.on
    asked = {"party": wanted.party, "moving": wanted.moving, "at": at}
    offers = desk.free_times(office, service, on=on, **asked)  # type: ignore[arg-type]  # each by its name
    start = read_start(data.get("start", ""), at=at)
    is_out_of_turn = desk.out_of_turn(office, service, at=at)
    times = [
        Time(
            value=write_start(offer.start),
            clock=words.clock(offer.start, office.zone),
            until=words.clock(offer.end, office.zone),
            is_out_of_turn=is_out_of_turn(offer.start),
            is_chosen=offer.start == start,
        )
        for offer in offers
    ]
    others = [] if times else _other_days(wanted, at=at)
    chosen = start if any(time.is_chosen for time in times) else None
    return Times(words.day(on), mark, times, others, start=chosen)


def judge(times: Times, data: Mapping[str, Any]) -> bool:
    """Tell whether one of the times was chosen; else say what is wrong."""
    if times.start is None:
        times.error = taken() if data.get("start") else _("Choose a time")
    return not times.error


def taken() -> str:
    return _("This time is taken now. Choose another one: everything else is kept")


def _other_days(wanted: Wanted, *, at: datetime) -> list[tuple[str, str]]:
    days = desk.free_days(
        wanted.office,
        wanted.service,
        party=wanted.party,
        first=wanted.on,
        last=wanted.on + AHEAD,
        at=at,
        moving=wanted.moving,
    )
    return [(day.isoformat(), words.day(day)) for day in sorted(days)[:MOST_DAYS]]
