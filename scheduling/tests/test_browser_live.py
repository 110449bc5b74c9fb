"""A page in a browser while the sockets come and go: live.js, in front of the real servers."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings
from time_machine import TimeMachineFixture

from portal.accounts.models import Office
from portal.web.hints import hint
from scheduling.models import Service
from scheduling.tests import factories as make
from scheduling.tests.in_browser import phone, served, sockets_served
from scheduling.tests.test_sockets import NINE

pytestmark = pytest.mark.django_db(transaction=True)

START = """async (sockets) => {
    const { live } = await import("/static/portal/js/live.js");
    document.body.dataset.sockets = sockets;
    for (const other of document.querySelectorAll("main [data-sockets]")) delete other.dataset.sockets;
    Object.assign(window, { seen: [], told: [] });
    live("/ws/queue/krakow/", (board) => window.seen.push(board), {
        poll: "/en/queue/krakow/state/",
        onStale: () => window.told.push("stale"),
        onFresh: () => window.told.push("fresh"),
    });
}"""


def somebody_comes(office: Office, service: Service) -> None:
    make.ticket(office, service, due_at=NINE)
    hint(f"queue:{office.pk}")


def wait_for(page: Page, waiting: int) -> None:
    page.wait_for_function("n => window.seen.at(-1)?.waiting.walk_in === n", arg=waiting)


def test_a_page_is_kept_up_to_date_with_and_without_a_socket_and_says_when_it_is_not(
    browser: Browser, settings: Settings, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NINE)
    service = make.service(takes_walk_ins=True, ticket_letter="A")
    office = make.working_office(service, slug="krakow")
    with served() as site, phone(browser) as page:
        page.clock.install()
        with sockets_served() as port:
            settings.SOCKETS_PORT = port
            page.goto(f"{site}/en/queue/krakow/")
            page.evaluate(START, f"ws://localhost:{port}")
            wait_for(page, 0)
            somebody_comes(office, service)
            wait_for(page, 1)
        somebody_comes(office, service)
        page.clock.fast_forward(7_000)  # without a socket it asks
        wait_for(page, 2)
        page.route("**/state/", lambda route: route.abort())
        page.clock.fast_forward(50_000)
        page.wait_for_function("() => window.told.length === 1")
        page.unroute("**/state/")
        somebody_comes(office, service)
        page.clock.fast_forward(20_000)
        wait_for(page, 3)

        assert page.evaluate("() => [...new Set(window.told)]") == ["stale", "fresh"]
