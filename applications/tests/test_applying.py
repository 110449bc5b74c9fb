"""The one way into a case: all of an event is written, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from applications.actions.applying import ChangedError, Known, RefusedError, apply
from applications.actions.opening import KnownAlreadyError, open_case
from applications.actions.registering import register
from applications.choices import Channel, Part, Stage
from applications.choices import EventKind as K
from applications.models import Application, CaseEvent
from applications.rules.transitions import Refusal
from applications.signals import case_changed
from applications.tests import factories as make
from applications.tests.factories import happen
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event as AuditEvent
from portal.audit.rules.actors import SYSTEM, Actor
from portal.notifications.models import Notice

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 1)
NUMBER = "SC-II.6151.12345.2026"


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def case(office: Office) -> Application:
    return make.case(office, email="olena@example.test")


@pytest.fixture
def clerk() -> User:
    return accounts.user(is_staff=True)


def enter(case: Application, kind: K, **fields: Any) -> CaseEvent:  # noqa: ANN401  of an event
    given: dict[str, Any] = {"on": TODAY, "by": SYSTEM, "parts": make.EVERY_PART, "at": make.AT} | fields
    return apply(case=case, kind=kind, **given)


def everything() -> tuple[object, ...]:
    """Return all that an event may write, to see that it was or was not."""
    return (
        list(Application.objects.order_by("pk").values()),
        CaseEvent.objects.count(),
        AuditEvent.objects.count(),
        Notice.objects.count(),
    )


@contextmanager
def listening(hear: Callable[..., None]) -> Iterator[None]:
    case_changed.connect(hear)
    try:
        yield
    finally:
        case_changed.disconnect(hear)


def test_an_event_moves_the_case_and_is_told_and_recorded(case: Application, clerk: User) -> None:
    heard: list[dict[str, Any]] = []

    def hear(**said: Any) -> None:  # noqa: ANN401  of a signal
        heard.append(said)

    with listening(hear):
        entry = enter(
            case,
            K.REGISTERED,
            on=date(2026, 11, 30),
            by=Actor.user(clerk.pk),
            parts=frozenset({Part.OFFICER, Part.CLERK}),
            data={"case_number": NUMBER},
            note="By hand",
            seen=1,
        )

    case.refresh_from_db()
    assert (case.stage, case.case_number, case.sequence) == (Stage.REGISTERED, NUMBER, 2)
    assert (case.stage_since, case.reckoned_on, case.changed_at) == (date(2026, 11, 30), TODAY, make.AT)
    stored = CaseEvent.objects.get(pk=entry.pk)
    assert (stored.sequence, stored.kind, stored.on, stored.data, stored.note, stored.part) == (
        2,
        "registered",
        date(2026, 11, 30),
        {"case_number": NUMBER},
        "By hand",
        "clerk",
    )
    assert (stored.by_id, stored.at, stored.value) == (clerk.pk, make.AT, entry.value)
    audit = AuditEvent.objects.latest("pk")
    assert (audit.action, audit.subject_pk, audit.user_id) == ("case.registered", str(case.pk), clerk.pk)
    (said,) = heard
    assert (said["application"], said["event"], said["was"], said["at"]) == (
        case.pk,
        entry,
        "submitted",
        make.AT,
    )
    assert said["days"] == {TODAY, date(2026, 11, 30)}


@pytest.mark.parametrize(
    ("kind", "fields", "reasons"),
    [
        pytest.param(K.SUSPENDED, {"parts": frozenset({Part.CLERK})}, [Refusal.NOT_YOURS], id="part"),
        pytest.param(K.NOTED, {"parts": frozenset()}, [Refusal.NOT_YOURS], id="nobody"),
        pytest.param(K.NOTED, {"on": TODAY + timedelta(days=1)}, [Refusal.IN_FUTURE], id="tomorrow"),
        pytest.param(K.NOTED, {"on": date.min}, [Refusal.BEFORE_FILING], id="year-1"),
        pytest.param(K.NOTED, {"on": date.max}, [Refusal.IN_FUTURE], id="year-9999"),
        pytest.param(K.SERVED, {"data": {"how": "post"}}, [Refusal.NOT_NOW], id="stage"),
        pytest.param(K.OVERRUN_NOTIFIED, {"data": {"until": TODAY}}, [Refusal.NOT_OVERRUN], id="not-overrun"),
    ],
)
def test_what_may_not_happen_leaves_nothing_behind(
    case: Application, kind: K, fields: dict[str, Any], reasons: list[Refusal]
) -> None:
    happen(case, K.REGISTERED)
    before = everything()
    given: dict[str, Any] = {"data": {"at_request": True}} if kind == K.SUSPENDED else {}

    with pytest.raises(RefusedError) as refused:
        enter(case, kind, **given | fields)

    assert refused.value.reasons == reasons
    assert everything() == before


@pytest.mark.parametrize(
    ("kind", "days", "reasons"),
    [
        ("formal", 6, [Refusal.TERM_TOO_SHORT]),
        ("formal", 7, []),
        ("formal", 366, []),
        ("formal", 367, [Refusal.TERM_TOO_LONG]),
        ("formal", 10**9, [Refusal.TERM_TOO_LONG]),
        ("formal", 0, [Refusal.TERM_TOO_SHORT]),
        ("fee", 6, [Refusal.TERM_TOO_SHORT]),
        ("fee", 14, []),
        ("fee", 15, [Refusal.TERM_TOO_LONG]),
        ("appearance", 6, [Refusal.TERM_TOO_SHORT]),
        ("appearance", 7, []),
        ("evidence", 13, [Refusal.TERM_TOO_SHORT]),
        ("evidence", 14, []),
    ],
)
def test_each_kind_of_summons_leaves_the_time_that_its_law_asks_for(
    case: Application, kind: str, days: int, reasons: list[Refusal]
) -> None:
    found: list[Refusal] = []
    try:
        enter(case, K.SUMMONED, data={"summons": 1, "kind": kind, "days": days})
    except RefusedError as refused:
        found = refused.reasons

    assert found == reasons
    assert case.summonses.count() == (0 if reasons else 1)


def test_the_law_of_the_day_of_the_summons_counts(office: Office) -> None:
    """Fourteen days for documents came with the act of 27 April 2026; before, seven would do."""
    case = make.case(office, filed_on=date(2026, 4, 20))
    data = {"summons": 1, "kind": "evidence", "days": 7}

    with pytest.raises(RefusedError, match="term_too_short"):
        enter(case, K.SUMMONED, on=date(2026, 4, 27), data=data)
    enter(case, K.SUMMONED, on=date(2026, 4, 26), data=data)


def test_no_notice_is_sent_while_a_law_forbids_it(office: Office) -> None:
    case = make.case(office, filed_on=date(2023, 1, 10), at=datetime.fromisoformat("2023-01-10T10:00Z"))

    with pytest.raises(RefusedError) as refused:
        enter(case, K.OVERRUN_NOTIFIED, on=date(2025, 6, 2), data={"until": TODAY})

    assert refused.value.reasons == [Refusal.NOTICE_FORBIDDEN]


def test_inaction_in_a_work_permit_case_is_not_complained_of(office: Office) -> None:
    permit, stay = make.case(office, of="WP_A"), make.case(office)

    with pytest.raises(RefusedError) as refused:
        enter(permit, K.COMPLAINT)
    enter(stay, K.COMPLAINT)

    assert refused.value.reasons == [Refusal.NO_COMPLAINT]


def test_what_was_entered_meanwhile_is_not_overlooked(case: Application) -> None:
    enter(case, K.NOTED, seen=1)
    before = everything()

    with pytest.raises(ChangedError):
        enter(case, K.NOTED, seen=1)
    with pytest.raises(ChangedError):
        enter(case, K.NOTED, seen=3)

    assert everything() == before
    enter(case, K.NOTED, seen=2)
    enter(case, K.NOTED)


def test_the_details_may_be_worked_out_from_the_locked_case(case: Application) -> None:
    def next_number(known: Known) -> dict[str, Any]:
        return {"summons": len(known.state.calls) + 1, "kind": "fee", "days": 7}

    first = enter(case, K.SUMMONED, data=next_number)
    second = enter(case, K.SUMMONED, data=next_number)

    assert (first.data["summons"], second.data["summons"]) == (1, 2)


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        (make.EVERY_PART, "clerk"),
        (frozenset({Part.SYSTEM, Part.SUPERVISOR, Part.OFFICER}), "officer"),
        (frozenset({Part.SYSTEM}), "system"),
        (frozenset({Part.SIGNER}), "signer"),
    ],
)
def test_an_event_is_entered_as_the_least_that_may(
    case: Application, parts: frozenset[Part], part: str
) -> None:
    assert enter(case, K.NOTED, parts=parts).part == part


def test_a_case_that_is_not_there_is_not_there() -> None:
    with pytest.raises(Application.DoesNotExist):
        enter(Application(pk=0), K.NOTED)


def test_when_whoever_listens_fails_nothing_has_happened(case: Application) -> None:
    before = everything()

    def fail(**_said: Any) -> None:  # noqa: ANN401  of a signal
        raise RuntimeError

    with listening(fail), pytest.raises(RuntimeError):
        enter(case, K.SUMMONED, data={"summons": 1, "kind": "fee", "days": 7})

    assert everything() == before
    assert case.summonses.count() == 0


def test_a_case_number_is_given_once_in_the_country(case: Application) -> None:
    other = make.case(accounts.office())
    fields: dict[str, Any] = {
        "on": TODAY,
        "by": SYSTEM,
        "parts": make.EVERY_PART,
        "at": make.AT,
        "case_number": NUMBER,
    }
    register(case=case, **fields)
    before = everything()

    with pytest.raises(RefusedError) as refused:
        register(case=other, **fields)

    assert refused.value.reasons == [Refusal.NUMBER_TAKEN]
    assert everything() == before


@pytest.mark.parametrize(
    ("of", "filed_on", "parts", "reasons"),
    [
        ("TEMP_WORK", TODAY, frozenset({Part.SIGNER}), [Refusal.NOT_YOURS]),
        ("TEMP_WORK", TODAY + timedelta(days=1), make.EVERY_PART, [Refusal.IN_FUTURE]),
        ("WP_S", TODAY, make.EVERY_PART, [Refusal.NOT_NOW]),
    ],
    ids=["part", "tomorrow", "out-of-remit"],
)
def test_a_case_is_not_opened_by_anybody_for_anything(
    office: Office, of: str, filed_on: date, parts: frozenset[Part], reasons: list[Refusal]
) -> None:
    with pytest.raises(RefusedError) as refused:
        open_case(
            office=office,
            procedure=make.procedure(of),
            applicant=make.applicant(),
            channel=Channel.POST,
            filed_on=filed_on,
            by=SYSTEM,
            parts=parts,
            at=make.AT,
        )

    assert refused.value.reasons == reasons
    assert Application.objects.count() == 0


def test_a_reference_from_elsewhere_is_known_once_at_an_office(office: Office) -> None:
    fields: dict[str, Any] = {
        "procedure": make.procedure(),
        "applicant": make.applicant(),
        "channel": Channel.MOS,
        "filed_on": TODAY,
        "by": SYSTEM,
        "parts": make.EVERY_PART,
        "at": make.AT,
        "external_ref": "MOS-1",
    }
    open_case(office=office, **fields)

    with pytest.raises(KnownAlreadyError):
        open_case(office=office, **fields)

    open_case(office=accounts.office(), **fields)
    assert Application.objects.count() == 2
