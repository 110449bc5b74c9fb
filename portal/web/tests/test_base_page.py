import gzip
import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from portal.web.gallery import SampleForm

pytestmark = [pytest.mark.urls("portal.web.tests.gallery_urls"), pytest.mark.django_db]

KILOBYTE = 1000
WORDS = 15 * KILOBYTE  # what we leave for a page that has more to say than this one


def links(html: str, pattern: str) -> list[str]:
    return [unescape(found) for found in re.findall(pattern, html)]


def test_each_language_links_to_this_very_page_with_its_query(client: Client) -> None:
    html = client.get("/en/visits/card/?month=2026-12&office=krakow").content.decode()

    header = html.partition("</header>")[0]
    assert links(header, r'<a class="portal-languages__link" href="([^"]+)"') == [
        "/pl/visits/card/?month=2026-12&office=krakow",
        "/ru/visits/card/?month=2026-12&office=krakow",
    ]


def test_each_language_stands_under_its_own_name(client: Client) -> None:
    html = client.get("/pl/components/").content.decode()

    header = html.partition("</header>")[0]
    assert '<span class="portal-languages__current" lang="pl" aria-current="true">Polski</span>' in header
    assert re.findall(r'lang="(..)" hreflang="(..)">([^<]+)</a>', header) == [
        ("en", "en", "English"),
        ("ru", "ru", "Русский"),
    ]


def test_search_engines_find_each_language_and_one_that_asks_the_reader(client: Client) -> None:
    html = client.get("/ru/visits/card/?month=2026-12").content.decode()

    assert re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html) == [
        ("pl", "http://testserver/pl/visits/card/?month=2026-12"),
        ("en", "http://testserver/en/visits/card/?month=2026-12"),
        ("ru", "http://testserver/ru/visits/card/?month=2026-12"),
        ("x-default", "http://testserver/visits/card/?month=2026-12"),
    ]


def test_the_address_without_a_language_leads_to_the_readers_own(client: Client) -> None:
    response = client.get("/visits/card/?month=2026-12", headers={"accept-language": "ru"})

    assert response["Location"] == "/ru/visits/card/?month=2026-12"


def test_the_menu_marks_the_page_it_is_on(client: Client) -> None:
    html = client.get("/en/contact/").content.decode()

    assert re.findall(r'class="portal-nav__link" href="([^"]+)" aria-current="page"', html) == [
        "/en/contact/"
    ]


def test_a_page_whose_form_has_errors_says_so_in_its_title() -> None:
    assert render_to_string("base.html", {"form": SampleForm({})}).count("<title>Error: ") == 1
    assert render_to_string("base.html", {"form": SampleForm()}).count("<title>Foreigners") == 1


def test_htmx_keeps_nothing_evaluates_nothing_and_shows_refused_forms(client: Client) -> None:
    html = client.get("/en/components/").content.decode()

    config = json.loads(links(html, r"name=\"htmx-config\" content='([^']+)'")[0])
    swaps = {rule["code"]: rule["swap"] for rule in config.pop("responseHandling")}
    assert config == {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
    }
    assert swaps == {"204": False, "[23]..": True, "422": True, "[45]..": False}


def test_no_page_carries_a_script_or_a_style_in_itself(client: Client) -> None:
    html = client.get("/en/components/").content.decode()

    assert re.findall(r"<style|\sstyle=|\son\w+=|hx-on|<script(?![^>]*\ssrc=)|javascript:", html) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//(?!testserver)[^"]*"', html) == []


def test_every_component_is_in_the_gallery() -> None:
    folder = Path(settings.BASE_DIR) / "templates"
    components = {f"components/{path.name}" for path in (folder / "components").glob("*.html")}
    pages = [folder / "base.html", *(folder / "components").glob("*.html"), *folder.glob("[45]*.html")]
    used = {name for page in pages for name in re.findall(r'"(components/\w+\.html)"', page.read_text())}

    by_python = {"components/gallery.html", "components/date_parts.html"}
    assert components - used == by_python


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page()


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_first_view_fits_in_a_hundred_kilobytes_and_ten_requests(
    language: str, page: Page, live_server: LiveServer
) -> None:
    weights: dict[str, int] = {}
    page.on("response", lambda response: weights.update({response.url: weight(response.body())}))

    page.goto(f"{live_server.url}/{language}/form/", wait_until="networkidle")

    assert len(weights) <= 10
    assert sum(weights.values()) <= 100 * KILOBYTE - WORDS


def weight(body: bytes) -> int:
    """Return the size as it is served: compressed, unless that makes it no smaller."""
    return min(len(body), len(gzip.compress(body, 6)))


def test_a_polish_and_an_english_page_do_not_load_the_cyrillic_letters(
    page: Page, live_server: LiveServer
) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))

    page.goto(f"{live_server.url}/pl/form/", wait_until="networkidle")

    fonts = {name for name in loaded if name.endswith(".woff2")}
    assert "portal-sans-cyrillic.woff2" not in fonts
    assert "portal-sans-russian-name.woff2" in fonts


def test_the_fonts_that_pages_preload_are_served() -> None:
    html = (Path(settings.BASE_DIR) / "templates" / "base.html").read_text()

    preloaded = re.findall(r'"(portal/fonts/[^"]+)"', html)
    assert preloaded == ["portal/fonts/portal-sans-latin.woff2", "portal/fonts/portal-sans-cyrillic.woff2"]
    assert all(finders.find(name) for name in preloaded)
