"""Notifications on a device, in a real browser: agreed to, shown, clicked and turned off again.

The one thing that is not real is the browser's line to the push service of its maker, which
no test may call: `pushManager.subscribe` gives an address of the push service on this machine.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect
from pytest_django import Settings

from portal.notifications.actions.delivery import deliver
from portal.notifications.choices import Channel
from portal.notifications.models import Notice, Subscription
from portal.notifications.tests import push_service
from portal.notifications.tests.push_service import PushService, private_key
from scheduling import notices
from scheduling.models import Appointment
from scheduling.tests import factories as make
from scheduling.tests import in_browser

DEVICE = push_service.Browser()
# What a browser does once its maker's service has answered. It keeps its subscription over a
# page's end, and tells of it only what the standard says.
SUBSCRIBING = """({ endpoint, p256dh, auth }) => {
    const kept = () => JSON.parse(localStorage.getItem("subscription"));
    const made = (key) => ({
        endpoint,
        options: { applicationServerKey: new Uint8Array(key).buffer, userVisibleOnly: true },
        toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth } }),
        unsubscribe: async () => localStorage.removeItem("subscription") ?? true,
    });
    PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
        const isAllowed = userVisibleOnly && Notification.permission === "granted";
        if (!isAllowed) throw new DOMException("", "NotAllowedError");
        localStorage.setItem("subscription", JSON.stringify([...applicationServerKey]));
        return made(applicationServerKey);
    };
    PushManager.prototype.getSubscription = async () => kept() && made(kept());
}"""
SHOWN = """async () => {
    const registration = await navigator.serviceWorker.getRegistration("/");
    const shown = await registration.getNotifications();
    return shown.map(({ title, body, lang, tag, data }) => ({ title, body, lang, tag, url: data.url }));
}"""


@pytest.fixture(autouse=True)
def _a_tuesday_morning_in_december() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=True):
        yield


@pytest.fixture
def visit(transactional_db: None) -> Appointment:  # noqa: ARG001  the server reads what was committed
    card = make.service("CARD", minutes=30, name_en="Collect a residence card")
    office = make.working_office(card, slug="krakow")
    make.reminder(2)
    start = make.local(office, make.MONDAY, "09:00")
    made = make.appointment(office.counter_set.get(), card, start, given_names="Оксана", language="en")
    return in_browser.with_page(Appointment.objects.for_page().get(pk=made.pk))


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as server:
        yield server


@pytest.fixture
def site(visit: Appointment, settings: Settings) -> Iterator[str]:  # noqa: ARG001  it is written before anybody comes
    settings.VAPID_PRIVATE_KEY, settings.PUSH_SERVICES = private_key(42), ["127.0.0.1"]
    with in_browser.served() as address:
        settings.SITE_URL = address
        yield address


@pytest.fixture
def page(whole_browser: Browser, site: str, service: PushService, visit: Appointment) -> Iterator[Page]:  # noqa: ARG001  it leaves before the server does
    with in_browser.phone(whole_browser) as page:
        told = {"endpoint": service.endpoint(), "p256dh": DEVICE.p256dh, "auth": DEVICE.auth}
        page.add_init_script(f"({SUBSCRIBING})({json.dumps(told)})")
        page.set_default_timeout(10_000)
        yield page


def allow(context: BrowserContext, site: str) -> None:
    context.grant_permissions(["notifications"], origin=site)


def deny(page: Page, site: str) -> None:
    session = page.context.new_cdp_session(page)
    context = session.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    refused = {"permission": {"name": "notifications"}, "setting": "denied"}
    session.send("Browser.setPermission", refused | {"origin": site, "browserContextId": context})


def block(page: Page) -> Any:  # noqa: ANN401  a locator
    return page.locator("[data-devices]")


def turn_on(page: Page, visit: Appointment) -> None:
    page.goto(notices.page_of(visit))
    page.get_by_role("button", name="Turn notifications on").click()
    expect(page.get_by_role("button", name="Turn notifications off")).to_be_visible()


def worker(page: Page, site: str) -> tuple[CDPSession, str]:
    """Return the line to the browser's service workers, and which of them is ours."""
    session, found = page.context.new_cdp_session(page), []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.controller || navigator.serviceWorker.ready")
    for _ in range(100):  # the browser says it in its own time
        if ours := {each["registrationId"] for each in found if each["scopeURL"] == f"{site}/"}:
            return session, ours.pop()
        page.wait_for_timeout(100)
    pytest.fail("The browser has no service worker of ours.")


def receive(page: Page, site: str, payload: object) -> None:
    session, registration = worker(page, site)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": site, "registrationId": registration, "data": json.dumps(payload)},
    )


def shown(page: Page, count: int = 1) -> list[dict[str, str]]:
    """Return what the device shows, as soon as it shows so many: the browser takes its time."""
    found: list[dict[str, str]] = []
    for _ in range(100):
        if len(found := page.evaluate(SHOWN)) >= count:
            break
        page.wait_for_timeout(100)
    return found


def test_a_reminder_goes_from_the_visit_to_the_screen(
    page: Page, site: str, visit: Appointment, service: PushService
) -> None:
    allow(page.context, site)
    turn_on(page, visit)
    expect(page.get_by_role("status")).to_have_text("Notifications are turned on for this device.")
    due = Notice.objects.get(channel=Channel.PUSH).due_at

    with time_machine.travel(due, tick=True):
        deliver(at=due, limit=10, channel=Channel.PUSH)
    (request,) = service.taken
    payload = DEVICE.read(request.body)
    receive(page, site, payload)

    assert shown(page) == [
        {
            "title": "Your visit is in 2 days",
            "body": "Monday 7 December 2026 at 09:00\nThe office, Przy Rondzie 6, 31-547 Kraków",
            "lang": "en",
            "tag": payload["tag"],
            "url": notices.page_of(visit),
        }
    ]


def test_what_comes_twice_is_shown_once(page: Page, site: str, visit: Appointment) -> None:
    allow(page.context, site)
    turn_on(page, visit)
    one = {"title": "One", "body": "…", "url": f"{site}/en/", "lang": "en", "tag": "1"}

    for payload in (one, one, one | {"title": "Other", "tag": "2"}):
        receive(page, site, payload)

    assert sorted(each["title"] for each in shown(page, 2)) == ["One", "Other"]


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("{site}/en/contact/?a=1", "/en/contact/"),
        ("https://elsewhere.example.org/en/contact/", "/en/contact/"),
    ],
)
def test_a_click_leads_to_the_page_on_this_site_alone(
    page: Page, site: str, visit: Appointment, address: str, opened: str
) -> None:
    allow(page.context, site)
    turn_on(page, visit)
    script = page.context.service_workers[0]

    script.evaluate(
        """address => {
            self.opened = [];
            self.clients.openWindow = async (url) => self.opened.push(url);
            const event = new Event("notificationclick");
            event.notification = { close: () => {}, data: { url: address } };
            event.waitUntil = (promise) => { self.done = promise; };
            self.dispatchEvent(event);
            return self.done;
        }""",
        address.format(site=site),
    )

    (url,) = script.evaluate("() => self.opened")
    assert (url.startswith(f"{site}/"), urlsplit(url).path) == (True, opened)


def test_the_whole_way_leaves_one_device_in_the_database(
    page: Page, site: str, visit: Appointment, service: PushService
) -> None:
    allow(page.context, site)

    turn_on(page, visit)

    kept = Subscription.objects.values_list("subject_pk", "endpoint", "p256dh", "auth", "language").get()
    assert kept == (str(visit.pk), service.endpoint(), DEVICE.p256dh, DEVICE.auth, "en")


def test_the_page_shows_how_it_stands_when_one_comes_back(page: Page, site: str, visit: Appointment) -> None:
    allow(page.context, site)
    turn_on(page, visit)

    page.reload()
    expect(page.get_by_role("button", name="Turn notifications off")).to_be_visible()
    Subscription.objects.all().delete()  # the push service said that the device is gone
    page.reload()

    expect(page.get_by_role("button", name="Turn notifications on")).to_be_visible()


def test_turned_off_nothing_is_left_and_the_focus_stays(page: Page, site: str, visit: Appointment) -> None:
    allow(page.context, site)
    turn_on(page, visit)
    page.keyboard.press("Enter")

    button = page.get_by_role("button", name="Turn notifications on")
    expect(button).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Notifications are turned off for this device.")
    assert page.evaluate("localStorage.getItem('subscription')") is None
    assert Subscription.objects.count() == 0


def test_a_key_that_has_changed_is_agreed_to_anew(
    page: Page, site: str, visit: Appointment, settings: Settings
) -> None:
    allow(page.context, site)
    turn_on(page, visit)
    before = page.evaluate("localStorage.getItem('subscription')")
    settings.VAPID_PRIVATE_KEY = private_key(43)

    turn_on(page, visit)

    assert page.evaluate("localStorage.getItem('subscription')") != before


def test_a_refusal_is_told_in_words(page: Page, site: str, visit: Appointment) -> None:
    allow(page.context, site)
    page.goto(notices.page_of(visit))
    for number in range(5):
        Subscription.objects.create(
            subject_label="scheduling.appointment",
            subject_pk=str(visit.pk),
            endpoint=f"http://127.0.0.1/{number}",
            agreed_at=make.AT,
        )

    page.get_by_role("button", name="Turn notifications on").click()

    expect(page.get_by_role("status")).to_contain_text(
        "As many devices as possible already get notifications"
    )
    expect(page.get_by_role("button", name="Turn notifications on")).to_be_focused()


def test_a_lost_connection_is_told_in_words(page: Page, site: str, visit: Appointment) -> None:
    allow(page.context, site)
    page.goto(notices.page_of(visit))
    page.route("**/devices/", lambda route: route.abort())

    page.get_by_role("button", name="Turn notifications on").click()

    expect(page.get_by_role("status")).to_contain_text("That did not work.")
    assert Subscription.objects.count() == 0


def test_who_has_refused_learns_what_to_do_in_the_browser(page: Page, site: str, visit: Appointment) -> None:
    deny(page, site)

    page.goto(notices.page_of(visit))

    said = block(page).get_by_text("Your browser does not let this website show notifications.")
    expect(said).to_be_visible()
    expect(page.get_by_role("button", name="Turn notifications")).to_have_count(0)


def test_who_refuses_later_is_not_told_that_it_is_on(page: Page, site: str, visit: Appointment) -> None:
    allow(page.context, site)
    turn_on(page, visit)
    deny(page, site)

    page.reload()

    expect(block(page)).to_have_attribute("data-state", "denied")


@pytest.mark.parametrize("answer", ["denied", "default"])
def test_who_says_no_to_the_question_sees_that_nothing_changed(
    page: Page, visit: Appointment, answer: str
) -> None:
    page.add_init_script(
        f"""let said = "default";
        Object.defineProperty(Notification, "permission", {{ get: () => said }});
        Notification.requestPermission = async () => (said = "{answer}");"""
    )
    page.goto(notices.page_of(visit))
    page.get_by_role("button", name="Turn notifications on").click()

    words = {"denied": "Notifications are not allowed", "default": "Nothing has changed"}[answer]
    expect(page.get_by_role("status")).to_contain_text(words)
    expect(
        page.get_by_role("status") if answer == "denied" else page.get_by_role("button", name="on")
    ).to_be_focused()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


@pytest.mark.parametrize("missing", ["PushManager", "Notification"])
def test_a_browser_that_cannot_is_offered_nothing(page: Page, visit: Appointment, missing: str) -> None:
    page.add_init_script(f"delete window.{missing}")

    page.goto(notices.page_of(visit), wait_until="networkidle")

    expect(block(page)).to_be_hidden()


def test_without_javascript_nothing_is_offered(browser: Browser, site: str, visit: Appointment) -> None:  # noqa: ARG001  it is served there
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(notices.page_of(visit))

    expect(block(page)).to_be_hidden()
    context.close()


@pytest.mark.parametrize("state", ["off", "on", "denied"])
def test_the_page_is_accessible_and_fits_a_phone(
    page: Page, site: str, visit: Appointment, state: str
) -> None:
    if state == "denied":
        deny(page, site)
    else:
        allow(page.context, site)
    page.goto(notices.page_of(visit))
    if state == "on":
        turn_on(page, visit)
    expect(block(page)).to_have_attribute("data-state", state)

    assert in_browser.faults(page) == {}
