"""How fast the work list is at a million cases, a hundred thousand of them open.

Promised: 95 of 100 answers within 100 ms, whatever is asked: the list as clerks and supervisors
find it, every choice of every filter, and searches.
"""

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.models.worklist import Mark
from bench.cases.archive import LARGE, Archive
from bench.cases.people import signed_in
from bench.cases.timing import HEAD, LINE, Timed, timed

REQUESTS, OF_THE_SLOWEST, OF_A_CHOICE, MOST_CHOICES = 100, 40, 5, 24
FILTERS = ("who", "stage", "turn", "reason", "procedure", "term")


def run(archive: Archive) -> None:
    print(f"\n{HEAD}\n{LINE}")
    clerk, supervisor = signed_in(archive.clerk), signed_in(archive.supervisor)
    small = signed_in(archive.clerk_of_small)
    show("a clerk's own", timed(clerk, [_url()], repeats=REQUESTS))
    show("a supervisor's: all", timed(supervisor, [_url()], repeats=REQUESTS))
    show("in the midst of all", timed(supervisor, [_url(after=_midst(archive))], repeats=REQUESTS))
    show("at a small office", timed(small, [_url(who="all")], repeats=REQUESTS))
    for name in FILTERS:
        by_filter(supervisor, name)
    together = _url(who=str(archive.clerk.pk), stage="suspended", turn="nobody", term="7")
    show("several filters, next to nothing found", timed(supervisor, [together], repeats=OF_THE_SLOWEST))
    for what, typed in searches(archive).items():
        show(f"search: {what}, `{typed}`", timed(supervisor, [_url(q=typed)], repeats=OF_THE_SLOWEST))
    elsewhere = _common_name()
    show(
        f"search at a small office, `{elsewhere}`", timed(small, [_url(q=elsewhere)], repeats=OF_THE_SLOWEST)
    )


def show(name: str, found: Timed) -> None:
    print(found.line(name), flush=True)


def by_filter(client: Client, name: str) -> None:
    """Ask for each choice of a filter, the slowest more often; of colleagues the first ones will do."""
    found = {
        value: timed(client, [_url(**{name: value})], repeats=OF_A_CHOICE) for value in _choices(client, name)
    }
    every = Timed(
        whole=[each for one in found.values() for each in one.whole],
        own=[each for one in found.values() for each in one.own],
        database=[each for one in found.values() for each in one.database],
        queries=max(one.queries for one in found.values()),
    )
    slowest = max(found, key=lambda value: found[value].p95)
    show(f"`{name}`, {len(found)} choices", every)
    show(f"`{name}={slowest}`, the slowest", timed(client, [_url(**{name: slowest})], repeats=OF_THE_SLOWEST))


def _choices(client: Client, name: str) -> list[str]:
    """Return the choices of a filter as the page offers them, less the one for any."""
    page = client.get(_url()).content.decode()
    found = re.search(rf'<select[^>]*\bname="{name}".*?</select>', page, re.DOTALL)
    if found is None:
        raise RuntimeError(f"There is no filter {name}.")
    return re.findall(r'<option value="([^"]+)"', found[0])[:MOST_CHOICES]


def searches(archive: Archive) -> dict[str, str]:
    """Return what is typed, by what it is."""
    case = Application.objects.filter(office=archive.large, case_number__gt="", external_ref__gt="").first()
    if case is None:
        raise RuntimeError("There is no case with a number.")
    return {
        "case number": case.case_number,
        "case number, typed badly": case.case_number.lower().replace("-", " - "),
        "case number nobody has": "SC-II.6151.999999.1999",
        "reference": case.external_ref,
        "key": f"#{case.pk}",
        "a rare name": _rare_name(),
        "a common name": _common_name(),
        "both parts of a name": "Kovalenko Olena",
        "in Cyrillic": "Коваленко Олена",
        "the beginning, in Cyrillic": "Коваленк",
        "two letters": "ko",
        "two letters, in Cyrillic": "ол",
        "nobody's name": "Brzęczyszczykiewicz",
    }


def _names(*order: str) -> Sequence[str]:
    rows = (
        Application.objects.filter(office__slug=LARGE)
        .values("family_name")
        .annotate(count=Count("pk"))
        .order_by(*order)
    )
    return list(rows.values_list("family_name", flat=True)[:1])


def _common_name() -> str:
    return _names("-count", "family_name")[0]


def _rare_name() -> str:
    return _names("count", "family_name")[0]


def _midst(archive: Archive) -> str:
    """Return the place of a case that half of those with a term stand before."""
    rows = Application.objects.filter(office=archive.large).unfinished().exclude(due_on=None).by_risk()
    return str(Mark.of(rows[rows.count() // 2]))


def _url(**query: str | date) -> str:
    page = reverse("admin:applications_application_changelist")
    return f"{page}?{urlencode(query)}" if query else page
