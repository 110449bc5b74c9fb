"""Which clerk works at which counter."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.web.hints import hint
from scheduling.models import Counter, Sitting, Ticket


class CounterTakenError(Exception):
    """A colleague works at that counter: `sitting`."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(sitting.pk)
        self.sitting = sitting


class StillServingError(Exception):
    """Somebody is called or being served at the counter: `ticket`. That is finished first."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket.pk)
        self.ticket = ticket


class CounterClosedError(Exception):
    """The counter is not in use."""


def sitting_of(clerk: User) -> Sitting | None:
    """Return where a clerk works now."""
    open_ones = Sitting.objects.filter(clerk=clerk, ended_at=None)
    return open_ones.select_related("counter__office").first()


@transaction.atomic
def sit(*, clerk: User, counter: Counter, take_over: bool = False, by: Actor, at: datetime) -> Sitting:
    """Let a clerk work at a counter, and leave the one where they worked before.

    `take_over` ends the work of a colleague there, who forgot to leave; whoever is called or being
    served there stays at the counter, and is finished by the one who takes over.

    :raises CounterClosedError: if the counter is not in use.
    :raises CounterTakenError: if a colleague works there, and is not to be replaced.
    :raises StillServingError: if somebody is still at the counter where the clerk worked before.
    """
    # Without its key: who is being called there points at the counter, and has the seat locked already.
    there = Counter.objects.select_for_update(no_key=True).get(pk=counter.pk)
    if not there.is_open:
        raise CounterClosedError
    mine, theirs = _seats(clerk, there)
    if mine and mine.counter_id == there.pk:
        return mine
    if mine:
        _leave(mine, by=by, at=at)
    if theirs and not take_over:
        raise CounterTakenError(theirs)
    if theirs:
        end_sitting(theirs, by=by, at=at)
        Ticket.objects.at_counters().filter(counter=there).update(clerk=clerk)
    return _begin(clerk, there, by=by, at=at)


@transaction.atomic
def rise(*, clerk: User, by: Actor, at: datetime) -> None:
    """Let a clerk leave the counter; without one nothing happens.

    :raises StillServingError: if somebody is called or being served there.
    """
    mine = Sitting.objects.select_for_update().filter(clerk=clerk, ended_at=None).first()
    if mine:
        _leave(mine, by=by, at=at)


def _seats(clerk: User, counter: Counter) -> tuple[Sitting | None, Sitting | None]:
    """Lock and return where the clerk works, and who works at the counter.

    Both at once and sorted: two who change places would else wait in a circle.
    """
    open_ones = Sitting.objects.filter(Q(clerk=clerk) | Q(counter=counter), ended_at=None)
    found = list(open_ones.select_for_update().order_by("pk"))
    mine = next((sitting for sitting in found if sitting.clerk_id == clerk.pk), None)
    return mine, next((sitting for sitting in found if sitting.counter_id == counter.pk), None)


def _begin(clerk: User, counter: Counter, *, by: Actor, at: datetime) -> Sitting:
    try:
        with transaction.atomic():
            sitting = Sitting.objects.create(clerk=clerk, counter=counter, began_at=at)
    except IntegrityError as error:  # of two clicks, or two windows, at once the other was faster
        now = Sitting.objects.filter(counter=counter, ended_at=None).first() or sitting_of(clerk)
        if now is None or (now.clerk_id, now.counter_id) != (clerk.pk, counter.pk):
            raise CounterTakenError(now or Sitting(clerk=clerk, counter=counter)) from error
        return now
    office = counter.office_id
    record("sitting.began", subject=sitting, by=by, at=at, office=office, counter=counter.pk)
    hint(f"queue:{office}")
    return sitting


def _leave(sitting: Sitting, *, by: Actor, at: datetime) -> None:
    if ticket := Ticket.objects.at_counters().filter(counter=sitting.counter_id).for_page().first():
        raise StillServingError(ticket)
    end_sitting(sitting, by=by, at=at)


def end_sitting(sitting: Sitting, *, by: Actor, at: datetime) -> None:
    Sitting.objects.filter(pk=sitting.pk, ended_at=None).update(ended_at=at)
    office = Counter.objects.values_list("office_id", flat=True).get(pk=sitting.counter_id)
    record("sitting.ended", subject=sitting, by=by, at=at, office=office, counter=sitting.counter_id)
    hint(f"queue:{office}")
