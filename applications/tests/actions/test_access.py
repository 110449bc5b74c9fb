from datetime import timedelta

import pytest
from pytest_django import Settings

from applications.actions.access import access_code_of, issue_access_code, same_access_code
from applications.actions.applying import ChangedError
from applications.models import Application
from applications.rules.access import normalise_access_code
from applications.tests import factories as make
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event as AuditEvent
from portal.audit.rules.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Application:
    return make.case(accounts.office())


def issued(case: Application, **more: object) -> str:
    code = issue_access_code(case=case, by=SYSTEM, at=make.AT, **more)  # type: ignore[arg-type]  # as it takes them
    case.refresh_from_db()
    return code


def test_a_code_opens_its_case_however_it_is_typed(case: Application) -> None:
    code = issued(case)

    assert normalise_access_code(code) == code
    assert same_access_code(case, code.lower().replace("-", " "))
    assert case.access_issued_at == make.AT


def test_a_code_opens_no_other_case(case: Application) -> None:
    other = make.case(case.office)
    code = issued(case)
    issued(other)
    Application.objects.filter(pk=other.pk).update(access_digest=case.access_digest)
    other.refresh_from_db()

    assert not same_access_code(other, code)


def test_a_new_code_takes_the_place_of_the_old(case: Application) -> None:
    old, new = issued(case), issued(case)

    assert [same_access_code(case, code) for code in (old, new)] == [False, True]


def test_the_code_that_opens_a_case_can_be_read_again(case: Application) -> None:
    codes = [issued(case), access_code_of(case), issued(case), access_code_of(case)]

    assert codes == [codes[0], codes[0], codes[2], codes[2]]
    assert codes[0] != codes[2]
    assert case.access_version == 2


def test_there_is_no_code_to_read_before_one_is_issued(case: Application) -> None:
    assert access_code_of(case) is None


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"access_version": 0}, id="from-before-codes-were-derived"),
        pytest.param({"access_version": 2}, id="of-another-version"),
        pytest.param({"access_issued_at": None}, id="issued-never"),
        pytest.param({"access_digest": ""}, id="opens-nothing"),
    ],
)
def test_what_does_not_open_the_case_is_not_read(case: Application, changed: dict[str, object]) -> None:
    issued(case)
    Application.objects.filter(pk=case.pk).update(**changed)
    case.refresh_from_db()

    assert access_code_of(case) is None


def test_a_code_of_another_key_is_not_read(case: Application, settings: Settings) -> None:
    issued(case)
    settings.IDENTITY_KEY = "another key, long enough to be one"

    assert access_code_of(case) is None


@pytest.mark.parametrize("typed", ["", "nonsense", "00000-00000", "\x00"])
def test_a_case_without_a_code_is_opened_by_nothing(case: Application, typed: str) -> None:
    assert not same_access_code(case, typed)
    assert not same_access_code(None, typed)


def test_a_page_that_was_sent_twice_issues_one_code(case: Application) -> None:
    code = issued(case, seen=None, is_checked=True)

    with pytest.raises(ChangedError):
        issued(case, seen=None, is_checked=True)

    assert same_access_code(case, code)
    issued(case, seen=make.AT, is_checked=True)
    with pytest.raises(ChangedError):
        issued(case, seen=make.AT + timedelta(seconds=1), is_checked=True)


def test_neither_the_code_nor_its_digest_is_audited(case: Application) -> None:
    issued(case)

    assert AuditEvent.objects.get(action="case.access_issued").data == {}
