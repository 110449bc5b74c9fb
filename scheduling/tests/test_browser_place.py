"""Somebody waits with their phone in the hand, and is called: in a real browser, by a real socket."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, expect

from portal.accounts.models import Office
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions.queue import calling
from scheduling.models import Sitting, Ticket
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make
from scheduling.tests import in_browser
from scheduling.tests.in_browser import faults, faults_of_focus, focus, served_live

TEN = make.local(Office(time_zone="Europe/Warsaw"), make.MONDAY, "10:00")
MINUTE = timedelta(minutes=1)
REFRESHED = '<noscript><meta http-equiv="refresh" content="20"></noscript>'


@pytest.fixture
def sitting(transactional_db: None) -> Sitting:  # noqa: ARG001  the server reads what was committed
    """Let a clerk work at counter 3."""
    service = make.service("CARD", minutes=15)
    office = make.working_office(service, slug="krakow")
    office.counter_set.update(code="3")
    return make.sitting(office.counter_set.get())


@pytest.fixture
def ticket(sitting: Sitting) -> Ticket:
    """Return the second of two who wait."""
    office = sitting.counter.office
    service = sitting.counter.services.get()
    make.ticket(office, service, letter="A", number=11, due_at=TEN - 20 * MINUTE)
    made = make.ticket(office, service, letter="A", number=12, due_at=TEN - 10 * MINUTE)
    made.token_digest = token_digest(notices.ticket_token_of(made))
    made.save()
    return made


@pytest.fixture
def site(ticket: Ticket) -> Iterator[str]:  # noqa: ARG001  it is there before the server
    with time_machine.travel(TEN, tick=True), served_live() as site:
        yield site


def call_next(sitting: Sitting) -> None:
    called = calling.call_next(clerk=sitting.clerk, by=Actor.user(sitting.clerk_id), at=TEN + MINUTE)
    assert called


def test_a_phone_that_waits_is_told_where_to_go_and_loses_neither_focus_nor_words_without_a_script(
    browser: Browser, site: str, sitting: Sitting, ticket: Ticket
) -> None:
    address = f"{site}/en/place/{notices.ticket_token_of(ticket)}/"
    with in_browser.phone(browser) as page:
        page.goto(address)
        expect(page.locator(".place[data-live=waiting]")).to_be_attached()
        expect(page.locator("[data-fact=ahead]")).to_have_text("1")
        assert (faults(page), faults_of_focus(page)) == ({}, [])
        page.get_by_role("link", name="I cannot wait").focus()

        Ticket.objects.filter(number=11).update(state="left")
        call_next(sitting)

        expect(page.get_by_role("heading", name="Go to counter 3")).to_be_visible()
        expect(page).to_have_title("Go to counter 3 – A012 – Foreigners' Portal")
        expect(page.locator("[data-urgent]")).to_contain_text("Go to counter 3")
        expect(page.get_by_text("You will be called between")).to_be_hidden()
        here = focus(page)
        assert here
        assert here.text == "I cannot wait"
        assert faults(page) == {}
    with in_browser.phone(browser, java_script_enabled=False) as page:
        page.goto(address)
        expect(page.get_by_role("heading", name="Go to counter 3")).to_be_visible()
        assert REFRESHED in page.content()
        page.get_by_role("link", name="I cannot wait").click()
        page.get_by_role("button", name="Yes, give my place back").click()
        expect(page.get_by_role("heading", name="You gave your place back")).to_be_visible()
