"""Whatever several visitors, persons and an office do, one after the other: as the model says.

Hypothesis invents stories of a morning at a small office and looks, after each thing that
happens, at the visits, the free times, the outbox and the law. The database's clock travels
with the story: it too decides, in the triggers that guard the hours.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.conf import settings as django
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_stories

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import SYSTEM, VISITOR
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.actions import booking, cancelling, holding, moving, seating
from scheduling.actions.hours import block
from scheduling.actions.opening import unblock
from scheduling.choices import ACTIVE
from scheduling.models import Appointment, BlockedWindow, Closure, Service
from scheduling.models.offers import offers_on
from scheduling.rules.identity import person_digest
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import DONE, details, said
from scheduling.tests.races.model import CLOSES, LENGTHS, OVER, STARTS, STEP, Model, Row

EXAMPLES, LONGEST_STORY = (int(number) for number in os.environ.get("STORIES", "30 30").split())
DAWN = make.local(Office(time_zone="Europe/Warsaw"), make.MONDAY, "07:00")
BROWSERS, PERSONS = ("ann", "bob", "cid"), ("Olena", "Ivan")
EVENING = -9 * 60
NO_MINUTE = -10_000
WHOLE_DAY = (-7 * 60, 17 * 60)

pytestmark = pytest.mark.django_db

browsers, persons = st.sampled_from(BROWSERS), st.sampled_from(PERSONS)
services, starts = st.sampled_from(sorted(LENGTHS)), st.sampled_from(STARTS)
some = st.integers(0, 7)


@pytest.fixture
def office() -> Office:
    """Return an office with two counters, open for four hours of a Monday."""
    made = accounts.office()
    make.release(made)
    services = [make.service(code, minutes=minutes, every=STEP) for code, minutes in LENGTHS.items()]
    for _ in range(2):
        make.duty(make.counter(made, *services), starts="08:00", ends="12:00")
    return made


@pytest.fixture
def travelling_database() -> Iterator[None]:
    """Let `now()` in the triggers' functions be what the story says it is."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA travel")
        cursor.execute(
            "CREATE FUNCTION travel.now() RETURNS timestamptz STABLE LANGUAGE sql"
            " AS $$ SELECT current_setting('travel.now')::timestamptz $$"
        )
        cursor.execute("SET LOCAL search_path = travel, pg_catalog, public")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = public")


class Morning(RuleBasedStateMachine):
    """The portal and the model, side by side."""

    office: Office

    def __init__(self) -> None:
        super().__init__()
        self._savepoint = transaction.savepoint()
        seating._chance = Random(0)  # type: ignore[assignment]  # noqa: S311, SLF001  a story must go the same way twice
        self.services = {service.code: service for service in Service.objects.filter(code__in=LENGTHS)}
        counters = self.office.counter_set.order_by("pk").values_list("pk", flat=True)
        self.model = Model([*counters], now=EVENING)

    def teardown(self) -> None:
        transaction.savepoint_rollback(self._savepoint)

    @property
    def at(self) -> datetime:
        return at(self.model.now)

    @initialize()
    def begin(self) -> None:
        self.set_clock()

    @rule(browser=browsers, service=services, start=starts, is_again=st.booleans())
    def hold(self, browser: str, service: str, start: int, is_again: bool) -> None:
        self.choose(browser, service, start, last=self.model.last_of(browser) if is_again else None)

    def choose(self, browser: str, service: str, start: int, *, last: Row | None = None) -> str:
        expected, same, counters = self.model.hold(browser, service, start)
        held: list[Appointment] = []
        self.compare(expected, lambda: held.append(self.take(browser, service, start, last)))
        if not held:
            return expected
        assert (held[0].counter_id in counters, same is None or same.key == held[0].pk) == (True, True)
        if same is None:
            now, counter = self.model.now, held[0].counter_id
            self.model.held(
                Row(held[0].pk, browser, service, counter, start, made=now, until=min(now + 20, start)), last
            )
        return expected

    def take(self, browser: str, service: str, start: int, last: Row | None) -> Appointment:
        return holding.hold(
            office=self.office,
            service=self.services[service],
            start=at(start),
            holder=browser,
            last=last.key if last else 0,
            language="en",
            by=VISITOR,
            at=self.at,
        )

    @precondition(lambda self: self.model.rows)
    @rule(row=some, is_stranger=st.sampled_from([False, False, True]))
    def extend(self, row: int, is_stranger: bool) -> None:
        mine = self.row(row)
        holder = "stranger" if is_stranger else mine.browser
        expected = OVER if is_stranger else self.model.extend(mine)
        self.compare(expected, lambda: holding.extend(appointment=fresh(mine), holder=holder, **self.now()))

    @precondition(lambda self: self.model.rows and self.model.now < 0)
    @rule(row=some)
    def extend_as_long_as_possible(self, row: int) -> None:
        for _quarter in range(5):
            self.time_passes(minutes=15)
            self.extend(row, is_stranger=False)

    @precondition(lambda self: any(self.model.held_by(browser) for browser in BROWSERS))
    @rule(browser=browsers)
    def give_back(self, browser: str) -> None:
        self.compare(self.model.give_back(browser), lambda: holding.give_back(holder=browser, **self.now()))

    @precondition(lambda self: self.model.rows)
    @rule(row=some, person=persons)
    def describe(self, row: int, person: str) -> None:
        mine = self.row(row)
        self.compare(self.model.describe(mine, person), lambda: self.describe_as(mine, person))

    def describe_as(self, mine: Row, person: str) -> None:
        booking.describe(appointment=fresh(mine), details=details(person), holder=mine.browser, **self.now())

    @precondition(lambda self: self.model.rows)
    @rule(row=some, behind=st.none() | st.integers(0, 1))
    def send_code(self, row: int, behind: int | None) -> None:
        mine = self.row(row)
        seen = None if behind is None else mine.version - behind
        self.compare(self.model.send_code(mine, seen), lambda: self.send(mine, seen))

    def send(self, mine: Row, seen: int | None = None) -> None:
        booking.send_code(appointment=fresh(mine), holder=mine.browser, seen=seen, **self.now())

    @precondition(lambda self: self.model.rows)
    @rule(row=some, person=persons, guesses=st.integers(0, 6))
    def guess(self, row: int, person: str, guesses: int) -> None:
        """Ask for a code, and enter others first."""
        mine = self.row(row)
        self.compare(self.model.describe(mine, person), lambda: self.describe_as(mine, person))
        self.compare(self.model.send_code(mine, None), lambda: self.send(mine))
        for version in [*(None for _ in range(guesses)), mine.version]:
            code = code_of(mine, version)
            self.compare(self.model.confirm(mine, version), lambda: self.enter(mine, code))  # noqa: B023  called at once

    @precondition(lambda self: any(row.version for row in self.model.rows))
    @rule(row=some, code=st.sampled_from(["right", "right", "wrong", "stale"]))
    def confirm(self, row: int, code: str) -> None:
        coded = [row for row in self.model.rows if row.version][-2:]
        mine = coded[row % len(coded)]
        version = {"right": mine.version, "stale": mine.version - 1, "wrong": None}[code]
        self.compare(self.model.confirm(mine, version), lambda: self.enter(mine, code_of(mine, version)))

    def enter(self, mine: Row, code: str, *, holder: str = "") -> None:
        who = holder or mine.browser
        booking.confirm(appointment=fresh(mine), code=code, holder=who, **self.now())

    @rule(browser=browsers, service=services, start=starts, person=persons)
    def book(self, browser: str, service: str, start: int, person: str) -> None:
        """Take the straight path at once: else stories seldom get to a visit."""
        if self.choose(browser, service, start) == DONE:
            [mine] = self.model.held_by(browser)
            self.compare(self.model.describe(mine, person), lambda: self.describe_as(mine, person))
            self.compare(self.model.send_code(mine, None), lambda: self.send(mine))
            self.compare(
                self.model.confirm(mine, mine.version), lambda: self.enter(mine, code_of(mine, mine.version))
            )

    @precondition(lambda self: any(self.model.held_by(browser) for browser in BROWSERS))
    @rule(row=some, browser=browsers)
    def confirm_in_another_browser(self, row: int, browser: str) -> None:
        mine = self.row(row)
        if browser != mine.browser:
            code = code_of(mine, mine.version)
            self.compare(OVER, lambda: self.enter(mine, code, holder=browser))

    @precondition(lambda self: self.visits)
    @rule(row=some, start=starts, behind=st.sampled_from([0, 0, 0, 1]))
    def move(self, row: int, start: int, behind: int) -> None:
        visit = self.visit(row)
        seen = visit.sequence - behind
        expected, counters = self.model.move(visit, start, seen)
        moved: list[Appointment] = []

        def act() -> None:
            moved.append(moving.move(appointment=fresh(visit), start=at(start), seen=seen, **self.now()))

        self.compare(expected, act)
        if moved and start != visit.start:
            assert moved[0].counter_id in counters
            self.model.moved(visit, start, moved[0].counter_id)

    @precondition(lambda self: self.visits)
    @rule(row=some)
    def cancel(self, row: int) -> None:
        visit = self.visit(row)
        self.compare(
            self.model.cancel(visit), lambda: cancelling.cancel(appointment=fresh(visit), **self.now())
        )

    @precondition(lambda self: self.visits and not self.model.blocks)
    @rule(first=starts, halves=st.integers(1, 4))
    def block(self, first: int, halves: int) -> None:
        last = min(first + halves * STEP, CLOSES)
        window = BlockedWindow(
            office=self.office,
            reason_en="Training",
            weekdays=make.EVERY_DAY,
            starts=clock(first),
            ends=clock(last),
            valid_from=make.MONDAY,
            valid_to=make.MONDAY,
        )
        self.close(window, (first, last))

    @precondition(lambda self: len(self.visits) > 1 and not self.model.blocks)
    @rule()
    def close_the_day(self) -> None:
        day = {"first_on": make.MONDAY, "last_on": make.MONDAY}
        self.close(Closure(office=self.office, reason_en="Stocktaking", **day), WHOLE_DAY)

    def close(self, hours: BlockedWindow | Closure, span: tuple[int, int]) -> None:
        """Block what nobody has booked; else look at the visits, and cancel them."""
        agreed: set[int] = set()
        for _look in range(2):
            expected = self.model.block(span, agreed)
            self.compare(expected, lambda: block(hours=hours, cancel=agreed, by=SYSTEM, at=self.at))  # noqa: B023  called at once
            if expected == DONE:
                self.model.blocks[type(hours).__name__, hours.pk] = span
                return
            agreed = {row.key for row in self.model.rows}

    @precondition(lambda self: self.model.blocks)
    @rule(number=some)
    def unblock(self, number: int) -> None:
        name, key = sorted(self.model.blocks)[number % len(self.model.blocks)]
        del self.model.blocks[name, key]
        hours: BlockedWindow | Closure = (
            Closure.objects.select_related("office").get(pk=key)
            if name == "Closure"
            else BlockedWindow.objects.select_related("office").get(pk=key)
        )
        unblock(hours=hours, by=SYSTEM, at=self.at)

    @rule(minutes=st.sampled_from([1, 5, 10, 19, 20, 30]))
    def time_passes(self, minutes: int) -> None:
        self.model.pass_time(minutes)
        self.set_clock()

    @precondition(lambda self: self.visits)
    @rule(row=some, is_over=st.booleans())
    def a_visit_begins_or_ends(self, row: int, is_over: bool) -> None:
        moment = self.visit(row).span[is_over]
        self.time_passes(minutes=max(0, moment - self.model.now))

    @precondition(lambda self: any(row.until <= self.model.now for row in self.model.rows))
    @rule()
    def what_ran_out_is_forgotten(self) -> None:
        self.model.forget_run_out()
        holding.forget_run_out(at=self.at)

    @invariant()
    def rows_are_as_the_model_says(self) -> None:
        assert [as_row(each) for each in Appointment.objects.order_by("pk")] == [
            as_told(row) for row in self.model.rows
        ]

    @invariant()
    def the_outbox_is_as_the_model_says(self) -> None:
        sent = Notice.objects.values_list("kind", "subject_pk", "version")
        assert Counter((kind, int(key), version) for kind, key, version in sent) == Counter(self.model.mail)

    @invariant()
    def free_times_are_as_the_model_says(self) -> None:
        for code, service in self.services.items():
            offers = offers_on(self.office, service, on=make.MONDAY, at=self.at)
            offered = {minute(offer.start): set(offer.counters) for offer in offers}
            assert offered == self.model.free(code)

    @invariant()
    def the_law_holds(self) -> None:
        """Whatever the model says: no overlap, nobody in blocked time, one visit a person."""
        rows = list(Appointment.objects.filter(state__in=ACTIVE).order_by("counter", "period"))
        assert [
            (one, other)
            for one, other in pairwise(rows)
            if one.counter_id == other.counter_id and one.interval.overlaps(other.interval)
        ] == []
        coming = [row for row in rows if row.interval.start > self.at and row.state == "booked"]
        assert [row for row in coming if self.model.is_blocked(span_of(row))] == []
        booked = Counter((row.identity_digest, row.service_id) for row in rows if row.state == "booked")
        assert set(booked.values()) <= {1}
        references = Appointment.objects.values_list("reference", flat=True)
        assert len(set(references)) == len(references)

    def compare(self, expected: str, act: Callable[[], object]) -> None:
        """Let the portal do it in a transaction of its own, and compare what it says with the model."""
        assert said(act) == expected
        with connection.cursor() as cursor:  # what would be asked at the end of the transaction
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def now(self) -> dict[str, Any]:
        return {"by": VISITOR, "at": self.at}

    def set_clock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('travel.now', %s, true)", [self.at.isoformat()])

    def row(self, number: int) -> Row:
        """Return one of the latest rows: what is long over is seldom touched."""
        latest = self.model.rows[-4:]
        return latest[number % len(latest)]

    @property
    def visits(self) -> list[Row]:
        return [row for row in self.model.rows if row.state not in {"held", "expired"}]

    def visit(self, number: int) -> Row:
        return self.visits[number % len(self.visits)]


def at(minutes: int) -> datetime:
    return DAWN + timedelta(minutes=minutes)


def minute(moment: datetime | None) -> int:
    return (moment - DAWN) // timedelta(minutes=1) if moment else NO_MINUTE


def clock(minutes: int) -> time:
    return time(7 + minutes // 60, minutes % 60)


def span_of(row: Appointment) -> tuple[int, int]:
    return minute(row.interval.start), minute(row.interval.end)


def fresh(row: Row) -> Appointment:
    return Appointment.objects.for_page().get(pk=row.key)


def code_of(row: Row, version: int | None) -> str:
    """Return the code that was mailed with a version, or one that never was."""
    known = fresh(row)
    if version is not None:
        known.code_version = version
        return notices.code_of(known)
    codes = set()
    for known.code_version in range(row.version + 1):
        codes.add(notices.code_of(known))
    return next(
        code for code in ("000000", *(f"{number:06}" for number in range(1, 99))) if code not in codes
    )


def digest(name: str) -> str:
    if not name:
        return ""
    who = details(name)
    return person_digest(
        django.IDENTITY_KEY.encode(),
        given_names=who.given_names,
        family_name=who.family_name,
        birth_date=who.birth_date,
        citizenship=who.citizenship,
    )


DIGESTS = {name: digest(name) for name in ("", *PERSONS)}


def as_row(row: Appointment) -> tuple[object, ...]:
    counted = (row.code_version, row.code_tries, row.codes_sent, row.sequence)
    until = minute(row.held_until) if row.state == "held" else NO_MINUTE
    who = (row.holder, row.given_names, row.identity_digest)
    return (row.pk, *who, row.state, row.counter_id, *span_of(row), until, *counted)


def as_told(row: Row) -> tuple[object, ...]:
    counted = (row.version, row.tries, row.sent, row.sequence)
    until = row.until if row.state == "held" else NO_MINUTE
    who = (row.browser, row.person, DIGESTS[row.person] if row.is_described else "")
    return (row.key, *who, row.state, row.counter, *row.span, until, *counted)


@pytest.mark.usefixtures("travelling_database")
def test_every_story_goes_as_the_model_says(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seating, "_chance", Random(0))  # noqa: S311  put back afterwards
    monkeypatch.setattr(Morning, "office", office, raising=False)

    run_stories(
        Morning,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=LONGEST_STORY,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # a story that fails is short enough to read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )
