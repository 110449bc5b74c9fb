"""Many at the same moment, each on a thread and a database connection of their own."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from threading import Barrier
from typing import TypeVar

from django.db import connection, connections

from portal.audit.rules.actors import VISITOR
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.actions import booking, cancelling, holding, moving, seating
from scheduling.actions.hours import HitsVisitsError
from scheduling.choices import ACTIVE, AppointmentState
from scheduling.models import Appointment, BlockedWindow
from scheduling.rules.hours import occurrences
from scheduling.rules.intervals import Interval
from scheduling.tests import factories as make

T = TypeVar("T")

DONE = "done"
PATIENCE = 20.0  # seconds: a busy machine is slow, not wrong
# What an action may say. Anything else, such as a deadlock, is an error and fails the test.
REFUSALS = (
    booking.HasOneAlreadyError,
    cancelling.TooLateError,
    booking.TooManyCodesError,
    booking.WrongCodeError,
    holding.HoldOverError,
    seating.TimeTakenError,
    moving.ChangedMeanwhileError,
    HitsVisitsError,
)


def together(acts: Sequence[Callable[[], T]]) -> list[T]:
    """Let all act at the same moment, and return what each of them got, in their order."""
    start = Barrier(len(acts), timeout=PATIENCE)

    def run(act: Callable[[], T]) -> T:
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def said(act: Callable[[], object]) -> str:
    """Do it, and return that it is done, or the name of the refusal."""
    try:
        act()
    except REFUSALS as refusal:
        return type(refusal).__name__
    return DONE


def asking(act: Callable[[], object]) -> Callable[[], str]:
    return lambda: said(act)


def details(name: str) -> booking.Details:
    return booking.Details(
        given_names=name,
        family_name="Kovalenko",
        birth_date=make.MONDAY.replace(year=1990),
        citizenship="UA",
        email=f"{name.lower().replace(' ', '.')}@example.test",
        language="en",
    )


def prepare(held: Appointment, name: str) -> Appointment:
    """Describe who comes and ask for a code."""
    at = held.created_at
    booking.describe(appointment=held, details=details(name), holder=held.holder, by=VISITOR, at=at)
    return booking.send_code(appointment=held, holder=held.holder, by=VISITOR, at=at)


def confirm(held: Appointment) -> Appointment:
    code = notices.code_of(held)
    return booking.confirm(appointment=held, code=code, holder=held.holder, by=VISITOR, at=held.created_at)


def overlaps(rows: Iterable[Appointment]) -> list[tuple[Appointment, Appointment]]:
    """Return each pair of visits that one counter would have at once: not the constraint's word."""
    return [
        (one, other)
        for one, other in combinations(rows, 2)
        if one.counter_id == other.counter_id and one.interval.overlaps(other.interval)
    ]


def active() -> list[Appointment]:
    return list(Appointment.objects.filter(state__in=ACTIVE).for_page().order_by("pk"))


def in_blocked_time() -> list[Appointment]:
    """Return the visits that lie in a blocked window."""
    blocked = {
        window.office_id: [*_spans(window)] for window in BlockedWindow.objects.select_related("office")
    }
    return [
        row for row in active() if any(row.interval.overlaps(span) for span in blocked.get(row.office.pk, []))
    ]


def _spans(window: BlockedWindow) -> list[Interval]:
    zone = window.office.zone
    return list(occurrences(window.weekly, zone=zone, first=make.MONDAY, last=make.MONDAY))


def clear() -> None:
    """Take every visit away, for the next round."""
    Appointment.objects.all().delete()
    Notice.objects.all().delete()


def booked() -> list[Appointment]:
    return [row for row in active() if row.state == AppointmentState.BOOKED]
