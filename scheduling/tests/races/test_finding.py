"""Codes to a visit, asked for and guessed at the same moment."""

from collections.abc import Callable
from functools import partial

import pytest

from portal.accounts.models import Office
from portal.audit.rules.actors import VISITOR
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.actions import finding
from scheduling.actions.booking import WrongCodeError
from scheduling.models import AccessCode, Appointment, Service
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import together

MANY = 16
OLENA = "olena@example.test"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(office: Office, service: Service) -> Appointment:
    start = make.local(office, make.MONDAY, "09:00")
    made = make.appointment(office.counter_set.get(), service, start, email=OLENA)
    made.token_digest = token_digest(notices.token_of(made))
    made.save()
    return made


def ask(visit: Appointment, *, browser: str = "hers", key: str = "a form") -> str:
    """Ask for a code, and return that it was sent or why not."""
    try:
        finding.ask(reference=visit.reference, contact=OLENA, finder=browser, key=key, by=VISITOR, at=make.AT)
    except finding.AskedTooOftenError:
        return "too often"
    return "sent"


def guess(code: str) -> int | None:
    """Enter a code, and return how many tries are left if it was wrong."""
    try:
        finding.enter(code=code, finder="hers", by=VISITOR, at=make.AT)
    except WrongCodeError as error:
        return error.left
    return None


def at_once(act: Callable[[], object]) -> list[object]:
    return together([act] * MANY)


def test_guesses_made_at_once_are_all_counted(visit: Appointment) -> None:
    ask(visit)
    right = notices.access_code_of(AccessCode.objects.get())
    wrong = f"{(int(right) + 1) % 10**6:06}"

    left = at_once(partial(guess, wrong))

    assert sorted(map(str, left)) == sorted(map(str, [4, 3, 2, 1, *[0] * (MANY - 4)]))
    assert guess(right) == 0


def test_the_right_code_pressed_many_times_lets_in_each_time(visit: Appointment) -> None:
    ask(visit)
    right = notices.access_code_of(AccessCode.objects.get())

    assert at_once(partial(guess, right)) == [None] * MANY


def test_one_form_pressed_many_times_sends_one_mail(visit: Appointment) -> None:
    assert at_once(partial(ask, visit)) == ["sent"] * MANY
    assert Notice.objects.count() == 1


def test_many_browsers_at_once_get_five_codes(visit: Appointment) -> None:
    answers = together([partial(ask, visit, browser=f"browser {number}") for number in range(MANY)])

    assert answers.count("sent") == AccessCode.objects.count() == Notice.objects.count() == 5
