"""Moments worth setting the clock to, seen from what it says now."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.demo import clock
from portal.demo.clock import DAY
from portal.web import words
from scheduling.rules.holidays import is_day_off
from scheduling.rules.hours import earliest

SATURDAY = 6


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    title: str | Promise
    at: datetime

    @property
    def day(self) -> str:
        return words.day(self.at.astimezone(clock.zone()).date())


def presets(at: datetime) -> list[Preset]:
    """Return the buttons of the clock. The break is that of today, or of the next working day."""
    today = at.astimezone(clock.zone()).date()
    working = next(day for day in (today + number * DAY for number in range(14)) if _works(day))
    return [
        Preset("tuesday", _("Tuesday 10:50"), clock.first_moment(today)),
        Preset("before-break", _("14:55, just before the break"), _moment(working, time(14, 55))),
        Preset("last-minute", _("14:59, the last minute before the break"), _moment(working, time(14, 59))),
        Preset("in-break", _("15:30, in the break"), _moment(working, time(15, 30))),
        Preset("after-break", _("16:00, the second shift begins"), _moment(working, time(16))),
        Preset("evening", _("19:30, the office has closed"), _moment(working, time(19, 30))),
        Preset("tomorrow", _("Tomorrow 8:00"), _moment(today + DAY, time(8))),
    ]


def _works(day: date) -> bool:
    return day.isoweekday() < SATURDAY and not is_day_off(day)


def _moment(on: date, at: time) -> datetime:
    return earliest(datetime.combine(on, at), clock.zone())
