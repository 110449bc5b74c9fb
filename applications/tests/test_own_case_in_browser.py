"""The page of a case as a browser shows it to its person: on the smallest phone, in both schemes."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page

from applications.choices import EventKind as K
from applications.models import Application
from applications.tests import factories as make
from applications.tests.admin.case_world import summoned
from applications.tests.law import restore
from applications.tests.views.cases.world import decided, owned
from portal.accounts.tests import factories as accounts
from portal.web.tests import counted
from scheduling.tests.in_browser import OVERFLOW, served, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)

SENT = date(2026, 11, 2)


@pytest.fixture
def site() -> Iterator[str]:
    restore()
    counted.forget()
    with served() as address:
        yield address


@pytest.fixture(name="case")
def case_fixture() -> Application:
    case = owned(accounts.office(), accounts.user())
    make.happen(case, K.REGISTERED)
    make.happen(case, K.FEE_SEEN, data={"fee": "stamp", "amount": "440.00"})
    summoned(case, "formal", "Photographs", on=SENT)
    return summoned(case, "evidence", "Lease of the flat", on=SENT, delivered_on=SENT + timedelta(days=3))


@pytest.fixture
def page(browser: Browser, site: str, case: Application) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": 320, "height": 640}, base_url=site, reduced_motion="reduce"
    ) as context:
        sign_in(context, site, case.account)  # type: ignore[arg-type]  # it has one
        yield context.new_page()


def faults(page: Page) -> list[object]:
    """Return what axe finds in light and dark, and by how much the page is too wide."""
    found: list[object] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [*violations(page), *violations(page, "color-contrast")]
    wide = page.evaluate(OVERFLOW)
    return [*found, *([wide] if wide else [])]


def test_a_person_follows_their_case_on_a_small_phone(page: Page, case: Application) -> None:
    found: dict[str, list[object]] = {}

    page.goto("/en/cases/")
    found["list"] = faults(page)
    page.get_by_role("link", name="Temporary residence and work permit").click()
    page.get_by_text("How the time is counted").click()
    found["case"] = faults(page)
    page.get_by_role("link", name="Everything that has happened").click()
    found["history"] = faults(page)
    other = owned(case.office, case.account)  # type: ignore[arg-type]  # it has one
    make.happen(other, K.REGISTERED)
    decided(other, "refusal", on=SENT)
    make.happen(other, K.SERVED, on=SENT + timedelta(days=2), data={"how": "post"})
    page.goto(f"/ru/cases/{other.pk}/")
    found["decision"] = faults(page)

    assert found == {"list": [], "case": [], "history": [], "decision": []}
