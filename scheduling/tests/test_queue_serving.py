"""What becomes of people who are called, and of those who wait."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import VISITOR, Actor
from portal.notifications.models import Notice
from scheduling.actions import cancelling, moving
from scheduling.actions.outcomes import record_outcome
from scheduling.actions.queue import calling, changing, serving
from scheduling.actions.queue.serving import WALK_IN, Ending
from scheduling.choices import (
    AppointmentState,
    OutcomeKind,
    Priority,
    Rank,
    TicketActKind,
    TicketState,
    VainReason,
)
from scheduling.models import Appointment, Counter, Outcome, QueueRule, Service, Ticket, TicketAct
from scheduling.rules.queue.states import NEXT, may_become
from scheduling.signals import visit_ended
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
NINE = datetime(2026, 12, 7, 8, tzinfo=UTC)  # on make.MONDAY, in Kraków


@pytest.fixture
def card() -> Service:
    return make.service("CARD", minutes=20)


@pytest.fixture
def office(card: Service) -> Office:
    return make.working_office(card)


@pytest.fixture
def counter(office: Office) -> Counter:
    return Counter.objects.get(office=office)


@pytest.fixture
def clerk(counter: Counter) -> User:
    return make.sitting(counter).clerk


@pytest.fixture
def visit(counter: Counter, card: Service) -> Appointment:
    return make.appointment(counter, card, NINE, case_number="SC-II.6151.1.2026", email="a@example.test")


@pytest.fixture
def told() -> Iterator[list[dict[str, Any]]]:
    """Collect what the apps above are told."""
    heard: list[dict[str, Any]] = []

    def hear(**about: Any) -> None:  # noqa: ANN401  what a signal says
        heard.append(about)

    visit_ended.connect(hear)
    yield heard
    visit_ended.disconnect(hear)


def ticket(
    office: Office,
    service: Service,
    state: TicketState = TicketState.WAITING,
    **fields: Any,  # noqa: ANN401  any field of the model
) -> Ticket:
    at_counter = state in {TicketState.CALLED, TicketState.SERVING} and "counter" not in fields
    where = {"counter": Counter.objects.filter(office=office).order_by("pk").first()} if at_counter else {}
    return make.ticket(office, service, state=state, **{"due_at": NINE} | where | fields)


def how(clerk: User, seen: int | None = None, at: datetime = NINE) -> dict[str, Any]:
    return {"clerk": clerk, "seen": seen, "by": Actor.user(clerk.pk), "at": at}


def test_a_visit_is_served_and_finished_with_its_outcome(
    office: Office, card: Service, clerk: User, visit: Appointment, told: list[dict[str, Any]]
) -> None:
    called = ticket(office, card, TicketState.CALLED, rank=Rank.BOOKED, visit=visit)

    served = serving.serve(ticket=called, **how(clerk))
    done = serving.finish(ticket=served, endings={}, **how(clerk, at=NINE + 9 * MINUTE))

    assert (done.state, done.served_at, done.ended_at) == (TicketState.DONE, NINE, NINE + 9 * MINUTE)
    assert done.counter is not None
    outcome = Outcome.objects.get(appointment=visit)
    assert (outcome.kind, outcome.by) == (OutcomeKind.SERVED, clerk)
    [heard] = told
    assert (heard["appointment"], heard["case_number"], heard["kind"]) == (
        visit,
        "SC-II.6151.1.2026",
        "served",
    )
    assert [act.kind for act in TicketAct.objects.order_by("pk")] == ["served", "finished"]


def test_each_person_of_a_family_has_an_outcome_of_their_own(
    office: Office, card: Service, clerk: User, counter: Counter, visit: Appointment
) -> None:
    other = make.appointment(counter, card, NINE + 20 * MINUTE)
    together = ticket(office, card, TicketState.SERVING, rank=Rank.BOOKED, visit=visit, people=2)
    together.visits.create(appointment=other)
    in_vain = Ending(OutcomeKind.IN_VAIN, VainReason.PAPERS, "")

    serving.finish(ticket=together, endings={other.pk: in_vain}, **how(clerk))

    assert {(row.appointment_id, row.kind, row.vain_reason) for row in Outcome.objects.all()} == {
        (visit.pk, "served", ""),
        (other.pk, "in_vain", "papers"),
    }


def test_a_case_is_named_for_somebody_without_a_booking_too(
    office: Office, card: Service, clerk: User, told: list[dict[str, Any]]
) -> None:
    served = ticket(office, card, TicketState.SERVING)
    vain = Ending(OutcomeKind.IN_VAIN, VainReason.OTHER, "the wrong building")

    done = serving.finish(ticket=served, endings={WALK_IN: vain}, case_number="WSC-II-P.1.2026", **how(clerk))

    assert (done.outcome, done.vain_reason, done.note) == ("in_vain", "other", "the wrong building")
    [heard] = told
    assert (heard["appointment"], heard["ticket"], heard["case_number"]) == (None, done, "WSC-II-P.1.2026")


@pytest.mark.parametrize(
    "ending", [Ending(OutcomeKind.IN_VAIN), Ending(OutcomeKind.IN_VAIN, VainReason.OTHER)], ids=["why", "how"]
)
def test_a_visit_in_vain_has_a_reason(office: Office, card: Service, clerk: User, ending: Ending) -> None:
    served = ticket(office, card, TicketState.SERVING)

    with pytest.raises(ValueError, match="reason"):
        serving.finish(ticket=served, endings={WALK_IN: ending}, **how(clerk))

    served.refresh_from_db()
    assert served.state == TicketState.SERVING


def test_whoever_goes_for_a_while_comes_back_before_those_who_wait(
    office: Office, card: Service, clerk: User
) -> None:
    first = ticket(office, card, TicketState.SERVING)
    ticket(office, card, rank=Rank.BOOKED, due_at=NINE - 9 * MINUTE)

    parked = serving.park(ticket=first, note="pays at the cash desk", **how(clerk))
    assert (parked.state, parked.note, parked.counter) == (TicketState.PARKED, "pays at the cash desk", None)
    back = serving.come_back(ticket=parked, **how(clerk))

    assert (back.rank, back.calls) == (Rank.RETURNED, 0)
    assert calling.call_next(clerk=clerk, by=Actor.user(clerk.pk), at=NINE) == first


def test_whoever_does_not_come_is_told_and_may_book_again(
    office: Office, card: Service, clerk: User, visit: Appointment
) -> None:
    called = ticket(office, card, TicketState.CALLED, rank=Rank.BOOKED, visit=visit, calls=2)

    missed = serving.miss(ticket=called, **how(clerk))

    assert missed.state == TicketState.MISSED
    assert Outcome.objects.get(appointment=visit).kind == OutcomeKind.MISSED
    visit.refresh_from_db()
    assert visit.state == AppointmentState.LAPSED  # it bars nothing
    assert [notice.kind for notice in Notice.objects.all()] == ["appointment_missed"]


def test_somebody_is_called_often_enough_before_they_count_as_absent(
    office: Office, card: Service, clerk: User
) -> None:
    QueueRule.objects.create(office=office, calls_before_missed=3)
    called = ticket(office, card, TicketState.CALLED, calls=2)

    with pytest.raises(serving.TooFewCallsError) as error:
        serving.miss(ticket=called, **how(clerk))

    assert (error.value.calls, error.value.needed) == (2, 3)


def test_that_somebody_did_not_come_is_taken_back(
    office: Office, card: Service, clerk: User, visit: Appointment
) -> None:
    called = ticket(office, card, TicketState.CALLED, rank=Rank.BOOKED, visit=visit, calls=2)
    missed = serving.miss(ticket=called, **how(clerk))

    back = serving.come_back(ticket=missed, **how(clerk))

    assert (back.state, back.rank) == (TicketState.WAITING, Rank.RETURNED)
    assert not Outcome.objects.exists()
    served = serving.serve(
        ticket=calling.call_next(clerk=clerk, by=Actor.user(clerk.pk), at=NINE) or back, **how(clerk)
    )
    serving.finish(ticket=served, endings={}, **how(clerk))
    assert Outcome.objects.get().kind == OutcomeKind.SERVED


def test_somebody_is_sent_on_to_a_service_or_a_counter(
    office: Office, card: Service, clerk: User, counter: Counter
) -> None:
    info = make.service("INFO", minutes=5)
    there = make.counter(office, info)
    served = ticket(office, card, TicketState.SERVING, people=2, minutes=40)

    on = serving.transfer(ticket=served, service=info, counter=there, note="asks for a form", **how(clerk))

    assert (on.state, on.service, on.only_counter, on.rank) == ("waiting", info, there, Rank.RETURNED)
    assert (on.minutes, on.note) == (10, "asks for a form")
    waiting = serving.transfer(ticket=on, service=card, counter=counter, **how(clerk))
    assert (waiting.state, waiting.service, waiting.only_counter) == ("waiting", card, counter)


def test_nobody_is_sent_where_nobody_would_call_them(office: Office, card: Service, clerk: User) -> None:
    elsewhere = make.counter(accounts.office(), card)
    served = ticket(office, card, TicketState.SERVING)

    for goal in ({"service": make.service("NOBODY")}, {"counter": elsewhere}):
        with pytest.raises(changing.NoSuchChoiceError):
            serving.transfer(ticket=served, **goal, **how(clerk))


def test_priority_has_a_reason_and_the_log_keeps_it(office: Office, card: Service, clerk: User) -> None:
    ticket(office, card, rank=Rank.RETURNED)
    waiting = ticket(office, card)

    with pytest.raises(ValueError, match="explained"):
        serving.prioritise(ticket=waiting, reason=Priority.OTHER, **how(clerk))
    serving.prioritise(ticket=waiting, reason=Priority.CHILDREN, note="twins", **how(clerk))

    assert calling.call_next(clerk=clerk, by=Actor.user(clerk.pk), at=NINE) == waiting
    act = TicketAct.objects.get(kind=TicketActKind.PRIORITISED)
    assert (act.reason, act.note, act.by) == ("children", "twins", clerk)


def test_a_person_gives_the_place_back_and_may_book_again(
    office: Office, card: Service, visit: Appointment
) -> None:
    waiting = ticket(office, card, rank=Rank.BOOKED, visit=visit)

    left = serving.leave(ticket=waiting, by=VISITOR, at=NINE)
    again = serving.leave(ticket=waiting, by=VISITOR, at=NINE)

    assert (left.state, again.version) == (TicketState.LEFT, 1)
    visit.refresh_from_db()
    assert visit.state == AppointmentState.LAPSED


def test_only_a_clerk_says_that_somebody_left_who_is_being_served(
    office: Office, card: Service, clerk: User
) -> None:
    served = ticket(office, card, TicketState.SERVING)

    with pytest.raises(changing.ChangedError):
        serving.leave(ticket=served, by=VISITOR, at=NINE)

    assert serving.leave(ticket=served, **how(clerk)).state == TicketState.LEFT


@pytest.mark.parametrize("state", [TicketState.WAITING, TicketState.CALLED, TicketState.PARKED])
def test_whoever_is_at_the_office_neither_cancels_nor_moves_the_visit(
    office: Office, card: Service, visit: Appointment, state: TicketState
) -> None:
    ticket(office, card, state, rank=Rank.BOOKED, visit=visit)
    before = NINE - 20 * MINUTE

    with pytest.raises(cancelling.TooLateError):
        cancelling.cancel(appointment=visit, by=VISITOR, at=before)
    with pytest.raises(cancelling.TooLateError):
        moving.move(
            appointment=visit, start=NINE + 60 * MINUTE, seen=0, is_public=False, by=VISITOR, at=before
        )

    visit.refresh_from_db()
    assert (visit.state, visit.interval.start) == (AppointmentState.BOOKED, NINE)


def test_a_note_is_kept_for_the_next_clerk(office: Office, card: Service, clerk: User) -> None:
    waiting = ticket(office, card)

    noted = serving.note(ticket=waiting, text="asks for the form in Polish", **how(clerk))

    assert noted.note == "asks for the form in Polish"
    assert TicketAct.objects.get().note == "asks for the form in Polish"


def test_an_old_page_changes_nothing(office: Office, card: Service, clerk: User) -> None:
    called = ticket(office, card, TicketState.CALLED, version=4, calls=2)
    acts = (serving.serve, serving.park, serving.put_back, serving.miss)

    for act in acts:
        with pytest.raises(changing.ChangedError) as error:
            act(ticket=called, **how(clerk, seen=3))
        assert error.value.ticket == called

    called.refresh_from_db()
    assert (called.state, called.version) == (TicketState.CALLED, 4)
    assert not TicketAct.objects.exists()


@pytest.mark.parametrize(
    ("state", "after"),
    [pair for pair in product(TicketState, TicketState) if not may_become(*pair)],
    ids=lambda state: state.value,
)
def test_a_ticket_becomes_nothing_that_the_table_does_not_know(
    office: Office, card: Service, clerk: User, state: TicketState, after: TicketState
) -> None:
    there = ticket(office, card, state)
    act = changing.Act(TicketActKind.NOTED, clerk, Actor.user(clerk.pk), NINE)

    with pytest.raises(changing.ChangedError):
        changing.become(there, after, act)


def test_whoever_is_done_does_not_become_anything_but_waiting() -> None:
    ended = (TicketState.DONE, TicketState.MISSED, TicketState.LEFT, TicketState.UNSERVED)

    assert {state: NEXT[state] for state in ended} == dict.fromkeys(ended, frozenset({TicketState.WAITING}))


def test_the_log_is_only_ever_added_to(office: Office, card: Service, clerk: User) -> None:
    serving.note(ticket=ticket(office, card), text="a", **how(clerk))

    for statement in ("UPDATE scheduling_ticketact SET note = 'b'", "DELETE FROM scheduling_ticketact"):
        with (
            pytest.raises(IntegrityError, match="only ever added to"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_an_outcome_written_down_without_the_queue_is_told_too(
    clerk: User, visit: Appointment, told: list[dict[str, Any]]
) -> None:
    by = Actor.user(clerk.pk)
    record_outcome(appointment=visit, kind=OutcomeKind.SERVED, clerk=clerk, by=by, at=NINE)

    assert [(heard["appointment"], heard["ticket"]) for heard in told] == [(visit, None)]


def test_whoever_left_before_they_were_called_keeps_their_place_and_no_more(
    office: Office, card: Service, clerk: User
) -> None:
    """Else anybody could jump the line by leaving and coming back."""
    last = ticket(office, card, due_at=NINE + MINUTE)
    left = serving.leave(ticket=last, **how(clerk))

    back = serving.come_back(ticket=left, **how(clerk))
    on = serving.transfer(ticket=back, service=None, **how(clerk))

    assert (back.rank, on.rank) == (Rank.WALK_IN, Rank.WALK_IN)


@pytest.mark.parametrize(
    "state", [TicketState.MISSED, TicketState.DONE, TicketState.LEFT, TicketState.UNSERVED]
)
def test_a_ticket_of_another_day_does_not_wait_again(
    office: Office, card: Service, clerk: User, state: TicketState
) -> None:
    old = ticket(office, card, state)

    with pytest.raises(changing.ChangedError):
        serving.come_back(ticket=old, **how(clerk, at=NINE + timedelta(days=1)))


def test_who_is_called_is_not_taken_away_from_a_colleague(office: Office, card: Service, clerk: User) -> None:
    with pytest.raises(changing.ChangedError):
        serving.come_back(ticket=ticket(office, card, TicketState.CALLED), **how(clerk))


@pytest.mark.parametrize("act", [serving.put_back, serving.transfer])
@pytest.mark.parametrize("state", [TicketState.MISSED, TicketState.DONE, TicketState.LEFT])
def test_only_coming_back_leads_out_of_an_end(
    office: Office, card: Service, clerk: User, act: Callable[..., Ticket], state: TicketState
) -> None:
    with pytest.raises(changing.ChangedError):
        act(ticket=ticket(office, card, state), **how(clerk))


@pytest.mark.parametrize(("clock", "may"), [("15:05", True), ("15:06", False)])
def test_who_was_called_just_before_the_break_may_still_sit_down(
    office: Office, card: Service, clerk: User, clock: str, may: bool
) -> None:
    called = ticket(office, card, TicketState.CALLED)
    at = make.local(office, make.MONDAY, clock)

    if may:
        assert serving.serve(ticket=called, **how(clerk, at=at)).state == TicketState.SERVING
    else:
        with pytest.raises(calling.BreakError):
            serving.serve(ticket=called, **how(clerk, at=at))


def test_a_visit_that_was_served_early_is_neither_cancelled_nor_moved(
    office: Office, card: Service, clerk: User, visit: Appointment
) -> None:
    before = NINE - 20 * MINUTE
    served = ticket(office, card, TicketState.SERVING, rank=Rank.BOOKED, visit=visit)
    serving.finish(ticket=served, endings={}, **how(clerk, at=before))

    with pytest.raises(cancelling.TooLateError):
        cancelling.cancel(appointment=visit, by=VISITOR, at=before)
