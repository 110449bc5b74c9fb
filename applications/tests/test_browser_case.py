"""One case in the admin, from a file of another system to the card in somebody's hand.

Every step is done in a browser by whoever does it at an office, each on its day. After each the clock
on the page is the one of the law: art. 112a of the Foreigners Act, art. 57 KPA, and a case that is
decided has none. In the end nothing that was kept differs from the events.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from time_machine import Traveller

from applications.actions.importing import running
from applications.choices import DocumentState, Stage
from applications.models import Application, CaseDocument, Decision, ImportRun
from applications.tests import law
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling.tests.in_browser import served, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

NUMBER = "SC-II.6151.777.2026"
FILE = (
    "nr wniosku;znak;procedura;imiona;nazwisko;data urodzenia;obywatelstwo;data wpływu;kanał\n"
    f"MOS-1;{NUMBER};TEMP_WORK;Olena;Kovalenko;17.05.1990;UA;01.09.2026;mos\n"
)
COLUMNS = {
    "external_ref": "nr wniosku",
    "case_number": "znak",
    "procedure": "procedura",
    "given_names": "imiona",
    "family_name": "nazwisko",
    "birth_date": "data urodzenia",
    "citizenship": "obywatelstwo",
    "filed_on": "data wpływu",
    "channel": "kanał",
}


@dataclass
class Room:
    """The people of an office who handle a case, and the clock they all live by."""

    office: Office
    clock: Traveller
    site: str
    context: BrowserContext
    page: Page
    people: dict[Role, User]

    def on(self, day: str, role: Role) -> None:
        """Let somebody of that role come to work on a day."""
        there = datetime.combine(date.fromisoformat(day), time(10), self.office.zone)
        self.clock.move_to(there, tick=True)
        sign_in(self.context, self.site, self.people[role])

    @property
    def case(self) -> Application:
        return Application.objects.get()

    def open(self) -> None:
        self.page.goto(f"/admin/applications/application/{self.case.pk}/change/")

    def begin(self, act: str) -> None:
        """Open the case and press what the page offers for this act."""
        self.open()
        self.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        self.page.locator(f"main a[href*='/acts/{act}/'], #content a[href*='/acts/{act}/']").first.click()
        expect(self.page.locator("input[name=seen]")).to_have_count(1)

    def enter(self, act: str, **fields: str) -> None:
        """Do one act as the page offers it, on the day that it is."""
        self.begin(act)
        for name, value in fields.items():
            self.fill(name, value)
        was = self.case.sequence
        self.page.locator("button.desk-button[accesskey=b]").click()
        expect(self.page.locator("button.desk-button[accesskey=b]")).to_have_count(0)
        assert self.case.sequence > was

    def fill(self, name: str, value: str) -> None:
        field = self.page.locator(f"[name={name}]")
        kind = field.first.evaluate("(each) => each.type")
        if kind in {"checkbox", "radio"}:
            for each in value.split():
                self.page.locator(f"[name={name}][value='{each}']").check()
        elif kind == "select-one":
            field.select_option(value)
        elif kind != "hidden":
            field.fill(value)

    def shows(self, term: str, *, stage: Stage) -> None:
        """Hold the clock and the stage on the case's page against what they should be."""
        self.open()
        tile = self.page.locator("section[aria-labelledby=tile-term] .case-tile__value")
        expect(tile).to_contain_text(term)
        assert self.case.stage == stage


@pytest.fixture
def room(browser: Browser, settings: Settings) -> Iterator[Room]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    law.restore()
    office = accounts.office()
    begins = datetime(2026, 9, 2, 10, tzinfo=office.zone)
    with time_machine.travel(begins, tick=True) as clock, served() as site:
        roles = (Role.CLERK, Role.OFFICER, Role.SIGNER, Role.SUPERVISOR)
        people = {role: accounts.member(role, at=office) for role in roles}
        context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=site)
        context.set_default_timeout(8_000)
        context.add_cookies([{"name": "language", "value": "en", "url": site}])
        yield Room(office, clock, site, context, context.new_page(), people)
        context.close()


def read_in(room: Room) -> None:
    """Hand in a file, say which column is which, try it, and read it in."""
    page = room.page
    page.goto("/admin/applications/importrun/add/")
    page.locator("[name=kind][value=cases]").check()
    page.locator("input[type=file]").set_input_files(
        {"name": "wnioski.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1250")}
    )
    page.locator("button.desk-button").first.click()
    for ours, theirs in COLUMNS.items():
        page.locator(f"select[name={ours}]").select_option(label=theirs)
    page.locator("input[name=name]").fill("MOS")
    page.get_by_role("button", name="Try the file").click()
    page.wait_for_url("**/change/")
    work()
    page.reload()
    page.get_by_role("button", name="Read in").click()
    page.wait_for_url("**/change/")
    work()
    page.reload()
    expect(page.locator("#content, main").first).to_contain_text("1")


def work() -> None:
    """Do what a worker does when it is woken; here nobody is."""
    with suppress(LookupError):
        running.work(ImportRun.objects.latest("pk").pk, at=timezone.now())


def test_a_case_goes_from_a_file_to_the_card(room: Room) -> None:
    room.on("2026-09-02", Role.SUPERVISOR)
    read_in(room)
    # 60 days from 1 September: 31 October is a Saturday, 1 November a Sunday and a holiday.
    room.shows("2 November 2026", stage=Stage.REGISTERED)

    room.on("2026-09-03", Role.CLERK)
    room.enter("summoned", summons_kind="formal", others="Podpis na wniosku")
    room.shows("No date now", stage=Stage.FORMAL_CALL)
    room.on("2026-09-07", Role.CLERK)
    room.enter("delivered", how="post")
    room.shows("No date now", stage=Stage.FORMAL_CALL)  # without it the application is not complete
    room.on("2026-09-10", Role.CLERK)
    room.enter("answered")
    room.shows("9 November 2026", stage=Stage.REGISTERED)
    room.enter("appeared")
    room.enter("confirmed")
    room.shows("9 November 2026", stage=Stage.CONFIRMED)

    room.enter("opinion_asked", authority="sg police abw")
    room.shows("9 November 2026", stage=Stage.OPINIONS)
    room.on("2026-09-15", Role.OFFICER)
    room.enter("summoned", summons_kind="evidence", others="Umowa o pracę\nUbezpieczenie")
    room.shows("No date now", stage=Stage.EVIDENCE_CALL)
    room.on("2026-09-21", Role.CLERK)
    room.enter("delivered", how="edelivery")
    room.shows("4 December 2026", stage=Stage.EVIDENCE_CALL)  # 14 days to 5 October, and 60
    room.on("2026-09-30", Role.CLERK)
    receive(room)
    room.shows("30 November 2026", stage=Stage.OPINIONS)  # 29 November is a Sunday

    room.on("2026-10-12", Role.OFFICER)
    for authority in ("sg", "police", "abw"):
        room.enter("opinion_given", authority=authority)
    for document in CaseDocument.objects.filter(state=DocumentState.RECEIVED).order_by("number"):
        room.enter("doc_accepted", document=f"{document.number}")
    room.shows("30 November 2026", stage=Stage.EXAMINATION)
    room.enter("drafted", outcome="positive")
    room.open()
    expect(room.page.locator("a[href*='/acts/decided/']")).to_have_count(0)

    room.on("2026-10-14", Role.SIGNER)
    room.begin("decided")
    room.page.locator("[name=agreed]").check()
    room.page.locator("button.desk-button[accesskey=b]").click()
    room.shows("No date now", stage=Stage.DECIDED)

    hand_out(room)

    states = set(CaseDocument.objects.values_list("state", flat=True))
    assert states == {DocumentState.ACCEPTED}
    signed = Decision.objects.get()
    assert (signed.author, signed.signer) == (room.people[Role.OFFICER], room.people[Role.SIGNER])
    call_command("verify_cases")


def hand_out(room: Room) -> None:
    """Deliver the decision, and give the card to its holder."""
    room.on("2026-10-20", Role.CLERK)
    room.enter("served", how="edelivery")
    room.enter("card_ordered")
    room.on("2026-11-10", Role.CLERK)
    room.enter("card_ready")
    room.on("2026-11-16", Role.CLERK)
    room.enter("card_collected")
    room.shows("No date now", stage=Stage.CARD_COLLECTED)


def receive(room: Room) -> None:
    """Take in all that was asked for, as an answer to the summons."""
    room.begin("doc_received")
    for box in room.page.locator("[name=received], [name=answered]").all():
        box.check()
    room.page.locator("button.desk-button[accesskey=b]").click()
    expect(room.page.locator("button.desk-button[accesskey=b]")).to_have_count(0)
