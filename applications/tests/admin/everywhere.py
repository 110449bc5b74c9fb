"""Every address of cases, and everybody who may knock there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLResolver, get_resolver

from applications.choices import EventKind as K
from applications.models import Application, ImportMapping, ImportRun, VisitRule
from applications.tests import factories as make
from applications.tests.factories import happen
from applications.tests.importing.world import cases, handed_in
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from scheduling.tests import factories as visits

REDIRECTS = (301, 302, 303)
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
PEOPLE = (
    "anonymous",
    "applicant",
    "clerk",
    "officer",
    "signer",
    "elsewhere",  # a clerk of another office
    "rival",  # a supervisor of another office
    "consultant",
    "supervisor",
    "administrator",
)


@dataclass(frozen=True)
class World:
    """One office with a case, all who work there, and who does not."""

    case: Application
    run: ImportRun
    clients: dict[str, Client]


def world() -> World:
    office = accounts.office()
    people = {role.value: accounts.member(role, at=office) for role in Role}
    people["elsewhere"] = accounts.member(Role.CLERK, at=accounts.office())
    people["rival"] = accounts.member(Role.SUPERVISOR, at=accounts.office())
    people["applicant"] = accounts.user()
    case = begun(office, people["applicant"])
    run = handed_in(cases({}), office=office, by=people[Role.SUPERVISOR])
    ImportMapping.objects.create(office=office, name="Cases", kind="cases")
    VisitRule.objects.create(service=visits.service("COMPLETE"), event=K.APPEARED)
    clients = {name: signed_in(people.get(name)) for name in PEOPLE}
    return World(case, run, clients)


def begun(office: Office, account: User) -> Application:
    """Make a case with something of all that has a page of its own."""
    case = make.case(office)
    Application.objects.filter(pk=case.pk).update(account=account)
    happen(case, K.REGISTERED)
    happen(case, K.SUMMONED, data={"summons": 1, "kind": "formal", "days": 7})
    happen(case, K.DOCUMENT_RECEIVED, data={"brought": [{"number": 1, "name": "Letter"}]})
    return case


def signed_in(person: User | None) -> Client:
    client = Client(raise_request_exception=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    if person:
        client.force_login(person)
    return client


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


def filled(route: str, world: World) -> str:
    """Return an address with what stands for a case, a file, a fact: one that is there."""
    model = route.removeprefix("admin/applications/").split("/")[0]
    here = f"/{PARAMETER.sub(lambda found: str(_argument(found[1], model, world)), route)}"
    return here.replace("//", "/")


def _argument(name: str, model: str, world: World) -> str | int:
    if name not in {"pk", "object_id"}:
        return ARGUMENTS[name]
    return OBJECTS[model](world) if model in OBJECTS else _first_of(model)


def _first_of(model: str) -> int:
    rows: Any = apps.get_model("applications", model).objects  # each of ours has them
    found: int = rows.values_list("pk", flat=True)[0]
    return found


OBJECTS: dict[str, Callable[[World], int]] = {
    "application": lambda world: world.case.pk,
    "importrun": lambda world: world.run.pk,
}
ARGUMENTS: dict[str, str | int] = {"act": "noted", "what": "summons", "number": 1, "code": "TEMP_WORK"}


@dataclass(frozen=True)
class Answer:
    """What somebody got: a status, "login" or "on" for being sent there, and whether it names the person."""

    said: str
    names_the_person: bool


def ask(world: World, person: str, method: str, address: str) -> Answer:
    """Ask as one of them, and undo what the request has done."""
    save = transaction.savepoint()
    try:
        response = world.clients[person].generic(method, address)
    finally:
        transaction.savepoint_rollback(save)
    text = b"".join(response).decode()  # of a page, or of a file that streams
    is_named = any(name in text for name in (world.case.family_name, world.case.case_number))
    return Answer(_said(response), is_named)


def _said(response: HttpResponseBase) -> str:
    if response.status_code in REDIRECTS:
        return "login" if "/login/" in response.headers["Location"] else "on"
    return str(response.status_code)
