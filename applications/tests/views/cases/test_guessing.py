"""Guesses through the page itself; `bench/lookup` has the million."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.test import Client

from applications.rules.access import CODE_BITS, access_code
from applications.tests import factories as make
from applications.tests.views.cases.codes import coded, typed, written
from portal.accounts.tests import factories as accounts
from portal.web.limits import spend
from portal.web.tests import counted
from scheduling.views.limits import LOOK, By

pytestmark = pytest.mark.django_db
GUESSES, LOOKED_AT = 40, 15
DAY = timedelta(days=1)


def test_in_a_day_no_more_guesses_at_a_case_are_looked_at_than_its_limit() -> None:
    counted.forget()
    case, _code = coded(accounts.office())
    day = LOOK.limits[By.CASE][-1]
    for _each in range(day.times - LOOKED_AT):
        spend((day, case.case_number), at=make.AT)
    answers: Counter[int] = Counter()
    random = Random(8)  # noqa: S311  a story to be told again, no secret
    for each in range(GUESSES):
        with time_machine.travel(make.AT + DAY * each / GUESSES, tick=False):
            guess = access_code(random.getrandbits(CODE_BITS))
            answers[typed(Client(), case.case_number, guess, REMOTE_ADDR=f"192.0.2.{each}").status_code] += 1

    assert answers == {422: LOOKED_AT, 429: GUESSES - LOOKED_AT}
    assert written().count("case.look_up_failed") == LOOKED_AT
    assert "case.looked_up" not in written()
