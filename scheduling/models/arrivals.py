"""When somebody may check in for a visit, and where they wait, read for many visits at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.accounts.models import Office
from scheduling.models.appointments import Appointment
from scheduling.models.hours import BlockedWindow, Duty
from scheduling.models.tickets import QueueRule
from scheduling.rules.hours import Weekly, local_day, occurrences
from scheduling.rules.intervals import Interval
from scheduling.rules.queue.arrivals import opens_at

MINUTE = timedelta(minutes=1)
KEPT = "check_in"  # on a visit, once it is read


@dataclass(frozen=True, slots=True)
class CheckIn:
    """From when (UTC) somebody may check in for a visit; `pause` is a break that keeps it shut before."""

    opens_at: datetime
    pause: Interval | None
    rule: QueueRule

    @property
    def where(self) -> list[str]:
        """Return where to wait, in the words of the office and the language that is active."""
        notes = [self.rule.break_note if self.pause else "", self.rule.waiting_note]
        return [note.strip() for note in notes if note and note.strip()]


def read_check_ins(visits: Iterable[Appointment]) -> None:
    """Read when people may check in for each of these visits, in three queries for all."""
    visits = list(visits)
    for visit, check_in in zip(visits, _read(visits), strict=True):
        vars(visit)[KEPT] = check_in


def check_in_of(visit: Appointment) -> CheckIn:
    """Return when somebody may check in; it is read if it was not read with others before."""
    kept: CheckIn | None = vars(visit).get(KEPT)
    return kept or _read([visit])[0]


def before_opening(offices: Iterable[Office], first: date, last: date) -> dict[tuple[int, date], Interval]:
    """Return the nights before the first duties of some local days, by office (key) and day.

    A door that is shut lets nobody in: it is to check-in what a break is.
    """
    found: dict[tuple[int, date], Interval] = {}
    for office in offices:
        span = Interval(local_day(first, office.zone).start, local_day(last, office.zone).end)
        duties = Duty.objects.filter(counter__office=office).touching(span)
        for period in duties.order_by("-period").values_list("period", flat=True):
            on = period.lower.astimezone(office.zone).date()
            if (night := local_day(on, office.zone).start) < period.lower:
                found[office.pk, on] = Interval(night, period.lower)
    return found


def _read(visits: list[Appointment]) -> list[CheckIn]:
    offices = {visit.office_id for visit in visits} - {None}  # None is the office of an example
    rules = {rule.office_id: rule for rule in QueueRule.objects.filter(office__in=offices)}
    windows: dict[int | None, list[Weekly]] = {}
    for window in BlockedWindow.objects.filter(office__in=offices):
        windows.setdefault(window.office_id, []).append(window.weekly)
    nights = _nights(visits)
    return [
        _check_in(
            visit,
            rules.get(visit.office_id) or QueueRule(office=visit.office),
            windows.get(visit.office_id, []),
            nights,
        )
        for visit in visits
    ]


def _nights(visits: Iterable[Appointment]) -> dict[tuple[int, date], Interval]:
    there = [visit for visit in visits if visit.office_id]
    if not there:
        return {}
    days = {_day_of(visit) for visit in there}
    return before_opening({visit.office for visit in there}, min(days), max(days))


def _day_of(visit: Appointment) -> date:
    return visit.interval.start.astimezone(visit.office.zone).date()


def _check_in(
    visit: Appointment,
    rule: QueueRule,
    windows: Iterable[Weekly],
    nights: Mapping[tuple[int, date], Interval],
) -> CheckIn:
    """Work it out. A closure need not be asked: it is of whole days, and on those nobody has a visit."""
    office, start = visit.office, visit.interval.start
    on = _day_of(visit)
    blocks = [
        block for weekly in windows for block in occurrences(weekly, zone=office.zone, first=on, last=on)
    ]
    wanted = start - rule.early_minutes * MINUTE
    pause = next((block for block in blocks if block.start < start and wanted < block.end), None)
    night = nights.get((visit.office_id or 0, on))
    shut = [*blocks, night] if night else blocks
    return CheckIn(opens_at(start, rule.arrival, shut), pause, rule)
