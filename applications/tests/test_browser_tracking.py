"""One case from import to card, as everybody who follows it sees it, side by side with the clerk.

Its person reads it in each language, a lawyer among many clients, an employer by a share code, and
somebody without an account by number and code. What a clerk does about them is done in a browser; the
rest of the case is entered by the action that every form calls. No page says how a decision ends
before it is served.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from django.utils import timezone, translation
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from time_machine import Traveller

from applications.actions.access import issue_access_code
from applications.actions.applying import apply
from applications.choices import EventKind as K
from applications.choices import Source, Stage, UploadState
from applications.models import Application, Mandate, Upload
from applications.notices.plain.reasons import plain
from applications.tasks import check_file
from applications.tests import factories as make
from applications.tests import law
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor
from scheduling.tests.in_browser import LANGUAGES, OVERFLOW, served, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

NUMBER = "SC-II.6151.777.2026"
FAMILY_NAME = "Kovalenko"
CLIENTS = 24
BEFORE_SERVICE = (
    "you get what",
    "gives you",
    "positive",
    "refus",
    "pozytywn",
    "odmow",
    "положительн",
    "отказ",
)


@dataclass
class Street:
    """An office, the people around one case, and a browser for each of them."""

    office: Office
    clock: Traveller
    site: str
    browser: Browser
    people: dict[str, User]
    case: Application
    code: str = ""
    screens: dict[str, Page] = field(default_factory=dict)

    def on(self, day: str) -> None:
        """Let it be ten in the morning of a day."""
        self.clock.move_to(datetime.combine(date.fromisoformat(day), time(10), self.office.zone), tick=True)

    def screen(self, who: str) -> Page:
        """Return the page of somebody, signed in if they have an account."""
        if who not in self.screens:
            context = self.browser.new_context(base_url=self.site, viewport={"width": 360, "height": 780})
            context.set_default_timeout(8_000)
            context.add_cookies([{"name": "language", "value": "en", "url": self.site}])
            self.screens[who] = context.new_page()
        page = self.screens[who]
        if who in self.people:
            sign_in(page.context, self.site, self.people[who])
        return page

    def goes(self, who: str, path: str, language: str = "en") -> Page:
        page = self.screen(who)
        page.goto(path if path.startswith("/admin/") else f"/{language}/{path}")
        return page

    def happens(self, kind: K, /, **data: Any) -> None:  # noqa: ANN401  what an event carries
        now = timezone.now()
        apply(
            case=self.case.pk,
            kind=kind,
            on=now.astimezone(self.office.zone).date(),
            by=Actor.user(self.people[_who(kind)].pk),
            parts=make.EVERY_PART,
            at=now,
            data=data,
        )
        self.case.refresh_from_db()

    def acts(self, act: str, **fields: str) -> Page:
        """Let the clerk do one act with the form of the admin."""
        page = self.goes("clerk", f"/admin/applications/application/{self.case.pk}/acts/{act}/")
        for name, value in fields.items():
            box = page.locator(f"[name={name}]")
            if box.first.get_attribute("type") in {"checkbox", "radio"}:
                page.locator(f"[name={name}][value='{value}']" if value else f"[name={name}]").check()
            elif box.first.evaluate("(each) => each.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)
        page.locator("button.desk-button[accesskey=b]").click()
        expect(page.locator(".errornote, .desk-errors")).to_have_count(0)
        return page

    @property
    def path(self) -> str:
        return f"cases/{self.case.pk}/"

    def everybody_reads(self, stage: Stage) -> None:
        """Hold what each of them is shown against the words for where the case stands."""
        assert self.case.stage == stage
        titles = {language: self.title(language) for language in LANGUAGES}
        assert len(set(titles.values())) == len(LANGUAGES)
        for language, title in titles.items():
            page = self.goes("owner", self.path, language)
            expect(page.locator("#now")).to_have_text(title)
            assert page.evaluate(OVERFLOW) <= 0
        expect(self.goes("proxy", self.path).locator("#now")).to_have_text(titles["en"])
        page = self.looks_up()
        expect(page.locator("#now")).to_have_text(titles["en"])
        assert FAMILY_NAME not in page.content()

    def looks_up(self) -> Page:
        """Type number and code anew: what was looked up is forgotten after half an hour."""
        page = self.goes("passer-by", "case/")
        page.locator("[name=number]").fill(NUMBER)
        page.locator("[name=code]").fill(self.code)
        page.locator("main form button").click()
        page.wait_for_url("**/case/status/")
        return page

    def title(self, language: str) -> str:
        with translation.override(language):
            return plain(self.case.stage, self.case.reason, self.case.turn).title

    def nobody_reads_how_it_ends(self) -> None:
        places = [("owner", self.path, language) for language in LANGUAGES]
        places += [
            ("owner", f"{self.path}history/", "en"),
            ("proxy", self.path, "en"),
            ("proxy", "clients/", "en"),
        ]
        said = [self.goes(*place).locator("main").inner_text().lower() for place in places]
        assert [word for word in BEFORE_SERVICE if any(word in page for page in said)] == []


def _who(kind: K) -> str:
    return {K.DRAFTED: "officer", K.DECIDED: "signer"}.get(kind, "clerk")


@pytest.fixture
def street(browser: Browser, settings: Settings, tmp_path: Path) -> Iterator[Street]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    settings.UPLOADS_DIR = tmp_path
    law.restore()
    office = accounts.office()
    with (
        time_machine.travel(datetime(2026, 9, 2, 10, tzinfo=office.zone), tick=True) as clock,
        served() as site,
    ):
        staff = {
            role.value: accounts.member(role, at=office) for role in (Role.CLERK, Role.OFFICER, Role.SIGNER)
        }
        others = {name: accounts.user(f"{name}@example.test") for name in ("owner", "proxy", "employer")}
        case = make.case(
            office,
            filed_on=date(2026, 9, 1),
            at=timezone.now(),
            family_name=FAMILY_NAME,
            email="owner@example.test",
        )
        Application.objects.filter(pk=case.pk).update(source=Source.IMPORT, external_ref="MOS-1")
        scene = Street(office, clock, site, browser, {**staff, **others}, case)
        yield scene
        for page in scene.screens.values():
            page.context.close()


def test_a_case_is_followed_from_import_to_the_card(street: Street) -> None:
    street.happens(K.REGISTERED, case_number=NUMBER)
    street.code = issue_access_code(
        case=street.case, by=Actor.user(street.people["clerk"].pk), at=timezone.now()
    )
    somebody_without_an_account_looks_it_up(street)
    its_person_adds_it_and_is_known_once_the_desk_has_seen_them(street)
    a_lawyer_asks_for_a_mandate_and_the_clerk_accepts(street)
    street.everybody_reads(Stage.REGISTERED)

    street.on("2026-09-08")
    street.happens(K.APPEARED)
    street.happens(K.CONFIRMED)
    street.happens(K.OPINION_ASKED, authority="police", due_on=date(2026, 10, 8))
    street.everybody_reads(Stage.OPINIONS)
    street.on("2026-09-15")
    street.happens(K.OPINION_GIVEN, authority="police")
    paper = {"number": 1, "name": "Umowa o pracę", "code": "contract"}
    street.happens(K.SUMMONED, summons=1, kind="evidence", days=14, documents=[paper])
    street.on("2026-09-21")
    street.happens(K.DELIVERED, summons=1, how="post", due_on=date(2026, 10, 5))
    street.everybody_reads(Stage.EVIDENCE_CALL)
    a_copy_is_sent_looked_at_and_handed_in(street)
    they_write_to_each_other(street)
    an_employer_checks_that_it_is_pending(street)

    street.on("2026-10-01")
    street.happens(K.DOCUMENT_ACCEPTED, document=1)
    street.happens(K.DRAFTED, outcome="positive")
    street.everybody_reads(Stage.EXAMINATION)
    street.nobody_reads_how_it_ends()
    street.on("2026-10-02")
    street.happens(K.DECIDED, outcome="positive")
    street.everybody_reads(Stage.DECIDED)
    street.nobody_reads_how_it_ends()

    street.on("2026-10-12")
    street.happens(K.SERVED, how="edelivery")
    expect(street.goes("owner", street.path).locator("main")).to_contain_text("You get what you applied for")
    street.happens(K.CARD_ORDERED)
    street.on("2026-11-02")
    street.happens(K.CARD_READY)
    street.everybody_reads(Stage.CARD_READY)
    the_person_ends_the_mandate(street)
    street.on("2026-11-09")
    street.happens(K.CARD_COLLECTED)
    expect(street.goes("owner", street.path).locator("#now")).to_have_text(street.title("en"))


def somebody_without_an_account_looks_it_up(street: Street) -> None:
    page = street.goes("passer-by", "case/")
    page.locator("[name=number]").fill(NUMBER.lower().replace("-", " - "))
    page.locator("[name=code]").fill("AAAAA-AAAAA")
    page.locator("main form button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert page.locator("[name=number]").input_value()
    street.looks_up()


def its_person_adds_it_and_is_known_once_the_desk_has_seen_them(street: Street) -> None:
    page = street.goes("owner", "cases/add/")
    page.locator("[name=number]").fill(NUMBER)
    page.locator("[name=code]").fill(street.code)
    page.locator("main form button").click()
    page.wait_for_url(f"**/{street.path}")
    assert FAMILY_NAME not in page.locator("main").inner_text()
    assert page.goto(f"/en/{street.path}documents/").status == 403  # type: ignore[union-attr]  # it answers
    street.acts("account", email="owner@example.test", what="link", looked="")
    assert page.goto(f"/en/{street.path}documents/").status == 200  # type: ignore[union-attr]  # as above


def a_lawyer_asks_for_a_mandate_and_the_clerk_accepts(street: Street) -> None:
    for _number in range(CLIENTS):
        _client(street)
    page = street.goes("proxy", "clients/add/")
    page.locator("[name=case_number]").fill(NUMBER)
    page.locator("[name=code]").fill(street.code)
    page.locator("[name=kind][value=proxy]").check()
    page.locator("[name=name]").fill("Anna Pełnomocna")
    page.locator("[name=document]").fill("pełnomocnictwo z 1.09.2026")
    page.locator("main form button[type=submit], main form button").last.click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    asked = Mandate.objects.get(application=street.case)
    assert asked.accepted_at is None
    assert street.goes("proxy", street.path).title().startswith("Page not found")
    street.acts("mandate-answer", mandate=f"{asked.pk}", answer="accept", looked="")
    expect(street.goes("proxy", "clients/").locator("main")).to_contain_text(NUMBER)


def _client(street: Street) -> None:
    now = timezone.now()
    case = make.case(street.office, filed_on=date(2026, 8, 3), at=now)
    Mandate.objects.create(
        application=case,
        kind="proxy",
        name="Proxy",
        user=street.people["proxy"],
        began_on=date(2026, 8, 3),
        noted_by=street.people["clerk"],
        accepted_at=now,
    )


def a_copy_is_sent_looked_at_and_handed_in(street: Street) -> None:
    street.on("2026-09-22")
    page = street.goes("owner", f"{street.path}documents/1/")
    page.locator("input[type=file]").set_input_files(
        {"name": "umowa.pdf", "mimeType": "application/pdf", "buffer": _pdf()}
    )
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    page.locator("main form button").first.click()
    page.wait_for_url("**/documents/**")
    check_file(str(Upload.objects.get().key))
    assert Upload.objects.get().state == UploadState.KEPT
    clerk = street.goes("clerk", f"/admin/applications/application/{street.case.pk}/change/")
    expect(clerk.locator("#content, main").first).to_contain_text("umowa.pdf")
    task = street.goes("owner", f"{street.path}documents/").locator("main")
    expect(task).to_contain_text("5 October 2026")  # a copy keeps no term
    street.on("2026-09-28")
    street.happens(K.DOCUMENT_RECEIVED, received=[1])
    street.happens(K.ANSWERED, summons=1)


def they_write_to_each_other(street: Street) -> None:
    page = street.goes("owner", f"{street.path}messages/")
    page.locator("textarea").fill("Is my contract in order?")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Is my contract in order?")
    clerk = street.goes("clerk", f"/admin/applications/application/{street.case.pk}/change/")
    expect(clerk.locator("#content, main").first).to_contain_text("Is my contract in order?")
    clerk.locator("section[aria-labelledby=talk] a").last.click()
    clerk.locator("textarea[name=text]").fill("Yes, it is.")
    clerk.locator("form:has(textarea[name=text]) button").first.click()
    expect(street.goes("owner", street.path).locator("main")).to_contain_text("1 new message")
    expect(street.goes("owner", f"{street.path}messages/").locator("main")).to_contain_text("Yes, it is.")


def an_employer_checks_that_it_is_pending(street: Street) -> None:
    page = street.goes("owner", f"{street.path}codes/")
    page.locator("[name=label]").fill("My employer")
    page.locator("main form button").first.click()
    code = page.locator("main [translate=no]").first.inner_text()
    other = street.goes("employer", "shared/")
    other.locator("[name=code]").fill(code)
    other.locator("main form button").click()
    expect(other.locator("main")).to_contain_text("pending")
    assert FAMILY_NAME not in other.content()
    assert NUMBER not in other.content()
    assert street.goes("employer", street.path).title().startswith("Page not found")


def the_person_ends_the_mandate(street: Street) -> None:
    page = street.goes("owner", f"{street.path}people/")
    page.locator("details:has(form[action$='/revocation/']) summary").first.click()
    page.locator("form[action$='/revocation/'] button").first.click()
    expect(page.locator("form[action$='/revocation/']")).to_have_count(0)
    assert street.goes("proxy", street.path).title().startswith("Page not found")


def _pdf() -> bytes:
    made, kept = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.save(kept)
    return kept.getvalue()
