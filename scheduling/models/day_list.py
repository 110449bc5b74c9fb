"""Who comes to an office on one day, as a list on paper needs it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from portal.accounts.models import Office
from scheduling.choices import TAKES_PLACE
from scheduling.models.appointments import Appointment, AppointmentQuerySet
from scheduling.rules.hours import local_day


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the list under a heading: one counter, or with none the whole day by time."""

    counter: str
    visits: list[Appointment]


def visits_of_day(office: Office, on: date) -> AppointmentQuerySet:
    """Return the booked visits that begin on a local day, whatever became of them."""
    day = local_day(on, office.zone)
    there = Appointment.objects.filter(
        counter__office=office,
        state__in=TAKES_PLACE,
        period__startswith__gte=day.start,
        period__startswith__lt=day.end,
    )
    return there.for_page().select_related("lead")


def day_list(office: Office, on: date, *, by_counter: bool) -> list[Part]:
    """Return the visits of a local day, counter by counter or by time."""
    visits = sorted(visits_of_day(office, on), key=_by_time)
    return list(_by_counter(visits)) if by_counter else [Part("", visits)]


def _by_counter(visits: Iterable[Appointment]) -> Iterator[Part]:
    rows = sorted(visits, key=lambda visit: _number(visit.counter.code))
    for code, some in groupby(rows, key=lambda visit: visit.counter.code):
        yield Part(code, list(some))


def _by_time(visit: Appointment) -> tuple[object, ...]:
    return (visit.interval.start, _number(visit.counter.code), visit.number, visit.pk)


def _number(code: str) -> tuple[int, str]:
    """Return what sorts counter 2 before counter 10."""
    return (int(code) if code.isdecimal() else 0, code)
