"""The list of one's own visits, and how an earlier one gets onto it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.choices import AppointmentState, CancelledBy
from scheduling.models import AccessCode, Appointment, Service
from scheduling.rules.codes import token_digest
from scheduling.tests import factories as make
from scheduling.tests.views.walk import Page, book, fields, text

pytestmark = pytest.mark.usefixtures("office")

MINE, CLAIM = "/en/visits/mine/", "/en/visits/mine/claim/"
CODE, AGAIN = "/en/visits/mine/claim/code/", "/en/visits/mine/claim/code/mail/"
OKSANA = "oksana@example.test"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
# Three for the list (to come, how many others, those); the others are for who it is, where, and what is
# announced.
QUERIES = 6


@pytest.fixture
def oksana(client: Client, db: None) -> User:  # noqa: ARG001  it is written there
    """Return somebody who is signed in, under another address than she books with."""
    made = accounts.user("oksana.account@example.test")
    client.force_login(made)
    return made


def visit_of(user: User | None, office: Office, start: datetime, **more: Any) -> Appointment:  # noqa: ANN401  any field
    card = Service.objects.get(code="CARD")
    visit = make.appointment(office.counter_set.get(), card, start, account=user, **more)
    visit.token_digest = token_digest(notices.token_of(visit))
    visit.save()
    return visit


def nine(office: Office, days: int = 0) -> datetime:
    return make.local(office, make.MONDAY + days * DAY, "09:00")


def claim(by: Client, reference: str, contact: str = OKSANA, **more: str) -> Page:
    return by.post(CLAIM, {"reference": reference, "contact": contact, **more})


def enter(by: Client, code: str) -> Page:
    return by.post(CODE, {"code": code})


def code() -> str:
    return notices.access_code_of(AccessCode.objects.latest("pk"))


def order(page: Page) -> list[str]:
    return [visit.reference for visit, _token in [*page.context["coming"], *page.context["earlier"]]]


def test_visits_to_come_stand_first_and_the_latest_of_the_others_next(
    client: Client, oksana: User, office: Office
) -> None:
    later = visit_of(oksana, office, nine(office, 2))
    sooner = visit_of(oksana, office, nine(office, 1))
    over = visit_of(oksana, office, nine(office, -14))
    lapsed = visit_of(oksana, office, nine(office, -21), state=AppointmentState.LAPSED)
    cancelled = visit_of(oksana, office, nine(office), state=AppointmentState.CANCELLED)

    page = client.get(MINE)

    assert order(page) == [v.reference for v in (sooner, later, cancelled, over, lapsed)]
    assert [v.reference for v, _ in page.context["coming"]] == [sooner.reference, later.reference]
    said = text(page)
    assert f"Tuesday 8 December 2026 at 09:00 Service CARD Office krakow Reference {sooner.reference}" in said
    assert said.count("Cancelled") == 1
    assert f'href="/en/visits/booked/{notices.token_of(over)}/"' in page.content.decode()


def test_a_visit_is_coming_until_it_has_ended(client: Client, oksana: User, office: Office) -> None:
    end = visit_of(oksana, office, nine(office)).period.upper
    with time_machine.travel(end - SECOND, tick=False):
        before = client.get(MINE)
    with time_machine.travel(end, tick=False):
        after = client.get(MINE)

    assert (len(before.context["coming"]), len(before.context["earlier"])) == (1, 0)
    assert (len(after.context["coming"]), len(after.context["earlier"])) == (0, 1)
    assert "You have no visit ahead." in text(after)


def test_a_visit_that_the_office_cancelled_says_so(client: Client, oksana: User, office: Office) -> None:
    cancelled = {"state": AppointmentState.CANCELLED, "cancelled_by": CancelledBy.OFFICE}
    visit_of(oksana, office, nine(office), **cancelled)

    assert "Cancelled by the office" in text(client.get(MINE))


def test_nobody_sees_what_others_booked(client: Client, oksana: User, office: Office) -> None:
    visit_of(accounts.user(), office, nine(office, 1))
    visit_of(None, office, nine(office, 2), email=oksana.email)

    page = client.get(MINE)

    assert order(page) == []
    assert text(page).startswith("Your visits There is no visit on your list yet.")
    assert "/visits/booked/" not in page.content.decode()


def test_what_is_only_held_is_not_a_visit(client: Client, oksana: User, office: Office) -> None:
    visit_of(oksana, office, nine(office), state=AppointmentState.HELD)
    visit_of(oksana, office, nine(office, 1), state=AppointmentState.EXPIRED)

    assert order(client.get(MINE)) == []


def test_a_visit_without_a_page_is_shown_without_a_link(client: Client, oksana: User, office: Office) -> None:
    visit = visit_of(oksana, office, nine(office))
    Appointment.objects.update(token_digest="")

    page = client.get(MINE)

    assert order(page) == [visit.reference]
    assert "/visits/booked/" not in page.content.decode()


@pytest.mark.usefixtures("oksana")
def test_an_empty_list_leads_to_booking_and_to_claiming(client: Client) -> None:
    page = client.get(MINE).content.decode()

    assert 'href="/en/visits/" class="govuk-button' in page
    assert f'href="{CLAIM}"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_visit_as_for_three(
    client: Client,
    oksana: User,
    office: Office,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        visit_of(oksana, office, nine(office, number))
        visit_of(oksana, office, nine(office, number - 30))

    client.get("/en/visits/mine/claim/")  # the first page of a session also notes where it is used
    with django_assert_num_queries(QUERIES):
        page = client.get(MINE)

    assert len(order(page)) == 2 * count


def test_a_long_list_has_pages(client: Client, oksana: User, office: Office) -> None:
    visits = [visit_of(oksana, office, nine(office, -number)) for number in range(7, 28)]

    first, second = client.get(MINE), client.get(f"{MINE}?page=2")

    assert order(first) == [visit.reference for visit in visits[:20]]
    assert order(second) == [visits[20].reference]
    assert 'href="?page=2"' in first.content.decode()
    assert 'href="?page=1"' in second.content.decode()


@pytest.mark.usefixtures("oksana")
@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 5000, "²", "٣"])
def test_a_page_that_is_not_there_is_another(client: Client, number: str) -> None:
    assert client.get(MINE, {"page": number}).status_code == 200


@pytest.mark.parametrize("path", [MINE, CLAIM, CODE, AGAIN])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_signed_in_is_led_there_and_back(stranger: Client, path: str, method: str) -> None:
    response = getattr(stranger, method)(path)

    assert response["Location"] == f"/en/account/login/?next={path}"


@pytest.mark.usefixtures("oksana")
def test_a_visit_booked_while_signed_in_is_on_the_list(client: Client) -> None:
    booked = book(client)

    assert order(client.get(MINE)) == [booked.reference]


def test_a_visit_booked_with_the_proven_address_is_added_at_once(client: Client, stranger: Client) -> None:
    booked = book(stranger)
    Notice.objects.all().delete()
    client.force_login(accounts.user(OKSANA))

    response = claim(client, booked.reference)

    page = client.get(response["Location"])
    assert response["Location"] == MINE
    assert "The visit is on your list now." in text(page)
    assert order(page) == [booked.reference]
    assert not Notice.objects.exists()


@pytest.mark.usefixtures("oksana")
def test_a_visit_booked_with_another_address_needs_the_code_from_there(
    client: Client, stranger: Client
) -> None:
    booked = book(stranger)

    asked = claim(client, booked.reference)
    between = order(client.get(MINE))
    page = client.get(CODE)
    added = enter(client, code())

    assert (asked["Location"], added["Location"]) == (CODE, MINE)
    assert "If a visit with this reference was booked with this address" in text(page)
    assert between == []
    assert order(client.get(MINE)) == [booked.reference]
    assert "asked" not in client.session


@pytest.mark.usefixtures("oksana")
@pytest.mark.parametrize("reference", ["", "0000-0000"])
def test_a_wrong_code_claims_nothing(client: Client, stranger: Client, reference: str) -> None:
    claim(client, reference or book(stranger).reference)

    pages = [enter(client, f"{(int(code()) + 1) % 10**6:06}") for _ in range(5)]

    assert [page.status_code for page in pages] == [422] * 5
    assert "You can try 4 more times." in text(pages[0])
    assert enter(client, code()).status_code == 422
    assert order(client.get(MINE)) == []


def test_the_own_address_is_told_that_there_is_no_such_visit(client: Client, oksana: User) -> None:
    page = claim(client, "0000-0000", oksana.email)

    assert page.status_code == 422
    assert page.context["form"].errors == {
        "reference": ["No visit with this reference was booked with this e-mail address"]
    }
    assert fields(page) == {"reference": "0000-0000", "contact": oksana.email}


def test_the_form_begins_with_the_address_of_the_account(client: Client, oksana: User) -> None:
    assert fields(client.get(CLAIM)) == {"reference": None, "contact": oksana.email}


@pytest.mark.usefixtures("oksana")
def test_bad_input_is_told_and_kept(client: Client) -> None:
    page = claim(client, "7F3K", "oksana")

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["reference", "contact"]
    assert fields(page) == {"reference": "7F3K", "contact": "oksana"}


@pytest.mark.usefixtures("oksana")
def test_a_new_code_can_be_asked_for(client: Client, stranger: Client) -> None:
    booked = book(stranger)
    claim(client, booked.reference)
    old = code()

    client.post(AGAIN)

    assert enter(client, old).status_code == 422
    assert enter(client, code())["Location"] == MINE


@pytest.mark.usefixtures("oksana")
def test_a_code_to_look_adds_nothing_to_a_list(client: Client, stranger: Client) -> None:
    booked = book(stranger)
    client.post("/en/visits/find/", {"reference": booked.reference, "contact": OKSANA})

    assert enter(client, code())["Location"] == CLAIM
    assert client.get(CODE)["Location"] == CLAIM
    assert client.post(AGAIN)["Location"] == CLAIM
    assert order(client.get(MINE)) == []


@pytest.mark.usefixtures("oksana")
def test_a_code_for_one_account_is_worth_nothing_to_the_next(client: Client, stranger: Client) -> None:
    claim(client, book(stranger).reference)
    client.force_login(accounts.user())

    assert enter(client, code())["Location"] == CLAIM
    assert order(client.get(MINE)) == []


@pytest.mark.usefixtures("oksana")
@pytest.mark.parametrize("path", [CODE, AGAIN])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_comes_without_having_asked_is_led_to_the_start(client: Client, path: str, method: str) -> None:
    page = getattr(client, method)(path, {"code": "123456"}, follow=True)

    assert page.redirect_chain[-1] == (CLAIM, 302)
    assert "We do not know which visit you mean" in text(page)


@pytest.mark.usefixtures("oksana")
def test_claiming_is_limited(client: Client) -> None:
    pages = [claim(client, "0000-0000", key=f"{number}" * 43) for number in range(7)]

    assert [page.status_code for page in pages] == [302] * 5 + [429] * 2
    assert "You can ask for another from" in text(pages[5])
    assert text(pages[6]).startswith("Please wait before you try again")


@pytest.mark.usefixtures("oksana")
@pytest.mark.parametrize("path", ["/en/", "/en/account/"])
def test_the_way_stands_in_the_menu_and_on_the_account_s_page(
    client: Client, stranger: Client, path: str
) -> None:
    link = f'href="{MINE}"'

    assert client.get(path).content.decode().count(link) == {"/en/": 1, "/en/account/": 2}[path]
    assert link not in stranger.get(path).content.decode()


@pytest.mark.usefixtures("oksana")
def test_no_list_is_kept_in_a_cache(client: Client) -> None:
    assert "no-store" in client.get(MINE)["Cache-Control"]
