"""Every address of cases, held against a table by hand of what each of them is answered there.

An address without a row fails: whoever adds one says who may open it. No page names the person of
a case to anybody who may not see the case, whatever it answers.
"""

from pathlib import Path

import pytest
from pytest_django import Settings

from applications.admin.acts.registry import ENTRIES
from applications.choices import EventKind as K
from applications.models.facts import FACTS
from applications.tests.admin.everywhere import PEOPLE, Answer, World, addresses, ask, filled, world
from applications.tests.rules.test_acts import ALLOWED

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

# Columns: anonymous, applicant, clerk, officer, signer, elsewhere, rival, consultant, supervisor,
# administrator. "login": asked to sign in; "on": sent on (to the list, or back to it).
TABLE = """
GET  application/                              login login 200 200 200 200 200 403 200 403
POST application/                              login login 200 200 200 200 200 403 200 403
GET  application/add/                          login login 200 200 403 200 200 403 200 403
POST application/add/                          login login 422 422 403 422 422 403 422 403
GET  application/bulk/                         login login on  on  on  on  on  403 on  403
POST application/bulk/                         login login on  on  on  on  on  403 on  403
GET  application/assignment/                   login login 403 200 403 403 200 403 200 403
POST application/assignment/                   login login 403 422 403 403 422 403 422 403
GET  application/<int:pk>/acts/<slug:act>/     login login 200 200 200 404 404 404 200 404
POST application/<int:pk>/acts/<slug:act>/     login login 422 422 422 404 404 404 422 404
GET  application/<int:pk>/print/<slug:what>/<int:number>/ login login 200 200 200 404 404 404 200 404
POST application/<int:pk>/print/<slug:what>/<int:number>/ login login 200 200 200 404 404 404 200 404
GET  application/<path:object_id>/change/      login login 200 200 200 404 404 404 200 404
POST application/<path:object_id>/change/      login login on  on  on  404 404 404 on  404
GET  importrun/                                login login 403 403 403 403 200 403 200 403
POST importrun/                                login login 403 403 403 403 200 403 200 403
GET  importrun/add/                            login login 403 403 403 403 200 403 200 403
POST importrun/add/                            login login 403 403 403 403 422 403 422 403
GET  importrun/<int:pk>/columns/               login login 403 403 403 403 404 403 200 403
POST importrun/<int:pk>/columns/               login login 403 403 403 403 404 403 422 403
GET  importrun/<int:pk>/words/                 login login 403 403 403 403 404 403 200 403
POST importrun/<int:pk>/words/                 login login 403 403 403 403 404 403 on  403
GET  importrun/<int:pk>/begin/                 login login 403 403 403 403 405 403 405 403
POST importrun/<int:pk>/begin/                 login login 403 403 403 403 404 403 on  403
GET  importrun/<int:pk>/again/                 login login 403 403 403 403 405 403 405 403
POST importrun/<int:pk>/again/                 login login 403 403 403 403 404 403 on  403
GET  importrun/<int:pk>/discard/               login login 403 403 403 403 405 403 405 403
POST importrun/<int:pk>/discard/               login login 403 403 403 403 404 403 on  403
GET  importrun/<int:pk>/refused.csv            login login 403 403 403 403 404 403 200 403
POST importrun/<int:pk>/refused.csv            login login 403 403 403 403 405 403 405 403
GET  importrun/<path:object_id>/change/        login login 403 403 403 403 404 403 200 403
POST importrun/<path:object_id>/change/        login login 403 403 403 403 405 403 405 403
GET  importmapping/                            login login 403 403 403 403 200 403 200 403
GET  importmapping/add/                        login login 403 403 403 403 403 403 403 403
GET  importmapping/<path:object_id>/history/   login login on  on  on  on  on  on  200 on
GET  importmapping/<path:object_id>/delete/    login login 403 403 403 403 on  403 200 403
GET  importmapping/<path:object_id>/change/    login login 403 403 403 403 on  403 200 403
GET  importmapping/<path:object_id>/           login login on  on  on  on  on  on  on  on
GET  fee/unchecked/                            login login 200 200 200 200 200 403 200 200
GET  FACT/                                     login login 200 200 200 200 200 403 200 200
GET  FACT/add/                                 login login 403 403 403 403 200 403 200 200
GET  FACT/<path:object_id>/history/            login login 200 200 200 200 200 403 200 200
GET  FACT/<path:object_id>/delete/             login login 403 403 403 403 403 403 403 403
GET  FACT/<path:object_id>/change/             login login 200 200 200 200 200 403 200 200
GET  FACT/<path:object_id>/                    login login on  on  on  on  on  on  on  on
GET  visitrule/                                login login 403 403 403 403 403 403 403 200
GET  visitrule/add/                            login login 403 403 403 403 403 403 403 200
GET  visitrule/<path:object_id>/history/       login login 403 403 403 403 403 403 403 200
GET  visitrule/<path:object_id>/delete/        login login 403 403 403 403 403 403 403 200
GET  visitrule/<path:object_id>/change/        login login 403 403 403 403 403 403 403 200
GET  visitrule/<path:object_id>/               login login on  on  on  on  on  on  on  on
GET  en/procedures/                            200 200 200 200 200 200 200 200 200 200
GET  en/procedures/<slug:code>/                200 200 200 200 200 200 200 200 200 200
"""
# These have the same pages, and the same people.
OF_LAW = [*(model._meta.model_name for model in FACTS), "procedure"]
STAFF = ("clerk", "officer", "signer", "supervisor")
# To whom a page may name the person: of the case, or in the file that the office handed in.
KNOWS = {"application": set(STAFF), "importrun": {"supervisor"}}
LETTERS = dict(zip(STAFF, "cosv", strict=True))
FURTHER = {"void": K.VOIDED, "particulars": K.CORRECTED, "access": K.CORRECTED, "mandate": K.CORRECTED}


def rows() -> dict[tuple[str, str], list[str]]:
    """Return what is expected: of a method and a route, the answers in the order of the people."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in TABLE.strip().splitlines():
        method, route, *answers = line.split()
        names = OF_LAW if route.startswith("FACT") else [""]
        found |= {(method, route.replace("FACT", str(name))): answers for name in names}
    return found


ROWS = rows()
GROUPS = sorted({route.split("/")[0] for _method, route in ROWS})


@pytest.fixture
def there(settings: Settings, tmp_path: Path) -> World:
    settings.UPLOADS_DIR = tmp_path
    return world()


def test_every_address_has_a_row() -> None:
    routes = {route.removeprefix("admin/applications/") for route in addresses().values()}

    assert routes == {route for _method, route in ROWS}


@pytest.mark.parametrize("group", GROUPS)
def test_each_of_them_is_answered_as_the_table_says(there: World, group: str) -> None:
    expected = {row: answers for row, answers in ROWS.items() if row[1].split("/")[0] == group}

    found = {row: [asked(there, *row, person) for person in PEOPLE] for row in expected}

    assert {row: [each.said for each in answers] for row, answers in found.items()} == expected
    told = {
        person
        for answers in found.values()
        for person, each in zip(PEOPLE, answers, strict=True)
        if each.names_the_person
    }
    assert told == KNOWS.get(group, set())


def asked(there: World, method: str, route: str, person: str) -> Answer:
    prefix = "" if route.startswith("en/") else "admin/applications/"
    return ask(there, person, method, filled(prefix + route, there))


def test_each_act_is_open_to_its_parts_and_to_no_others(there: World) -> None:
    """Whoever has the part is shown the form, or why it cannot be entered now."""
    acts = filled("admin/applications/application/<int:pk>/acts/", there)

    found = {(act, who): ask(there, who, "GET", f"{acts}{act}/").said for act in ENTRIES for who in STAFF}

    assert set(found.values()) == {"200", "403", "409"}
    assert {place for place, said in found.items() if said != "403"} == {
        (act, who) for act in ENTRIES for who in STAFF if LETTERS[who] in parts_of(act)
    }


def parts_of(act: str) -> str:
    parts, _stages = ALLOWED[FURTHER[act] if act in FURTHER else K(act)]
    return parts
