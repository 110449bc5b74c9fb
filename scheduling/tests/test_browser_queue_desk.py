"""The desk in a browser: a morning by keyboard, with a colleague at the next counter."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor
from scheduling.actions.queue.calling import call_next
from scheduling.choices import OutcomeKind, TicketState
from scheduling.models import Ticket
from scheduling.tests import factories as make
from scheduling.tests.admin.queue_world import DESK, MINUTE, NOW, booked, waits
from scheduling.tests.in_browser import OVERFLOW, served_live, sign_in, violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

SAID = "#queue-said"


@pytest.fixture
def office() -> Office:
    card = make.service("CARD", bring_en="Passport", takes_walk_ins=True)
    return make.working_office(card, counters=2, slug="krakow")


@pytest.fixture
def page(browser: Browser, settings: Settings, office: Office) -> Iterator[Page]:
    settings.STAFF_NEED_SECOND_FACTOR = False
    with time_machine.travel(NOW, tick=True), served_live() as site:
        context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "language", "value": "en", "url": site}])
        sign_in(context, site, accounts.member(Role.CLERK, at=office, name="Clerk Kowalska"))
        yield context.new_page()
        context.close()


def faults(page: Page) -> dict[str, object]:
    wrong: dict[str, object] = {"axe": violations(page), "overflow": page.evaluate(OVERFLOW)}
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    wrong["contrast"] = violations(page, "color-contrast")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return {what: how for what, how in wrong.items() if how}


def step(page: Page, key: str, says: str) -> None:
    """Press one key, hear what has become of it, and wait until the next press counts again."""
    page.keyboard.press(key)
    expect(page.locator(SAID)).to_have_text(says)
    expect(page.locator("#desk.is-at-it")).to_have_count(0)


def call_while_others_work(page: Page, office: Office, called: str) -> None:
    """Press a key whose answer takes its time, while the hall changes and the clerk presses on."""
    held: list[Route] = []
    page.keyboard.press("t")  # nobody is at the counter: nor does the admin's search take it
    expect(page.locator("#act-next")).to_be_focused()
    page.evaluate(
        "const { form } = document.getElementById('act-next'); form.replaceWith(form.cloneNode(true))"
    )
    page.route("**/desk/next/", lambda route: held.append(route))  # noqa: PLW0108  playwright marks a function
    with page.expect_request("**/desk/next/"):
        page.keyboard.press("n")  # htmx has not come to this form yet
    last = waits(office, 1)
    page.evaluate("document.getElementById('queue-refresh').click()")  # as a hint does it
    page.keyboard.press("s")
    expect(page.locator(SAID)).to_contain_text("One moment")
    expect(page.locator("#desk.is-at-it")).to_have_count(1)
    page.locator("#check-in").fill("half a refe")
    page.wait_for_timeout(300)  # in which the panels would be exchanged
    held[0].continue_()
    expect(page.locator(SAID)).to_have_text(f"{called} is called.")
    expect(page.locator("#queue")).to_have_count(1)
    expect(page.locator("#panel-line")).to_contain_text(last.code)
    expect(page.locator("#check-in")).to_be_focused()
    expect(page.locator("#check-in")).to_have_value("half a refe")
    page.locator("#check-in").fill("")
    page.locator("#act-serve").focus()
    expect(page.locator("#desk.is-at-it")).to_have_count(0)


def test_a_clerk_runs_the_queue_by_keyboard_while_a_colleague_calls_too(page: Page, office: Office) -> None:
    first, second, third, fourth = (waits(office, minutes) for minutes in (40, 30, 20, 10))
    visit = booked(office, "10:10")
    page.goto(DESK)
    expect(page.locator("#act-sit")).to_be_focused()
    step(page, "Enter", f"You work at counter {office.counter_set.earliest('pk').code} now.")
    expect(page.locator("#act-next")).to_be_focused()

    call_while_others_work(page, office, first.code)
    step(page, "m", "Call 1 more time before somebody counts as not there.")
    Ticket.objects.filter(pk=first.pk).update(called_at=NOW - MINUTE)  # sooner, it is the same press
    step(page, "r", f"Call 2 of {first.code}.")
    step(page, "s", f"{first.code} is being served.")
    expect(page.locator("#mine-title")).to_be_focused()
    assert faults(page) == {}

    page.locator(f"#row{fourth.pk}-open").click()
    page.locator(f"#priority{fourth.pk}_note").fill("a train")
    page.locator("#finish [name=note_0]").fill("nothing of this is a key: nrsfgmpt")
    colleague = make.sitting(office.counter_set.latest("pk")).clerk
    called = call_next(clerk=colleague, by=Actor.user(colleague.pk), at=NOW)
    assert called == second
    expect(page.locator("#panel-around")).to_contain_text(second.code)  # by the socket, or within 15 s
    expect(page.locator("#queue-news")).to_be_visible()  # of the line, in which something is filled in
    expect(page.locator("#panel-line")).to_contain_text(second.code)
    expect(page.locator("#finish [name=note_0]")).to_be_focused()
    page.locator("#queue-refresh").click()
    expect(page.locator("#panel-line")).not_to_contain_text(second.code)
    expect(page.locator(f"#priority{fourth.pk}_note")).to_have_value("a train")
    expect(page.locator("#finish [name=note_0]")).to_have_value("nothing of this is a key: nrsfgmpt")

    page.locator("#mine-title").focus()
    step(page, "g", f"{first.code} is finished. {third.code} is called.")
    page.keyboard.press("p")
    expect(page.locator(f"#park{third.pk}_note")).to_be_focused()
    page.keyboard.type("to the cash desk")
    step(page, "Enter", f"{third.code} is gone for a while, and comes back before the others.")
    page.keyboard.press("/")
    expect(page.locator("#check-in")).to_be_focused()
    page.keyboard.type(visit.reference)  # as a scanner does, with Enter behind it
    step(page, "Enter", "Checked in. The ticket is R001. Page of R001, to print or show")
    expect(page.locator("#check-in")).to_be_focused()

    page.locator("#keys-open").click()
    page.locator("#keys-on").uncheck()
    page.locator("#line-title").focus()
    page.keyboard.press("n")
    page.reload()
    page.keyboard.press("n")
    expect(page.locator("#keys-on")).not_to_be_checked()
    states = dict(Ticket.objects.values_list("pk", "state"))
    assert [states[ticket.pk] for ticket in (first, second, third, fourth)] == [
        TicketState.DONE,
        TicketState.CALLED,
        TicketState.PARKED,
        TicketState.WAITING,
    ]
    first.refresh_from_db()
    assert (first.outcome, first.note) == (OutcomeKind.SERVED, "nothing of this is a key: nrsfgmpt")
