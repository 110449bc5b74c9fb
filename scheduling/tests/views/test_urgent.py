"""Asking for an urgent visit: who is told what, and what comes of it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.notifications.choices import Channel
from portal.notifications.models import Notice
from scheduling import notices
from scheduling.choices import RequestState
from scheduling.models import Duty, Service, UrgentRequest
from scheduling.tests import factories as make
from scheduling.tests.views.walk import DETAILS, Page, fields, text, title
from scheduling.views.urgent import URGENT

pytestmark = pytest.mark.django_db

URL = "/en/visits/krakow/CARD/urgent/"
KEY = "k" * 43
WISH = {
    **DETAILS,
    "term_on_day": "4",
    "term_on_month": "12",
    "term_on_year": "2026",
    "why": "Summons of 27 November, 7 days",
    "key": KEY,
}


@pytest.fixture(autouse=True)
def _texts_can_be_sent(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL = "http://localhost:1/"


@pytest.fixture(autouse=True)
def _open(office: Office) -> Office:
    """Open the office on Monday 7 December 2026 alone: later than the term, which ends on the 4th."""
    return office


def send(client: Client, **changes: str) -> Page:
    return client.post(URL, WISH | changes)


def on(day: date) -> dict[str, str]:
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"term_on_{part}": str(value) for part, value in parts.items()}


def errors(response: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = response.context["form"].errors.get_json_data()
    return {name: [str(error["message"]) for error in messages] for name, messages in found.items()}  # type: ignore[index]  # as Django writes it


def test_the_form_says_whom_it_is_for_and_that_it_keeps_no_term(stranger: Client) -> None:
    shown = stranger.get(URL)

    assert title(shown).startswith("Ask for an urgent visit – Service CARD")
    assert list(fields(shown)) == [
        "term_on",
        "why",
        "given_names",
        "family_name",
        "birth_date",
        "citizenship",
        "email",
        "phone",
    ]
    assert "This request does not keep your term" in text(shown)
    assert "wniosek o pilną wizytę nie zachowuje terminu" in text(shown)
    assert "We delete who asked and why 90 days after the decision." in text(shown)


def test_a_request_is_written_down_and_has_a_page(stranger: Client) -> None:
    sent = send(stranger)

    made = UrgentRequest.objects.get()
    page = f"/en/visits/urgent/{made.pk}/{notices.request_token_of(made)}/"
    assert (sent.status_code, sent.headers["Location"]) == (302, page)
    assert {name: getattr(made, name) for name in ("office_id", "service_id", "state", "made_at")} == {
        "office_id": Office.objects.get(slug="krakow").pk,
        "service_id": Service.objects.get(code="CARD").pk,
        "state": RequestState.WAITING,
        "made_at": make.AT,
    }
    assert (made.term_on, made.first_free_on) == (date(2026, 12, 4), make.MONDAY)
    assert (made.person, made.birth_date, made.citizenship) == (
        "Оксана Żółć-O’Neill",
        date(1990, 3, 27),
        "UA",
    )
    assert (made.email, made.phone, made.language) == ("oksana@example.test", "", "en")
    assert made.why == "Summons of 27 November, 7 days"
    event = Event.objects.get(action="urgentrequest.made")
    assert (event.subject_pk, event.actor_kind, event.office) == (str(made.pk), "visitor", made.office)
    received = [(notice.kind, notice.channel, notice.recipient) for notice in Notice.objects.all()]
    assert received == [("urgent_received", Channel.EMAIL, "oksana@example.test")]


def test_the_matter_chosen_on_the_way_comes_along(stranger: Client) -> None:
    card = Service.objects.get(code="CARD")
    matter = make.matter(card, "FIRST", name_en="First card")

    stranger.post(f"{URL}?people=1&matter=FIRST", WISH)

    assert UrgentRequest.objects.get().matter == matter


def test_its_page_says_what_happens_next_and_names_nobody(stranger: Client) -> None:
    shown = stranger.get(send(stranger).headers["Location"])
    made = UrgentRequest.objects.get()

    said = text(shown)
    assert f"Number of your request {made.reference}" in said
    assert "What happens next" in said
    assert "This request does not keep your term" in said
    assert "Last day of the term 4 December 2026" in said
    assert [word for word in ("Оксана", "Żółć", "oksana", "Summons of") if word in said] == []
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in shown.headers["Cache-Control"]


@pytest.mark.parametrize("token", ["x", "A" * 22, "-"])
def test_without_its_secret_nobody_sees_a_request(stranger: Client, token: str) -> None:
    send(stranger)
    made = UrgentRequest.objects.get()

    assert stranger.get(f"/en/visits/urgent/{made.pk}/{token}/").status_code == 404
    secret = notices.request_token_of(made)
    assert stranger.get(f"/en/visits/urgent/{made.pk + 1}/{secret}/").status_code == 404


def test_a_phone_is_contact_enough(stranger: Client) -> None:
    sent = send(stranger, email="", phone="600 000 000")

    made = UrgentRequest.objects.get()
    assert sent.status_code == 302
    assert (made.email, made.phone) == ("", "+48600000000")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"email": ""}, {"email": ["Enter an e-mail address or a mobile phone number"]}),
        ({"why": "  "}, {"why": ["Write which term it is"]}),
        ({"why": "x" * 1001}, {"why": ["Write at most 1000 letters about the term"]}),
        (
            {"term_on_day": "", "term_on_month": "", "term_on_year": ""},
            {"term_on": ["Enter the last day of your term"]},
        ),
        (
            {"term_on_day": "31", "term_on_month": "2"},
            {"term_on": ["The last day of the term must be a real date"]},
        ),
        ({"term_on_month": ""}, {"term_on": ["The last day of the term must include a month"]}),
        (on(make.AT.date() - timedelta(1)), {"term_on": ["The last day of the term must be today or later"]}),
        (on(date(2027, 12, 3)), {"term_on": ["The last day of the term must be within a year from now"]}),
        ({"given_names": "", "family_name": ""}, {"given_names": None}),
        ({"birth_date_year": "2027"}, {"birth_date": ["Date of birth must be in the past"]}),
        ({"citizenship": "??"}, {"citizenship": ["Choose your citizenship from the list"]}),
    ],
)  # fmt: skip
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    stranger: Client, changes: dict[str, str], wrong: dict[str, Any]
) -> None:
    if "term_on_year" in changes and changes["term_on_year"] == "2027":
        Duty.objects.all().delete()  # nothing is free in that year: the date alone is wrong

    shown = send(stranger, **changes)

    assert shown.status_code == 422
    assert errors(shown).keys() == wrong.keys()
    assert all(said == errors(shown)[name] for name, said in wrong.items() if said)
    typed = WISH | changes
    assert fields(shown)["family_name"] == typed["family_name"]
    assert shown.context["form"]["why"].value() == typed["why"]
    assert UrgentRequest.objects.count() == 0


@pytest.mark.parametrize("term_on", [make.MONDAY, make.MONDAY + timedelta(1)])
def test_where_there_is_time_before_the_term_ends_it_is_offered_instead(
    stranger: Client, term_on: date
) -> None:
    shown = send(stranger, **on(term_on))

    assert shown.status_code == 422
    assert errors(shown) == {"term_on": ["There is a free time before this term ends: you can book it now"]}
    assert "You need not ask: there is time before your term ends" in text(shown)
    offered = re.findall(r'name="start" value="([^"]+)"', shown.content.decode())
    assert offered == [
        f"2026-12-07T{clock}:00Z" for clock in ("06:30", "07:00", "07:30", "08:00", "08:30", "09:00")
    ]
    assert 'action="/en/visits/krakow/CARD/holds/"' in shown.content.decode()
    assert UrgentRequest.objects.count() == 0


def test_one_who_looked_for_a_family_asks_for_one(stranger: Client) -> None:
    """The request is one person's, and so is the first free time that it is compared with."""
    Duty.objects.all().delete()
    make.duty(Office.objects.get(slug="krakow").counter_set.get(), starts="09:00", ends="09:30")

    shown = stranger.post(f"{URL}?people=4", WISH | on(make.MONDAY))

    assert errors(shown).keys() == {"term_on"}
    assert "2026-12-07T08:00:00Z" in shown.content.decode()


def test_with_nothing_free_at_all_a_term_within_a_year_may_be_asked_for(stranger: Client) -> None:
    Duty.objects.all().delete()

    assert send(stranger, **on(date(2027, 12, 2))).status_code == 302
    assert UrgentRequest.objects.get().first_free_on is None


def test_the_same_form_sent_twice_is_one_request(stranger: Client) -> None:
    first, second = send(stranger), send(Client())

    assert first.headers["Location"] == second.headers["Location"]
    assert UrgentRequest.objects.count() == Event.objects.filter(action="urgentrequest.made").count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"key": "o" * 43}, {"key": "o" * 43, "given_names": " оксана ", "email": "OKSANA@example.test"}],
    ids=["another-form", "another-spelling"],
)
def test_of_one_person_and_contact_one_request_waits_and_nothing_is_said_of_it(
    stranger: Client, changes: dict[str, str]
) -> None:
    send(stranger)
    made = UrgentRequest.objects.get()

    shown = send(Client(), **changes)

    assert shown.status_code == 409
    assert list(errors(shown)) == ["__all__"]
    assert "there is a request that waits for a decision already" in text(shown)
    assert made.reference not in shown.content.decode()
    assert "oksana@example.test" not in text(shown)
    assert fields(shown)["why"] == WISH["why"]
    assert UrgentRequest.objects.get() == made


def test_another_person_another_visit_and_one_who_was_refused_may_ask(
    stranger: Client, office: Office, card: Service
) -> None:
    send(stranger)
    other = make.service("OTHER")
    office.counter_set.get().services.add(other)

    assert send(stranger, given_names="Olena").status_code == 302
    assert stranger.post(URL.replace("CARD", "OTHER"), WISH).status_code == 302
    clerk = accounts.user(is_staff=True)
    UrgentRequest.objects.filter(service=card).update(
        state=RequestState.REFUSED, answer="No", decided_at=make.AT, decided_by=clerk
    )
    assert send(stranger, key="n" * 43).status_code == 302
    assert UrgentRequest.objects.count() == 4


def test_a_case_number_is_asked_for_where_the_service_needs_one(stranger: Client) -> None:
    Service.objects.update(needs_case_number=True)

    assert errors(send(stranger)) == {"case_number": ["Enter the number of your case"]}
    assert send(stranger, case_number="sc-ii 6151.12345.2025").status_code == 302
    assert UrgentRequest.objects.get().case_number == "SC-II.6151.12345.2025"


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_answer_comes_in_the_language_of_the_form(stranger: Client, language: str) -> None:
    stranger.post(URL.replace("/en/", f"/{language}/"), WISH)

    assert UrgentRequest.objects.get().language == language


def test_a_person_asks_four_times_a_day_and_is_told_when_to_try_again(stranger: Client) -> None:
    for number in range(4):
        assert send(stranger, key=str(number) * 43).status_code == (302 if number == 0 else 409)

    shown = send(stranger)

    assert shown.status_code == 429
    assert "Many urgent requests were sent." in text(shown)
    assert 'name="why" value="Summons of 27 November, 7 days"' in shown.content.decode()


def test_whoever_asks_in_another_s_name_uses_up_nothing_of_theirs(stranger: Client) -> None:
    for number in range(5):
        send(stranger, key=str(number) * 43, email="stranger@example.test")

    shown = send(Client(), key="o" * 43)

    assert shown.status_code == 302
    assert list(UrgentRequest.objects.order_by("pk").values_list("email", flat=True)) == [
        "stranger@example.test",
        WISH["email"],
    ]


def test_every_limit_has_a_name_of_its_own() -> None:
    limits = [limit.name for each in URGENT.limits.values() for limit in each]

    assert len(limits) == len(set(limits)) == 4


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (RequestState.GRANTED, "Your urgent request is granted"),
        (RequestState.REFUSED, "We cannot give you an urgent visit"),
    ],
)
def test_the_page_of_a_request_shows_what_was_decided(
    stranger: Client, office: Office, card: Service, state: RequestState, says: str
) -> None:
    page = send(stranger).headers["Location"]
    visit = make.appointment(office.counter_set.get(), card, make.local(office, make.MONDAY, "09:00"))
    UrgentRequest.objects.update(
        state=state,
        answer="Send it by post.\n<b>Soon</b>",
        decided_at=make.AT,
        decided_by=accounts.user(is_staff=True),
        appointment=visit,
    )

    shown = stranger.get(page)

    assert says in text(shown)
    assert ("Send it by post." in text(shown)) == (state == RequestState.REFUSED)
    assert "<b>Soon" not in shown.content.decode()
    assert "What happens next" not in text(shown)
    assert notices.token_of(visit) not in shown.content.decode()


def test_the_page_of_a_request_that_was_forgotten_says_no_more_than_that_there_was_one(
    stranger: Client,
) -> None:
    page = send(stranger).headers["Location"]
    UrgentRequest.objects.all().forget()

    said = text(stranger.get(page))

    assert "Your urgent request is sent" in said
    assert "What happens next" not in said


def test_one_contact_asks_for_twelve_people_a_day_and_one_network_ten_times_an_hour() -> None:
    house = Client(REMOTE_ADDR="203.0.113.9")

    def ask_for(letters: str) -> list[int]:
        return [send(house, given_names=letter, key=letter * 43).status_code for letter in letters]

    assert ask_for("abcdefghij") == [302] * 10
    assert send(house, given_names="Olena", email="olena@example.test").status_code == 429
    with time_machine.travel(make.AT + timedelta(hours=2), tick=False):
        assert ask_for("klm") == [302, 302, 429]
        assert send(house, given_names="Olena", email="OKSANA@example.test").status_code == 429
        assert send(house, given_names="Olena", email="olena@example.test").status_code == 302
