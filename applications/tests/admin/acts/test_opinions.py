from datetime import date

import pytest
from django.test import Client

from applications.choices import EventKind as K
from applications.tests import factories as make
from applications.tests.admin.acts.world import TODAY, Screen, screen, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def examined(at_case: Screen) -> Screen:
    make.happen(at_case.case, K.REGISTERED)
    return at_case


def test_several_authorities_are_asked_at_once_with_thirty_days(examined: Screen) -> None:
    examined.send("opinion_asked", authority=["sg", "abw"], on="2026-11-20")

    rows = examined.case.events.filter(kind=K.OPINION_ASKED).order_by("sequence")
    assert [(row.on, row.data) for row in rows] == [
        (date(2026, 11, 20), {"authority": "sg", "due_on": "2026-12-21"}),  # the 20th is a Sunday
        (date(2026, 11, 20), {"authority": "abw", "due_on": "2026-12-21"}),
    ]


def test_another_day_than_the_usual_may_be_written(examined: Screen) -> None:
    examined.send("opinion_asked", authority=["sg"], due_on="2026-12-11")

    assert examined.entered == (K.OPINION_ASKED, TODAY, {"authority": "sg", "due_on": "2026-12-11"})


def test_whoever_has_time_left_is_not_asked_again(examined: Screen) -> None:
    examined.happen(K.OPINION_ASKED, authority="sg", due_on="2026-12-31")

    offered = [
        key for key, _name in examined.page("opinion_asked").context["form"].fields["authority"].choices
    ]

    assert offered == ["police", "abw", "consul"]


def test_an_authority_may_take_sixty_days_from_the_day_it_was_asked(examined: Screen) -> None:
    examined.happen(K.OPINION_ASKED, date(2026, 11, 2), authority="sg", due_on="2026-12-02")

    late = examined.send("opinion_longer", authority="sg", due_on="2027-01-05")
    examined.send("opinion_longer", authority="sg")

    assert "The law allows no later day than Monday 4 January 2027" in text_of(late)  # the 1st is a holiday
    assert examined.entered == (K.OPINION_EXTENDED, TODAY, {"authority": "sg", "due_on": "2027-01-04"})


@pytest.mark.parametrize("due_on", ["2026-12-01", "2026-11-30"])
def test_a_term_ends_after_it_begins(examined: Screen, due_on: str) -> None:
    response = examined.send("opinion_asked", authority=["sg"], due_on=due_on)

    assert response.status_code == 422
    assert "This day has to come after the day of the letter" in text_of(response)


def test_an_opinion_may_come_late(examined: Screen) -> None:
    examined.happen(K.OPINION_ASKED, date(2026, 10, 5), authority="sg", due_on="2026-11-04")

    examined.send("opinion_given", authority="sg")

    assert examined.entered == (K.OPINION_GIVEN, TODAY, {"authority": "sg"})


def test_an_authority_that_answered_is_not_offered_again(examined: Screen) -> None:
    for authority in ("sg", "abw"):
        examined.happen(K.OPINION_ASKED, authority=authority, due_on="2026-12-31")
    examined.happen(K.OPINION_GIVEN, authority="sg")

    offered = examined.page("opinion_given").context["form"].fields["authority"].choices

    assert [key for key, _name in offered] == ["abw"]


def test_the_page_says_that_nobody_is_asked_of_a_young_child(client: Client) -> None:
    child = screen(client, birth_date=date(2015, 5, 17))
    make.happen(child.case, K.REGISTERED)

    assert "The applicant was under 13 on the day of filing: nobody is asked" in text_of(
        child.page("opinion_asked")
    )
