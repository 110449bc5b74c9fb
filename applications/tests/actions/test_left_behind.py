"""What an account has of a case ends with what it had it by: another code, another person at the desk."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from applications.actions.access import issue_access_code
from applications.actions.claiming import link_account, unlink_account
from applications.actions.sharing import check_share_code, issue_share_code
from applications.choices import Assurance
from applications.models import Application, KeptDay
from applications.tests import factories as make
from applications.tests.party import owner_of
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Application:
    return make.case(accounts.office())


@pytest.mark.parametrize(("level", "stays"), [(Assurance.SELF, False), (Assurance.DESK, True)])
def test_another_code_takes_the_case_from_whoever_had_it_by_the_old_one(
    case: Application, level: Assurance, *, stays: bool
) -> None:
    owner_of(case, level)

    issue_access_code(case=case, by=SYSTEM, at=make.AT)

    case.refresh_from_db()
    assert (case.account_id is not None) == stays
    assert Event.objects.filter(action="case.account_unlinked").exists() != stays


def left_by(owner: User, case: Application) -> str:
    """Let an owner share the case, keep a day and ask for monthly notes; return the share code."""
    KeptDay.objects.create(application=case, kind="passport", on=date(2027, 5, 1), by=owner, at=make.AT)
    Application.objects.filter(pk=case.pk).update(monthly_from=date(2026, 11, 1))
    by = Actor.user(owner.pk)
    _row, code = issue_share_code(case=case, label="", form=uuid4(), by=by, at=make.AT)
    return code


@pytest.mark.parametrize("is_linked_anew", [True, False])
def test_what_the_one_before_has_left_ends_at_the_desk(case: Application, *, is_linked_anew: bool) -> None:
    owner = owner_of(case)
    code = left_by(owner, case)
    desk: dict[str, Any] = {"case": case, "by": SYSTEM, "parts": make.EVERY_PART, "at": make.AT}

    if is_linked_anew:
        link_account(account=accounts.user(), **desk)
    else:
        unlink_account(account=owner.pk, **desk)

    case.refresh_from_db()
    assert check_share_code(code=code, by=SYSTEM, at=make.AT) is None
    assert (case.monthly_from, KeptDay.objects.count()) == (None, 0)
    assert case.account_level == (Assurance.DESK if is_linked_anew else Assurance.SELF)


def test_the_same_account_at_the_desk_again_keeps_its_own(case: Application) -> None:
    owner = owner_of(case)
    code = left_by(owner, case)

    link_account(case=case, account=owner, by=SYSTEM, parts=make.EVERY_PART, at=make.AT)

    assert check_share_code(code=code, by=SYSTEM, at=make.AT) is not None
    assert KeptDay.objects.count() == 1
