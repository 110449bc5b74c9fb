"""Every page of whoever follows a case, on the smallest phone, in each language, light and dark."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext

from applications.choices import EventKind as K
from applications.models import Application, CaseMessage
from applications.tests import factories as make
from applications.tests.clients.world import held, organisation
from applications.tests.law import restore
from applications.tests.party import owner_of
from applications.tests.test_looking_up_in_browser import faults
from portal.accounts.tests import factories as accounts
from scheduling.tests.in_browser import served, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

OF_A_CASE = (
    "",
    "history/",
    "print/",
    "documents/",
    "documents/1/",
    "messages/",
    "people/",
    "codes/",
    "reminders/",
)
OF_A_PERSON = ("cases/", "cases/add/", "cases/calendar/", "cases/messages/")
OF_OTHERS = ("clients/", "clients/add/", "clients/visits/", "organisations/", "organisations/new/")
OF_ANYBODY = ("case/", "case/code/", "case/code/asked/", "shared/")


@pytest.fixture
def site() -> Iterator[str]:
    restore()
    with served() as address:
        yield address


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[BrowserContext]:
    with browser.new_context(
        viewport={"width": 320, "height": 640}, base_url=site, reduced_motion="reduce"
    ) as context:
        yield context


def case_with_papers() -> Application:
    now = timezone.now()
    case = make.case(accounts.office(), at=now, filed_on=date(2026, 10, 5))
    paper = {"number": 1, "name": "Umowa o pracę", "code": "contract"}
    for kind, data in (
        (K.REGISTERED, None),
        (K.SUMMONED, {"summons": 1, "kind": "evidence", "days": 14, "documents": [paper]}),
    ):
        make.happen(case, kind, at=now, data=data)
    return case


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_axe_finds_nothing_and_no_page_is_too_wide(phone: BrowserContext, site: str, language: str) -> None:
    case, page = case_with_papers(), phone.new_page()
    owner = owner_of(case)
    firm = organisation(owner, accounts.user("colleague@example.test"))
    held(make.case(case.office, at=timezone.now()), owner, began_on=date(2026, 1, 1))
    for is_from_office in (False, True):
        CaseMessage.objects.create(
            application=case,
            key=uuid4(),
            author=owner,
            is_from_office=is_from_office,
            language=language,
            text="Is my contract in order? " * 9,
            at=timezone.now(),
        )
    found = {}
    for path in OF_ANYBODY:
        page.goto(f"/{language}/{path}")
        found[path] = faults(page)
    sign_in(phone, site, owner)
    of_case = [f"cases/{case.pk}/{path}" for path in OF_A_CASE]
    for path in (*of_case, *OF_A_PERSON, *OF_OTHERS, f"organisations/{firm.pk}/"):
        answer = page.goto(f"/{language}/{path}")
        assert answer
        assert (path, answer.status) == (path, 200)
        found[path] = faults(page)

    assert {path: each for path, each in found.items() if each} == {}


def test_a_case_is_followed_without_javascript(browser: Browser, site: str) -> None:
    case = case_with_papers()
    with browser.new_context(base_url=site, java_script_enabled=False) as context:
        sign_in(context, site, owner_of(case))
        page = context.new_page()
        page.goto(f"/en/cases/{case.pk}/messages/")
        page.locator("textarea").fill("Is my contract in order?")
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        page.goto(f"/en/cases/{case.pk}/documents/1/")
        page.locator("input[type=file]").set_input_files(
            {"name": "umowa.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 not one"}
        )
        page.locator("main form input[type=checkbox]").check()
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        page.goto(f"/en/cases/{case.pk}/codes/")
        page.locator("[name=label]").fill("Café Nowak")
        page.locator("main form button").first.click()
        page.wait_for_load_state()

    assert (case.messages.count(), case.uploads.count(), case.share_codes.count()) == (1, 1, 1)
