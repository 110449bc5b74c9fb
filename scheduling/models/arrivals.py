"""When somebody may check in for a visit, and where they wait, read for many visits at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.models.appointments import Appointment
from scheduling.models.hours import BlockedWindow
from scheduling.models.tickets import QueueRule
from scheduling.rules.hours import Weekly, occurrences
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
    """Read when people may check in for each of these visits, in two queries for all."""
    visits = list(visits)
    for visit, check_in in zip(visits, _read(visits), strict=True):
        vars(visit)[KEPT] = check_in


def check_in_of(visit: Appointment) -> CheckIn:
    """Return when somebody may check in; it is read if it was not read with others before."""
    kept: CheckIn | None = vars(visit).get(KEPT)
    return kept or _read([visit])[0]


def _read(visits: list[Appointment]) -> list[CheckIn]:
    offices = {visit.office_id for visit in visits} - {None}  # None is the office of an example
    rules = {rule.office_id: rule for rule in QueueRule.objects.filter(office__in=offices)}
    windows: dict[int | None, list[Weekly]] = {}
    for window in BlockedWindow.objects.filter(office__in=offices):
        windows.setdefault(window.office_id, []).append(window.weekly)
    return [
        _check_in(
            visit,
            rules.get(visit.office_id) or QueueRule(office=visit.office),
            windows.get(visit.office_id, []),
        )
        for visit in visits
    ]


def _check_in(visit: Appointment, rule: QueueRule, windows: Iterable[Weekly]) -> CheckIn:
    """Work it out. A closure need not be asked: it is of whole days, and on those nobody has a visit."""
    office, start = visit.office, visit.interval.start
    on = start.astimezone(office.zone).date()
    blocks = [
        block for weekly in windows for block in occurrences(weekly, zone=office.zone, first=on, last=on)
    ]
    wanted = start - rule.early_minutes * MINUTE
    pause = next((block for block in blocks if block.start < start and wanted < block.end), None)
    return CheckIn(opens_at(start, rule.arrival, blocks), pause, rule)
