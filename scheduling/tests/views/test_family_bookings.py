"""The page of a visit of several people: who comes when, and cancelling and moving it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from scheduling import notices
from scheduling.models import Appointment
from scheduling.models.together import together
from scheduling.tests import factories as make
from scheduling.tests.views import family
from scheduling.tests.views.family import the_lead
from scheduling.tests.views.walk import NINE, Page, hidden, text, title

OKSANA, IVAN, LENA, MAX = "Оксана Żółć-O’Neill", "Іван Żółć", "Lena Żółć", "Max"
WHEN = "When Monday 7 December 2026 at 09:00"


@pytest.fixture(autouse=True)
def office(db: None) -> Office:  # noqa: ARG001  it is written there
    prints = make.service("PRINTS", minutes=15, takes_fingerprints=True, bring_en="Passport")
    return make.working_office(prints, slug="krakow", counters=2)


@pytest.fixture
def lead(client: Client) -> Appointment:
    return family.book(client)


@pytest.fixture
def page(lead: Appointment) -> str:
    return f"/en/visits/booked/{notices.token_of(lead)}/"


def cancel(client: Client, page: str, number: int, **fields: str) -> Page:
    seen = {"seen": str(the_lead().sequence)}
    return client.post(f"{page}people/{number}/cancellation/", seen | fields)


def names() -> list[str]:
    return [row.person for row in together(the_lead())]


def test_the_page_says_who_is_received_when(page: str, stranger: Client) -> None:
    said = text(stranger.get(page))

    assert f"{WHEN} For 4 people. The last of you is done at 09:30. It takes 30 minutes." in said
    assert (
        f"Person 1, 09:00 {OKSANA} Cancel for this person – {OKSANA}"
        f" Person 2, 09:00 {IVAN} Cancel for this person – {IVAN}"
        f" Person 3, 09:15 {LENA} Cancel for this person – {LENA}"
        f" Person 4, 09:15 {MAX} Cancel for this person – {MAX}"
    ) in said
    assert "Cancel for all 4 people" in said
    assert "Book another visit" not in said


def test_the_page_says_what_depends_on_age_and_for_whom(page: str, stranger: Client) -> None:
    said = text(stranger.get(page))

    assert (
        "What to bring Passport What depends on age"
        f" {MAX} : No fingerprints are taken of children under 6."
        f" {OKSANA} , {IVAN} , {LENA} : A specimen of the signature (wzór podpisu) is taken,"
        " from the age of 13."
        f" {MAX} : A child under 13 does not come alone."
    ) in said


def test_somebody_alone_is_told_what_depends_on_their_age(client: Client, stranger: Client) -> None:
    family.choose(client, people=1)
    family.describe(client, birth_date_year="2021", accompanied_by="Anna Nowak")
    family.confirm(client)

    said = text(stranger.get(f"/en/visits/booked/{notices.token_of(the_lead())}/"))

    assert f"{WHEN} It takes 15 minutes." in said
    assert f"Who comes {OKSANA} Who comes along Anna Nowak" in said
    assert (
        "What depends on age No fingerprints are taken of children under 6."
        " A child under 13 does not come alone. Before you come"
    ) in said
    assert "Cancel for" not in said


def test_one_of_several_is_cancelled_only_by_a_button(page: str, stranger: Client) -> None:
    ask = stranger.get(f"{page}people/3/cancellation/")

    said = text(ask)
    assert title(ask).startswith("Cancel for one person?")
    assert f"Do you want to cancel only for {LENA} ?" in said
    assert f"keep their visit and their times: {OKSANA} , 09:00 {IVAN} , 09:00 {MAX} , 09:15" in said
    assert "no-store" in ask["Cache-Control"]
    assert hidden(ask, "seen") == "0"
    assert len(names()) == 4


def test_the_others_keep_their_visit(page: str, lead: Appointment, stranger: Client) -> None:
    response = cancel(stranger, page, 3)

    after = text(stranger.get(page))
    assert response["Location"] == page
    assert names() == [OKSANA, IVAN, MAX]
    assert "One person is cancelled. The visit is now for 3 people." in after
    assert 'href="/en/visits/krakow/PRINTS/">Book another visit</a>' in stranger.get(page).content.decode()
    assert f"Person 3, 09:15 {MAX}" in after
    assert LENA not in after
    assert lead.reference in after


def test_the_first_of_them_can_go_too_and_a_second_press_takes_nobody_else_out(
    page: str, stranger: Client
) -> None:
    first = cancel(stranger, page, 1, seen="0")
    again = cancel(stranger, page, 1, seen="0")

    assert first["Location"] == again["Location"] == page
    assert names() == [IVAN, LENA, MAX]
    assert "Your visit is booked" in text(stranger.get(page))


@pytest.mark.parametrize("seen", ["", "x", "-1"])
def test_a_button_that_does_not_say_what_was_seen_asks_again(page: str, stranger: Client, seen: str) -> None:
    response = cancel(stranger, page, 2, seen=seen)

    assert response.status_code == 422
    assert f"Do you want to cancel only for {IVAN} ?" in text(response)
    assert len(names()) == 4


def test_the_last_of_them_cancels_the_visit(page: str, stranger: Client) -> None:
    for number in (4, 3, 2):
        cancel(stranger, page, number)

    ask = stranger.get(f"{page}people/1/cancellation/")
    refused = cancel(stranger, page, 1)

    assert ask["Location"] == f"{page}cancellation/"
    assert refused["Location"] == page
    assert names() == [OKSANA]
    assert f"Who comes {OKSANA}" in text(stranger.get(page))
    assert "Book another visit" in text(stranger.get(page))
    assert "Cancel for" not in text(stranger.get(page))


def test_nobody_can_be_taken_out_who_is_not_there(page: str, stranger: Client) -> None:
    cancel(stranger, page, 3)

    assert stranger.get(f"{page}people/3/cancellation/")["Location"] == page
    assert cancel(stranger, page, 9)["Location"] == page
    assert stranger.get("/en/visits/booked/nobody/people/2/cancellation/").status_code == 404
    assert len(names()) == 3


def test_nobody_is_taken_out_of_a_visit_that_has_begun(
    page: str, lead: Appointment, stranger: Client
) -> None:
    with time_machine.travel(lead.interval.start, tick=False):
        ask = stranger.get(f"{page}people/2/cancellation/")
        sent = cancel(stranger, page, 2)
        said = text(stranger.get(page))

    assert ask["Location"] == sent["Location"] == page
    assert "Cancel for this person" not in said
    assert len(names()) == 4


def test_a_visit_is_over_when_the_last_of_them_is_done(
    page: str, lead: Appointment, stranger: Client
) -> None:
    titles = []
    for minutes in (29, 30):
        with time_machine.travel(lead.interval.start + timedelta(minutes=minutes), tick=False):
            titles.append(title(stranger.get(page)).partition(" –")[0])

    assert titles == ["Your visit has begun", "This visit is over"]


def test_all_of_it_is_cancelled_at_once(page: str, stranger: Client) -> None:
    ask = text(stranger.get(f"{page}cancellation/"))
    stranger.post(f"{page}cancellation/")

    after = text(stranger.get(page))
    assert "Do you want to cancel the visit of all 4 people?" in ask
    assert f"{OKSANA} , 09:00 {IVAN} , 09:00 {LENA} , 09:15 {MAX} , 09:15" in ask
    assert "Your visit is cancelled" in after
    assert [name in after for name in (OKSANA, IVAN, LENA, MAX)] == [True] * 4
    assert not Appointment.objects.filter(state="booked").exists()


def test_a_cancelled_booking_shows_who_was_in_it_in_the_end(
    page: str, lead: Appointment, stranger: Client
) -> None:
    cancel(stranger, page, 3)
    with time_machine.travel(make.AT + timedelta(minutes=1), tick=False):
        stranger.post(f"{page}cancellation/")
        after = text(stranger.get(page))

    assert LENA not in after
    assert f"Person 3, 09:15 {MAX}" in after
    lead.refresh_from_db()
    assert lead.people == 3


def test_a_move_says_that_it_is_for_all_of_them_and_until_when(page: str, stranger: Client) -> None:
    times = text(stranger.get(f"{page}move/times/2026-12-07/"))
    ask = text(stranger.get(f"{page}move/?start=2026-12-07T09:00:00Z"))

    assert "10:00–10:30" in times
    assert "The new time is for all 4 people." in times
    assert (
        "The new time Monday 7 December 2026 at 10:00"
        " For 4 people. The last of you is done at 10:30. It takes 30 minutes."
    ) in ask


def test_the_calendar_lasts_until_the_last_of_them_is_done(page: str, stranger: Client) -> None:
    calendar = Calendar.from_ical(stranger.get(f"{page}calendar/").content)
    assert isinstance(calendar, Calendar)

    (event,) = calendar.events
    assert f"{event.start:%H:%M}–{event.end:%H:%M}" == "09:00–09:30"


def test_the_own_list_says_how_many_come_together(client: Client, lead: Appointment) -> None:
    account = accounts.user("oksana@example.test")
    Appointment.objects.filter(pk=lead.pk).update(account=account)
    client.force_login(account)

    said = text(client.get("/en/visits/mine/"))

    assert f"{OKSANA} 4 people come together Reference {lead.reference}" in said


def test_the_time_of_whoever_does_not_come_is_free(page: str, stranger: Client, client: Client) -> None:
    cancel(stranger, page, 4)

    family.choose(client, NINE, people=1)

    assert Appointment.objects.filter(state="held").count() == 0  # 09:15 is free, 09:00 is not
    family.choose(client, "2026-12-07T08:15:00Z", people=1)
    assert Appointment.objects.filter(state="held").count() == 1
