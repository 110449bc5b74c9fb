"""What the first view of a case weighs: every byte and request, as an empty browser meets them.

Promised: at most 100 kB in each language, however much has come together in the case.
"""

import shutil
from pathlib import Path

from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import sync_playwright

from bench.cases.people import signed_in
from bench.page import CHROMIUM, FLAGS, LANGUAGES, first_view, served
from bench.tracking.world import Tracked


def run(there: Tracked, var: Path) -> None:
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        print("NOT MEASURED: there is no Chromium on this machine.")
        return
    owner, lawyer = signed_in(there.owner), signed_in(there.lawyer)
    pages = {
        "case_detail": (owner, [there.large.pk]),
        "case_documents": (owner, [there.large.pk]),
        "case_messages": (owner, [there.large.pk]),
        "client_list": (lawyer, []),
    }
    with served(var) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        print("\n| first view | language | kB (≤ 100) | requests |\n| --- | --- | --- | --- |")
        for name, (client, arguments) in pages.items():
            for language in LANGUAGES:
                with override(language):
                    path = reverse(name, args=arguments)
                size, requests = first_view(browser, address + path, cookie=cookie_of(client))
                print(f"| {name} | {language} | {size / 1000:.1f} | {requests} |", flush=True)
        browser.close()


def cookie_of(client: Client) -> str:
    """Return the cookie of a session by the name that it has behind TLS."""
    return f"__Host-session={client.session.session_key}"
