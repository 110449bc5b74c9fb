"""Who comes when several come together: what is asked, refused, kept and shown."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Office
from scheduling import notices
from scheduling.choices import AppointmentState
from scheduling.forms.party import UNACCOMPANIED
from scheduling.models import Appointment, Duty, Service
from scheduling.tests import factories as make
from scheduling.tests.views import family
from scheduling.tests.views.family import FAMILY, choose, describe, the_lead
from scheduling.tests.views.walk import TEN, Page, fields, text, title

CHECK = "/en/visits/check/"
DETAILS = "/en/visits/details/"


@pytest.fixture
def prints(db: None) -> Service:  # noqa: ARG001  it is written there
    return make.service("PRINTS", minutes=15, takes_fingerprints=True)


@pytest.fixture(autouse=True)
def office(prints: Service) -> Office:
    """Return an office with two counters: a family of four takes half an hour."""
    return make.working_office(prints, slug="krakow", counters=2)


def rows() -> list[Appointment]:
    return list(Appointment.objects.filter(state__in=["held", "booked"]).order_by("number"))


def errors(page: Page) -> list[tuple[str, str]]:
    return [(error.control, error.message) for error in page.context["party"].error_list]


def typed(page: Page) -> list[dict[str, object]]:
    """Return what stands in the fields of each person."""
    return [{field.name: field.value() for field in form.of_person} for form in page.context["party"].people]


def test_each_of_several_people_has_a_group_of_fields(client: Client) -> None:
    choose(client)

    page = client.get(DETAILS)

    html = page.content.decode()
    assert [f"Person {number}" in text(page) for number in range(1, 6)] == [True] * 4 + [False]
    assert html.count(">Person ") == 4
    assert ('name="given_names"' in html, 'name="p4-given_names"' in html) == (True, True)
    assert html.count('autocomplete="given-name"') == html.count('autocomplete="bday-year"') == 1
    assert "Only those who need a visit themselves are counted: 4 people." in text(page)


def test_everybody_is_written_down_under_one_reference(client: Client) -> None:
    choose(client)

    response = describe(client)

    assert response["Location"] == CHECK
    assert [(row.given_names, row.family_name, str(row.birth_date), row.citizenship) for row in rows()] == [
        ("Оксана", "Żółć-O’Neill", "1990-03-27", "UA"),
        ("Іван", "Żółć", "1988-11-05", "UA"),
        ("Lena", "Żółć", "2012-02-29", "UA"),
        ("Max", "", "2022-12-07", "PL"),
    ]
    assert [row.email for row in rows()] == ["oksana@example.test", "", "", ""]
    assert len({row.identity_digest for row in rows()}) == 4


def test_the_last_look_shows_each_person_with_their_time_and_what_holds_for_their_age(
    client: Client,
) -> None:
    choose(client)
    describe(client)

    page = client.get(CHECK)

    cards = page.context["cards"]
    assert [card.title for card in cards] == [
        "Person 1, 09:00",
        "Person 2, 09:00",
        "Person 3, 09:15",
        "Person 4, 09:15",
        "For all of you",
    ]
    assert [[str(line).partition(",")[0].partition(".")[0] for line in card.advice] for card in cards] == [
        ["A specimen of the signature (wzór podpisu) is taken"],
        ["A specimen of the signature (wzór podpisu) is taken"],
        ["A specimen of the signature (wzór podpisu) is taken"],
        ["No fingerprints are taken of children under 6", "A child under 13 does not come alone"],
        [],
    ]
    assert "at 09:00 For 4 people. The last of you is done at 09:30. Where" in text(page)
    assert "Change – Date of birth, person 4" in text(page)
    assert b'href="/en/visits/details/#id_p4-birth_date"' in page.content
    assert b'href="/en/visits/details/#id_email"' in page.content


@pytest.mark.parametrize(
    ("changes", "control", "message"),
    [
        ({"p2_birth_date_month": "13"}, "id_p2-birth_date", "Person 2: Date of birth must be a real date"),
        ({"p2_birth_date_year": ""}, "id_p2-birth_date_year", "Person 2: Date of birth must include a year"),
        (
            {"p3_birth_date_day": "", "p3_birth_date_month": "", "p3_birth_date_year": ""},
            "id_p3-birth_date_day",
            "Person 3: Enter the date of birth",
        ),
        ({"p3_citizenship": ""}, "id_p3-citizenship", "Person 3: Choose the citizenship"),
        ({"p3_citizenship": "ZZ"}, "id_p3-citizenship", "Person 3: Choose the citizenship from the list"),
        ({"p4_given_names": "12"}, "id_p4-given_names", "Person 4: Write the name with letters"),
        ({"p4_birth_date_year": "1899"}, "id_p4-birth_date_year", "Person 4: Year of birth must be 1900"),
        ({"p4_birth_date_year": "2027"}, "id_p4-birth_date", "Person 4: Date of birth must be in the past"),
        (
            {"given_names": "", "family_name": ""},
            "id_given_names",
            "Person 1: Enter the given names or the family name",
        ),
        ({"email": "oksana@"}, "id_email", "Enter an e-mail address in the right form"),
        ({"accompanied_by": "12"}, "id_accompanied_by", "Write the name with letters"),
    ],
)
def test_a_mistake_leads_to_the_field_of_the_person_it_is_about(
    client: Client, changes: dict[str, str], control: str, message: str
) -> None:
    choose(client)

    page = describe(client, **changes)

    ((found, said),) = errors(page)
    assert page.status_code == 422
    assert found.startswith(control)
    assert said.startswith(message)
    assert f'id="{found}"' in page.content.decode()
    assert title(page).strip().startswith("Error: Your details")
    assert {row.given_names for row in rows()} == {""}


def test_mistakes_stand_in_the_order_of_the_page(client: Client) -> None:
    choose(client)

    page = describe(client, email="no", p4_citizenship="", given_names="1", accompanied_by="2")

    assert [control for control, _ in errors(page)] == [
        "id_given_names",
        "id_p4-citizenship",
        "id_accompanied_by",
        "id_email",
    ]


def test_nothing_that_was_typed_is_lost(client: Client) -> None:
    choose(client)
    wrong = describe(client, p4_birth_date_month="13", accompanied_by="Anna Nowak")

    again = client.get(DETAILS)

    assert typed(wrong)[3]["birth_date"] == ["7", "13", "2022"]
    assert typed(again) == typed(wrong)
    assert again.context["party"].company["accompanied_by"].value() == "Anna Nowak"


def test_what_was_typed_outlives_the_hold(client: Client) -> None:
    choose(client)
    with time_machine.travel(make.AT + timedelta(minutes=21), tick=False):
        over = describe(client, p3_given_names="Helena")
        choose(client, TEN)

        page = client.get(DETAILS)

    assert over.status_code == 410
    assert [form["given_names"] for form in typed(page)] == ["Оксана", "Іван", "Helena", "Max"]


def test_what_was_described_goes_along_to_another_time_and_number_of_people(client: Client) -> None:
    choose(client)
    describe(client, accompanied_by="Anna Nowak")

    choose(client, TEN, people=3)

    page = client.get(DETAILS)
    assert [form["given_names"] for form in typed(page)] == ["Оксана", "Іван", "Lena"]
    assert page.context["party"].company["accompanied_by"].value() == "Anna Nowak"


def test_a_form_of_another_tab_is_not_taken_for_this_hold(client: Client) -> None:
    choose(client)
    first = the_lead().reference
    choose(client, TEN, people=3)

    response = describe(client, hold=first)

    assert response.status_code == 409
    assert {row.given_names for row in rows()} == {""}
    assert [form["given_names"] for form in typed(client.get(DETAILS))] == ["Оксана", "Іван", "Lena"]


@pytest.mark.parametrize("name", ["Oksana Bez", "OKSANA  bez", "oksana-béz"])
def test_one_person_is_not_written_twice(client: Client, name: str) -> None:
    choose(client)
    born = {"birth_date_day": "5", "birth_date_month": "11", "birth_date_year": "1988"}
    first = {"given_names": "", "family_name": "Oksana Bez"}

    page = describe(client, **born, **first, p2_given_names="", p2_family_name=name)

    assert errors(page) == [
        ("id_p2-given_names", "Person 2: This is the same person as person 1. Write each person once")
    ]


@pytest.mark.parametrize(
    "other", [{"p2_given_names": "Anna"}, {"p2_birth_date_day": "6"}, {"p2_citizenship": "BY"}]
)
def test_people_of_one_family_are_told_apart(client: Client, other: dict[str, str]) -> None:
    choose(client)
    twin = {f"p2_{name}": FAMILY[name] for name in ("given_names", "family_name", "citizenship")}
    born = {f"p2_birth_date_{part}": FAMILY[f"birth_date_{part}"] for part in ("day", "month", "year")}

    assert describe(client, **twin | born | other).status_code == 302


def test_one_case_needs_one_visit(client: Client) -> None:
    Service.objects.update(needs_case_number=True)
    choose(client)
    cases = {"case_number": "SC-II.6151.1.2020", "p2_case_number": "SC-II.6151.2.2020"}

    page = describe(client, **cases, p3_case_number="sc-ii.6151.2.2020", p4_case_number="")

    assert errors(page) == [
        (
            "id_p3-case_number",
            "Person 3: Person 2 has this case number. Each case needs only one visit: check the number",
        ),
        ("id_p4-case_number", "Person 4: Enter the number of the case"),
    ]


ALL_MINORS = {"birth_date_year": "2015", "p2_birth_date_year": "2009"}


def test_children_do_not_come_alone(client: Client) -> None:
    choose(client)

    refused = describe(client, **ALL_MINORS)
    accepted = describe(client, **ALL_MINORS, accompanied_by="Anna Nowak")

    assert errors(refused) == [("id_accompanied_by", str(UNACCOMPANIED))]
    assert accepted.status_code == 302
    assert the_lead().accompanied_by == "Anna Nowak"
    assert "Who comes along Anna Nowak Change" in text(client.get(CHECK))


def test_a_proxy_brings_several_people_and_is_not_one_of_them(client: Client) -> None:
    choose(client)

    describe(client, accompanied_by="Piotr Pełnomocnik")

    assert the_lead().accompanied_by == "Piotr Pełnomocnik"
    assert [row.accompanied_by for row in rows()[1:]] == ["", "", ""]
    assert "Piotr" not in {row.given_names for row in rows()}


@pytest.mark.parametrize(
    ("is_holder_only", "label"),
    [
        (True, "Name of the parent or guardian who comes along (optional)"),
        (False, "Name of the parent, guardian or proxy (pełnomocnik) who comes along (optional)"),
    ],
)
def test_a_proxy_is_asked_for_only_where_one_is_admitted(
    client: Client, label: str, *, is_holder_only: bool
) -> None:
    Service.objects.update(is_holder_only=is_holder_only, hands_over_card=True)
    choose(client)

    page = text(client.get(DETAILS))

    assert label in page
    assert ("no proxy (pełnomocnik), can come for them" in page) is is_holder_only
    assert "A parent or a guardian collects the cards of children under 13." in page


def test_somebody_alone_is_asked_who_comes_along_only_if_they_are_a_child(client: Client) -> None:
    choose(client, people=1)
    before = client.get(DETAILS)

    refused = describe(client, birth_date_year="2015")
    describe(client, birth_date_year="2015", accompanied_by="Anna Nowak")

    assert "accompanied_by" not in before.content.decode()
    assert [control for control, _ in errors(refused)] == ["id_accompanied_by"]
    assert 'id="id_accompanied_by"' in refused.content.decode()
    assert the_lead().accompanied_by == "Anna Nowak"
    assert "A child under 13 does not come alone." in text(client.get(CHECK))
    assert b'id="id_accompanied_by"' in client.get(DETAILS).content


def test_somebody_alone_is_spoken_to(client: Client) -> None:
    choose(client, people=1)

    page = describe(client, given_names="", family_name="")

    assert "Person 1" not in text(page)
    assert errors(page) == [
        (
            "id_given_names",
            "Enter your given names or your family name, as they stand in your passport",
        )
    ]
    assert fields(page)["birth_date"] == ["27", "3", "1990"]


def test_everybody_is_booked_with_one_code(client: Client) -> None:
    lead = family.book(client)

    assert lead.state == AppointmentState.BOOKED
    assert [row.state for row in rows()] == [AppointmentState.BOOKED] * 4


def test_a_proxy_may_bring_other_people_to_the_same_service(client: Client, stranger: Client) -> None:
    """Caps count those who come; whoever comes along with them is nobody of theirs."""
    choose(client)
    describe(client, accompanied_by="Piotr Pełnomocnik")
    family.confirm(client)
    others = {
        "given_names": "Nina",
        "p2_given_names": "Olga",
        "p3_given_names": "Pola",
        "p4_given_names": "Roza",
    }
    choose(stranger, TEN)
    describe(stranger, **others, accompanied_by="Piotr Pełnomocnik")

    family.confirm(stranger)

    assert Appointment.objects.filter(state="booked").count() == 8


def times(page: Page) -> list[str]:
    found = re.findall(r'<button class="portal-time"[^>]*>(.*?)</button>', page.content.decode())
    return [" ".join(time.split()) for time in found]


def test_a_time_for_several_says_when_the_last_of_them_is_done(client: Client) -> None:
    day = "/en/visits/krakow/PRINTS/times/2026-12-07/"

    four, two, alone = (client.get(f"{day}{query}") for query in ("?people=4", "?people=2", ""))

    assert times(four)[:2] == ["07:30–08:00", "07:45–08:15"]
    assert times(two)[:2] == ["07:30–07:45", "07:45–08:00"]
    assert times(alone)[:2] == ["07:30", "07:45"]
    assert ["or one after the other" in text(page) for page in (four, two, alone)] == [True, True, False]


def test_who_comes_along_is_needed_where_nobody_is_an_adult_and_says_so(client: Client) -> None:
    choose(client)
    anywhere = text(client.get(DETAILS))
    Service.objects.update(hands_over_card=True)

    of_cards = text(client.get(DETAILS))

    said = "Only somebody who needs no visit themselves. Needed if "
    assert f"{said}nobody of you is 18 or older." in anywhere
    assert f"{said}one of you is under 13 and nobody is 18 or older." in of_cards


def test_a_mother_is_told_when_her_children_are_received_at_other_counters(client: Client) -> None:
    """With two counters she and the older child are received at once, and then the younger one."""
    children = {"p2_birth_date_year": "2017", "p3_birth_date_year": "2024"}
    choose(client, people=3)
    describe(client, **children)
    alone = client.get(CHECK)
    describe(client, **children, accompanied_by="Anna Nowak")

    accompanied = client.get(CHECK)

    assert (
        "Warning: Some of you are received at the same time at different counters, and a child under 13"
        " must not be alone. Somebody has to come along with each child: say who comes along ,"
        " or choose another time ." in text(alone)
    )
    assert 'href="/en/visits/details/#id_accompanied_by">say who' in alone.content.decode()
    assert 'href="/en/visits/krakow/PRINTS/times/?people=3">choose' in alone.content.decode()
    assert "at the same time" not in text(accompanied)


def test_a_longer_visit_for_several_is_shown_with_a_way_to_change_it(
    client: Client, stranger: Client
) -> None:
    Service.objects.update(longer_minutes=30)
    client.post("/en/visits/krakow/PRINTS/holds/?people=2&longer=yes", {"start": TEN})
    describe(client)

    page = client.get(CHECK)
    family.confirm(client)

    assert "How long it takes It takes 30 minutes. With more time Change – How long it takes" in text(page)
    assert b'href="/en/visits/krakow/PRINTS/start/?people=2&amp;longer=yes"' in page.content
    booked = text(stranger.get(f"/en/visits/booked/{notices.token_of(the_lead())}/"))
    assert "It takes 30 minutes. With more time" in booked


ON_MONDAY = "/en/visits/krakow/PRINTS/times/2026-12-07/"


@pytest.fixture
def room_for_one(office: Office, prints: Service) -> Office:
    """Leave a quarter of an hour free on Monday, and another day for as many as want to come."""
    Duty.objects.all().delete()
    make.duty(office.counter_set.earliest("pk"), starts="09:00", ends="09:30")
    make.duty(office.counter_set.latest("pk"), on=date(2026, 12, 8))
    make.appointment(office.counter_set.earliest("pk"), prints, make.local(office, make.MONDAY, "09:00"))
    return office


@pytest.mark.usefixtures("room_for_one")
def test_a_day_with_room_for_one_and_not_for_all_says_so_and_leads_to_times_for_one(client: Client) -> None:
    month = client.get("/en/visits/krakow/PRINTS/times/?people=3&month=2026-12")
    day = client.get(f"{ON_MONDAY}?people=3")

    reasons = {each.on.day: each.reason for each in month.context["month"].days if each.reason}
    assert reasons[7] == "No room for 3 people together"
    assert list(reasons.values()).count("No room for 3 people together") == 1
    linked = [each.on.day for each in month.context["month"].days if each.reason_url]
    assert linked == [7]
    assert f'<a class="govuk-link" href="{ON_MONDAY}?people=3">No room for 3' in month.content.decode()
    assert "There is no free time on this day No room for 3 people together" in text(day)
    assert f'href="{ON_MONDAY}">Book apart: times for one person</a>' in day.content.decode()


@pytest.mark.usefixtures("room_for_one")
def test_one_person_keeps_the_longer_visit_that_was_asked_for(client: Client) -> None:
    Service.objects.update(minutes=10, every_minutes=5, longer_minutes=15)

    day = client.get(f"{ON_MONDAY}?people=3&longer=yes")

    assert f'href="{ON_MONDAY}?longer=yes">Book apart' in day.content.decode()


def test_a_day_that_is_full_for_one_too_is_full(
    client: Client, room_for_one: Office, prints: Service
) -> None:
    counter = room_for_one.counter_set.earliest("pk")
    make.appointment(counter, prints, make.local(room_for_one, make.MONDAY, "09:15"))

    day = text(client.get(f"{ON_MONDAY}?people=3"))

    assert "There is no free time on this day Full" in day
    assert "Book apart" not in day


@pytest.mark.usefixtures("room_for_one")
def test_nobody_is_sent_apart_from_a_day_that_has_room_for_all_or_is_not_offered(client: Client) -> None:
    free = client.get(f"{ON_MONDAY.replace('07/', '08/')}?people=3")
    Service.objects.update(valid_to=date(2026, 12, 6))

    gone = client.get(f"{ON_MONDAY}?people=3")

    assert [page.context["apart_url"] for page in (free, gone)] == ["", ""]
    assert [page.context["day"].reason for page in (free, gone)] == ["", "Not offered"]


@pytest.mark.usefixtures("room_for_one")
def test_room_for_one_is_found_without_asking_the_database_again(client: Client) -> None:
    counts = []
    for people in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/en/visits/krakow/PRINTS/times/?people={people}&month=2026-12")
        counts.append(len(queries))

    assert counts[0] == counts[1]
