"""The look-up and the share code as a browser shows them: on the smallest phone, in both schemes."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from applications.tests.law import restore
from applications.tests.party import owner_of
from applications.tests.views.cases.codes import WRONG, coded
from portal.accounts.tests import factories as accounts
from portal.web.tests import counted
from scheduling.tests.in_browser import OVERFLOW, served, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def site() -> Iterator[str]:
    restore()
    counted.forget()
    with served() as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": 320, "height": 640}, base_url=site, reduced_motion="reduce"
    ) as context:
        yield context.new_page()


def faults(page: Page) -> list[object]:
    """Return what axe finds in light and dark, and by how much the page is too wide."""
    found: list[object] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [*violations(page), *violations(page, "color-contrast")]
    wide = page.evaluate(OVERFLOW)
    return [*found, *([wide] if wide else [])]


def test_from_the_letter_to_the_case_and_to_an_employer(page: Page, site: str) -> None:
    case, code = coded(accounts.office())
    found: dict[str, list[object]] = {}

    page.goto(f"/en/case/?number={case.case_number}")
    found["form"] = faults(page)
    page.get_by_label("Access code").fill(WRONG)
    page.get_by_role("button", name="Show my case").click()
    found["miss"] = faults(page)
    page.get_by_label("Access code").fill(code)
    page.get_by_role("button", name="Show my case").click()
    page.wait_for_url("**/en/case/status/")
    found["status"] = faults(page)
    page.get_by_role("button", name="Close my case").click()
    sign_in(page.context, site, owner_of(case))
    page.goto("/en/cases/add/")
    found["claim"] = faults(page)
    page.goto(f"/en/cases/{case.pk}/codes/")
    page.get_by_label("For whom").fill("Café Nowak")
    page.get_by_role("button", name="Make a code").click()
    shared = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", page.locator("main").inner_text())
    found["codes"] = faults(page)
    page.context.clear_cookies()
    for typed, name in ((shared[0] if shared else "", "pending"), (WRONG, "nothing")):
        page.goto("/en/shared/")
        found["share form"] = faults(page)
        page.get_by_label("Share code").fill(typed)
        page.get_by_role("button", name="Check the code").click()
        found[name] = faults(page)
    said = page.get_by_role("heading", level=1).inner_text()

    assert said == "No pending case"
    assert {name: each for name, each in found.items() if each} == {}
