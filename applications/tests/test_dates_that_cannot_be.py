"""Days that would take a case out of its clock: a decision before what it rests on, a law that is none."""

from datetime import date

import pytest

from applications.actions.applying import RefusedError
from applications.actions.particulars import correct_particulars
from applications.choices import EventKind as K
from applications.models import Application
from applications.rules.transitions import Refusal
from applications.tests import factories as make
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import SYSTEM, Actor

pytestmark = pytest.mark.django_db

FILED, ASKED, TODAY = make.FILED, date(2026, 11, 2), date(2026, 12, 1)


@pytest.fixture
def case() -> Application:
    made = make.case(accounts.office())
    make.happen(made, K.REGISTERED)
    make.happen(made, K.OPINION_ASKED, on=ASKED, data={"authority": "sg", "due_on": date(2026, 12, 2)})
    make.happen(made, K.OPINION_GIVEN, on=ASKED, data={"authority": "sg"})
    return made


def by(user: User) -> Actor:
    return Actor.user(user.pk)


def reasons(case: Application, kind: K, *, on: date, actor: Actor = SYSTEM, **data: object) -> list[Refusal]:
    with pytest.raises(RefusedError) as refused:
        make.happen(case, kind, on=on, by=actor, data=data)
    return refused.value.reasons


def test_a_decision_is_not_older_than_what_it_rests_on(case: Application) -> None:
    writer, signer = (by(accounts.user(is_staff=True)) for _ in range(2))
    before = date(2026, 11, 1)

    drafted = reasons(case, K.DRAFTED, on=before, actor=writer, outcome="positive")
    make.happen(case, K.DRAFTED, on=ASKED, by=writer, data={"outcome": "positive"})
    make.happen(case, K.OPINION_ASKED, on=TODAY, data={"authority": "abw", "due_on": date(2027, 1, 4)})
    make.happen(case, K.OPINION_GIVEN, on=TODAY, data={"authority": "abw"})
    decided = reasons(case, K.DECIDED, on=date(2026, 11, 30), actor=signer, outcome="positive")

    assert (drafted, decided) == ([Refusal.OUT_OF_ORDER], [Refusal.OUT_OF_ORDER])


def test_a_case_is_not_suspended_before_it_was_resumed(case: Application) -> None:
    make.happen(case, K.SUSPENDED, on=date(2026, 11, 10), data={"at_request": True})
    make.happen(case, K.RESUMED, on=date(2026, 11, 20), data={})

    assert reasons(case, K.SUSPENDED, on=date(2026, 11, 19), at_request=True) == [Refusal.OUT_OF_ORDER]
    assert make.happen(case, K.SUSPENDED, on=date(2026, 11, 20), data={"at_request": True}).pk


@pytest.mark.parametrize(
    ("regime_on", "reason"), [(date(1990, 1, 1), Refusal.NO_LAW), (date(2026, 12, 2), Refusal.IN_FUTURE)]
)
def test_nobody_corrects_a_case_into_a_law_that_is_none(
    case: Application, regime_on: date, reason: Refusal
) -> None:
    due_on = case.due_on

    with pytest.raises(RefusedError) as refused:
        correct_particulars(
            case=case,
            changes={"regime_on": regime_on},
            reason="x",
            by=SYSTEM,
            parts=make.EVERY_PART,
            at=make.AT,
        )

    case.refresh_from_db()
    assert (refused.value.reasons, case.regime_on, case.due_on) == ([reason], FILED, due_on)


def test_no_case_begins_under_a_law_that_is_none() -> None:
    with pytest.raises(RefusedError) as refused:
        make.case(accounts.office(), filed_on=date(1990, 1, 2))

    assert (refused.value.reasons, Application.objects.count()) == ([Refusal.NO_LAW], 0)
