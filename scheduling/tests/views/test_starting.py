"""Before the calendar: which matter, whether a visit makes sense, for whom."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Office
from scheduling.models import Appointment, Matter, Question, Service
from scheduling.tests import factories as make
from scheduling.tests.views.walk import NINE, Page, choose, text, title

START = "/en/visits/krakow/CARD/start/"
TIMES = "/en/visits/krakow/CARD/times/"
DAY = f"{TIMES}2026-12-07/"
MOST_QUERIES = 4
ENDED_ON = date(2026, 4, 26)
TOO_MANY = "One booking is for at most 6 people. For more, make a second booking or phone the office."

pytestmark = pytest.mark.usefixtures("office")


def ask(client: Client, **answers: str) -> Page:
    """Send the form, one person coming unless the answers say otherwise."""
    return client.get(START, {"asked": "yes", "people": "1", **answers})


def name(question: Question) -> str:
    return f"question_{question.pk}"


def leads_to(response: Page) -> str:
    return response["Location"] if response.status_code == 302 else ""


def links(response: Page) -> list[str]:
    main = response.content.decode().partition("<main")[2]
    return [unescape(part.partition('"')[0]) for part in main.split('href="')[1:]]


def errors(response: Page) -> list[tuple[str, str]]:
    return [tuple(error) for error in response.context["form"].error_list]


@pytest.fixture
def paper(card: Service) -> Matter:
    return make.matter(card, "PAPER")


@pytest.fixture
def online(card: Service) -> Matter:
    Service.objects.update(closed_note_en="Use **MOS** for it.")
    return make.matter(card, "ONLINE", valid_to=ENDED_ON, closed_note_en="Your employer signs it too.")


def test_somebody_who_comes_alone_presses_one_button(client: Client, card: Service) -> None:
    page = client.get(START)

    assert title(page).startswith("Before you choose a time – Service CARD")
    assert (page.status_code, errors(page)) == (200, [])
    assert page.context["form"]["people"].value() == "1"
    assert "longer" not in page.context["form"].fields
    assert leads_to(ask(client)) == TIMES
    assert card.most_people == 6


def test_a_service_page_leads_here_only_where_there_is_something_to_ask(
    client: Client, card: Service
) -> None:
    asking = client.get("/en/visits/krakow/CARD/")
    Service.objects.update(most_people=1)
    plain = client.get("/en/visits/krakow/CARD/")

    assert START in links(asking)
    assert not any("/times/" in link for link in links(asking))
    assert TIMES in links(plain)
    assert START not in links(plain)
    assert leads_to(client.get(START)) == TIMES
    assert card.pk


@pytest.mark.parametrize("what", ["longer", "matter", "question"])
def test_each_thing_alone_is_reason_to_ask(client: Client, card: Service, what: str) -> None:
    Service.objects.update(most_people=1, longer_minutes=60 if what == "longer" else None)
    if what == "matter":
        make.matter(card)
    if what == "question":
        make.question(card)

    assert START in links(client.get("/en/visits/krakow/CARD/"))
    assert len(client.get(START).context["form"].fields) == 1


def test_a_family_with_more_time_is_led_to_times_for_all(client: Client) -> None:
    Service.objects.update(longer_minutes=60)

    page = client.get(START)
    answer = ask(client, people="4", longer="yes")

    assert "We need more time For example with an interpreter" in text(page)
    assert "The visit then takes 60 minutes for each person." in text(page)
    assert leads_to(answer) == f"{TIMES}?people=4&longer=yes"
    said = text(client.get(leads_to(answer)))
    assert "For 4 people, with more time. Change – who comes and what for" in said


def test_where_no_interpreter_is_admitted_none_is_an_example(client: Client) -> None:
    Service.objects.update(longer_minutes=60, admits_interpreter=False)

    said = text(client.get(START))

    assert "We need more time For example because talking or moving takes longer." in said
    assert "For example with an interpreter" not in said


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter how many people come"),
        ("0", "At least one person must come"),
        ("7", TOO_MANY),
        ("99999", "Enter the number of people in digits, for example 2"),
        ("-2", "Enter the number of people in digits, for example 2"),
        ("two", "Enter the number of people in digits, for example 2"),
        ("1.5", "Enter the number of people in digits, for example 2"),
        ("²", "Enter the number of people in digits, for example 2"),
    ],
)
def test_a_wrong_number_of_people_is_said_and_nothing_is_lost(
    client: Client, card: Service, typed: str, message: str
) -> None:
    question = make.question(card)

    page = ask(client, people=typed, **{name(question): "no"})

    assert page.status_code == 422
    assert errors(page) == [("id_people", message)]
    assert page.context["form"]["people"].value() == typed
    assert page.context["form"][name(question)].value() == "no"
    assert 'href="#id_people"' in page.content.decode()


@pytest.mark.parametrize("typed", ["٣", " 3 ", "３"])
def test_people_are_counted_in_the_digits_of_any_script(client: Client, typed: str) -> None:
    assert leads_to(ask(client, people=typed)) == f"{TIMES}?people=3"


@pytest.mark.parametrize("path", [TIMES, DAY])
def test_an_address_with_seven_people_leads_back_here_with_the_message(client: Client, path: str) -> None:
    answer = client.get(path, {"people": "7"})

    assert leads_to(answer) == f"{START}?people=7"
    page = client.get(leads_to(answer))
    assert page.status_code == 422
    assert errors(page) == [("id_people", TOO_MANY)]


def test_the_message_is_there_also_where_one_person_comes_at_a_time(client: Client) -> None:
    Service.objects.update(most_people=1)

    page = client.get(TIMES, {"people": "2"}, follow=True)

    assert errors(page) == [
        (
            "id_people",
            "One booking is for at most 1 person. For more, make a second booking or phone the office.",
        )
    ]


def test_what_an_address_leaves_open_is_no_mistake_yet(client: Client, card: Service, paper: Matter) -> None:
    make.question(card)

    page = client.get(START, {"matter": paper.code, "people": "2"})

    assert (page.status_code, errors(page)) == (200, [])
    form = page.context["form"]
    assert (form["matter"].value(), form["people"].value()) == ("PAPER", "2")


def test_what_is_not_answered_is_asked_for_in_the_order_of_the_page(
    client: Client, card: Service, paper: Matter
) -> None:
    second = make.question(card, "Is it valid?", position=20)
    first = make.question(card, position=10)

    page = ask(client, people="")

    assert errors(page) == [
        ("id_matter_0", "Choose what you come about"),
        (f"id_{name(first)}_0", "Choose yes or no: Is the card ready?"),
        (f"id_{name(second)}_0", "Choose yes or no: Is it valid?"),
        ("id_people", "Enter how many people come"),
    ]
    assert paper.pk


@pytest.mark.parametrize("wrong", ["maybe", "", "YES"])
def test_an_answer_that_is_none_is_asked_again(client: Client, card: Service, wrong: str) -> None:
    question = make.question(card)

    assert ask(client, **{name(question): wrong}).status_code == 422


def test_right_answers_lead_to_the_times(client: Client, card: Service) -> None:
    wanted, unwanted = make.question(card), make.question(card, "Could you post it?", is_yes_wanted=False)

    assert leads_to(ask(client, **{name(wanted): "yes", name(unwanted): "no"})) == TIMES


def test_other_answers_lead_to_advice_and_on_all_the_same(client: Client, card: Service) -> None:
    advice = "Wait for **the message**.\n\n<script>alert(1)</script>"
    wanted = make.question(card, advice_en=advice)
    unwanted = make.question(card, "Could you post it?", is_yes_wanted=False, advice_en="Post it.")

    page = ask(client, people="2", **{name(wanted): "no", name(unwanted): "yes"})

    said = text(page)
    assert title(page).startswith("You might come in vain – Service CARD")
    assert "2 of your answers speak against a visit now." in said
    assert "Is the card ready? You answered: No Wait for the message ." in said
    assert "Could you post it? You answered: Yes Post it." in said
    assert b"&lt;script&gt;" in page.content
    assert f"{TIMES}?people=2" in links(page)
    again = f"{START}?{name(wanted)}=no&{name(unwanted)}=yes&people=2"
    assert again in [unescape(part.partition('"')[0]) for part in page.content.decode().split('href="')]
    assert client.get(again).context["form"][name(wanted)].value() == "no"
    assert not Appointment.objects.exists()


def test_one_answer_alone_has_its_own_words(client: Client, card: Service) -> None:
    right, wrong = make.question(card, "Is it valid?"), make.question(card)

    said = text(ask(client, **{name(right): "yes", name(wrong): "no"}))

    assert "One of your answers speaks against a visit now." in said
    assert "Is it valid?" not in said


def test_a_matter_goes_along_to_the_times(client: Client, paper: Matter) -> None:
    answer = ask(client, matter=paper.code, people="2")

    assert leads_to(answer) == f"{TIMES}?people=2&matter=PAPER"
    assert "Matter PAPER For 2 people" in text(client.get(leads_to(answer)))


def test_a_matter_that_has_ended_is_listed_and_explained(
    client: Client, paper: Matter, online: Matter
) -> None:
    page = client.get(START)
    answer = ask(client, matter=online.code, people="nonsense")

    assert [key for key, _name in page.context["form"].fields["matter"].choices] == ["PAPER", "ONLINE"]
    said = text(answer)
    assert answer.status_code == 200
    assert title(answer).startswith("Matter ONLINE")
    assert "Visits for this ended on 26 April 2026" in said
    assert "What to do instead Your employer signs it too. Use MOS for it. Choose something else" in said
    assert not any("/times/" in link for link in links(answer))
    assert paper.pk


def test_the_list_of_services_says_that_only_some_matters_are_done_by_a_visit(
    client: Client, paper: Matter
) -> None:
    before = text(client.get("/en/visits/"))
    make.matter(paper.service, "ONLINE", valid_to=ENDED_ON)

    assert "30 minutes · only for some matters" in text(client.get("/en/visits/"))
    assert "only for some matters" not in before


@pytest.mark.parametrize("path", [TIMES, DAY])
@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ({}, START),
        ({"matter": "NONE", "people": "2"}, f"{START}?people=2&matter=NONE"),
        ({"matter": "paper"}, f"{START}?matter=paper"),
        ({"matter": "ONLINE"}, f"{START}?matter=ONLINE"),
    ],
)
@pytest.mark.usefixtures("paper", "online")
def test_there_are_no_times_without_a_matter_that_is_done_by_a_visit(
    client: Client, path: str, asked: dict[str, str], led: str
) -> None:
    answer = client.get(path, asked)

    assert leads_to(answer) == led
    assert client.get(led).status_code == (422 if asked.get("matter") in {"NONE", "paper"} else 200)


def test_no_time_is_held_without_a_matter(client: Client, paper: Matter, online: Matter) -> None:
    holds = "/en/visits/krakow/CARD/holds/"
    answers = [
        choose(client),
        client.post(f"{holds}?matter={online.code}", {"start": NINE}),
        client.post(f"{holds}?people=7&matter=PAPER", {"start": NINE}),
    ]

    assert [leads_to(answer) for answer in answers] == [
        START,
        f"{START}?matter=ONLINE",
        f"{START}?people=7&matter=PAPER",
    ]
    assert not Appointment.objects.exists()
    client.post(f"{holds}?matter={paper.code}", {"start": NINE})
    assert Appointment.objects.get().matter == paper


def test_outside_the_days_of_the_matter_nothing_is_offered(
    client: Client, office: Office, paper: Matter
) -> None:
    counter = office.counter_set.get()
    make.duty(counter, on=date(2026, 12, 14))
    Matter.objects.update(valid_from=date(2026, 12, 8), valid_to=date(2026, 12, 20))

    month = client.get(TIMES, {"matter": paper.code})
    gone = client.post(f"/en/visits/krakow/CARD/holds/?matter={paper.code}", {"start": NINE})

    days = {day.on: day for day in month.context["month"].days}
    assert [on for on, day in days.items() if day.url] == [date(2026, 12, 14)]
    assert [str(days[date(2026, 12, number)].reason) for number in (7, 8, 20, 21)] == [
        "Not offered",
        "No visits",
        "No visits",
        "Not offered",
    ]
    assert gone.status_code == 422
    assert not Appointment.objects.exists()


def test_what_was_chosen_stays_when_days_are_turned(client: Client, paper: Matter) -> None:
    day = client.get(DAY, {"matter": paper.code, "people": "2"})

    html = unescape(day.content.decode())
    assert f'href="{TIMES}?people=2&matter=PAPER&month=2026-12"' in html
    assert "/en/visits/krakow/CARD/holds/?people=2&matter=PAPER" in html
    assert f'href="{START}?people=2&matter=PAPER"' in html


@pytest.mark.parametrize("path", ["krakow/NONE", "nowhere/CARD"])
def test_nothing_is_asked_about_what_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/en/visits/{path}/start/").status_code == 404


def test_nothing_is_asked_about_what_cannot_be_booked(client: Client, office: Office) -> None:
    make.counter(office, make.service("HEARING", booked_by="clerk"))

    assert leads_to(client.get("/en/visits/krakow/HEARING/start/")) == "/en/visits/krakow/HEARING/"


def test_it_is_only_for_reading(client: Client) -> None:
    assert client.post(START, {}).status_code == 405


def test_the_page_costs_as_much_for_three_questions_as_for_one(client: Client, card: Service) -> None:
    counts = []
    for number in range(3):
        make.matter(card, f"M{number}")
        make.question(card)
        with CaptureQueriesContext(connection) as queries:
            client.get(START)
        counts.append(len(queries))

    assert counts == [counts[0]] * 3
    assert counts[0] <= MOST_QUERIES


@pytest.mark.parametrize(
    ("fields", "said", "unsaid"),
    [
        pytest.param(
            {"is_holder_only": False},
            ["a person with your written authorisation", "for up to 6 people at once"],
            ["No interpreter", "No proxy", "fingerprints"],
            id="anybody",
        ),
        pytest.param(
            {"is_holder_only": True, "admits_interpreter": False, "hands_over_card": True},
            [
                "No interpreter and no proxy at the counter Whoever the card belongs to must come themselves",
                "For a child under 13 a parent or guardian (rodzic lub opiekun) comes.",
            ],
            ["cannot come for them", "written authorisation"],
            id="card",
        ),
        pytest.param(
            {"is_holder_only": True, "takes_fingerprints": True},
            ["No proxy can come in your place"],
            ["written authorisation"],
            id="in-person-prints",
        ),
        pytest.param(
            {"is_holder_only": True, "most_people": 1},
            ["No proxy can come in your place", "A proxy (pełnomocnik) cannot come for them."],
            ["No interpreter", "at once"],
            id="in-person",
        ),
        pytest.param(
            {"is_holder_only": False, "admits_interpreter": False},
            ["No interpreter can be with you at the counter"],
            ["proxy at the counter"],
            id="no-interpreter",
        ),
        pytest.param(
            {"takes_fingerprints": True, "is_holder_only": False, "longer_minutes": 45},
            [
                "We take fingerprints (odciski linii papilarnych), but not of children under 6.",
                "Come yourself where fingerprints or your signature are needed",
                "can only bring missing documents.",
                "45 minutes",
            ],
            ["You can come yourself, or a person"],
            id="fingerprints",
        ),
    ],
)
def test_who_is_admitted_is_said_before_anybody_books(
    client: Client, fields: dict[str, object], said: list[str], unsaid: list[str]
) -> None:
    Service.objects.update(**fields)

    before, _button, after = text(client.get("/en/visits/krakow/CARD/")).partition("Choose a time")
    page = f"{before} {after}"

    assert [words for words in said if words not in page] == []
    assert [words for words in unsaid if words in page] == []
    assert ("at the counter" in before or "in your place" in before) == (
        bool(fields.get("is_holder_only", True)) or not fields.get("admits_interpreter", True)
    )
