"""The board in a real browser: calls one after the other, their voice, and a network that goes and comes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from portal.accounts.models import Office
from portal.web.hints import hint
from scheduling.choices import TicketState
from scheduling.models import Counter, QueueRule, Service
from scheduling.tests import factories as make
from scheduling.tests.in_browser import faults, served_live

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)
MINIMUM = 3  # seconds
# A machine with a Polish and a Russian voice, that writes down what it says.
VOICES = """() => {
    window.said = [];
    const getVoices = () => ["pl-PL", "ru-RU"].map((lang) => ({ lang, localService: true }));
    const speak = (words) => { said.push(words.lang); setTimeout(() => words.onend(), 50); };
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    Object.defineProperty(window, "speechSynthesis", { value: { getVoices, speak, cancel() {} } });
}"""
# When each ticket came to stand in large, in milliseconds.
WATCH = """() => {
    window.shown = [];
    const ticket = document.querySelector("[data-shown-ticket]");
    const note = () => shown.push([ticket.textContent, performance.now()]);
    new MutationObserver(note).observe(ticket, { childList: true });
}"""


class Network:
    """It lets sockets and questions through, until it is cut."""

    def __init__(self, page: Page) -> None:
        self.is_cut = False
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket("**/ws/**", self._connect)
        page.route("**/state/", lambda route: route.abort() if self.is_cut else route.continue_())

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
            return
        socket.connect_to_server()
        self._sockets.append(socket)

    def cut(self) -> None:
        self.is_cut = True
        for socket in self._sockets:
            socket.close()

    def mend(self) -> None:
        self.is_cut = False


@pytest.fixture
def service() -> Service:
    return make.service("CARD", minutes=30, takes_walk_ins=True)


@pytest.fixture
def office(service: Service) -> Iterator[Office]:
    with time_machine.travel(make.AT, tick=True):
        made = make.working_office(service, counters=3, slug="krakow", on=[make.AT.date()])
        QueueRule.objects.create(office=made, display_seconds=MINIMUM)
        yield made


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:  # noqa: ARG001  the server leaves before the office does
    with served_live() as site:
        context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=site)
        context.add_init_script(f"({VOICES})()")
        yield context.new_page()
        context.close()


def call(office: Office, of: Service, *numbers: int, ago: timedelta = timedelta()) -> None:
    free = Counter.objects.filter(office=office, ticket=None).order_by("pk")
    for number, counter in zip(numbers, free, strict=False):
        make.ticket(
            office,
            of,
            state=TicketState.CALLED,
            number=number,
            counter=counter,
            clerk=make.sitting(counter).clerk,
            called_at=timezone.now() - ago,
            calls=1,
            language="ru",
        )
    hint(f"queue:{office.pk}")


def test_the_board_announces_calls_one_by_one_and_outlives_its_network(
    page: Page, office: Office, service: Service
) -> None:
    network = Network(page)
    call(office, service, 7, ago=5 * MINUTE)
    page.clock.install()
    page.goto("/en/queue/krakow/board/")
    stage, ticket = page.get_by_role("status").first, page.locator("[data-shown-ticket]")
    expect(ticket).to_have_text("A007")
    expect(stage).to_have_attribute("aria-live", "assertive")
    expect(stage).not_to_have_attribute("data-new", "")
    assert faults(page) == {}
    page.get_by_role("button", name="Turn the sound on").click()
    expect(page.get_by_role("button", name="Turn the sound off")).to_be_visible()
    expect(page.get_by_text("This device has no voice for: en.")).to_be_visible()

    page.evaluate(WATCH)
    call(office, service, 8, 9)

    expect(ticket).to_have_text("A008")
    expect(stage).to_have_attribute("data-new", "")
    expect(page.locator("[data-calls] [data-ticket]")).to_have_text(["A009", "A008", "A007"])
    expect(ticket).to_have_text("A009")
    page.wait_for_function("() => said.length === 4")
    (first, began), (second, followed) = page.evaluate("shown")
    assert (first, second) == ("A008", "A009")
    assert followed - began >= MINIMUM * 1000
    assert page.evaluate("said") == ["pl-PL", "ru-RU"] * 2

    network.cut()
    page.clock.fast_forward(46_000)
    stale = page.get_by_role("alert")
    expect(stale).to_have_text("No connection since 10:00. Please ask at the desk.")
    expect(ticket).to_have_text("A009")
    network.mend()
    page.clock.fast_forward(20_000)
    expect(stale).to_be_empty()

    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("link", name="How the queue works").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The queue today")
    assert faults(page) == {}
