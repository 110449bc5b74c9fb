"""The work list: whose cases, in which order, by which filters, and who may look."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.choices import EventKind, Reason, Stage, Turn
from applications.models import Application
from applications.tests import factories as make
from applications.tests.admin.worklist_world import DAY, LIST, TODAY, case, named, signed_in
from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def office() -> Office:
    return accounts.office("krakow")


def test_the_term_that_ends_first_comes_first_then_the_oldest_then_what_has_no_term(
    client: Client, office: Office
) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    case(office, "Notermnew", due_on=None, filed_on=TODAY - 3 * DAY)
    case(office, "Notermold", due_on=None, filed_on=TODAY - 9 * DAY)
    case(office, "Later", due_on=TODAY + 9 * DAY)
    case(office, "Sameold", due_on=TODAY, filed_on=TODAY - 60 * DAY)
    case(office, "Samenew", due_on=TODAY, filed_on=TODAY - 59 * DAY)
    case(office, "Missed", due_on=TODAY - DAY, filed_on=TODAY - 30 * DAY)

    assert named(client.get(LIST)) == ["Missed", "Sameold", "Samenew", "Later", "Notermold", "Notermnew"]


def test_pages_follow_each_other_without_a_gap_and_without_a_repetition(
    client: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("applications.admin.worklist.page.SIZE", 2)
    signed_in(client, Role.SUPERVISOR, at=office)
    for number, term in enumerate((5, 5, 5, 7, None, None, None)):
        due_on = None if term is None else TODAY + term * DAY
        case(office, f"Person{'abcdefg'[number]}", due_on=due_on, filed_on=TODAY - 9 * DAY)

    pages, url = [], LIST
    while url:
        page = client.get(url)
        pages.append(named(page))
        url = page.context["page"].next_url

    assert pages == [
        ["Persona", "Personb"],
        ["Personc", "Persond"],
        ["Persone", "Personf"],
        ["Persong"],
    ]


@pytest.mark.parametrize(
    "after", ["nonsense", "-_-_-", "2026-13-01_2026-01-01_1", "0001-01-01_9999-12-31_999999999999"]
)
def test_a_page_behind_no_row_of_ours_is_still_a_page(client: Client, office: Office, after: str) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    case(office, due_on=TODAY)

    assert named(client.get(LIST, {"after": after})) == ["Kovalenko"]


def test_a_clerk_sees_their_own_cases_until_they_ask_for_others(client: Client, office: Office) -> None:
    colleague = accounts.member(Role.CLERK, at=office, name="Colleague")
    clerk = signed_in(client, Role.CLERK, at=office)
    case(office, "Mine", clerk=clerk)
    case(office, "Hers", clerk=colleague)
    case(office, "Nobodys")

    assert named(client.get(LIST)) == ["Mine"]
    assert named(client.get(LIST, {"who": "none"})) == ["Nobodys"]
    assert named(client.get(LIST, {"who": str(colleague.pk)})) == ["Hers"]
    assert named(client.get(LIST, {"who": "all"})) == ["Mine", "Hers", "Nobodys"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({"stage": "fee_call"}, ["Fee"], id="stage"),
        pytest.param({"turn": "party"}, ["Fee"], id="turn"),
        pytest.param({"reason": "opinions"}, ["Opinions"], id="reason"),
        pytest.param({"turn": "party", "reason": "opinions"}, [], id="two-that-exclude-each-other"),
        pytest.param({"term": "missed"}, ["Fee"], id="missed-until-yesterday"),
        pytest.param({"term": "7"}, ["Lastday", "Week"], id="today-and-the-seventh-day-count"),
        pytest.param({"term": "14"}, ["Lastday", "Week", "Opinions"], id="fourteen-days"),
        pytest.param({"term": "30"}, ["Lastday", "Week", "Opinions", "Month"], id="thirty-days"),
        pytest.param({"term": "none"}, ["Never"], id="no-term"),
        pytest.param(
            {"stage": "no such"}, ["Fee", "Lastday", "Week", "Opinions", "Month", "Never"], id="wrong"
        ),
    ],
)
def test_each_filter_lets_through_what_it_says(
    client: Client, office: Office, asked: dict[str, str], found: list[str]
) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    case(office, "Fee", due_on=TODAY - DAY, stage=Stage.FEE_CALL, turn=Turn.PARTY)
    case(office, "Lastday", due_on=TODAY)
    case(office, "Week", due_on=TODAY + 7 * DAY)
    case(office, "Opinions", due_on=TODAY + 8 * DAY, reason=Reason.OPINIONS, turn=Turn.AUTHORITY)
    case(office, "Month", due_on=TODAY + 30 * DAY)
    case(office, "Never", due_on=None)

    assert named(client.get(LIST, asked)) == found


def test_the_procedure_is_a_filter(client: Client, office: Office) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    case(office, "Work")
    case(office, "Stay", of="WP_A")

    assert named(client.get(LIST, {"procedure": str(make.procedure("WP_A").pk)})) == ["Stay"]


def test_closed_cases_are_listed_by_their_stage_and_archived_ones_are_not(
    client: Client, office: Office
) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    for name, stage in (
        ("Closed", Stage.CLOSED),
        ("Archived", Stage.ARCHIVED),
        ("Left", Stage.LEFT_UNEXAMINED),
    ):
        made = case(office, name, stage=stage, due_on=None)
        Application.objects.filter(pk=made.pk).update(closed_on=TODAY)

    assert named(client.get(LIST)) == []
    assert named(client.get(LIST, {"stage": "closed"})) == ["Closed"]
    assert named(client.get(LIST, {"stage": "archived"})) == []
    assert named(client.get(LIST, {"stage": "closed", "term": "missed"})) == []
    assert named(client.get(LIST, {"stage": "closed", "turn": "party"})) == []


@pytest.mark.parametrize(
    "typed",
    ["Kovalenko", "коваленко", "kowalenko olena", "OLENA KOV", " EXT-7 ", "Kovalenk'"],
)
def test_a_case_is_found_by_a_name_in_any_alphabet_or_its_reference(
    client: Client, office: Office, typed: str
) -> None:
    signed_in(client, Role.CLERK, at=office)
    made = case(office, "Kovalenko", given_names="Olena")
    Application.objects.filter(pk=made.pk).update(external_ref="EXT-7", closed_on=TODAY)
    case(office, "Beridze", given_names="Givi")

    assert named(client.get(LIST, {"q": typed})) == ["Kovalenko"]


@pytest.mark.parametrize("typed", ["Petrenko", "k", "'", "Kovalenko Petro", "#999999999999", "%", "x" * 500])
def test_nothing_is_found_by_what_nobody_is_called(client: Client, office: Office, typed: str) -> None:
    signed_in(client, Role.CLERK, at=office)
    case(office, "Kovalenko", given_names="Olena")

    assert named(client.get(LIST, {"q": typed})) == []


@pytest.mark.parametrize("typed", ["SC-II.6151.77.2026", "sc-ii 6151.77.2026", "SC–II.6151.77.2026", "#{pk}"])
def test_a_case_number_in_any_writing_leads_to_the_case(client: Client, office: Office, typed: str) -> None:
    signed_in(client, Role.CLERK, at=office)
    made = case(office)
    make.happen(made, EventKind.REGISTERED, data={"case_number": "SC-II.6151.77.2026"})

    answer = client.get(LIST, {"q": typed.format(pk=made.pk)})

    if typed.startswith("#"):
        assert named(answer) == ["Kovalenko"]
    else:
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}{made.pk}/change/")


def test_cases_of_other_offices_are_neither_listed_nor_found(client: Client, office: Office) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    case(accounts.office("tarnow"), "Elsewhere")

    assert named(client.get(LIST)) == []
    assert named(client.get(LIST, {"q": "Elsewhere"})) == []
    assert client.get(LIST, {"office": "tarnow"}).status_code == 404


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.ADMINISTRATOR])
def test_whoever_has_no_part_in_cases_has_no_list(client: Client, office: Office, role: Role) -> None:
    signed_in(client, role, at=office)

    assert client.get(LIST).status_code == 403


def test_a_signer_sees_what_is_to_be_signed_and_ticks_nothing_but_a_note(
    client: Client, office: Office
) -> None:
    signed_in(client, Role.SIGNER, at=office)
    case(office, "Draft", reason=Reason.SIGNATURE)
    case(office, "Other")

    page = client.get(LIST)

    first = page.context["figures"][0]
    assert (str(first.text), first.shown) == ("To be signed", "1")
    assert named(client.get(first.url)) == ["Draft"]
    assert [value for value, _label in page.context["bulk"].fields["act"].choices] == ["", "noted"]
    assert not page.context["may_add"]


@pytest.mark.parametrize(
    ("days", "risk", "words"),
    [
        (-1, "missed", "over for 1 day"),
        (0, "soon", "today is the last day"),
        (14, "soon", "14 days left"),
        (15, "fine", "15 days left"),
        (None, "none", "does not run"),
    ],
)
def test_a_line_says_how_near_the_end_of_the_term_is(
    client: Client, office: Office, days: int | None, risk: str, words: str
) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    case(office, due_on=None if days is None else TODAY + days * DAY)

    (row,) = client.get(LIST).context["page"].rows

    assert (row.risk, str(row.left)) == (risk, words)


def test_of_a_decided_case_the_line_says_so(client: Client, office: Office) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    case(office, due_on=None, stage=Stage.SERVED)

    (row,) = client.get(LIST).context["page"].rows

    assert (row.stage, str(row.left)) == ("Decision served", "decided")


def test_supervisors_see_both_terms_and_clerks_one(client: Client, office: Office) -> None:
    clerk = accounts.member(Role.CLERK, at=office)
    case(office, clerk=clerk, due_on=TODAY + 90 * DAY, plain_due_on=TODAY - DAY)

    client.force_login(clerk)
    ours = client.get(LIST).content.decode()
    signed_in(client, Role.SUPERVISOR, at=office)
    theirs = client.get(LIST).content.decode()

    assert "without suspension by law: 30 November 2026" not in ours
    assert "without suspension by law: 30 November 2026" in theirs


def test_figures_lead_to_what_they_count(client: Client, office: Office) -> None:
    clerk = signed_in(client, Role.CLERK, at=office)
    case(office, "Late", clerk=clerk, due_on=TODAY - DAY)
    case(office, "Soon", clerk=clerk, due_on=TODAY + 14 * DAY)
    case(office, "Far", clerk=clerk, due_on=TODAY + 15 * DAY)
    case(office, "Free", due_on=TODAY - DAY)

    figures = client.get(LIST).context["figures"]

    assert [(str(each.text), each.shown, named(client.get(each.url))) for each in figures] == [
        ("Mine, open", "3", ["Late", "Soon", "Far"]),
        ("Term missed", "1", ["Late"]),
        ("Term ends within 14 days", "1", ["Soon"]),
        ("Nobody's", "1", ["Free"]),
    ]


def test_whose_names_were_shown_is_written_down(client: Client, office: Office) -> None:
    clerk = signed_in(client, Role.CLERK, at=office)
    mine, other = case(office, "Mine", clerk=clerk), case(office, "Other")

    client.get(LIST)
    client.get(LIST, {"q": "Other"})

    seen = Event.objects.filter(action__startswith="worklist.", user=clerk).order_by("pk")
    assert [(each.action, each.office, each.data) for each in seen] == [
        ("worklist.seen", office, {"cases": [mine.pk]}),
        ("worklist.searched", office, {"cases": [other.pk]}),
    ]


def test_a_longer_list_asks_the_database_no_more_often(client: Client, office: Office) -> None:
    signed_in(client, Role.SUPERVISOR, at=office)
    counts = []
    for number in (1, 3, 60):
        for _each in range(number):
            case(office, clerk=accounts.member(Role.CLERK, at=office) if number < 60 else None)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts == [counts[0]] * 3
    assert counts[0] <= 30
