"""Announcements above every page, in the reader's language, and the page that has all of them."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.accounts.tests import factories as accounts
from portal.web.tests.factories import AT, announcement

pytestmark = pytest.mark.django_db

REGION = re.compile(r'<section class="portal-announcements" aria-label="([^"]+)">(.*?)</section>', re.DOTALL)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def region(client: Client, path: str) -> str:
    found = REGION.search(client.get(path).content.decode())
    return found.group(2) if found else ""


@pytest.mark.parametrize(
    "path", ["", "info/", "accessibility/", "privacy/", "accessibility/report/", "visits/", "contact/"]
)
@pytest.mark.parametrize(("language", "title"), [("pl", "Early (pl)"), ("en", "Early"), ("ru", "Early (ru)")])
def test_every_page_says_it_in_the_readers_language(
    client: Client, path: str, language: str, title: str
) -> None:
    announcement("Early")

    shown = region(client, f"/{language}/{path}")

    assert re.findall(r'<p class="portal-announcement__title">([^<]+?)\s*</p>', shown) == [title]


def test_one_is_shown_whole_and_its_markdown_is_safe(client: Client) -> None:
    announcement("A <b>", body_en="From **12:00** <script>")

    html = region(client, "/en/")

    assert "A &lt;b&gt;" in html
    assert "<strong>12:00</strong> &lt;script&gt;" in html
    assert "<details" not in html


def test_several_are_folded_and_more_than_three_stand_behind_a_link(client: Client) -> None:
    for name in ("A", "B", "C"):
        announcement(name)
    three = region(client, "/en/")
    announcement("D")
    four = region(client, "/en/")

    titles = re.compile(r'<summary class="portal-announcement__title">(\w)\s*</summary>')
    assert titles.findall(three) == titles.findall(four) == ["A", "B", "C"]
    assert [html.count('href="/en/announcements/"') for html in (three, four)] == [0, 1]


def test_there_is_no_region_where_there_is_nothing_to_say(client: Client) -> None:
    announcement(is_published=False)

    assert "portal-announcements" not in client.get("/en/").content.decode()


def test_the_office_is_named_only_where_there_are_others(client: Client) -> None:
    office = accounts.office("krakow")
    announcement(office=office)
    alone = region(client, "/en/")
    accounts.office("nowy-sacz")
    among_others = region(client, "/en/")

    assert ["Office krakow" in html for html in (alone, among_others)] == [False, True]


def test_the_page_of_all_has_each_once(client: Client) -> None:
    for name in ("A", "B", "C", "D"):
        announcement(name)

    html = client.get("/en/announcements/").content.decode()

    assert re.findall(r'<h2 class="govuk-heading-m">(\w)\s*</h2>', html) == ["A", "B", "C", "D"]
    assert "portal-announcements" not in html


def test_the_page_of_all_says_when_there_is_nothing(client: Client) -> None:
    assert "There is nothing to announce now." in client.get("/en/announcements/").content.decode()


def test_a_page_that_was_not_found_does_not_ask(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    announcement()

    with django_assert_num_queries(0):
        response = client.get("/en/nothing/here/at/all/")

    assert response.status_code == 404
