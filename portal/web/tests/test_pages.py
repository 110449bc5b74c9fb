"""Home, information pages and the two statements, in each language."""

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.accounts.tests import factories as accounts
from portal.web.markdown import to_html
from portal.web.models import Page

pytestmark = pytest.mark.django_db

LANGUAGES = ["pl", "en", "ru"]
# What the Polish "Warunki techniczne … deklaracji dostępności" 2.0 asks to be found by id.
STATEMENT_IDS = {
    "a11y-wstep",
    "a11y-podmiot",
    "a11y-url",
    "a11y-data-publikacja",
    "a11y-data-aktualizacja",
    "a11y-status",
    "a11y-data-sporzadzenie",
    "a11y-data-przeglad",
    "a11y-audytor",
    "a11y-kontakt",
    "a11y-osoba",
    "a11y-email",
    "a11y-telefon",
    "a11y-procedura",
    "a11y-architektura",
    "a11y-aplikacje",
}


def page(slug: str = "fees", **fields: object) -> Page:
    defaults = {
        "title_pl": "Opłaty",
        "title_en": "Fees",
        "title_ru": "Сборы",
        "summary_en": "What you pay, and to whom.",
        "body_en": "## Card\n\n100 zł",
        "checked_on": date(2026, 11, 1),
    }
    return Page.objects.create(slug=slug, **defaults | fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "info/", "accessibility/", "privacy/"])
def test_every_page_opens_without_any_office(client: Client, language: str, path: str) -> None:
    response = client.get(f"/{language}/{path}")

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_has_every_part_that_monitoring_looks_for(client: Client, language: str) -> None:
    accounts.office(email="office@example.test", phone="+48120000000")

    html = client.get(f"/{language}/accessibility/").content.decode()

    assert {*re.findall(r'id="(a11y-[a-z-]+)"', html)} >= STATEMENT_IDS
    assert "office@example.test" in html
    assert 'href="tel:+48120000000"><bdi>+48 12 000 00 00</bdi></a>' in html


def test_the_statement_leads_to_what_the_office_says_about_its_building(client: Client) -> None:
    page("building", title_en="Entrance and lift")

    html = client.get("/en/accessibility/").content.decode()

    assert '<a class="govuk-link" href="/en/info/building/">Entrance and lift</a>' in html
    assert "has still to describe" not in html


def test_the_statement_says_so_as_long_as_nobody_has_described_the_building(client: Client) -> None:
    page("building", is_published=False)

    html = client.get("/en/accessibility/").content.decode()

    assert "The office has still to describe its entrance, lift, toilets and parking here." in html
    assert "/en/info/building/" not in html


def test_a_barrier_in_the_building_is_reported_as_one_on_the_website(client: Client) -> None:
    _website, building = client.get("/en/accessibility/").content.decode().split('id="a11y-architektura"')

    assert '<a class="govuk-link" href="/en/accessibility/report/">the same report</a>' in building


def test_home_lists_what_is_published_in_order(client: Client) -> None:
    page("second", title_en="Second", position=2)
    page("first", title_en="First", position=1)
    page("draft", title_en="Draft", is_published=False)

    html = client.get("/en/").content.decode()

    assert "Draft" not in html
    assert html.index("First") < html.index("Second")


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_once_however_many_pages(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        page(f"page-{number}")

    with django_assert_num_queries(2):  # the pages, and what is announced
        client.get("/en/")


@pytest.mark.parametrize(("language", "title"), [("pl", "Opłaty"), ("en", "Fees"), ("ru", "Сборы")])
def test_a_page_is_read_in_the_language_of_its_address(client: Client, language: str, title: str) -> None:
    page()

    assert (
        f'<h1 class="govuk-heading-xl">{title}</h1>' in client.get(f"/{language}/info/fees/").content.decode()
    )


def test_a_draft_is_not_there(client: Client) -> None:
    page(is_published=False)

    assert client.get("/en/info/fees/").status_code == 404


@pytest.mark.parametrize(
    ("on", "stale"), [(date(2027, 5, 3), False), (date(2027, 5, 4), True)], ids=["half-a-year", "a-day-more"]
)
def test_facts_go_stale_after_half_a_year(on: date, stale: bool) -> None:
    assert page().is_stale(on) is stale


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("![x](https://example.org/x.png)", '!<a href="https://example.org/x.png" class="govuk-link">x</a>'),
        ("a *b*", '<p class="govuk-body">a <em>b</em></p>'),
    ],
    ids=["tags", "scripts", "images", "words"],
)
def test_markdown_lets_no_tag_of_its_own_through(text: str, html: str) -> None:
    assert html in to_html(text)
