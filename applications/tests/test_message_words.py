"""Where messages about cases lead, and what they say in numbers."""

from dataclasses import replace
from typing import Any

import pytest

from applications.choices import Assurance
from applications.notices.days import day_mail
from applications.notices.digest import Counts, digest_mail
from applications.notices.links import case_of, link
from applications.notices.occasions import EXAMPLE_ON, Occasion, day_of
from applications.tests import factories as make
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.notifications.choices import Channel
from portal.notifications.rules.kinds import About
from portal.notifications.rules.letters import Button, Items, Mail, Paragraph

ABOUT = About("1", 1, "stay:2026-12-20:-3", Channel.EMAIL, make.AT)


def lines(counts: str) -> tuple[str, ...]:
    mail = digest_mail(User(), replace(ABOUT, occasion=counts))
    (items,) = (block for block in mail.blocks if isinstance(block, Items))
    assert mail.preview == items.texts[0]
    return items.texts


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        pytest.param("2026-12-01:1:0", ("There is news in 1 case.",), id="one"),
        pytest.param("2026-12-01:0:2", ("In 2 cases a term ends within 7 days.",), id="terms-alone"),
        pytest.param(
            "2026-12-01:3:1",
            ("There is news in 3 cases.", "In 1 case a term ends within 7 days."),
            id="both",
        ),
    ],
)
def test_one_message_for_all_says_what_there_is(counts: str, said: tuple[str, ...]) -> None:
    assert lines(counts) == said


def test_numbers_are_read_as_they_were_written() -> None:
    counts = Counts(EXAMPLE_ON, 12, 7)

    assert Counts.read(counts.text) == counts


@pytest.mark.parametrize("days", [None, 0, -3, 14])
def test_an_occasion_is_read_as_it_was_written(days: int | None) -> None:
    occasion = Occasion("summons-2", EXAMPLE_ON, days)

    assert Occasion.read(occasion.text) == occasion
    assert day_of(replace(ABOUT, occasion=occasion.text)) == EXAMPLE_ON


@pytest.mark.parametrize("text", ["", "0", "letter:17", "stay:never:-3", "stay:2026-12-20:soon"])
def test_what_is_no_occasion_of_a_day_is_none(text: str) -> None:
    assert Occasion.read(text) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("of", "has_account", "page"),
    [("TEMP_WORK", True, "case_detail"), ("TEMP_WORK", False, "case_find"), ("WP_A", False, "case_detail")],
)
def test_a_message_leads_to_where_its_reader_can_see_the_case(of: str, has_account: bool, page: str) -> None:
    case = make.case(accounts.office(), of=of)
    case.account, case.account_level = (accounts.user() if has_account else None), Assurance.DESK

    assert case_of(case) == (link(page, case.pk) if page == "case_detail" else link(page))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "is_in_portal"),
    [({}, True), ({"account": None}, False), ({"account_level": Assurance.SELF}, False)],
)
def test_what_day_it_is_stands_where_its_reader_can_look(fields: dict[str, Any], is_in_portal: bool) -> None:
    case = make.case(accounts.office())
    case.account, case.account_level = accounts.user(), Assurance.DESK
    for name, value in fields.items():
        setattr(case, name, value)

    texts = " ".join(block.text for block in day_mail(case, ABOUT).blocks if isinstance(block, Paragraph))

    assert "Sunday 20 December 2026" in texts
    assert ("stands in the portal" in texts, "Look at the dates on your papers" in texts) == (
        is_in_portal,
        not is_in_portal,
    )


def buttons(mail: Mail) -> list[str]:
    return [block.url for block in mail.blocks if isinstance(block, Button)]


def test_the_message_for_all_leads_to_the_list_of_clients() -> None:
    assert buttons(digest_mail(User(), ABOUT)) == [link("client_list")]
