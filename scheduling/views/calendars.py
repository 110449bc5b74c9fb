"""From what the rules know about days and times to what the pages draw."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Self

from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.web import words
from portal.web.calendar import Day, Month, Time, TimeGroup
from scheduling.models import BlockedWindow, Closure
from scheduling.models.offers import Calendar, hours_of, with_taken
from scheduling.rules.booking import may_choose
from scheduling.rules.holidays import statutory_holidays
from scheduling.rules.hours import local_day, occurrences
from scheduling.rules.intervals import Interval
from scheduling.rules.masks import cells
from scheduling.rules.offers import DayOffer, Offer
from scheduling.rules.parties import Party
from scheduling.rules.release import next_opening
from scheduling.templatetags.visit_times import clock_range, holiday_name
from scheduling.views.lookups import Place, write_start

ONE_DAY = timedelta(days=1)
NOON = 12

OVER = gettext_lazy("Over")
NOT_OPEN_YET = gettext_lazy("Not open yet")
NO_VISITS = gettext_lazy("No visits")
FULL = gettext_lazy("Full")
TOO_LATE = gettext_lazy("Too late")
NOT_OFFERED = gettext_lazy("Not offered")


class Outlook:
    """All that is free of a service at an office, from today to the last day that is open.

    What is taken is read for no more days than the page is about: in a full office that is
    tens of thousands of visits. No page reads in more than three steps.
    """

    def __init__(self, place: Place, calendar: Calendar, *, at: datetime) -> None:
        self.place = place
        self.calendar = calendar
        self.at = at
        self._parts: dict[date, Calendar] = {}
        self._offers: dict[date, DayOffer] = {}
        self._for_one: dict[date, Collection[date]] = {}  # by the first day of a part

    @classmethod
    def of(cls, place: Place, *, at: datetime) -> Self:
        hours = hours_of(place.office, place.service, first=place.today(at), at=at)
        visit = replace(hours.visit, length=place.length, present=place.present, people=place.party.people)
        calendar = replace(hours, visit=visit)
        return cls(place, calendar, at=at)

    @property
    def today(self) -> date:
        return self.calendar.first

    @cached_property
    def next_free(self) -> datetime | None:
        return self._offers[on].first if (on := self._first_from(self.today)) else None

    @property
    def next_free_url(self) -> str:
        return self.place.day_url(on) if (on := self._first_from(self.today)) else ""

    def offers(self, first: date | None = None, last: date | None = None) -> dict[date, DayOffer]:
        """Return what the days from `first` to `last` offer, without those that offer nothing."""
        first = max(first or self.today, self.today)
        last = min(last or self.calendar.last, self.calendar.last)
        if unread := [on for on in _days(first, last) if on not in self._parts]:
            self._read(unread[0], unread[-1])
        return {on: offer for on, offer in self._offers.items() if first <= on <= last}

    @property
    def opening(self) -> tuple[datetime, date]:
        return next_opening(self.calendar.release, at=self.at, zone=self.place.zone)

    @property
    def opens_for_somebody(self) -> bool:
        """Tell whether anybody works on the next day that opens: a Sunday opens too, and has no times."""
        _at, on = self.opening
        is_closed = on in statutory_holidays(on, on) or self._closure(on) is not None
        return not is_closed and self._is_worked(local_day(on, self.place.zone))

    def apart_url(self, on: date) -> str:
        """Return where one person finds a time on a day that has none for all who come together."""
        if self.place.present or not self._is_for_one(on):
            return ""
        return replace(self.place, party=Party(1, is_longer=self.place.party.is_longer)).day_url(on)

    def days(self, first: date, last: date) -> list[Day]:
        holidays, offers = statutory_holidays(first, last), self.offers(first, last)
        names = {on: holiday_name(holiday) for on, holiday in holidays.items()}
        return [self._day(on, offers.get(on), names.get(on, "")) for on in _days(first, last)]

    def times(self, on: date) -> list[Offer[int]]:
        self._look_at_month(on)
        return self._parts[on].times(on) if on in self._offers else []

    def next_to(self, on: date) -> tuple[date | None, date | None]:
        """Return the nearest days with free times before and after a day."""
        self._look_at_month(on)
        return self._last_until(on - ONE_DAY), self._first_from(on + ONE_DAY)

    def _first_from(self, on: date) -> date | None:
        """Return the first day with a free time, from a day on: in its month, or else whenever."""
        self._look_at_month(on)
        if in_month := self.offers(on, _month_end(on)):
            return min(in_month)
        known = min((day for day in self._offers if day > on), default=None)
        return min(self.offers(on, known), default=None)

    def _last_until(self, on: date) -> date | None:
        in_month = self.offers(on.replace(day=1), on)
        return max(in_month or self.offers(None, on), default=None)

    def _look_at_month(self, on: date) -> None:
        """Read the month of a day at once: next to it are the days that are asked for after it."""
        self.offers(on.replace(day=1), _month_end(on))

    def _read(self, first: date, last: date) -> None:
        part = with_taken(self.calendar, first=first, last=last, at=self.at, besides=self.place.besides)
        terms = self.place.terms
        self._parts |= dict.fromkeys(_days(first, last), part)
        self._offers |= {on: offer for on, offer in part.days().items() if not may_choose(terms, on=on)}

    def _day(self, on: date, offer: DayOffer | None, holiday: str | Promise) -> Day:
        is_today = on == self.today
        if offer:
            return Day(on, url=self.place.day_url(on), free=offer.count, is_today=is_today)
        url = self.place.day_url(on) if self.apart_url(on) else ""
        return Day(on, reason=self._reason(on, holiday), reason_url=url, is_today=is_today)

    def _reason(self, on: date, holiday: str | Promise) -> str | Promise:
        if on < self.today:
            return format_html('<span class="govuk-visually-hidden">{}</span>', OVER)
        if holiday:
            return holiday
        if closure := self._closure(on):
            return closure.reason
        if may_choose(self.place.terms, on=on):
            return NOT_OFFERED
        if on > self.calendar.last:
            return NOT_OPEN_YET
        return self._reason_of_a_working_day(on)

    def _reason_of_a_working_day(self, on: date) -> str | Promise:
        day = local_day(on, self.place.zone)
        if not self._is_worked(day):
            return NO_VISITS
        if self._is_for_one(on):
            people = self.place.party.people
            said = ngettext("No room for %(people)d person", "No room for %(people)d people together", people)
            return said % {"people": people}
        return TOO_LATE if self.calendar.visit.not_before > day.start else FULL

    def _closure(self, on: date) -> Closure | None:
        return next((row for row in self.calendar.closures if row.first_on <= on <= row.last_on), None)

    def _is_worked(self, day: Interval) -> bool:
        low, high = cells(day)
        duties = (duty for counter in self.calendar.counters for duty in counter.duties)
        return any(start < high and low < end for start, end in duties)

    def _is_for_one(self, on: date) -> bool:
        """Tell whether one of several who come together finds a time there, and all of them none."""
        part = self._parts.get(on)
        if self.place.party.people == 1 or part is None or on in self._offers:
            return False
        if part.first not in self._for_one:
            self._for_one[part.first] = replace(part, visit=replace(part.visit, people=1)).days()
        return on in self._for_one[part.first] and not may_choose(self.place.terms, on=on)


def month_of(outlook: Outlook, first: date) -> Month:
    """Return the month that begins on `first`; its arrows lead no further than free times can be."""
    last = month_after(first) - ONE_DAY
    before, after = first - ONE_DAY, last + ONE_DAY
    return Month(
        outlook.days(first, last),
        previous_url=outlook.place.month_url(before) if first > outlook.today else "",
        next_url=outlook.place.month_url(after) if after <= outlook.calendar.last else "",
        is_fragment=True,
    )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + ONE_DAY * number for number in range((last - first).days + 1))


def _month_end(on: date) -> date:
    return month_after(on.replace(day=1)) - ONE_DAY


def month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def windows_between(windows: Iterable[BlockedWindow], first: date, last: date) -> list[BlockedWindow]:
    """Return the blocked windows that are valid on any of the days."""
    return [
        row for row in windows if row.valid_from <= last and (row.valid_to is None or row.valid_to >= first)
    ]


def time_groups(outlook: Outlook, on: date) -> list[TimeGroup]:
    """Return the times of a day, with every blocked window in its place among them."""
    zone = outlook.place.zone
    breaks = [
        (span, row)
        for row in outlook.calendar.windows
        for span in occurrences(row.weekly, zone=zone, first=on, last=on)
    ]
    return list(_groups(outlook.times(on), sorted(breaks, key=itemgetter(0)), outlook.place))


def _groups(
    times: list[Offer[int]], breaks: list[tuple[Interval, BlockedWindow]], place: Place
) -> Iterator[TimeGroup]:
    since: datetime | None = None
    for span, row in breaks:
        yield from _parts([time for time in times if _within(time, since, span.start)], since, place)
        hours = clock_range(span, place.zone)
        yield TimeGroup(
            _("%(hours)s: %(reason)s. Nobody can be booked.") % {"hours": hours, "reason": row.reason}
        )
        since = max(since, span.end) if since else span.end
    yield from _parts([time for time in times if _within(time, since, None)], since, place)


def _parts(times: list[Offer[int]], since: datetime | None, place: Place) -> Iterator[TimeGroup]:
    """Yield the times after a break under its end, those before any by the part of the day."""
    if since is not None:
        if times:
            yield _group(_("From %(time)s") % {"time": words.clock(since, place.zone)}, times, place)
        return
    morning = [time for time in times if time.start.astimezone(place.zone).hour < NOON]
    if morning:
        yield _group(_("Morning"), morning, place)
    if rest := times[len(morning) :]:
        yield _group(_("Afternoon"), rest, place)


def _within(time: Offer[int], since: datetime | None, until: datetime | None) -> bool:
    return (since is None or time.start >= since) and (until is None or time.start < until)


def _group(title: str, times: list[Offer[int]], place: Place) -> TimeGroup:
    is_for_several = place.party.people > 1  # who want to know when the last of them is done
    return TimeGroup(
        title, [as_time(time.start, place, end=time.end if is_for_several else None) for time in times]
    )


def as_time(start: datetime, place: Place, *, end: datetime | None = None) -> Time:
    return Time(start, url=place.time_url(start), value=write_start(start), end=end)


def nearest(outlook: Outlook, around: datetime, *, count: int = 3) -> list[datetime]:
    """Return the free times nearest to one that is gone, earliest first."""
    day = around.astimezone(outlook.place.zone).date()
    found: list[datetime] = []
    # The times of `count` days are enough: each day that is offered has one at least, and
    # one day more on the other side, because its nearest may be late in the evening.
    for on in sorted(outlook.offers(), key=lambda on: abs(on - day))[: count + 1]:
        found += [time.start for time in outlook.times(on)]
    return sorted(sorted(found, key=lambda start: abs(start - around))[:count])
