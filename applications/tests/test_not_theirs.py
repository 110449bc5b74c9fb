"""What our answers tell of a case to somebody who may not see it: nothing, whatever numbers they try."""

import re
from http import HTTPStatus
from pathlib import Path

import pytest
from pytest_django import Settings

from applications.tests.admin.answers import rows
from applications.tests.admin.everywhere import filled
from applications.tests.admin.world import PERMIT, RESIDENCE, World, world

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

NOBODYS = 987_654_321
NUMBERS = ("0", "99999", "1" + "0" * 11, "9" * 12, "9" * 40)
OF_A_CASE = sorted({row for row in rows() if row.group == "en/cases" and ":pk>" in row.route})


@pytest.fixture
def there(settings: Settings, tmp_path: Path) -> World:
    settings.UPLOADS_DIR = tmp_path
    return world()


def answered(there: World, person: str, method: str, address: str) -> tuple[int, str]:
    """Return status and page, without what differs between any two requests: tokens and the address."""
    answer = there.clients[person].generic(method, address)
    page = re.sub(r'(nonce|value|content)="[^"]*"', "", answer.content.decode())
    return answer.status_code, re.sub(r"cases(/|%2F)\d+", "cases", page)


@pytest.mark.parametrize(("person", "of"), [("other", RESIDENCE), ("foreigner", PERMIT)])
def test_a_case_that_is_not_theirs_is_answered_as_one_that_is_not_there(
    there: World, person: str, of: str
) -> None:
    different = []

    for row in (row for row in OF_A_CASE if row.of == of):
        address = filled(row.route, there, of=of)
        absent = address.replace(f"/cases/{there.cases[of].pk}/", f"/cases/{NOBODYS}/")
        theirs, nobodys = (answered(there, person, row.method, each) for each in (address, absent))
        if theirs != nobodys or theirs[0] != HTTPStatus.NOT_FOUND:
            different.append(row)

    assert different == []


def test_a_number_that_nothing_has_is_answered_calmly(there: World) -> None:
    own = there.cases[RESIDENCE].pk
    posted = (
        "cases/{own}/documents/{}/",
        "cases/{own}/codes/{}/revocation/",
        "cases/{own}/people/{}/revocation/",
    )
    asked = [("GET", "cases/{}/"), ("GET", "cases/{}/history/"), *(("POST", place) for place in posted)]

    found = {
        (place, number): answered(there, "owner", method, f"/en/{place.format(number, own=own)}")[0]
        for method, place in asked
        for number in NUMBERS
    }

    assert set(found.values()) == {HTTPStatus.NOT_FOUND}


def test_a_copy_of_another_case_is_not_opened_by_way_of_ones_own(there: World) -> None:
    own, other = there.cases[RESIDENCE], there.cases[PERMIT].uploads.get()
    address = f"/en/cases/{own.pk}/files/{other.pk}/"

    assert answered(there, "owner", "GET", address)[0] == HTTPStatus.NOT_FOUND
    assert answered(there, "owner", "POST", f"{address}withdrawal/")[0] == HTTPStatus.NOT_FOUND
    other.refresh_from_db()
    assert other.state == "kept"


def test_a_share_code_or_mandate_of_another_case_is_not_revoked_by_way_of_ones_own(there: World) -> None:
    own, other = there.cases[RESIDENCE], there.cases[PERMIT]
    code, mandate = other.share_codes.get(), other.mandates.get()

    for address in (f"codes/{code.pk}", f"people/{mandate.pk}"):
        answered(there, "owner", "POST", f"/en/cases/{own.pk}/{address}/revocation/")

    code.refresh_from_db()
    mandate.refresh_from_db()
    assert (code.revoked_at, mandate.revoked_at) == (None, None)
