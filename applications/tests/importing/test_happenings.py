"""What happened in cases, from a file: entered as `apply` enters it, once."""

from datetime import date

import pytest

from applications.actions.correcting import void
from applications.choices import EventKind as K
from applications.choices import Part
from applications.models import Application, CaseEvent, ImportKind, ImportRun
from applications.tests import factories as make
from applications.tests.importing.world import counts, events, read_in, tried, why
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as people
from portal.audit.rules.actors import Actor

pytestmark = pytest.mark.django_db
NUMBER = "SC-II.6151.7.2026"
REGISTERED = {"what": "registered", "case_number": NUMBER, "on": "2026-10-06"}


@pytest.fixture
def case(office: Office) -> Application:
    found = make.case(office)
    Application.objects.filter(pk=found.pk).update(external_ref="WSC/1")
    return found


def summoned(case: Application, number: int = 1) -> None:
    data = {"summons": number, "kind": "formal", "days": 7}
    make.happen(case, K.SUMMONED, on=date(2026, 10, 20), data=data)


def entered(case: Application) -> list[tuple[str, date, dict[str, object]]]:
    rows = CaseEvent.objects.filter(application=case).order_by("sequence")
    return list(rows.values_list("kind", "on", "data"))[1:]


def reasons(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(line, column, code) for line, column, code, _detail in why(run)]


def test_a_case_gets_its_number_and_is_found_by_it(case: Application, office: Office, clerk: User) -> None:
    seen = {"external_ref": "", "case_number": NUMBER, "what": "fee_seen", "fee": "stamp"}
    text = events(REGISTERED, {**seen, "on": "2026-10-07"})

    run = read_in(text, office=office, by=clerk, kind=ImportKind.EVENTS)

    assert counts(run) == (2, 0, 0)
    assert entered(case) == [
        ("registered", date(2026, 10, 6), {"case_number": NUMBER}),
        ("fee_seen", date(2026, 10, 7), {"fee": "stamp"}),
    ]


def test_a_trial_knows_what_the_rows_before_would_have_done(
    case: Application, office: Office, clerk: User
) -> None:
    seen = {"external_ref": "", "case_number": NUMBER, "what": "fee_seen", "fee": "stamp"}

    run = tried(
        events(REGISTERED, {**REGISTERED, "on": "2026-10-08"}, seen),
        office=office,
        by=clerk,
        kind=ImportKind.EVENTS,
    )

    assert (counts(run), entered(case)) == ((2, 0, 1), [])
    assert reasons(run) == [(3, "what", "not_now")]


def test_what_batches_before_have_done_is_known_to_a_trial(
    case: Application, office: Office, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("applications.actions.importing.running.SIZES", {"events": 1})
    other = make.case(office)
    Application.objects.filter(pk=other.pk).update(external_ref="WSC/2")
    seen = {"external_ref": "", "case_number": NUMBER, "what": "fee_seen", "fee": "stamp"}
    text = events(
        REGISTERED, seen, {**REGISTERED, "on": "2026-10-08"}, {**REGISTERED, "external_ref": "WSC/2"}
    )

    run = tried(text, office=office, by=clerk, kind=ImportKind.EVENTS)

    assert (counts(run), entered(case)) == ((2, 0, 2), [])
    assert reasons(run) == [(4, "what", "not_now"), (5, "case_number", "number_taken")]


def test_a_second_run_enters_nothing(case: Application, office: Office, clerk: User) -> None:
    summoned(case)
    text = events(
        REGISTERED,
        {"what": "delivered", "how": "post", "summons": "1"},
        {"what": "answered", "on": "2026-11-05"},
    )

    first, second = (read_in(text, office=office, by=clerk, kind=ImportKind.EVENTS) for _time in range(2))

    assert (counts(first), counts(second)) == ((3, 0, 0), (0, 3, 0))
    assert [kind for kind, _on, _data in entered(case)] == ["summoned", "registered", "delivered", "answered"]


def test_what_a_clerk_took_away_may_come_again(case: Application, office: Office, clerk: User) -> None:
    text = events({"what": "fee_seen", "fee": "stamp"})
    read_in(text, office=office, by=clerk, kind=ImportKind.EVENTS)
    void(case=case, sequence=2, reason="", by=Actor.user(clerk.pk), parts=frozenset(Part), at=make.AT)

    again, once_more = (read_in(text, office=office, by=clerk, kind=ImportKind.EVENTS) for _time in range(2))

    assert (counts(again), counts(once_more)) == ((1, 0, 0), (0, 1, 0))
    assert [kind for kind, _on, _data in entered(case)] == ["fee_seen", "voided", "fee_seen"]


def test_a_term_is_counted_from_the_delivery(case: Application, office: Office, clerk: User) -> None:
    summoned(case)

    read_in(events({"what": "delivered", "how": "poczta"}), office=office, by=clerk, kind=ImportKind.EVENTS)

    assert entered(case)[1] == (
        "delivered",
        date(2026, 11, 2),
        {"summons": 1, "how": "post", "due_on": "2026-11-09"},
    )


def test_which_summons_has_to_be_said_where_several_can_be_meant(
    case: Application, office: Office, clerk: User
) -> None:
    summoned(case, 1)
    summoned(case, 2)
    by_post = {"what": "delivered", "how": "post"}
    text = events(
        by_post, {**by_post, "summons": "2"}, {**by_post, "summons": "3"}, {**by_post, "summons": "x"}
    )

    run = read_in(text, office=office, by=clerk, kind=ImportKind.EVENTS)

    assert counts(run) == (1, 0, 3)
    assert reasons(run) == [
        (2, "summons", "which_summons"),
        (4, "summons", "which_summons"),
        (5, "summons", "no_number"),
    ]


def test_the_same_twice_in_a_file_is_entered_once(case: Application, office: Office, clerk: User) -> None:
    fee = {"what": "fee_seen", "fee": "stamp"}

    run = read_in(events(fee, fee, {**fee, "fee": "card"}), office=office, by=clerk, kind=ImportKind.EVENTS)

    assert (counts(run), why(run)) == ((2, 0, 1), [(3, "", "twice", "2")])
    assert len(entered(case)) == 2


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param({"what": "final", "external_ref": "X"}, ("external_ref", "no_such_case"), id="no-case"),
        pytest.param(
            {"what": "final", "case_number": "AB-I.123.1.2014"},
            ("external_ref", "no_such_case"),
            id="no-number",
        ),
        pytest.param({"what": "final", "external_ref": ""}, ("external_ref", "no_reference"), id="nobody-s"),
        pytest.param({"what": "final"}, ("what", "not_now"), id="out-of-order"),
        pytest.param({"what": "decided"}, ("what", "no_such_event"), id="not-a-file-s-to-say"),
        pytest.param({"what": ""}, ("what", "missing"), id="nothing"),
        pytest.param({"what": "final", "on": ""}, ("on", "missing"), id="no-day"),
        pytest.param({"what": "final", "on": "2026-12-02"}, ("on", "in_future"), id="tomorrow"),
        pytest.param({"what": "final", "on": "0001-01-01"}, ("on", "implausible_date"), id="long-ago"),
        pytest.param({"what": "appeared", "on": "2026-10-04"}, ("what", "before_filing"), id="before-filing"),
        pytest.param({"what": "served"}, ("how", "missing"), id="no-way"),
        pytest.param({"what": "served", "how": "pigeon"}, ("how", "no_way"), id="pigeon"),
        pytest.param({"what": "fee_seen", "fee": "x"}, ("fee", "no_fee"), id="fee"),
        pytest.param(
            {"what": "opinion_given", "authority": "x"}, ("authority", "no_authority"), id="authority"
        ),
        pytest.param({"what": "registered"}, ("case_number", "missing"), id="no-new-number"),
        pytest.param(
            {"what": "registered", "case_number": "7"}, ("case_number", "no_case_number"), id="number"
        ),
        pytest.param({"what": "appeared", "on": "2026\x0012-01"}, ("on", "control"), id="nul"),
    ],
)
def test_a_row_is_refused_with_its_reason(
    row: dict[str, str], reason: tuple[str, str], office: Office, clerk: User
) -> None:
    for run in (
        work(events(row), office=office, by=clerk, kind=ImportKind.EVENTS) for work in (tried, read_in)
    ):
        assert counts(run) == (0, 0, 1)
        assert [found[1:] for found in reasons(run)] == [reason]


def test_a_case_of_another_office_is_not_there(case: Application, clerk: User) -> None:
    run = read_in(events(REGISTERED), office=people.office("tarnow"), by=clerk, kind=ImportKind.EVENTS)

    assert (reasons(run), entered(case)) == ([(2, "external_ref", "no_such_case")], [])


def test_reference_and_number_mean_the_same_case(case: Application, office: Office, clerk: User) -> None:
    make.happen(case, K.REGISTERED, data={"case_number": NUMBER})
    other = make.case(office)
    Application.objects.filter(pk=other.pk).update(external_ref="WSC/2")
    row = {"what": "appeared", "case_number": NUMBER}

    run = read_in(
        events(row, {**row, "external_ref": "WSC/2"}), office=office, by=clerk, kind=ImportKind.EVENTS
    )

    assert (counts(run), reasons(run)) == ((1, 0, 1), [(3, "external_ref", "other_case")])


def test_a_number_that_another_case_has_is_refused(case: Application, office: Office, clerk: User) -> None:
    make.happen(make.case(office), K.REGISTERED, data={"case_number": NUMBER})

    for work in (tried, read_in):
        run = work(events(REGISTERED), office=office, by=clerk, kind=ImportKind.EVENTS)
        assert (counts(run), reasons(run)) == ((0, 0, 1), [(2, "case_number", "number_taken")])
    assert entered(case) == []


def test_a_number_in_dispute_is_that_of_the_case_that_has_it(
    case: Application, office: Office, clerk: User
) -> None:
    other = make.case(office)
    make.happen(other, K.REGISTERED, data={"case_number": NUMBER})
    seen = {"external_ref": "", "case_number": NUMBER, "what": "fee_seen", "fee": "stamp"}

    for work in (tried, read_in):
        run = work(events(REGISTERED, seen), office=office, by=clerk, kind=ImportKind.EVENTS)
        assert (counts(run), reasons(run)) == ((1, 0, 1), [(2, "case_number", "number_taken")])
    assert (entered(case), len(entered(other))) == ([], 2)
