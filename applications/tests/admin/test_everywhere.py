"""Every address of cases, held against a table by hand of what each person is answered there.

An address without a row fails: whoever adds one says who may open it. No page names the person of
a case to anybody who may not see the case, whatever it answers.
"""

from collections import defaultdict
from pathlib import Path

import pytest
from pytest_django import Settings

from applications.admin.acts.registry import ENTRIES
from applications.choices import EventKind as K
from applications.tests.admin.answers import Row, rows
from applications.tests.admin.everywhere import addresses, ask, filled
from applications.tests.admin.world import PERMIT, RESIDENCE, STAFF, World, world
from applications.tests.rules.test_acts import ALLOWED

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ROWS = rows()
GROUPS = sorted({row.group for row in ROWS})
# To whom pages name the person: of the case, or in the file that the office handed in.
KNOWS: dict[str, dict[str, set[str]]] = {
    **{
        group: {RESIDENCE: set(STAFF), PERMIT: set(STAFF)}
        for group in ("application", "casemessage", "mandate", "upload")
    },
    "en/clients": {RESIDENCE: {"proxy", "parent"}, PERMIT: {"employer"}},
    "importrun": {RESIDENCE: {"supervisor"}},
    "en/cases": {RESIDENCE: {"owner", "proxy", "parent"}, PERMIT: {"employer"}},
}
SHOWN = {"200", "422"}
LETTERS = dict(zip(STAFF, "cosv", strict=True))
FURTHER = {"void": K.VOIDED} | dict.fromkeys(
    ("particulars", "access", "account", "mandate", "mandate-answer"), K.CORRECTED
)


@pytest.fixture
def there(settings: Settings, tmp_path: Path) -> World:
    settings.UPLOADS_DIR = tmp_path
    return world()


def test_every_address_has_a_row() -> None:
    assert set(addresses().values()) == {row.route for row in ROWS}


@pytest.mark.parametrize("group", GROUPS)
def test_each_of_them_is_answered_as_the_table_says(there: World, group: str) -> None:
    wrong, unwritten = {}, set()
    told: dict[str, set[str]] = defaultdict(set)

    for row, expected in ((row, said) for row, said in ROWS.items() if row.group == group):
        for person in expected:
            answer = ask(there, person, row.method, filled(row.route, there, of=row.of))
            if answer.said != expected[person]:
                wrong[row, person] = answer.said
            if is_of_case(row) and answer.said in SHOWN and not answer.is_written_down:
                unwritten.add((row, person))
            for case in answer.names:
                told[case].add(person)

    assert wrong == {}
    assert unwritten == set()
    assert told == KNOWS.get(group, {})


def is_of_case(row: Row) -> bool:
    return row.group in {"application", "en/cases"} and ":pk>" in row.route


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
