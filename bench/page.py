"""What the first view of a page weighs: every byte and request, as a browser meets them.

Promised: at most 100 kB and 10 requests in each language. The pages are those of the
demonstration, served by gunicorn and WhiteNoise as in production (hashed, compressed
static files), with nothing in the browser's cache. A reverse proxy may compress the
pages themselves as well (`deploy/`); that is not counted here.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Browser, CDPSession, sync_playwright

from portal.local import website
from portal.local.ports import free_port
from portal.local.programs import Portal

LANGUAGES = ("pl", "en", "ru")
PAGES = {
    "home": "/{language}/",
    "services": "/{language}/visits/",
    "service": "/{language}/visits/krakow/COMPLETE/",
    "month": "/{language}/visits/krakow/COMPLETE/times/",
}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60


def run(var: Path) -> None:
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        print("NOT MEASURED: there is no Chromium on this machine.")
        return
    call_command("demo", cases=0, stdout=StringIO())
    with served(var) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        print("| page | language | kB (≤ 100) | requests (≤ 10) |\n| --- | --- | --- | --- |")
        for name, path in PAGES.items():
            for language in LANGUAGES:
                size, requests = first_view(browser, address + path.format(language=language))
                print(f"| {name} | {language} | {size / 1000:.1f} | {requests} |", flush=True)
        browser.close()


@contextmanager
def served(var: Path) -> Iterator[str]:
    """Serve as in production, behind a proxy that ends TLS: the browser plays the proxy."""
    port = free_port()
    production = {"TLS": "1", "TRUSTED_PROXIES": "1", "SITE_URL": f"https://localhost:{port}"}
    portal = Portal(var=var, environment={**os.environ, **production})
    portal.manage("collectstatic", "--noinput", "-v0")
    sockets = website.reserve(port)
    web = portal.web(sockets)
    website.close(sockets)
    try:
        until = time.monotonic() + PATIENCE
        while website.status(port) is None and time.monotonic() < until:
            time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        web.stop()


def first_view(browser: Browser, address: str, *, cookie: str = "") -> tuple[int, int]:
    """Return bytes as sent, headers included, and requests, for somebody who never came before.

    With the cookie of a session, for somebody who is signed in.
    """
    headers = {"X-Forwarded-Proto": "https"} | ({"Cookie": cookie} if cookie else {})
    context = browser.new_context(viewport={"width": 360, "height": 740}, extra_http_headers=headers)
    page = context.new_page()
    sizes: list[float] = []
    session: CDPSession = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    response = page.goto(address, wait_until="networkidle")
    if response is None or response.status != 200:  # noqa: PLR2004  what a page answers
        raise RuntimeError(f"{address} answers {response and response.status}.")
    context.close()
    return int(sum(sizes)), len(sizes)
