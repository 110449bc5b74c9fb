"""The page beside a letter on paper: whatever it says, in whichever language, one sheet of A4 holds it."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from applications.actions.access import issue_access_code
from applications.choices import EventKind as K
from applications.choices import Outcome, SummonsKind
from applications.tests import factories as make
from applications.tests.admin.acts.world import Screen, decide, screen
from applications.tests.law import restore
from portal.accounts.choices import Language
from portal.audit.rules.actors import SYSTEM

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

SHEET = re.compile(rb"/Type\s*/Page\b")
STYLES = ("scheduling/slip.css", "applications/letter.css", "applications/insert.css")
LONG = [
    {"number": number, "name": f"Zaświadczenie numer {number} " + "o niezaleganiu w opłatach " * 6}
    for number in range(1, 13)
]


def test_one_sheet_holds_the_longest_of_them(client: Client, browser: Browser) -> None:
    restore()
    papers = {
        f"{name} {language}": text for name, at_case in cases(client) for language, text in spoken(at_case)
    }

    with browser.new_context() as context:
        page = context.new_page()
        taken = {name: sheets(page, text) for name, text in papers.items()}

    assert taken == dict.fromkeys(papers, 1)
    assert len(taken) == 7 * len(Language.values)


def cases(client: Client) -> list[tuple[str, Screen]]:
    """Return a case for each letter that has much to say."""
    found = []
    for kind in SummonsKind:
        at_case = screen(client)
        make.happen(at_case.case, K.REGISTERED)
        at_case.happen(K.SUMMONED, summons=1, kind=kind, days=14, documents=LONG)
        found.append((kind.value, at_case))
    for outcome in Outcome:
        at_case = screen(client)
        decide(at_case, outcome)
        found.append((outcome.value, at_case))
    return found


def spoken(at_case: Screen) -> list[tuple[str, str]]:
    issue_access_code(case=at_case.case, by=SYSTEM, at=make.AT)
    at_case.client.force_login(at_case.user)
    address = reverse(
        "admin:applications_application_print", args=[at_case.case.pk, "insert", at_case.last.sequence]
    )
    return [
        (language, at_case.client.get(address, {"language": language}).content.decode())
        for language in Language.values
    ]


def sheets(page: Page, text: str) -> int:
    """Return how many sheets of A4 a page takes that is printed."""
    page.set_content(text)
    for name in STYLES:
        page.add_style_tag(path=str(finders.find(name)))
    return len(SHEET.findall(page.pdf(format="A4", prefer_css_page_size=True)))
