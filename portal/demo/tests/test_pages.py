"""The demonstration's information pages are whole in each language, and their links lead somewhere."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from portal.demo.world.offices import FROM, PLACES, missing_counters, office
from portal.demo.world.pages import pages
from portal.setup.catalogue import services
from portal.web.markdown import to_html
from portal.web.models import Page

pytestmark = pytest.mark.django_db


def test_every_text_stands_in_every_language() -> None:
    pages()

    fields = [
        f"{name}_{language}" for name in ("title", "summary", "body") for language in ("pl", "en", "ru")
    ]
    assert Page.objects.count() == 7
    assert [
        (page.slug, name) for page in Page.objects.all() for name in fields if not getattr(page, name)
    ] == []


def test_making_them_again_changes_nothing() -> None:
    pages()
    Page.objects.filter(slug="fees").update(title_en="Our fees")

    pages()

    assert Page.objects.filter(slug="fees", title_en="Our fees").exists()
    assert Page.objects.count() == 7


def test_tables_become_tables() -> None:
    pages()

    with translation.override("en"):
        assert '<table class="govuk-table">' in to_html(Page.objects.get(slug="fees").body)


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_every_link_leads_to_a_page_in_the_same_language(client: Client, language: str) -> None:
    known = services(valid_from=FROM)
    for place in PLACES:
        missing_counters(place, office(place, known, today=date(2026, 11, 24)), known, scale=1)
    pages()

    with translation.override(language):
        html = "".join(to_html(page.body) for page in Page.objects.all())
    links = set(re.findall(r'href="(/[^"]+)"', html))

    assert {f"/{language}/visits/krakow/{code}/" for code in ("CARD", "CARD_X", "COMPLETE", "FILE")} <= links
    assert {f"/{language}/info/{slug}/" for slug in ("fees", "keep-a-term", "summons", "filing")} <= links
    assert [link for link in links if not link.startswith(f"/{language}/")] == []
    assert [(link, code) for link in links if (code := client.get(link).status_code) != 200] == []


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_fees_are_those_of_the_act(language: str) -> None:
    pages()

    with translation.override(language):
        rows = [row.split("|")[2] for row in Page.objects.get(slug="fees").body.splitlines() if "zł |" in row]

    amounts = [re.findall(r"(\d+) zł", row) for row in rows]
    assert amounts == [["440"], ["440"], ["220"], ["170"], ["85"], ["340"], ["340"], ["640"], ["27"], ["100"]]
