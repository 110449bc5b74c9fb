"""How fast the pages of a case are to its person, and the list of clients to their lawyer.

Promised: at most 12 queries for the page of a case and 10 for fifty of two thousand clients, whatever
the size, and 95 of 100 answers within 100 ms, to somebody who is signed in, through every middleware.
"""

from django.test import Client
from django.urls import reverse

from applications.models import Application
from bench.cases.page import in_turns
from bench.cases.people import signed_in
from bench.cases.timing import HEAD, LINE, timed
from bench.tracking.world import Tracked

PAGES = ("case_history", "case_documents", "case_messages", "case_print", "mandate_list")


def run(there: Tracked, *, code: str) -> None:
    owner, lawyer = signed_in(there.owner), signed_in(there.lawyer)
    pages = {
        "case_detail, a new case (≤ 12 queries)": (owner, url("case_detail", there.small)),
        "case_detail, the large one (≤ 12 queries)": (owner, url("case_detail", there.large)),
        "the same, to their lawyer": (lawyer, url("case_detail", there.large)),
        **{f"{name}, the large one": (owner, url(name, there.large)) for name in PAGES},
        "client_list, 50 of 2,001 (≤ 10 queries)": (lawyer, reverse("client_list")),
        "client_list, a name searched for": (lawyer, reverse("client_list") + "?q=family19"),
        "case_status, by number and access code": (visitor(there.large, code), reverse("case_status")),
        "case_find, the empty form": (Client(headers={"host": "localhost"}), reverse("case_find")),
    }
    print(f"\n{HEAD}\n{LINE}")
    for number, found in in_turns(list(pages.values())).items():
        print(found.line(list(pages)[number]), flush=True)
    # Asked once a week, not while somebody reads: a few times, and nothing is promised.
    export = timed(lawyer, [reverse("client_export")], repeats=5)
    print(export.line("client_export, all 2,001 (a file)"), flush=True)


def url(name: str, case: Application) -> str:
    return reverse(name, args=[case.pk])


def visitor(case: Application, code: str) -> Client:
    """Return a browser that has looked a case up."""
    client = Client(headers={"host": "localhost"})
    answer = client.post(reverse("case_find"), {"number": case.case_number, "code": code})
    if answer.status_code != 302:  # noqa: PLR2004  led on to the status
        raise RuntimeError(f"The look-up answers {answer.status_code}.")
    return client
