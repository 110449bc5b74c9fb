"""Eight clerks call at the same moment, again and again. On real threads and connections.

The same with the lock taken away shows what it is for.
"""

from collections import Counter as Tally
from functools import partial
from itertools import chain

import pytest
from django.db import transaction

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import VISITOR, Actor
from portal.prepared import Prepared
from scheduling.actions.queue import arriving, calling, changing, sitting
from scheduling.choices import Rank, TicketState
from scheduling.models import Counter, Service, Sitting, Ticket, TicketAct, line
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import PATIENCE, together
from scheduling.tests.races.interleave import another

CLERKS, TICKETS = 8, 240
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(service: Service) -> Office:
    """Return an office with eight counters."""
    return make.working_office(service, counters=CLERKS)


@pytest.fixture
def clerks(hall: Office) -> list[User]:
    return [make.sitting(counter).clerk for counter in Counter.objects.filter(office=hall).order_by("pk")]


def crowd(hall: Office, service: Service, number: int = TICKETS) -> list[int]:
    """Let people wait, and return their tickets in the order in which they are to be called."""
    at = make.local(hall, make.MONDAY, "08:00")
    made = Ticket.objects.bulk_create(
        Ticket(
            office=hall,
            service=service,
            on=make.MONDAY,
            letter="A",
            number=place + 1,
            rank=Rank.PRIORITY if place % 10 == 9 else Rank.WALK_IN,
            priority="children" if place % 10 == 9 else "",
            due_at=at,
            came_at=at,
            minutes=1,
            token_digest=f"race-{place}",
        )
        for place in range(number)
    )
    return [ticket.pk for ticket in sorted(made, key=lambda ticket: (ticket.rank, ticket.pk))]


def work(clerk: User, hall: Office) -> list[int]:
    """Call the next until nobody waits, and return who it was; who is called is served in no time."""
    at = make.local(hall, make.MONDAY, "09:00")
    called = []
    while ticket := calling.call_next(clerk=clerk, by=Actor.user(clerk.pk), at=at):
        called.append(ticket.pk)
        Ticket.objects.filter(pk=ticket.pk, clerk=clerk).update(state=TicketState.DONE)
    return called


def a_day(hall: Office, service: Service, clerks: list[User]) -> tuple[list[int], list[list[int]]]:
    """Return who was to be called, in order, and whom each clerk called."""
    wanted = crowd(hall, service)
    return wanted, together([partial(work, clerk, hall) for clerk in clerks])


def test_eight_clerks_call_everybody_once_and_in_order(
    hall: Office, service: Service, clerks: list[User]
) -> None:
    """Who is called when somebody else is being called may be heard first; a clerk never goes back."""
    wanted, called = a_day(hall, service, clerks)

    assert Tally(chain(*called)) == Tally(wanted)
    assert called == [sorted(theirs, key=wanted.index) for theirs in called]
    assert TicketAct.objects.filter(kind="called").count() == TICKETS


@pytest.fixture
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each clerk read who is next, and call them, without looking whether somebody else does."""
    bare = line.CALL_NEXT.statement.replace("FOR UPDATE SKIP LOCKED", "")
    careless = Prepared("queue_call_next_careless", bare)
    careless.parameters = line.CALL_NEXT.parameters
    careless.call = line.CALL_NEXT.call.replace("queue_call_next", "queue_call_next_careless")
    monkeypatch.setattr(line, "CALL_NEXT", careless)


@pytest.mark.usefixtures("without_the_lock")
def test_without_the_lock_two_clerks_call_one_person(
    hall: Office, service: Service, clerks: list[User]
) -> None:
    """The guard is what keeps them apart: without it this test sees people called twice."""
    wanted, called = a_day(hall, service, clerks)

    assert max(Tally(chain(*called)).values()) > 1
    assert set(chain(*called)) <= set(wanted)


def test_one_clerk_who_presses_in_two_windows_calls_one_person(
    hall: Office, service: Service, clerks: list[User]
) -> None:
    crowd(hall, service, number=10)
    at, clerk = make.local(hall, make.MONDAY, "09:00"), clerks[0]

    got = together(
        [lambda: calling.call_next(clerk=clerk, by=Actor.user(clerk.pk), at=at) for _window in range(6)]
    )

    assert len({ticket.pk for ticket in got if ticket}) == 1
    assert TicketAct.objects.count() == 1


def test_two_clerks_who_call_the_same_person_out_of_turn_do_it_once(
    hall: Office, service: Service, clerks: list[User]
) -> None:
    at = make.local(hall, make.MONDAY, "09:00")
    first = Ticket.objects.get(pk=crowd(hall, service, number=1)[0])

    def take(clerk: User) -> str:
        try:
            calling.call_one(clerk=clerk, ticket=first, seen=0, by=Actor.user(clerk.pk), at=at)
        except changing.ChangedError:
            return "changed"
        return "called"

    got = together([lambda clerk=clerk: take(clerk) for clerk in clerks[:4]])  # type: ignore[misc]

    assert sorted(got) == ["called", "changed", "changed", "changed"]


def test_two_clerks_who_sit_down_at_one_counter_get_one_seat(hall: Office) -> None:
    counter = Counter.objects.filter(office=hall).first()
    assert counter
    people = [accounts.user(is_staff=True) for _ in range(4)]

    def take(clerk: User) -> str:
        try:
            sitting.sit(
                clerk=clerk,
                counter=counter,
                by=Actor.user(clerk.pk),
                at=make.local(hall, make.MONDAY, "09:00"),
            )
        except sitting.CounterTakenError:
            return "taken"
        return "sits"

    got = together([lambda clerk=clerk: take(clerk) for clerk in people])  # type: ignore[misc]

    assert sorted(got) == ["sits", "taken", "taken", "taken"]
    assert Sitting.objects.filter(counter=counter, ended_at=None).count() == 1


def test_who_takes_a_counter_over_and_who_calls_there_wait_for_each_other_in_one_order(
    hall: Office, service: Service, clerks: list[User]
) -> None:
    """Whoever calls somebody to a counter points at it once it is committed, and must not wait for that."""
    crowd(hall, service, number=1)
    at, caller, other = make.local(hall, make.MONDAY, "09:00"), clerks[0], accounts.user(is_staff=True)
    counter = Sitting.objects.get(clerk=caller).counter

    def take_over() -> str:
        sitting.sit(clerk=other, counter=counter, take_over=True, by=Actor.user(other.pk), at=at)
        return "sits"

    with another() as window:
        with transaction.atomic():
            called = calling.call_next(clerk=caller, by=Actor.user(caller.pk), at=at)
            taking = window.start(take_over)
            window.wait(taking)
        got = taking.result(PATIENCE)

    assert got == "sits"
    assert called
    assert Ticket.objects.get(pk=called.pk).clerk == other


def test_two_clerks_who_take_over_each_others_counter_change_places(hall: Office, clerks: list[User]) -> None:
    at, (one, other) = make.local(hall, make.MONDAY, "09:00"), clerks[:2]
    here, there = (Sitting.objects.get(clerk=clerk).counter for clerk in (one, other))

    def take(clerk: User, counter: Counter) -> None:
        sitting.sit(clerk=clerk, counter=counter, take_over=True, by=Actor.user(clerk.pk), at=at)

    for _round in range(20):
        together([partial(take, one, there), partial(take, other, here)])
        here, there = there, here

    now = dict(Sitting.objects.filter(ended_at=None, clerk__in=[one, other]).values_list("clerk", "counter"))
    assert now == {one.pk: here.pk, other.pk: there.pk}


def test_a_double_scan_checks_in_once(hall: Office, service: Service) -> None:
    at = make.local(hall, make.MONDAY, "09:00")
    counter = Counter.objects.filter(office=hall).first()
    assert counter
    visit = make.appointment(counter, service, at)

    got = together(
        [lambda: arriving.check_in(office=hall, appointment=visit, by=VISITOR, at=at) for _scan in range(4)]
    )

    assert len({ticket.pk for tickets in got for ticket in tickets}) == 1
    assert Ticket.objects.count() == 1


def test_tickets_drawn_at_once_have_numbers_of_their_own_and_no_more_than_fit(
    hall: Office, service: Service
) -> None:
    """Eight counters serve for fifteen minutes until seven: eight people of fifteen minutes fit."""
    Service.objects.filter(pk=service.pk).update(takes_walk_ins=True)
    service.refresh_from_db()
    at = make.local(hall, make.MONDAY, "18:45")

    def draw() -> str:
        try:
            return arriving.take_ticket(office=hall, service=service, language="pl", by=VISITOR, at=at).code
        except arriving.FullError:
            return "full"

    got = Tally(together([draw for _person in range(12)]))

    assert got == Tally({"full": 4} | {f"A{number:03}": 1 for number in range(1, 9)})
