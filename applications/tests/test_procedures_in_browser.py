"""The page of a kind of case as a browser shows it: readable by everybody, on the smallest phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from applications.tests.law import restore
from scheduling.tests.in_browser import OVERFLOW, served, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    restore()
    with served() as address:
        context = browser.new_context(viewport={"width": 320, "height": 640}, base_url=address)
        yield context.new_page()
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fees_documents_and_terms_are_for_everybody(scheme: str, page: Page) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two it knows

    page.goto("/en/procedures/")
    listed = violations(page)
    page.get_by_role("link", name="Temporary residence and work permit", exact=True).click()
    today = [*violations(page), *violations(page, "color-contrast")]
    too_wide = page.evaluate(OVERFLOW)
    for part, text in (("Day", "21"), ("Month", "9"), ("Year", "2020")):
        page.get_by_role("textbox", name=part).fill(text)
    page.get_by_role("button", name="Show what holds then").click()

    assert page.get_by_text("What holds if you file on 21 September 2020.").is_visible()
    assert (listed, today, violations(page), too_wide) == ([], [], [], 0)
