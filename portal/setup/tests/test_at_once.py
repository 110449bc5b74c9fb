"""Two who set up an office at the same moment."""

from functools import partial

import pytest

from portal.accounts.models import Membership, Office, User
from portal.setup.office import OfficeKnownError, set_up
from portal.setup.questions import read_all
from scheduling.models import Counter
from scheduling.tests import factories as make
from scheduling.tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)


def make_office(slug: str) -> str:
    answers, wrong = read_all(
        {
            "slug": slug,
            "address": "ul. Przykładowa 1",
            "administrator": f"chief-{slug}@example.test",
            "weeks": "1",
        }
    )
    assert answers, wrong
    try:
        set_up(answers, password="", at=make.AT)
    except OfficeKnownError:
        return "known"
    return "made"


def test_of_two_who_make_the_same_office_one_does_and_the_other_is_told() -> None:
    assert sorted(together([partial(make_office, "krakow")] * 2)) == ["known", "made"]

    assert (Office.objects.count(), Counter.objects.count(), Membership.objects.count()) == (1, 2, 2)


def test_of_two_who_make_the_first_office_one_may_do_everything() -> None:
    assert together([partial(make_office, slug) for slug in ("krakow", "lublin")]) == ["made", "made"]

    assert User.objects.filter(is_superuser=True).count() == 1
