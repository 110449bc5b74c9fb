"""Take the pictures of the README anew, from a demonstration that is running.

.venv/bin/python docs/pictures/take.py http://localhost:8000
"""  # noqa: INP001  a script, of no package

import sys
from pathlib import Path
from secrets import randbelow
from urllib.parse import urljoin

from playwright.sync_api import Browser, Locator, Page, sync_playwright

HERE = Path(__file__).parent
PATIENCE = 15_000  # milliseconds
DESKTOP = {"width": 1280, "height": 600}
FEW = range(7, 11)  # times that one picture shows
WHO = {
    "given_names": "Oksana",
    "family_name": "Prykladna",
    "birth_date_day": "27",
    "birth_date_month": "3",
    "birth_date_year": str(1960 + randbelow(40)),  # somebody else each time: one visit a person
    "case_number": f"SC-II.6151.{10_000 + randbelow(90_000)}.2026",
    "email": "oksana@example.test",
}


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        reference = book(browser, site)
        look_as_staff(browser, site, reference)
        browser.close()


def book(browser: Browser, site: str) -> str:
    """Book in Russian on a phone; return the reference."""
    context = browser.new_context(viewport={"width": 360, "height": 720}, device_scale_factor=2)
    context.set_default_timeout(PATIENCE)
    page, mail = context.new_page(), context.new_page()
    page.goto(f"{site}/ru/demo/")
    page.locator("form[action$='/visitor/'] button").click()
    page.goto(f"{site}/ru/visits/krakow/COMPLETE/times/")
    first_with_a_gap(page, site)
    shoot(page, "break", page.locator("main h2").first)
    page.locator("main button.portal-time").first.click()
    for name, text in WHO.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=citizenship]").select_option("UA")
    page.locator("#details .govuk-button:not(.portal-button--quiet, .portal-button--secondary)").click()
    page.locator("form[action$='/code/mail/'] button").first.click()
    open_newest(mail, site)
    page.locator("#id_code").fill(mail.locator("[data-code]").inner_text())
    page.locator("form[action$='/visits/code/'] button").click()
    shoot(page, "booked", page.locator(".portal-panel"))
    open_newest(mail, site, after=mail.locator("h1").inner_text())
    shoot(mail, "message", mail.locator("h1"))
    return page.locator(".portal-panel__reference strong").inner_text()


def first_with_a_gap(page: Page, site: str) -> None:
    """Open the first day with times just before and after the break, few enough for one picture."""
    following = page.locator("main a[href*='month=']").last.get_attribute("href")
    page.goto(urljoin(page.url, following))
    days = [link.get_attribute("href") for link in page.locator("main a[href*='/times/20']").all()]
    for day in days:
        page.goto(f"{site}{day}")
        times = [text[:5] for text in page.locator("main .portal-time").all_inner_texts()]
        around = [time for time in times if "14:00" <= time < "17:00"]
        if len(times) in FEW and around and around[0] < "15" < around[-1]:
            return
    raise LookupError("No day shows the gap well: set the clock to another Tuesday.")


def open_newest(page: Page, site: str, *, after: str = "") -> None:
    """Open the newest e-mail once it is there, and is not the one of before."""
    while True:
        page.goto(f"{site}/ru/demo/mailbox/")
        letters = page.locator("tbody a")
        if letters.count() and letters.first.inner_text() != after:
            letters.first.click()
            return
        page.wait_for_timeout(500)


def look_as_staff(browser: Browser, site: str, reference: str) -> None:
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]  # Playwright's own dictionary
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    for door, name in (("clerk", "desk"), ("supervisor", "supervisor"), ("officer", "case")):
        page.goto(f"{site}/en/demo/")
        page.locator(f"form[action$='/{door}/'] button").click()
        if door == "clerk":
            page.goto(f"{site}/admin/scheduling/appointment/?q={reference}")
            page.locator("#result_list tbody a").first.click()
        elif door == "officer":
            page.get_by_role("link", name="Term ends within 14 days").click()
            page.locator("table a[href*='/change/']").last.click()
        page.wait_for_load_state("networkidle")
        shoot(page, name)


def shoot(page: Page, name: str, top: Locator | None = None) -> None:
    """Take what the window shows, from the top of an element on."""
    page.wait_for_load_state("networkidle")
    if top:
        top.evaluate("element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 16)")
    page.screenshot(path=HERE / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
