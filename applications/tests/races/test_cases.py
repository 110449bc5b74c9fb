"""Several people enter something in one case at the same moment; without the guards they would collide."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from applications.actions import applying
from applications.actions.applying import ChangedError, RefusedError, apply
from applications.actions.correcting import NotVoidableError, StillNeededError, void
from applications.actions.opening import KnownAlreadyError, open_case
from applications.actions.registering import register
from applications.choices import Channel, Stage
from applications.choices import EventKind as K
from applications.models import Application, CaseEvent, Decision
from applications.rules.folding import fold_all
from applications.tests import factories as make
from applications.tests import law
from applications.tests.factories import happen
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import SYSTEM, Actor
from portal.prepared import Prepared
from scheduling.tests.races.crowd import DONE, PATIENCE, together

CROWD = 6
TODAY = make.AT.date()
EVERYBODY: dict[str, Any] = {"on": TODAY, "by": SYSTEM, "parts": make.EVERY_PART, "at": make.AT}
REFUSALS = (ChangedError, RefusedError, StillNeededError, NotVoidableError, KnownAlreadyError)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(db: None) -> Office:  # noqa: ARG001  it is written there
    law.restore()
    return accounts.office()


@pytest.fixture
def case(office: Office) -> Application:
    case = make.case(office)
    happen(case, K.REGISTERED)
    return case


@pytest.fixture
def drafted(case: Application) -> Application:
    happen(case, K.DRAFTED, by=Actor.user(accounts.user().pk), data={"outcome": "positive"})
    return case


def said(act: Callable[[], object]) -> str:
    try:
        act()
    except REFUSALS as refusal:
        return str(refusal) or type(refusal).__name__
    return DONE


def all_at_once(acts: list[Callable[[], object]]) -> Counter[str]:
    return Counter(together([partial(said, act) for act in acts]))


def signing(case: Application, **fields: Any) -> list[Callable[[], object]]:  # noqa: ANN401  of an event
    """Return as many acts as people who would sign, each of them another person."""
    return [
        partial(
            apply,
            case=case.pk,
            kind=K.DECIDED,
            data={"outcome": "positive"},
            **EVERYBODY | {"by": Actor.user(accounts.user().pk)} | fields,
        )
        for _each in range(CROWD)
    ]


def whole(case: Application) -> bool:
    """Tell whether the state is that of the events, and they are numbered without a gap."""
    case.refresh_from_db()
    entries = CaseEvent.objects.filter(application=case).order_by("sequence")
    numbers = [entry.sequence for entry in entries]
    is_folded = fold_all(entry.value for entry in entries) == case.known
    return is_folded and numbers == list(range(1, case.sequence + 1))


class Together(Prepared):
    """A statement after which everybody waits until all have asked it, and hold what they have read."""

    def __init__(self, statement: Prepared, *, without: str, name: str) -> None:
        text = READS[statement.name]
        assert without in text
        super().__init__(name, text.replace(without, ""))
        self.barrier = Barrier(CROWD, timeout=PATIENCE)

    def one(self, **values: Any) -> tuple[Any, ...] | None:  # noqa: ANN401  as it is there
        row = super().one(**values)
        self.barrier.wait()
        return row


def numbered_back(statement: Prepared) -> str:
    """Return the text of a statement with the names of its parameters again."""
    text = statement.statement
    for number in range(len(statement.parameters), 0, -1):
        text = text.replace(f"${number}", f"%({statement.parameters[number - 1]})s")
    return text


READS = {each.name: numbered_back(each) for each in (applying.READ, applying.WRITE)}


@pytest.fixture
def without_the_lock(drafted: Application, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001  made before
    """Let everybody read the case before anybody writes."""
    unlocked = Together(applying.READ, without="FOR UPDATE OF c", name="unlocked_read")
    monkeypatch.setattr(applying, "READ", unlocked)


@pytest.fixture
def without_the_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a case be moved on whatever has been entered meanwhile."""
    text = READS[applying.WRITE.name].replace("AND sequence = %(seen)s", "AND %(seen)s > 0")
    monkeypatch.setattr(applying, "WRITE", Prepared("blind_write", text))


def test_one_of_several_who_sign_at_once_decides(drafted: Application) -> None:
    answers = all_at_once(signing(drafted))

    assert answers == {DONE: 1, "not_now": CROWD - 1}
    assert whole(drafted)
    assert (drafted.stage, Decision.objects.exclude(signer=None).count()) == (Stage.DECIDED, 1)


def test_whoever_signs_what_is_no_longer_so_is_told(drafted: Application) -> None:
    answers = all_at_once(signing(drafted, seen=3))

    assert answers == {DONE: 1, "ChangedError": CROWD - 1}
    assert whole(drafted)


@pytest.mark.usefixtures("without_the_lock")
def test_without_the_lock_the_comparison_alone_lets_one_through(drafted: Application) -> None:
    answers = all_at_once(signing(drafted))

    assert answers == {DONE: 1, "ChangedError": CROWD - 1}
    assert whole(drafted)


@pytest.mark.usefixtures("without_the_lock", "without_the_comparison")
def test_without_both_a_case_is_decided_several_times(drafted: Application) -> None:
    answers = all_at_once(signing(drafted))

    assert answers == {DONE: CROWD}
    assert CaseEvent.objects.filter(kind=K.DECIDED).count() == CROWD


def test_all_that_is_entered_at_once_and_fits_is_entered_one_after_the_other(case: Application) -> None:
    """Each works out its number from the case as it is once it is that one's turn."""

    def next_number(known: applying.Known) -> dict[str, Any]:
        return {"summons": len(known.state.calls) + 1, "kind": "fee", "days": 7}

    acts = [partial(apply, case=case.pk, kind=K.SUMMONED, data=next_number, **EVERYBODY)] * CROWD

    assert all_at_once([*acts]) == {DONE: CROWD}
    assert whole(case)
    assert sorted(case.summonses.values_list("number", flat=True)) == list(range(1, CROWD + 1))


def test_a_correction_and_what_stands_on_it_do_not_both_happen(case: Application) -> None:
    """Either the summons is taken away before it is answered, or it is needed by its answer."""
    happen(case, K.SUMMONED, data={"summons": 1, "kind": "fee", "days": 7})
    people = {key: value for key, value in EVERYBODY.items() if key != "on"}
    voids = [partial(void, case=case.pk, sequence=3, reason="mistake", **people)] * 3
    answered = [partial(apply, case=case.pk, kind=K.ANSWERED, data={"summons": 1}, **EVERYBODY)] * 3

    answers = all_at_once([*voids, *answered])

    assert answers[DONE] == 1
    assert whole(case)
    assert CaseEvent.objects.filter(application=case).count() == 4


def test_one_number_goes_to_one_of_several_cases(office: Office) -> None:
    cases = [make.case(office) for _each in range(CROWD)]

    answers = all_at_once(
        [partial(register, case=each.pk, case_number="SC-II.6151.7.2026", **EVERYBODY) for each in cases]
    )

    assert answers == {DONE: 1, "number_taken": CROWD - 1}
    assert all(whole(each) for each in cases)


def test_one_reference_opens_one_case(office: Office) -> None:
    begin = partial(
        open_case,
        office=office,
        procedure=make.procedure(),
        applicant=make.applicant(),
        channel=Channel.MOS,
        filed_on=TODAY,
        by=SYSTEM,
        parts=make.EVERY_PART,
        at=make.AT,
        external_ref="MOS-1",
    )

    assert all_at_once([begin] * CROWD) == {DONE: 1, "KnownAlreadyError": CROWD - 1}
    assert (Application.objects.count(), CaseEvent.objects.count()) == (1, 1)
