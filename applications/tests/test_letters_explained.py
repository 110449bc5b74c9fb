"""What is said of each letter, in each language: by when, what follows otherwise, and to whom to turn."""

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date

import pytest
from django.utils import translation

from applications.choices import Consequence, Outcome, SummonsKind
from applications.choices import EventKind as K
from applications.notices.plain.guides import Letter
from applications.notices.plain.letters import GUIDES, guide_to
from applications.notices.plain.summonses import CONSEQUENCES
from portal.accounts.choices import Language

DAY = date(2026, 12, 22)
WHAT = {K.SUMMONED: SummonsKind.values, K.DECIDED: Outcome.values}


def letters() -> Iterator[Letter]:
    """Return every letter that is explained, each with all that it may carry and without."""
    for kind in GUIDES:
        for what in WHAT.get(K(kind), [""]):
            yield Letter(K(kind), what=what, days=7)
            yield Letter(
                K(kind),
                what=what,
                last=DAY,
                consequence=Consequence.UNEXAMINED,
                may_complain=True,
                gives_card=True,
                is_about_work=True,
            )


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize(
    "letter", list(letters()), ids=lambda letter: f"{letter.kind}-{letter.what}-{letter.last}"
)
def test_each_letter_has_a_name_a_meaning_and_steps(letter: Letter, language: str) -> None:
    with translation.override(language):
        guide = guide_to(letter)

    assert all((guide.polish, guide.meaning, *guide.steps))
    assert guide.steps
    assert "%(" not in str(astuple(guide))


def test_what_makes_no_letter_is_not_explained() -> None:
    with pytest.raises(KeyError):
        guide_to(Letter(K.NOTED))


def test_each_consequence_in_the_law_has_its_words() -> None:
    assert set(CONSEQUENCES) == set(Consequence)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "Within 1 day from the day on which you get the letter."),
        (2, "Within 2 days from the day on which you get the letter."),
    ],
)
def test_a_term_is_said_in_days_until_the_letter_has_come(days: int, said: str) -> None:
    with translation.override("en"):
        texts = [guide_to(Letter(K.SUMMONED, what="fee", days=days, last=last)).until for last in (None, DAY)]

    assert texts[0].startswith(f"{said} That day itself is not counted.")
    assert texts[1] == "The last day is Tuesday 22 December 2026."


def test_what_follows_stands_in_the_letter_where_no_law_is_entered() -> None:
    with translation.override("en"):
        otherwise = guide_to(Letter(K.SUMMONED, what="fee", days=7)).otherwise

    assert otherwise.startswith("What follows otherwise stands in the letter. If you cannot manage,")


@pytest.mark.parametrize("kind", [K.RETURNED, K.REFUSED_TO_OPEN])
@pytest.mark.parametrize(
    ("is_about_work", "authority"), [(False, "Szef Urzędu"), (True, "minister właściwy")]
)
def test_a_complaint_goes_to_whoever_hears_it(kind: K, is_about_work: bool, authority: str) -> None:
    with translation.override("en"):
        guide = guide_to(Letter(kind, is_about_work=is_about_work))

    assert [authority in step for step in guide.steps].count(True) == 1
    assert guide.has_ways
