"""Visits that the office takes the time from: another counter, another time, or at last none."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Office
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM
from portal.notifications.models import Notice
from scheduling.actions import duties, hours, rehousing
from scheduling.actions.rehousing import Proposal, propose, rehouse
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models import Appointment, BlockedWindow, Closure, Counter, Duty, Service, TicketVisit
from scheduling.rules.intervals import Interval
from scheduling.rules.parties import Seat
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TUESDAY = make.MONDAY + DAY


@pytest.fixture
def service() -> Service:
    return make.service()


@pytest.fixture
def office(service: Service) -> Office:
    return make.working_office(service, counters=2, on=[make.MONDAY, TUESDAY])


@pytest.fixture
def counters(office: Office) -> list[Counter]:
    return list(office.counter_set.order_by("pk"))


def visit(counter: Counter, service: Service, clock: str, **fields: Any) -> Appointment:  # noqa: ANN401  any field of the model
    start = make.local(counter.office, make.MONDAY, clock)
    row = make.appointment(counter, service, start, **{"email": "olena@example.test"} | fields)
    return Appointment.objects.for_page().get(pk=row.pk)


def family(counters: Iterable[Counter], service: Service, clock: str) -> Appointment:
    """Return the lead of a booking of several, who come in parallel."""
    first, *others = counters
    people = 1 + len(others)
    lead = visit(first, service, clock, people=people)
    for number, counter in enumerate(others, start=2):
        visit(counter, service, clock, lead=lead, number=number, people=people, email="")
    return lead


def noon(office: Office) -> BlockedWindow:
    fields = {"starts": time(12), "ends": time(13), "valid_from": make.MONDAY, "valid_to": make.MONDAY}
    return BlockedWindow(**make.window_fields(office) | fields)


def where(proposal: Proposal) -> tuple[str, int | None, bool]:
    start = proposal.start
    zone = proposal.visit.office.zone
    return f"{start.astimezone(zone):%a %H:%M}" if start else "", proposal.counter, proposal.is_same_time


def remove(counter: Counter, **decided: Any) -> list[Proposal]:  # noqa: ANN401  what was decided
    """Let nobody sit at a counter on Monday any more."""
    gone = list(Duty.objects.filter(counter=counter, period__startswith__lt=at_midnight(counter.office)))
    Duty.objects.filter(pk__in=[duty.pk for duty in gone]).delete()
    about = {"seen": (), "cancel": ()} | decided
    return duties.settle_left(gone, **about, by=SYSTEM, at=make.AT)


def at_midnight(office: Office) -> datetime:
    return make.local(office, TUESDAY, "00:00")


def in_blocked_time(office: Office, span: tuple[str, str]) -> int:
    start, end = (make.local(office, make.MONDAY, clock) for clock in span)
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED, counter__office=office)
    return rows.touching(Interval(start, end)).count()


class TestAnotherCounter:
    def test_a_visit_first_goes_to_another_counter_at_the_same_time(
        self, counters: list[Counter], service: Service
    ) -> None:
        row = visit(counters[0], service, "09:00")

        (settled,) = remove(counters[0], seen=[row.pk])

        assert where(settled) == ("Mon 09:00", counters[1].pk, True)
        now = Appointment.objects.get(pk=row.pk)
        assert (now.state, now.counter_id, now.period) == (row.state, counters[1].pk, row.period)

    def test_of_that_the_person_hears_nothing(self, counters: list[Counter], service: Service) -> None:
        row = visit(counters[0], service, "09:00")

        remove(counters[0], seen=[row.pk])

        assert not Notice.objects.exists()
        assert Appointment.objects.get(pk=row.pk).sequence == row.sequence
        event = Event.objects.get(action="appointment.reseated")
        assert (event.subject_pk, event.data["counter"]) == (str(row.pk), counters[1].pk)

    @pytest.mark.parametrize("fault", ["taken", "closed", "other-service", "no-duty"])
    def test_a_counter_that_cannot_serve_it_is_not_asked(
        self, counters: list[Counter], service: Service, fault: str
    ) -> None:
        row = visit(counters[0], service, "09:00")
        if fault == "taken":
            visit(counters[1], service, "09:00")
        elif fault == "closed":
            Counter.objects.filter(pk=counters[1].pk).update(is_open=False)
        elif fault == "other-service":
            counters[1].services.set([make.service("OTHER")])
        else:
            Duty.objects.filter(counter=counters[1]).delete()

        (settled,) = remove(counters[0], seen=[row.pk])

        assert not settled.is_same_time
        assert settled.start != row.interval.start

    def test_who_can_keep_the_time_comes_before_who_needs_another(
        self, counters: list[Counter], service: Service
    ) -> None:
        visit(counters[1], service, "09:00")
        moved, kept = visit(counters[0], service, "09:00"), visit(counters[0], service, "09:15")

        settled = remove(counters[0], seen=[moved.pk, kept.pk])

        assert list(map(where, settled)) == [
            ("Mon 08:45", counters[1].pk, False),
            ("Mon 09:15", counters[1].pk, True),
        ]


class TestAnotherTime:
    def test_a_blocked_visit_gets_the_nearest_time_and_is_told(
        self, office: Office, counters: list[Counter], service: Service
    ) -> None:
        row = visit(counters[0], service, "12:45", language="ru")

        (settled,) = hours.block(hours=noon(office), seen=[row.pk], by=SYSTEM, at=make.AT)

        assert where(settled) == ("Mon 13:00", counters[0].pk, False)
        now = Appointment.objects.get(pk=row.pk)
        assert (now.state, now.interval.start, now.sequence) == (row.state, settled.start, row.sequence + 1)
        notice = Notice.objects.get(kind="appointment_moved_by_office")
        assert (notice.subject_pk, notice.language) == (str(row.pk), "ru")
        event = Event.objects.get(action="appointment.moved")
        assert event.data["was"].startswith("2026-12-07T11:45")
        assert event.data["now"].startswith("2026-12-07T12:00")

    def test_no_two_get_the_same_time(
        self, office: Office, counters: list[Counter], service: Service
    ) -> None:
        rows = [visit(counter, service, clock) for clock in ("12:00", "12:30") for counter in counters]
        extra = visit(counters[0], service, "12:15")

        with pytest.raises(hours.HitsVisitsError) as asked:
            hours.block(hours=noon(office), by=SYSTEM, at=make.AT)
        settled = hours.block(
            hours=noon(office), seen=[row.pk for row in (*rows, extra)], by=SYSTEM, at=make.AT
        )

        seats = {each.visit.pk: each.seats for each in settled}
        assert {each.visit.pk: each.seats for each in asked.value.proposals} == seats
        assert [where(each)[0] for each in settled] == [
            "Mon 11:45",
            "Mon 11:45",
            "Mon 13:00",
            "Mon 13:00",
            "Mon 13:15",
        ]
        assert len({(each.start, each.counter) for each in settled}) == 5
        assert in_blocked_time(office, ("12:00", "13:00")) == 0

    def test_a_closed_day_goes_to_the_next_day_at_the_same_clock(
        self, office: Office, counters: list[Counter], service: Service
    ) -> None:
        row = visit(counters[0], service, "13:15")
        closure = Closure(office=office, first_on=make.MONDAY, last_on=make.MONDAY, reason_en="-")

        (settled,) = hours.block(hours=closure, seen=[row.pk], by=SYSTEM, at=make.AT)

        assert where(settled)[0] == "Tue 13:15"

    def test_times_that_are_not_released_yet_are_allowed(
        self, office: Office, counters: list[Counter], service: Service
    ) -> None:
        office.releaserule_set.update(days_ahead=0)
        row = visit(counters[0], service, "12:00")

        assert where(*propose([row], at=make.AT, blocked=[row.interval]))[0] == "Mon 12:15"

    @pytest.mark.parametrize(("last", "found"), [(make.MONDAY, ""), (TUESDAY, "Tue 12:00")])
    def test_a_time_after_the_service_ends_is_not(
        self, office: Office, counters: list[Counter], service: Service, last: date, found: str
    ) -> None:
        Service.objects.filter(pk=service.pk).update(valid_to=last)
        row = visit(counters[0], service, "12:00")
        day = Interval(make.local(office, make.MONDAY, "00:00"), at_midnight(office))

        (proposal,) = propose([row], at=make.AT, blocked=[day])

        assert where(proposal)[0] == found

    def test_a_time_that_somebody_holds_is_not_free(
        self, office: Office, counters: list[Counter], service: Service
    ) -> None:
        for counter in counters:
            visit(counter, service, "11:45", state=AppointmentState.HELD)
        row = visit(counters[0], service, "12:00")

        (settled,) = hours.block(hours=noon(office), seen=[row.pk], by=SYSTEM, at=make.AT)

        assert where(settled)[0] == "Mon 11:30"

    def test_a_hold_that_ran_out_makes_way(
        self, office: Office, counters: list[Counter], service: Service
    ) -> None:
        over = {"state": AppointmentState.HELD, "held_until": make.AT}
        held = [visit(counter, service, "11:45", **over) for counter in counters]
        row = visit(counters[0], service, "12:00")

        (settled,) = hours.block(hours=noon(office), seen=[row.pk], by=SYSTEM, at=make.AT)

        assert where(settled)[0] == "Mon 11:45"
        gone = Appointment.objects.filter(pk__in=[each.pk for each in held], state=AppointmentState.EXPIRED)
        assert gone.get().counter_id == settled.counter


class TestTakenMeanwhile:
    def test_who_loses_the_proposed_time_gets_the_next_nearest(
        self, office: Office, counters: list[Counter], service: Service
    ) -> None:
        row = visit(counters[0], service, "12:00")
        with pytest.raises(hours.HitsVisitsError) as asked:
            hours.block(hours=noon(office), by=SYSTEM, at=make.AT)
        assert where(*asked.value.proposals)[0] == "Mon 11:45"
        for counter in counters:
            visit(counter, service, "11:45")

        (settled,) = hours.block(hours=noon(office), seen=[row.pk], by=SYSTEM, at=make.AT)

        assert where(settled)[0] == "Mon 11:30"

    def test_a_proposal_that_cannot_be_kept_is_made_anew(
        self, counters: list[Counter], service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Past the lock of the office's hours, the constraint still judges."""
        visit(counters[1], service, "10:00")
        row = visit(counters[0], service, "12:00")
        look, seen = propose, []

        def wrong_at_first(visits: list[Appointment], **about: Any) -> list[Proposal]:  # noqa: ANN401  passed on
            seen.append(visits)
            start = make.local(counters[0].office, make.MONDAY, "10:00")
            return look(visits, **about) if seen[1:] else [Proposal(row, (Seat(start, counters[1].pk),))]

        monkeypatch.setattr(rehousing, "propose", wrong_at_first)

        (settled,) = rehouse([row], blocked=[row.interval], by=SYSTEM, at=make.AT)

        assert where(settled)[0] == "Mon 12:15"

    def test_who_cancels_meanwhile_is_left_in_peace(self, counters: list[Counter], service: Service) -> None:
        row = visit(counters[0], service, "12:00")
        gone = {"state": AppointmentState.CANCELLED, "cancelled_at": make.AT}
        Appointment.objects.filter(pk=row.pk).update(**gone, cancelled_by=CancelledBy.PERSON)

        assert rehouse([row], blocked=[row.interval], by=SYSTEM, at=make.AT) == []
        assert rehouse([row], cancel=[row.pk], by=SYSTEM, at=make.AT) == []
        assert not Notice.objects.exists()


class TestFamilies:
    def test_they_move_together_where_one_of_them_is_hit(
        self, counters: list[Counter], service: Service
    ) -> None:
        lead = family(counters, service, "09:00")

        (settled,) = remove(counters[1], seen=[lead.pk])

        rows = Appointment.objects.together_with(lead).order_by("number")
        at = counters[0].office.zone
        assert [f"{row.interval.start.astimezone(at):%H:%M}" for row in rows] == ["09:00", "09:15"]
        assert {row.counter_id for row in rows} == {counters[0].pk}
        assert settled.is_same_time is False  # the second of them is done later than before

    def test_they_stay_at_their_time_where_a_third_counter_is_free(
        self, office: Office, counters: list[Counter], service: Service
    ) -> None:
        third = make.counter(office, service)
        make.duty(third)
        lead = family(counters, service, "09:00")

        (settled,) = remove(counters[1], seen=[lead.pk])

        rows = Appointment.objects.together_with(lead)
        assert settled.is_same_time
        assert {row.counter_id for row in rows} == {counters[0].pk, third.pk}
        assert {row.interval for row in rows} == {lead.interval}

    def test_all_are_cancelled_where_nothing_is_free_for_all(
        self, office: Office, counters: list[Counter], service: Service
    ) -> None:
        Duty.objects.all().delete()
        lead = family(counters, service, "09:00")
        closure = Closure(office=office, first_on=make.MONDAY, last_on=make.MONDAY, reason_en="-")

        (settled,) = hours.block(hours=closure, seen=[lead.pk], by=SYSTEM, at=make.AT)

        assert settled == Proposal(lead)
        states = set(Appointment.objects.values_list("state", "cancelled_by"))
        assert states == {(AppointmentState.CANCELLED, CancelledBy.OFFICE)}
        assert Notice.objects.get().kind == "appointment_cancelled_by_office"

    def test_who_comes_after_a_first_who_is_being_served_keeps_the_time_or_is_taken_out(
        self, counters: list[Counter], service: Service
    ) -> None:
        lead = visit(counters[0], service, "09:00", people=2)
        about = {"lead": lead, "number": 2, "people": 2, "email": ""}
        second = visit(counters[0], service, "09:15", **about)
        at = make.local(counters[0].office, make.MONDAY, "09:05")

        kept = propose([second], at=at, blocked=[])
        visit(counters[1], service, "09:15")
        lost = propose([second], at=at, blocked=[second.interval])

        assert [where(each) for each in kept] == [("Mon 09:15", counters[0].pk, True)]
        assert lost == [Proposal(second)]  # no other time for them alone: the lead speaks for all


class TestWhoIsThere:
    @pytest.fixture
    def present(self, counters: list[Counter], service: Service) -> Appointment:
        row = visit(counters[0], service, "12:00")
        TicketVisit.objects.create(ticket=make.ticket(counters[0].office, service), appointment=row)
        return row

    def test_whoever_checked_in_keeps_the_place_when_a_clerk_goes(
        self, counters: list[Counter], present: Appointment
    ) -> None:
        assert remove(counters[0]) == []
        present.refresh_from_db()
        assert (present.state, present.counter_id) == (AppointmentState.BOOKED, counters[0].pk)

    def test_whoever_checked_in_before_it_was_done_keeps_it_too(self, present: Appointment) -> None:
        assert rehouse([present], blocked=[present.interval], by=SYSTEM, at=make.AT) == []

    def test_one_who_is_there_keeps_the_place_for_all_who_come_together(
        self, counters: list[Counter], service: Service
    ) -> None:
        lead = family(counters, service, "12:00")
        TicketVisit.objects.create(
            ticket=make.ticket(counters[0].office, service), appointment=lead.members.get()
        )

        assert rehouse([lead], blocked=[lead.interval], by=SYSTEM, at=make.AT) == []

    def test_an_hour_that_is_blocked_leaves_them_their_ticket(
        self, office: Office, present: Appointment
    ) -> None:
        assert hours.block(hours=noon(office), by=SYSTEM, at=make.AT) == []
        present.refresh_from_db()
        assert (present.state, present.arrival.ticket.state) == (AppointmentState.LAPSED, "waiting")
        assert not Notice.objects.exists()


class TestNobodyIsLost:
    @pytest.fixture
    def hit(self, office: Office, counters: list[Counter], service: Service) -> list[Appointment]:
        """Fill the day, and leave ten times in the sixty days after it."""
        Duty.objects.filter(period__startswith__gt=at_midnight(office)).delete()
        make.duty(counters[0], on=TUESDAY + 7 * DAY, starts="07:30", ends="10:00")
        clocks = [f"{hour:02}:{minute:02}" for hour in (8, 9, 10) for minute in (0, 15, 30, 45)]
        return [visit(counter, service, clock) for clock in clocks for counter in counters]

    @pytest.fixture
    def closure(self, office: Office) -> Closure:
        return Closure(office=office, first_on=make.MONDAY, last_on=make.MONDAY, reason_en="-")

    def test_each_of_them_is_moved_or_told_and_none_stays_in_closed_time(
        self, office: Office, hit: list[Appointment], closure: Closure
    ) -> None:
        settled = hours.block(hours=closure, seen=[row.pk for row in hit], by=SYSTEM, at=make.AT)

        assert {each.visit.pk for each in settled} == {row.pk for row in hit}
        assert (sum(1 for each in settled if each.seats), len(settled)) == (10, 24)
        told = dict(Notice.objects.values_list("subject_pk", "kind"))
        assert told == {
            str(each.visit.pk): "appointment_moved_by_office"
            if each.seats
            else "appointment_cancelled_by_office"
            for each in settled
        }
        assert in_blocked_time(office, ("00:00", "23:55")) == 0
        assert Event.objects.get(action="hours.blocked").data == {"moved": 10, "cancelled": 14}

    def test_without_it_they_would_stay_in_closed_time(
        self, office: Office, hit: list[Appointment], closure: Closure, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The negative control: what the same count says where nobody is given another place."""
        monkeypatch.setattr(hours, "rehouse", lambda *_visits, **_about: [])

        hours.block(hours=closure, seen=[row.pk for row in hit], by=SYSTEM, at=make.AT)

        assert in_blocked_time(office, ("00:00", "23:55")) == len(hit)
        assert not Notice.objects.exists()
        closure.delete()  # the database would refuse it at the end of the transaction

    def test_proposing_asks_no_more_for_more_visits(self, hit: list[Appointment]) -> None:
        def asked(rows: list[Appointment]) -> int:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                propose(rows, at=make.AT)
            return len(queries)

        assert asked(hit) == asked(hit[:1])
