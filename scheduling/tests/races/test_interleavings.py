"""Two things happen to one visit or one time: in either order, and one in the midst of the other.

What comes of it when they meet must be what comes of it when one waits for the other, to the last
column, message and audit event. What is done in several transactions, such as confirming, counts
as several things. CI tries the pairs that touch each other most; INTERLEAVINGS=all tries every
pair at every statement, which takes some minutes.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import IntegrityError, connection

from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM, VISITOR
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.actions import booking, cancelling, holding, moving
from scheduling.actions.hours import block
from scheduling.models import Appointment, BlockedWindow
from scheduling.models.appointments import AppointmentQuerySet
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import (
    active,
    asking,
    confirm,
    details,
    in_blocked_time,
    overlaps,
    prepare,
    said,
    together,
)
from scheduling.tests.races.interleave import Other, another, preempted

ALL = os.environ.get("INTERLEAVINGS") == "all"
LATER = make.AT + holding.HOLD
Outcome = tuple[Any, ...]

pytestmark = pytest.mark.django_db(transaction=True)


class Scene:
    """Olena has nine o'clock. Ivan holds ten, with a code in his mail; Olena holds noon as well."""

    def __init__(self) -> None:
        self.service = make.service()
        self.office = make.working_office(self.service)
        hers = confirm(prepare(self.take("olena", "09:00"), "Olena"))
        his = prepare(self.take("ivan", "10:00"), "Ivan")
        again = prepare(self.take("olena at home", "12:00"), "Olena")
        self._hers, self._his, self._again = hers.pk, his.pk, again.pk
        self._codes = {held.pk: notices.code_of(held) for held in (his, again)}
        self._rows = list(Appointment.objects.order_by("pk"))
        self._window = BlockedWindow.objects.latest("pk").pk

    def again(self) -> None:
        """Begin as in the beginning."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM scheduling_appointment")
            cursor.execute("DELETE FROM notifications_notice")
            cursor.execute("DELETE FROM scheduling_blockedwindow WHERE id > %s", [self._window])
        Appointment.objects.bulk_create(self._rows)
        last = Event.objects.order_by("-pk").first()
        self._event = last.pk if last else 0

    def now(self) -> Outcome:
        """Return all there is, once the law is seen to hold.

        Keys and codes aside, and names that go along to a next hold: those are a help to type.
        """
        assert overlaps(active()) == []
        assert in_blocked_time() == []
        rows = Appointment.objects.order_by("period", "holder", "pk").values_list(
            "holder",
            "period",
            "state",
            "identity_digest",
            "held_until",
            "booked_at",
            "cancelled_by",
            "code_version",
            "code_tries",
            "codes_sent",
            "sequence",
        )
        mail = Notice.objects.values_list("kind", "version", "recipient").order_by("kind", "version")
        events = Event.objects.filter(pk__gt=self._event).values_list("action", flat=True)
        windows = BlockedWindow.objects.order_by("pk").values_list("starts", "ends")
        return tuple(rows), tuple(mail), tuple(sorted(events)), tuple(windows)

    def start(self, clock: str) -> datetime:
        return make.local(self.office, make.MONDAY, clock)

    def take(self, holder: str, clock: str, *, at: datetime = make.AT) -> Appointment:
        return holding.hold(
            office=self.office,
            service=self.service,
            start=self.start(clock),
            holder=holder,
            language="en",
            by=VISITOR,
            at=at,
        )

    def he(self, do: Callable[..., object], **about: object) -> None:
        do(appointment=_find(self._his), holder="ivan", by=VISITOR, at=make.AT, **about)

    def confirm(self, key: int, *, at: datetime = make.AT) -> None:
        held = _find(key)
        code = self._codes[key]
        booking.confirm(appointment=held, code=code, holder=held.holder, by=VISITOR, at=at)

    def move(self, clock: str) -> None:
        start = self.start(clock)
        moving.move(appointment=_find(self._hers), start=start, seen=0, by=VISITOR, at=make.AT)

    def block(self, first: int, last: int, *, agreed: bool) -> None:
        fields = make.window_fields(self.office) | {"starts": time(first), "ends": time(last)}
        cancel = [self._hers, self._his, self._again] if agreed else []
        block(hours=BlockedWindow(**fields), cancel=cancel, by=SYSTEM, at=make.AT)

    def things(self) -> dict[str, Callable[[], object]]:
        second = timedelta(seconds=1)
        return {
            "another-takes-ten": lambda: self.take("another", "10:00"),
            "another-takes-ten-when-it-has-run-out": lambda: self.take("another", "10:00", at=LATER),
            "another-takes-nine": lambda: self.take("another", "09:00"),
            "he-chooses-eleven": lambda: self.take("ivan", "11:00"),
            "he-extends": lambda: self.he(holding.extend),
            "he-gives-back": lambda: holding.give_back(holder="ivan", by=VISITOR, at=make.AT),
            "he-describes-daria": lambda: self.he(
                booking.describe, details=replace(details("Daria"), email="ivan@example.test")
            ),
            "he-corrects-the-address": lambda: self.he(
                booking.describe, details=replace(details("Ivan"), email="ivan.k@example.test")
            ),
            "he-wants-a-code": lambda: self.he(booking.send_code, seen=1),
            "he-confirms": lambda: self.confirm(self._his),
            "he-confirms-in-the-last-second": lambda: self.confirm(self._his, at=LATER - second),
            "she-confirms-a-second-visit": lambda: self.confirm(self._again),
            "she-moves-to-eight": lambda: self.move("08:00"),
            "she-moves-to-ten": lambda: self.move("10:00"),
            "she-moves-to-eleven": lambda: self.move("11:00"),
            "she-cancels": lambda: cancelling.cancel(appointment=_find(self._hers), by=VISITOR, at=make.AT),
            "nine-is-blocked": lambda: self.block(9, 10, agreed=False),
            "nine-is-blocked-and-she-is-cancelled": lambda: self.block(9, 10, agreed=True),
            "ten-and-eleven-are-blocked": lambda: self.block(10, 12, agreed=True),
            "what-ran-out-is-forgotten": lambda: holding.forget_run_out(at=LATER + timedelta(hours=1)),
        }


NAMES = list(Scene.things(Scene.__new__(Scene)))
CLOSE = [
    ("another-takes-ten", "he-gives-back"),
    ("another-takes-ten-when-it-has-run-out", "he-gives-back"),
    ("another-takes-ten-when-it-has-run-out", "what-ran-out-is-forgotten"),
    ("another-takes-ten-when-it-has-run-out", "he-confirms-in-the-last-second"),
    ("he-confirms", "he-describes-daria"),
    ("he-confirms", "he-corrects-the-address"),
    ("he-chooses-eleven", "he-chooses-eleven"),
    ("he-confirms", "he-confirms"),
    ("he-confirms", "he-wants-a-code"),
    ("he-confirms", "he-chooses-eleven"),
    ("he-confirms", "ten-and-eleven-are-blocked"),
    ("he-wants-a-code", "he-wants-a-code"),
    ("he-describes-daria", "he-wants-a-code"),
    ("she-cancels", "she-confirms-a-second-visit"),
    ("she-moves-to-eleven", "she-cancels"),
    ("she-moves-to-eleven", "he-chooses-eleven"),
    ("she-moves-to-eleven", "ten-and-eleven-are-blocked"),
    ("she-moves-to-eleven", "nine-is-blocked-and-she-is-cancelled"),
    ("she-moves-to-ten", "he-gives-back"),
    ("she-moves-to-eight", "she-moves-to-eleven"),
    ("she-moves-to-eleven", "she-moves-to-eleven"),
    ("another-takes-nine", "she-moves-to-eleven"),
]
# The cleaner's clock is an hour ahead, and does not yet see what he takes: it goes with the next round.
NOT_YET_SEEN = ("he-chooses-eleven", "what-ran-out-is-forgotten")
EVERY = [(one, other) for one in NAMES for other in NAMES if (one, other) != NOT_YET_SEEN]
PAIRS = EVERY if ALL else [*CLOSE, *((other, one) for one, other in CLOSE if one != other)]


def _find(key: int) -> Appointment:
    return Appointment.objects.for_page().get(pk=key)


@pytest.fixture(scope="module")
def other(django_db_setup: None, django_db_blocker: Any) -> Iterator[Other]:  # noqa: ANN401, ARG001  pytest-django's
    with django_db_blocker.unblock(), another() as thread:
        yield thread


@pytest.fixture
def scene() -> Scene:
    return Scene()


class Meeting:
    """One of two things, and the other in its midst."""

    def __init__(self, scene: Scene, one: str, two: str, *, other: Other) -> None:
        self._scene, self._other = scene, other
        things = scene.things()
        self._one, self._two = (lambda: said(things[one])), (lambda: said(things[two]))

    def at(self, statement: int) -> tuple[Outcome, list[bool]]:
        """Let the second happen before a statement of the first; return what came of it."""
        self._scene.again()
        first, second, inside = preempted(self._one, self._two, before=statement, other=self._other)
        return (first, second, *self._scene.now()), inside

    def one_by_one(self) -> tuple[set[Outcome], list[int]]:
        """Return what may come of it, and the statements of the first that stand in a transaction."""
        after, inside = self.at(10**6)
        between = [number for number, is_inside in enumerate(inside) if not is_inside]
        begins = [number for number, is_inside in enumerate(inside) if is_inside and not inside[number - 1]]
        outcomes = {self.at(number)[0] for number in {0, *between, *begins}}
        rest = [number for number, is_inside in enumerate(inside) if is_inside and number not in begins]
        return {after, *outcomes}, rest


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_what_comes_of_two_things_at_once_comes_of_them_one_by_one(
    scene: Scene, other: Other, one: str, two: str
) -> None:
    assert surprises(scene, one, two, other=other) == []


def surprises(scene: Scene, one: str, two: str, *, other: Other) -> list[int]:
    """Return the statements of the first before which the second brings about what it should not."""
    forwards, backwards = Meeting(scene, one, two, other=other), Meeting(scene, two, one, other=other)
    outcomes, inside = forwards.one_by_one()
    swapped, _ = backwards.one_by_one()
    expected = outcomes | {(first, second, *rest) for second, first, *rest in swapped}
    return [statement for statement in inside if forwards.at(statement)[0] not in expected]


@pytest.fixture
def without_the_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    compare = AppointmentQuerySet.filter

    def filter_without(rows: AppointmentQuerySet, *args: Any, **fields: Any) -> AppointmentQuerySet:  # noqa: ANN401  passed on
        fields.pop("sequence", None)
        return compare(rows, *args, **fields)

    monkeypatch.setattr(AppointmentQuerySet, "filter", filter_without)


@pytest.mark.usefixtures("without_the_sequence")
def test_without_comparing_the_sequence_a_visit_is_moved_twice(scene: Scene, other: Other) -> None:
    """The negative control: what is tried above does find what a guard is for."""
    assert surprises(scene, "she-moves-to-eight", "she-moves-to-eleven", other=other) != []


@pytest.mark.usefixtures("without_the_lock_of_hours")
def test_without_the_lock_of_hours_they_miss_each_other(scene: Scene, other: Other) -> None:
    """Another: the last look at the end of the transaction refuses it, or the law is broken."""
    with pytest.raises((IntegrityError, AssertionError), match=r"this would close|in_blocked_time"):
        surprises(scene, "ten-and-eleven-are-blocked", "she-moves-to-eleven", other=other)


TRIPLES = [
    ("she-moves-to-ten", "he-gives-back", "another-takes-nine"),
    ("she-cancels", "another-takes-nine", "nine-is-blocked"),
    ("she-moves-to-eleven", "he-chooses-eleven", "another-takes-nine"),
    ("another-takes-ten-when-it-has-run-out", "she-moves-to-eleven", "he-extends"),
]


@pytest.mark.parametrize("names", TRIPLES, ids="+".join)
def test_what_comes_of_three_things_at_once_comes_of_them_in_some_order(
    scene: Scene, names: tuple[str, str, str]
) -> None:
    things = {name: scene.things()[name] for name in names}

    def after(answers: dict[str, str]) -> Outcome:
        return (*(answers[name] for name in names), *scene.now())

    expected = set()
    for order in permutations(names):
        scene.again()
        expected.add(after({name: said(things[name]) for name in order}))

    for _round in range(3):
        scene.again()
        answers = together([asking(things[name]) for name in names])
        assert after(dict(zip(names, answers, strict=True))) in expected
