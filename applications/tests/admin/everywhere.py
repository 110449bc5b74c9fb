"""Every address of cases, and what it answers whom."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import URLResolver, get_resolver

from applications.models import Application
from applications.tests.admin.world import FEED, RESIDENCE, World
from portal.audit.models import Event

REDIRECTS = (301, 302, 303)
PARAMETER = re.compile(r"([a-z]+/)?<(?:\w+:)?(\w+)>")  # with the word before it


def addresses() -> dict[str, str]:
    """Return the route of each address of cases, by its name; one without a name by the route."""
    return {name: route for name, route, module in _walk(get_resolver()) if _is_ours(route, module)}


def _is_ours(route: str, module: str) -> bool:
    return route.startswith("admin/applications/") or module.startswith("applications.")


def _walk(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[tuple[str, str, str]]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, here, inner)
        else:
            name = f"{space}{pattern.name}" if pattern.name else here.removeprefix("admin/applications/")
            yield name, here, getattr(pattern.callback, "__module__", "")


def filled(route: str, world: World, *, of: str = RESIDENCE) -> str:
    """Return an address with what stands for a case (`of` which), a file, a fact: one that is there."""
    model = route.removeprefix("admin/applications/").split("/")[0]

    def value(found: re.Match[str]) -> str:
        place, name = found[1] or "", found[2]
        return f"{place}{_argument(place, name, model, world, of)}"

    return f"/{PARAMETER.sub(value, route)}".replace("//", "/")


def _argument(place: str, name: str, model: str, world: World, of: str) -> object:
    if place + name in PLACES:
        return PLACES[place + name](world, of)
    if name not in {"pk", "object_id"}:
        return ARGUMENTS[name]
    if model in OF_A_CASE:
        return world.cases[of].pk
    return world.run.pk if model == "importrun" else _first_of(model)


def _first_of(model: str) -> object:
    rows: Any = apps.get_model("applications", model).objects  # each of ours has them
    return rows.values_list("pk", flat=True)[0]


OF_A_CASE = {"application", "en"}  # the model of an admin page, or the language of a public one
ARGUMENTS: dict[str, str | int] = {
    "act": "noted",
    "what": "summons",
    "number": 1,
    "code": "TEMP_WORK",
    "token": FEED,
}
# What stands in an address after these words is a thing of the case, or somebody's.
PLACES: dict[str, Callable[[World, str], object]] = {
    "files/key": lambda world, of: world.cases[of].uploads.get().pk,
    "codes/number": lambda world, of: world.cases[of].share_codes.get().pk,
    "people/number": lambda world, of: world.cases[of].mandates.order_by("pk")[0].pk,
    "organisations/pk": lambda _world, _of: _first_of("organisation"),
    "members/member": lambda _world, _of: _first_of("member"),
}


@dataclass(frozen=True)
class Answer:
    """What somebody got: a status, "login" or "on" for being sent there, and whose name stands on it."""

    said: str
    names: frozenset[str]  # RESIDENCE, PERMIT
    is_written_down: bool  # that somebody looked at a case
    page: str


def ask(world: World, person: str, method: str, address: str) -> Answer:
    """Ask as one of them, and undo what the request has done."""
    save = transaction.savepoint()
    try:
        response = world.clients[person].generic(method, address)
        text = b"".join(response).decode(errors="replace")  # of a page, or of a file that streams
        events = Event.objects.filter(subject_label=Application._meta.label_lower, pk__gt=world.begun)
        is_written_down = events.exists()
    finally:
        transaction.savepoint_rollback(save)
    names = frozenset(of for of, case in world.cases.items() if _names(case, text))
    return Answer(_said(response), names, is_written_down, text)


def _names(case: Application, text: str) -> bool:
    return case.family_name in text or case.case_number in text


def _said(response: HttpResponseBase) -> str:
    if response.status_code in REDIRECTS:
        return "login" if "/login/" in response.headers["Location"] else "on"
    return str(response.status_code)
