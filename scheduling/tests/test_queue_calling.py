"""Who is called: the next of the line, one before their turn for a reason, or one again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from scheduling.actions.queue import calling, changing, sitting
from scheduling.choices import Overtaking, Rank, TicketActKind, TicketState
from scheduling.models import Counter, QueueRule, Service, Ticket, TicketAct
from scheduling.models.line import first_of, in_line, line_of
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
    clerk = accounts.user(is_staff=True)
    make.sitting(counter, clerk)
    return clerk


def by(clerk: User) -> Actor:
    return Actor.user(clerk.pk)


def call(clerk: User, *, at: datetime = NINE) -> Ticket | None:
    return calling.call_next(clerk=clerk, by=by(clerk), at=at)


def done(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.DONE)


def called_in_turn(clerk: User, *, at: datetime = NINE) -> list[Ticket]:
    found = []
    while ticket := call(clerk, at=at):
        found.append(ticket)
        done(ticket)
    return found


def test_people_with_a_time_come_first_then_those_without_and_early_ones_last(
    office: Office, card: Service, clerk: User
) -> None:
    early = make.ticket(office, card, rank=Rank.BOOKED, due_at=NINE + 11 * MINUTE)
    walk_in = make.ticket(office, card, due_at=NINE - 50 * MINUTE)
    later = make.ticket(office, card, rank=Rank.BOOKED, due_at=NINE + 10 * MINUTE)
    booked = make.ticket(office, card, rank=Rank.BOOKED, due_at=NINE)
    back = make.ticket(office, card, rank=Rank.RETURNED, due_at=NINE)
    urgent = make.ticket(office, card, rank=Rank.PRIORITY, priority="deadline", due_at=NINE)

    assert called_in_turn(clerk) == [urgent, back, booked, later, walk_in, early]


def test_a_call_is_written_down_where_and_by_whom(
    office: Office, card: Service, clerk: User, counter: Counter
) -> None:
    ticket = make.ticket(office, card, due_at=NINE)

    called = call(clerk)

    assert called == ticket
    ticket.refresh_from_db()
    assert (ticket.state, ticket.counter, ticket.clerk, ticket.calls) == ("called", counter, clerk, 1)
    assert (ticket.called_at, ticket.version) == (NINE, 1)
    act = TicketAct.objects.get()
    assert (act.ticket, act.kind, act.by, act.counter, act.at) == (ticket, "called", clerk, counter, NINE)
    assert Event.objects.get(action__startswith="ticket.").action == "ticket.called"


def test_two_clicks_call_one_person(office: Office, card: Service, clerk: User) -> None:
    make.ticket(office, card, due_at=NINE)
    make.ticket(office, card, due_at=NINE)

    first, again = call(clerk), call(clerk)

    assert first == again
    assert Ticket.objects.filter(state=TicketState.WAITING).count() == 1
    assert TicketAct.objects.count() == 1


def test_nobody_is_called_while_somebody_is_served(office: Office, card: Service, clerk: User) -> None:
    make.ticket(office, card, due_at=NINE)
    called = call(clerk)
    assert called
    Ticket.objects.filter(pk=called.pk).update(state=TicketState.SERVING)

    with pytest.raises(sitting.StillServingError) as error:
        call(clerk)

    assert error.value.ticket == called


def test_whoever_works_at_no_counter_calls_nobody(office: Office, card: Service) -> None:
    make.ticket(office, card, due_at=NINE)

    with pytest.raises(calling.NoCounterError):
        call(accounts.user(is_staff=True))


def test_an_empty_line_calls_nobody(clerk: User) -> None:
    assert call(clerk) is None


def test_only_what_the_counter_serves_on_this_day_at_this_office_is_called(
    office: Office, card: Service, clerk: User
) -> None:
    make.ticket(office, make.service("OTHER"), due_at=NINE)
    make.ticket(accounts.office(), card, due_at=NINE)
    make.ticket(office, card, due_at=NINE - timedelta(days=1))
    make.ticket(office, card, due_at=NINE, state=TicketState.PARKED)

    assert call(clerk) is None


def test_whoever_was_sent_to_another_counter_is_not_called_here(
    office: Office, card: Service, clerk: User, counter: Counter
) -> None:
    elsewhere = make.counter(office, card)
    make.sitting(elsewhere)
    make.ticket(office, card, due_at=NINE, only_counter=elsewhere)
    mine = make.ticket(office, card, due_at=NINE, only_counter=counter)

    assert called_in_turn(clerk) == [mine]


def test_nobody_is_called_into_the_break(office: Office, card: Service, clerk: User) -> None:
    make.ticket(office, card, rank=Rank.BOOKED, due_at=NINE)
    three, four = (make.local(office, make.MONDAY, clock) for clock in ("15:00", "16:00"))

    with pytest.raises(calling.BreakError) as error:
        call(clerk, at=three)
    with pytest.raises(calling.BreakError):
        call(clerk, at=four - timedelta(seconds=1))

    assert error.value.until == four
    assert Ticket.objects.get().state == TicketState.WAITING
    assert call(clerk, at=four)


def test_walk_ins_stop_before_the_break_and_people_with_a_time_do_not(
    office: Office, card: Service, clerk: User
) -> None:
    walk_in = make.ticket(office, card, due_at=NINE)
    booked = make.ticket(office, card, rank=Rank.BOOKED, due_at=make.local(office, make.MONDAY, "14:40"))
    just_before = make.local(office, make.MONDAY, "14:41")  # twenty minutes do not fit any more

    assert called_in_turn(clerk, at=just_before) == [booked]
    assert called_in_turn(clerk, at=make.local(office, make.MONDAY, "14:40")) == [walk_in]


def test_whoever_waited_before_the_break_is_first_after_it(
    office: Office, card: Service, clerk: User
) -> None:
    after = make.ticket(office, card, rank=Rank.BOOKED, due_at=make.local(office, make.MONDAY, "16:00"))
    before = make.ticket(office, card, rank=Rank.BOOKED, due_at=make.local(office, make.MONDAY, "14:40"))

    assert called_in_turn(clerk, at=make.local(office, make.MONDAY, "16:00")) == [before, after]


def test_walk_ins_are_not_called_past_the_end_of_the_duty(office: Office, card: Service, clerk: User) -> None:
    make.ticket(office, card, due_at=NINE)

    assert call(clerk, at=make.local(office, make.MONDAY, "18:41")) is None
    assert call(clerk, at=make.local(office, make.MONDAY, "18:40"))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([Rank.RETURNED, Rank.BOOKED, Rank.WALK_IN]), st.integers(-60, 60)),
        max_size=8,
    )
)
def test_the_statement_calls_and_the_page_shows_in_the_order_of_the_rule(
    office: Office, card: Service, clerk: User, people: list[tuple[Rank, int]]
) -> None:
    Ticket.objects.filter(state=TicketState.WAITING).update(state=TicketState.LEFT)
    for rank, minutes in people:
        make.ticket(office, card, rank=rank, due_at=NINE + minutes * MINUTE)
    line = line_of(office, make.MONDAY, at=NINE)
    turn = QueueRule.of(office).turn_minutes
    rows = in_line(office, make.MONDAY, turn=turn, at=NINE)

    assert list(rows) == line
    assert [first_of(rows, most, turn=turn, at=NINE) for most in (1, 3, 9)] == [line[:1], line[:3], line]
    assert called_in_turn(clerk) == line


def test_whoever_is_called_before_others_is_called_for_a_reason_that_stays(
    office: Office, card: Service, clerk: User
) -> None:
    for minutes in (1, 2):
        make.ticket(office, card, due_at=NINE - minutes * MINUTE)
    make.ticket(office, make.service("OTHER"), due_at=NINE - 3 * MINUTE)  # waits for another counter
    elsewhere = make.counter(office, card)
    make.sitting(elsewhere)
    make.ticket(office, card, due_at=NINE - 3 * MINUTE, only_counter=elsewhere)  # likewise
    last = make.ticket(office, card, due_at=NINE)

    assert calling.out_of_turn(last, clerk=clerk, at=NINE) == (2, True)
    with pytest.raises(ValueError, match="for a reason"):
        calling.call_one(clerk=clerk, ticket=last, seen=0, by=by(clerk), at=NINE)
    with pytest.raises(ValueError, match="explained"):
        calling.call_one(clerk=clerk, ticket=last, seen=0, reason=Overtaking.OTHER, by=by(clerk), at=NINE)
    called = calling.call_one(
        clerk=clerk, ticket=last, seen=0, reason=Overtaking.SHORT, note="a paper", by=by(clerk), at=NINE
    )

    assert (called.state, called.counter_id) == (
        TicketState.CALLED,
        Counter.objects.get(sitting__clerk=clerk).pk,
    )
    act = TicketAct.objects.get()
    assert (act.kind, act.reason, act.note, act.passed) == (TicketActKind.OVERTOOK, "short", "a paper", 2)
    assert Event.objects.get(action__startswith="ticket.").data == {
        "code": last.code,
        "reason": "short",
        "passed": 2,
    }


def test_whoever_is_next_anyway_needs_no_reason(office: Office, card: Service, clerk: User) -> None:
    ticket = make.ticket(office, card, due_at=NINE)

    calling.call_one(clerk=clerk, ticket=ticket, seen=0, by=by(clerk), at=NINE)

    assert [(act.kind, act.passed) for act in TicketAct.objects.all()] == [("called", 0)]


def test_a_page_that_is_old_calls_nobody(office: Office, card: Service, clerk: User) -> None:
    ticket = make.ticket(office, card, due_at=NINE, version=3)

    with pytest.raises(changing.ChangedError):
        calling.call_one(clerk=clerk, ticket=ticket, seen=2, by=by(clerk), at=NINE)


def test_whoever_is_called_elsewhere_is_not_called_here_too(
    office: Office, card: Service, clerk: User
) -> None:
    ticket = make.ticket(
        office, card, due_at=NINE, state=TicketState.CALLED, counter=make.counter(office, card)
    )

    with pytest.raises(changing.ChangedError) as error:
        calling.call_one(clerk=clerk, ticket=ticket, seen=None, by=by(clerk), at=NINE)

    assert error.value.ticket.counter == ticket.counter


def test_calling_again_counts_and_two_quick_clicks_count_once(
    office: Office, card: Service, clerk: User
) -> None:
    make.ticket(office, card, due_at=NINE)
    called = call(clerk)
    assert called
    soon = NINE + timedelta(seconds=2)

    first = calling.recall(clerk=clerk, ticket=called, seen=1, by=by(clerk), at=NINE + MINUTE)
    second = calling.recall(clerk=clerk, ticket=called, seen=1, by=by(clerk), at=soon + MINUTE)

    assert (first.calls, second.calls) == (2, 2)
    with pytest.raises(changing.ChangedError):
        calling.recall(clerk=clerk, ticket=called, seen=1, by=by(clerk), at=NINE + 2 * MINUTE)


def test_a_counter_has_one_clerk_and_a_clerk_one_counter(
    office: Office, card: Service, clerk: User, counter: Counter
) -> None:
    colleague, other = accounts.user(is_staff=True), make.counter(office, card)

    with pytest.raises(sitting.CounterTakenError) as error:
        sitting.sit(clerk=colleague, counter=counter, by=by(colleague), at=NINE)
    moved = sitting.sit(clerk=clerk, counter=other, by=by(clerk), at=NINE)

    assert error.value.sitting.clerk == clerk
    assert sitting.sitting_of(clerk) == moved
    assert sitting.sit(clerk=colleague, counter=counter, by=by(colleague), at=NINE).counter == counter


def test_whoever_takes_over_a_counter_finishes_who_is_there(
    office: Office, card: Service, clerk: User, counter: Counter
) -> None:
    make.ticket(office, card, due_at=NINE)
    called, colleague = call(clerk), accounts.user(is_staff=True)
    assert called

    with pytest.raises(sitting.StillServingError):
        sitting.rise(clerk=clerk, by=by(clerk), at=NINE)
    sitting.sit(clerk=colleague, counter=counter, take_over=True, by=by(colleague), at=NINE)

    called.refresh_from_db()
    assert (called.clerk, called.state) == (colleague, TicketState.CALLED)
    assert sitting.sitting_of(clerk) is None


def test_nobody_works_at_a_closed_counter(office: Office, card: Service) -> None:
    closed, clerk = make.counter(office, card), accounts.user(is_staff=True)
    Counter.objects.filter(pk=closed.pk).update(is_open=False)

    with pytest.raises(sitting.CounterClosedError):
        sitting.sit(clerk=clerk, counter=closed, by=by(clerk), at=NINE)


def test_whoever_was_sent_to_a_counter_that_nobody_keeps_is_called_elsewhere(
    office: Office, card: Service, clerk: User
) -> None:
    empty = make.counter(office, card)
    sent = make.ticket(office, card, due_at=NINE, only_counter=empty)

    assert called_in_turn(clerk) == [sent]


@pytest.mark.parametrize(("rank", "is_called"), [(Rank.PRIORITY, False), (Rank.RETURNED, True)])
def test_without_a_booking_priority_does_not_call_into_the_break_either(
    office: Office, card: Service, clerk: User, rank: Rank, is_called: bool
) -> None:
    make.ticket(office, card, rank=rank, priority="children", due_at=NINE)

    assert bool(call(clerk, at=make.local(office, make.MONDAY, "14:41"))) is is_called


def test_who_does_not_fit_before_the_break_is_called_for_a_reason_only(
    office: Office, card: Service, clerk: User
) -> None:
    late = make.local(office, make.MONDAY, "14:59")
    waiting = make.ticket(office, card, due_at=NINE)
    how = {"clerk": clerk, "ticket": waiting, "seen": 0, "by": by(clerk), "at": late}

    with pytest.raises(calling.NeedsReasonError):
        calling.call_one(**how)  # type: ignore[arg-type]  # each has its type
    calling.call_one(**how, reason=Overtaking.SHORT)  # type: ignore[arg-type]  # likewise

    assert TicketAct.objects.get().kind == TicketActKind.OVERTOOK


def test_who_waits_for_another_counter_or_service_is_called_here_for_a_reason_only(
    office: Office, clerk: User
) -> None:
    other = make.service("OTHER")
    make.ticket(office, other, due_at=NINE - MINUTE)
    waiting = make.ticket(office, other, due_at=NINE)

    with pytest.raises(calling.NeedsReasonError):
        calling.call_one(clerk=clerk, ticket=waiting, seen=0, by=by(clerk), at=NINE)
    calling.call_one(clerk=clerk, ticket=waiting, seen=0, reason=Overtaking.LANGUAGE, by=by(clerk), at=NINE)

    assert TicketAct.objects.get().passed == 1


def test_nobody_is_called_again_in_the_break(office: Office, card: Service, clerk: User) -> None:
    make.ticket(office, card, rank=Rank.BOOKED, due_at=NINE)
    called = call(clerk, at=make.local(office, make.MONDAY, "14:59"))
    assert called

    with pytest.raises(calling.BreakError):
        calling.recall(
            clerk=clerk,
            ticket=called,
            seen=1,
            by=by(clerk),
            at=make.local(office, make.MONDAY, "15:01"),
        )


def test_after_the_last_duty_nobody_without_a_booking_is_called(
    office: Office, card: Service, clerk: User
) -> None:
    make.ticket(office, card, due_at=NINE)

    assert call(clerk, at=make.local(office, make.MONDAY, "19:01")) is None


def test_at_a_counter_that_was_closed_nobody_is_called(
    office: Office, card: Service, clerk: User, counter: Counter
) -> None:
    make.ticket(office, card, due_at=NINE)
    Counter.objects.filter(pk=counter.pk).update(is_open=False)

    with pytest.raises(calling.NoCounterError):
        call(clerk)


def test_two_calls_are_some_seconds_apart(office: Office, card: Service, clerk: User) -> None:
    make.ticket(office, card, due_at=NINE)
    called = call(clerk)
    assert called

    again = calling.recall(clerk=clerk, ticket=called, seen=1, by=by(clerk), at=NINE + timedelta(seconds=1))

    assert again.calls == 1
