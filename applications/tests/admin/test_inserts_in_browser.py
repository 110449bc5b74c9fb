"""The page beside a letter on paper: whatever it says, in whichever language, one sheet of A4 holds it."""

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route

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


def spoken(at_case: Screen) -> Iterator[tuple[str, str]]:
    """Return the page in each language."""
    issue_access_code(case=at_case.case, by=SYSTEM, at=make.AT)
    at_case.client.force_login(at_case.user)
    names = [at_case.case.pk, "insert", at_case.last.sequence]
    address = reverse("admin:applications_application_print", args=names)
    for language in Language.values:
        response = at_case.client.get(address, {"language": language})
        assert response.status_code == 200
        yield language, response.content.decode()


def sheets(page: Page, text: str) -> int:
    """Return how many sheets of A4 a page takes that is printed, in the portal's own letters."""
    page.route("**/*", partial(_answer, text))
    page.goto("http://portal.test/")
    page.evaluate("() => document.fonts.ready")
    page.unroute_all()
    return len(SHEET.findall(page.pdf(format="A4", prefer_css_page_size=True)))


def _answer(text: str, route: Route) -> None:
    name = urlsplit(route.request.url).path
    if name == "/":
        route.fulfill(body=text, content_type="text/html; charset=utf-8")
    else:
        route.fulfill(path=finders.find(name.removeprefix(settings.STATIC_URL)))
