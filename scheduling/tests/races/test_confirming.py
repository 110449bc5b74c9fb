"""Holding and confirming at the same moment. On real threads, connections and requests."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from portal.accounts.models import Office
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.actions import booking, holding
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service, hotpath
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import DONE, active, asking, booked, clear, prepare, together

ROUNDS = 6
TAKEN, OVER, HAS_ONE, WRONG = "TimeTakenError", "HoldOverError", "HasOneAlreadyError", "WrongCodeError"
SECOND = timedelta(seconds=1)
KEY = "k" * 43

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wide(service: Service) -> Office:
    """Return an office with two counters."""
    return make.working_office(service, counters=2, slug="krakow")


def nine(office: Office) -> datetime:
    return make.local(office, make.MONDAY, "09:00")


def hold(
    office: Office, service: Service, start: datetime, *, holder: str, at: datetime = make.AT
) -> Appointment:
    return holding.hold(
        office=office, service=service, start=start, holder=holder, language="en", by=VISITOR, at=at
    )


def holding_it(
    office: Office, service: Service, start: datetime, *, holder: str, at: datetime = make.AT
) -> Callable[[], str]:
    return asking(lambda: hold(office, service, start, holder=holder, at=at))


def confirming(held: Appointment, *, at: datetime = make.AT) -> Callable[[], str]:
    """Return how to enter the right code, on a page of its own."""
    code, copy = notices.code_of(held), Appointment.objects.for_page().get(pk=held.pk)
    return asking(lambda: booking.confirm(appointment=copy, code=code, holder=held.holder, by=VISITOR, at=at))


def test_a_hold_that_is_running_out_is_confirmed_or_taken_by_another_and_never_both(
    office: Office, service: Service
) -> None:
    """Her code comes in the last second; another visitor's clock says that the time is free."""
    ends = make.AT + holding.HOLD
    for _round in range(ROUNDS):
        clear()
        hers = prepare(hold(office, service, nine(office), holder="she"), "Olena")

        answers = together(
            [
                confirming(hers, at=ends - SECOND),
                holding_it(office, service, nine(office), holder="he", at=ends),
            ]
        )

        assert answers in ([DONE, TAKEN], [OVER, DONE])
        [there] = active()
        assert (there.holder, there.state) == (
            ("she", AppointmentState.BOOKED) if answers[0] == DONE else ("he", AppointmentState.HELD)
        )
        assert Notice.objects.filter(kind="appointment_booked").count() == answers[:1].count(DONE)


def test_of_two_confirmations_of_one_person_one_books(wide: Office, service: Service) -> None:
    for _round in range(ROUNDS):
        clear()
        holds = [
            prepare(
                hold(wide, service, nine(wide) + quarter * timedelta(minutes=15), holder=f"{quarter}"),
                "Olena",
            )
            for quarter in range(4)
        ]

        answers = together([confirming(held) for held in holds])

        assert sorted(answers) == [HAS_ONE] * 3 + [DONE]
        assert [row.pk for row in booked()] == [holds[answers.index(DONE)].pk]
        assert Notice.objects.filter(kind="appointment_booked").count() == 1


def test_a_code_entered_in_16_tabs_at_once_books_once_and_leads_all_to_the_visit(
    office: Office, service: Service
) -> None:
    hers = prepare(hold(office, service, nine(office), holder="she"), "Olena")

    answers = together([confirming(hers) for _ in range(16)])

    # Five guesses a code: those that come before it is booked count, and no more than five get through.
    assert set(answers) <= {DONE, WRONG}
    assert len(booked()) == 1
    assert Notice.objects.filter(kind="appointment_booked").count() == 1
    assert Event.objects.filter(action="appointment.booked").count() == 1


def test_16_guesses_at_once_are_five_guesses(office: Office, service: Service) -> None:
    hers = prepare(hold(office, service, nine(office), holder="she"), "Olena")
    right = notices.code_of(hers)
    wrong = "000000" if right != "000000" else "000001"
    lefts: list[int] = []

    def guess() -> None:
        copy = Appointment.objects.for_page().get(pk=hers.pk)
        try:
            booking.confirm(appointment=copy, code=wrong, holder="she", by=VISITOR, at=make.AT)
        except booking.WrongCodeError as refused:
            lefts.append(refused.left)

    together([guess] * 16)

    assert sorted(lefts, reverse=True) == [4, 3, 2, 1] + [0] * 12
    assert confirming(hers)() == WRONG


def test_two_who_want_each_others_held_times_are_both_told(office: Office, service: Service) -> None:
    """Giving back first made them wait for each other in a circle."""
    ten = nine(office) + timedelta(hours=1)
    for _round in range(ROUNDS):
        clear()
        hold(office, service, nine(office), holder="she")
        hold(office, service, ten, holder="he")

        answers = together(
            [
                holding_it(office, service, ten, holder="she"),
                holding_it(office, service, nine(office), holder="he"),
            ]
        )

        assert answers == [TAKEN, TAKEN]
        assert sorted(row.holder for row in active()) == ["he", "she"]


def test_one_browser_that_clicks_eight_times_at_once_holds_one_time(wide: Office, service: Service) -> None:
    for number in range(ROUNDS):
        clear()
        starts = [nine(wide) + (number % 2) * (click % 4) * timedelta(minutes=15) for click in range(8)]

        answers = together([holding_it(wide, service, start, holder="she") for start in starts])

        assert answers == [DONE] * 8
        assert len(active()) == 1


@pytest.fixture
def without_the_lock_of_the_holder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "lock_choice", lambda _holder, _office: None)


@pytest.mark.usefixtures("without_the_lock_of_the_holder")
def test_without_the_lock_of_the_holder_a_double_click_takes_two_times(
    wide: Office, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: both look what the browser holds before either has written."""
    look, second = hotpath.of_holder, list[bool]()

    def looked(holder: str, **about: Any) -> list[Appointment]:  # noqa: ANN401  passed on
        found = look(holder, **about)
        if not second:
            second.append(True)
            together([holding_it(wide, service, nine(wide), holder=holder)])
        return found

    monkeypatch.setattr(holding, "of_holder", looked)

    assert holding_it(wide, service, nine(wide), holder="she")() == DONE

    assert [row.holder for row in active()] == ["she", "she"]


def clicking(client: Client, start: datetime, key: str) -> Callable[[], int]:
    form = {"start": f"{start:%Y-%m-%dT%H:%M:%SZ}", "key": key}
    return lambda: client.post("/en/visits/krakow/INFO/holds/", form).status_code


@pytest.mark.parametrize(
    ("keys", "times"),
    [
        pytest.param([KEY, KEY], 1, id="one-form-sent-twice"),
        pytest.param(["", ""], 2, id="without-the-key-they-are-two-visitors"),
    ],
)
def test_a_first_click_made_twice_at_once_without_a_cookie_takes_one_time(
    wide: Office, keys: list[str], times: int
) -> None:
    """The second case is the negative control: nothing else tells that the two are one."""
    with time_machine.travel(make.AT, tick=False):
        for _round in range(3):
            clear()

            answers = together([clicking(Client(), nine(wide), key) for key in keys])

            assert answers == [302, 302]
            assert len(active()) == times
