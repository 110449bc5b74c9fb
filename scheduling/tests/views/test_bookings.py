from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.models import Appointment, Service
from scheduling.tests import factories as make
from scheduling.tests.views.walk import NINE, TEN, book, choose, text, the_only

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def page(client: Client) -> str:
    return f"/en/visits/booked/{notices.token_of(book(client))}/"


def test_the_page_has_all_that_is_needed_on_the_day(page: str, stranger: Client) -> None:
    said = text(stranger.get(page))

    assert f"Your visit is booked See you on Monday 7 December 2026 at 09:00." in said  # noqa: F541
    assert f"Your reference {the_only().reference}" in said
    assert "Visit Service CARD When Monday 7 December 2026 at 09:00 It takes 30 minutes." in said
    assert "Where Office krakow Przy Rondzie 6, 31-547 Kraków" in said
    assert "What to bring Passport Proof of the fee" in said
    assert "Come only a few minutes early." in said


def test_the_page_says_how_long_this_visit_is_though_others_are_longer_by_now(
    page: str, card: Service, stranger: Client
) -> None:
    Service.objects.filter(pk=card.pk).update(minutes=45)

    assert "It takes 30 minutes." in text(stranger.get(page))


def test_the_page_is_kept_out_of_caches_and_of_others_logs(page: str, client: Client) -> None:
    response = client.get(page)

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_opening_a_link_cancels_nothing(page: str, stranger: Client) -> None:
    response = stranger.get(f"{page}cancellation/")

    assert "Do you want to cancel this visit? Monday 7 December 2026 at 09:00" in text(response)
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert the_only().state == AppointmentState.BOOKED


def test_cancelling_frees_the_time_and_the_page_says_so(page: str, client: Client, stranger: Client) -> None:
    response = client.post(f"{page}cancellation/")

    said = text(client.get(page))
    assert response["Location"] == page
    assert said.startswith("Your visit is cancelled The visit on Monday 7 December 2026 at 09:00")
    assert "Choose another time" in said
    assert "Cancel the visit" not in said
    assert choose(stranger, NINE)["Location"] == "/en/visits/details/"


@pytest.mark.parametrize("cancels", ["client", "stranger"])
def test_a_browser_forgets_a_visit_that_is_cancelled(
    page: str, client: Client, stranger: Client, cancels: str
) -> None:
    {"client": client, "stranger": stranger}[cancels].post(f"{page}cancellation/")

    response = client.get("/en/visits/details/")

    assert response.status_code == 404
    assert text(response).startswith("We are not keeping a time for you")
    assert "holder" not in client.session


def test_a_browser_forgets_a_visit_that_lapsed(client: Client) -> None:
    book(client)
    Appointment.objects.update(state=AppointmentState.LAPSED)

    assert client.get("/en/visits/details/").status_code == 404


def test_cancelling_leaves_nothing_in_the_session(page: str, client: Client) -> None:
    client.post(f"{page}cancellation/")

    assert not {"holder", "hold"} & set(client.session.keys())


def test_cancelling_leaves_the_time_that_is_held_meanwhile(page: str, client: Client) -> None:
    choose(client, TEN)

    client.post(f"{page}cancellation/")

    assert "Monday 7 December 2026 at 10:00" in text(client.get("/en/visits/details/"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visit_is_cancelled_once(page: str, client: Client, method: str) -> None:
    client.post(f"{page}cancellation/")

    assert getattr(client, method)(f"{page}cancellation/")["Location"] == page


def test_a_visit_that_has_begun_is_not_cancelled(page: str, client: Client) -> None:
    with time_machine.travel(make.MONDAY.strftime("%Y-%m-%dT08:00:00+00:00"), tick=False):
        response = client.post(f"{page}cancellation/")
        said = text(client.get(page))

    assert response["Location"] == page
    assert said.startswith(
        "Your visit is booked It began on Monday 7 December 2026 at 09:00 and can no longer be changed"
    )
    assert "Cancel the visit" not in said
    assert the_only().state == AppointmentState.BOOKED


def test_a_visit_can_be_cancelled_up_to_its_start(page: str, client: Client) -> None:
    start = the_only().period.lower
    with time_machine.travel(start - timedelta(seconds=1), tick=False):
        client.post(f"{page}cancellation/")

    assert the_only().state == AppointmentState.CANCELLED


@pytest.mark.parametrize("token", ["x", "A" * 43, "-" * 2000])
@pytest.mark.parametrize("rest", ["", "cancellation/"])
def test_a_wrong_link_finds_nothing(page: str, client: Client, token: str, rest: str) -> None:
    assert client.get(f"/en/visits/booked/{token}/{rest}").status_code == 404
    assert client.post(f"/en/visits/booked/{token}/{rest}").status_code in {404, 405}
    assert page
