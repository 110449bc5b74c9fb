"""Cases from a file: judged and written as if a clerk had entered each."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from applications.actions.applying import apply
from applications.actions.importing import running, steps
from applications.actions.opening import open_case
from applications.choices import Channel, EventKind, Source
from applications.models import Application, CaseEvent
from applications.rules.imports.judging import PORTAL
from applications.signals import case_changed
from applications.tests.factories import AT, applicant, procedure
from applications.tests.importing.world import cases, counts, read_in, tried, why
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as people
from portal.audit.models import Event
from portal.audit.rules.actors import Actor

pytestmark = pytest.mark.django_db


def test_a_case_from_a_file_is_the_case_a_clerk_would_have_opened(office: Office, clerk: User) -> None:
    read_in(
        cases(
            {
                "case_number": "sc-ii 6151.7.2026",
                "document_number": "FT 123456",
                "party_name": "Budowa sp. z o.o.",
                "email": "olena@example.test",
                "phone": "600 000 000",
                "stay_until": "31.12.2026",
            }
        ),
        office=office,
        by=clerk,
    )
    by = Actor.user(clerk.pk)
    single = open_case(
        office=office,
        procedure=procedure(),
        applicant=applicant(
            document_number="FT 123456",
            party_name="Budowa sp. z o.o.",
            email="olena@example.test",
            phone="+48600000000",
            stay_until=date(2026, 12, 31),
        ),
        channel=Channel.MOS,
        filed_on=date(2026, 10, 5),
        by=by,
        parts=PORTAL,
        at=AT,
        source=Source.IMPORT,
        external_ref="by hand",
    )
    registered = {"case_number": "SC-II.6151.8.2026"}
    apply(
        case=single.pk,
        kind=EventKind.REGISTERED,
        on=date(2026, 10, 5),
        by=by,
        parts=PORTAL,
        at=AT,
        data=registered,
    )

    first, second = columns()
    assert {key for key in first if first[key] != second[key]} == {
        "id",
        "external_ref",
        "case_number",
        "state",
    }
    assert first["state"] == second["state"] | {"case_number": "SC-II.6151.7.2026"}
    assert entries(first["id"]) == entries(second["id"], number="SC-II.6151.7.2026")
    assert audited(first["id"]) == audited(second["id"])


def columns() -> list[dict[str, Any]]:
    return [dict(row) for row in Application.objects.order_by("pk").values()]


def entries(case: int, *, number: str = "") -> list[dict[str, object]]:
    rows = CaseEvent.objects.filter(application=case).order_by("sequence")
    found = [dict(row) for row in rows.values("sequence", "kind", "on", "data", "note", "part", "by", "at")]
    if number:
        found[1]["data"] = {"case_number": number}
    return found


def audited(case: int) -> list[tuple[object, ...]]:
    rows = Event.objects.filter(subject_label="applications.application", subject_pk=str(case))
    return list(
        rows.order_by("pk").values_list("action", "actor_kind", "user", "office", "data", "at", "request_id")
    )


def test_a_trial_writes_nothing(office: Office, clerk: User) -> None:
    run = tried(cases({}, {"external_ref": "WSC/2", "birth_date": "17/05"}), office=office, by=clerk)

    assert (run.state, counts(run)) == ("tried", (1, 0, 1))
    assert not Application.objects.exists()
    assert why(run) == [(3, "birth_date", "no_date", "")]


def test_a_second_run_of_a_file_makes_nothing(office: Office, clerk: User) -> None:
    text = cases({}, {"external_ref": "WSC/2"})

    first, second = (read_in(text, office=office, by=clerk) for _time in range(2))

    assert (counts(first), counts(second)) == ((2, 0, 0), (0, 2, 0))
    assert CaseEvent.objects.count() == 2


def test_a_reference_is_known_at_its_own_office_alone(office: Office, clerk: User) -> None:
    read_in(cases({}), office=office, by=clerk)

    run = read_in(cases({}), office=people.office("tarnow"), by=clerk)

    assert counts(run) == (1, 0, 0)


def test_what_comes_twice_in_a_file_is_read_in_once(office: Office, clerk: User) -> None:
    number = {"case_number": "SC-II.6151.7.2026"}
    text = cases(number, {"given_names": "Ola"}, {"external_ref": "WSC/2", **number})

    run = read_in(text, office=office, by=clerk)

    assert counts(run) == (1, 0, 2)
    assert why(run) == [
        (3, "external_ref", "twice", "2"),
        (4, "case_number", "number_twice", "2"),
    ]


def test_a_number_of_another_case_is_refused(office: Office, clerk: User) -> None:
    number = {"case_number": "SC-II.6151.7.2026"}
    read_in(cases(number), office=people.office("tarnow"), by=clerk)

    run = read_in(cases(number), office=office, by=clerk)

    assert (counts(run), why(run)) == ((0, 0, 1), [(2, "case_number", "number_taken", "")])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param({"filed_on": "2026-12-02"}, ("filed_on", "in_future"), id="tomorrow"),
        pytest.param({"procedure": "UKR"}, ("procedure", "out_of_remit"), id="another-authority-s"),
        pytest.param(
            {"case_number": "SC-II.6151.7.2026", "registered_on": "2026-10-04"},
            ("registered_on", "before_filing"),
            id="registered-before-filing",
        ),
    ],
)
def test_what_may_not_be_is_refused(
    row: dict[str, str], reason: tuple[str, str], office: Office, clerk: User
) -> None:
    run = read_in(cases(row), office=office, by=clerk)

    assert counts(run) == (0, 0, 1)
    assert [(column, code) for _line, column, code, _detail in why(run)] == [reason]


def test_days_are_those_of_the_office(office: Office, clerk: User) -> None:
    midnight = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # half past midnight in Kraków

    run = read_in(cases({"filed_on": "2026-12-02"}), office=office, by=clerk, at=midnight)

    assert counts(run) == (1, 0, 0)


def test_those_above_are_told_of_each_entry(office: Office, clerk: User) -> None:
    told: list[dict[str, Any]] = []

    def listen(**said: Any) -> None:  # noqa: ANN401  a signal's own
        told.append(said)

    run = tried(
        cases(
            {"case_number": "SC-II.6151.7.2026", "registered_on": "2026-10-06"},
            {"external_ref": "WSC/2", "filed_on": "2026-10-07"},
        ),
        office=office,
        by=clerk,
    )
    steps.begin(run, by=clerk, at=AT)
    case_changed.connect(listen)
    try:
        running.work(run.pk, at=AT)
    finally:
        case_changed.disconnect(listen)

    first, second = Application.objects.order_by("external_ref").values_list("pk", flat=True)
    today, days = date(2026, 12, 1), [date(2026, 10, day) for day in (5, 6, 7)]
    assert [(said["application"], said["event"].kind, said["was"], said["days"]) for said in told] == [
        (first, "received", "", {today, *days}),
        (first, "registered", "submitted", {today, days[1]}),
        (second, "received", "", {today, days[2]}),
    ]
    assert {(said["sender"], said["office"], said["at"]) for said in told} == {(Application, office.pk, AT)}
