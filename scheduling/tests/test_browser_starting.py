"""Before the calendar, in a real browser: a matter, questions, advice, and on to the times."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import LANGUAGES, faults, go_to

WORDS = {"pl": ("Sprawa", "Rada"), "en": ("Matter", "Advice"), "ru": ("Дело", "Совет")}


@pytest.fixture(autouse=True)
def _a_tuesday_morning_in_december() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=True):
        yield


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:  # noqa: ARG001  the server reads what was committed
    paper = make.service("FILE", minutes=30, longer_minutes=60, closed_note_en="Use **MOS**.")
    make.matter(paper, "PAPER", position=1)
    make.matter(paper, "ONLINE", valid_to=date(2026, 4, 26), closed_note_ru="Через MOS.")
    advice = {f"advice_{language}": f"{word} 1." for language, (_matter, word) in WORDS.items()}
    make.question(paper, **advice)
    make.working_office(paper, slug="krakow", counters=2)
    with in_browser.served() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:  # noqa: ARG001  it leaves before the server does
    with in_browser.phone(browser) as page:
        yield page


def answer(page: Page, *, matter: str, yes: bool, people: str) -> None:
    page.locator(f"input[name=matter][value={matter}] + label").click()
    page.locator(f"input[name^=question_][value={'yes' if yes else 'no'}] + label").click()
    page.locator("#id_people").fill(people)
    page.locator("#start button").click()


def story(page: Page, site: str, language: str) -> Iterator[str]:
    """Go from the service to the times by way of everything that can be asked; name each page."""
    matter, advice = WORDS[language]
    page.goto(f"{site}/{language}/visits/krakow/FILE/")
    page.locator("a.portal-button--start").click()
    yield "start"
    page.locator("#start button").click()
    expect(page.locator(".govuk-error-summary a")).to_have_count(2)
    yield "start with errors"
    answer(page, matter="ONLINE", yes=True, people="7")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{matter} ONLINE")
    yield "ended"
    page.locator("main a[href$='/start/']").first.click()
    answer(page, matter="PAPER", yes=False, people="7")
    expect(page.locator("#id_people")).to_have_value("7")
    expect(page.locator("input[value=PAPER]")).to_be_checked()
    page.locator("#id_people").fill("2")
    page.locator("input[name=longer] + label").click()
    page.locator("#start button").click()
    expect(page.get_by_text(f"{advice} 1.")).to_be_visible()
    yield "advice"
    page.locator("a.portal-button--secondary").click()
    expect(page).to_have_url(re.compile(r"/times/\?people=2&longer=yes&matter=PAPER$"))
    yield "times"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_leads_to_the_times_for_all_who_come(page: Page, site: str, language: str) -> None:
    wrong = {name: found for name in story(page, site, language) if (found := faults(page))}

    assert wrong == {}


def test_it_is_asked_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)

    seen = list(story(context.new_page(), site, "en"))

    assert seen == ["start", "start with errors", "ended", "advice", "times"]
    context.close()


def test_it_is_answered_with_the_keyboard_alone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/en/visits/krakow/FILE/start/")

    wrong = in_browser.faults_of_focus(page)
    page.goto(f"{site}/en/visits/krakow/FILE/start/")
    go_to(page, "", control="id_matter_0")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    go_to(page, "Continue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/times/?matter=PAPER")

    assert wrong == []
