"""What anybody may read of a kind of case: fees, documents, ways and terms of a day."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from applications.models import Procedure
from applications.views.visits import visits_for
from portal.accounts.tests import factories as accounts
from scheduling.models import Matter
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

NOW = "2026-12-01 09:00+00:00"
TODAY = date(2026, 12, 1)
WORK = "/en/procedures/TEMP_WORK/"


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_kind_of_case_is_listed_and_has_its_page_in_every_language(client: Client) -> None:
    for language in ("pl", "en", "ru"):
        shown = read(client, f"/{language}/procedures/")
        for procedure in Procedure.objects.all():
            url = f"/{language}/procedures/{procedure.code}/"
            assert f'href="{url}"' in shown
            assert escape(getattr(procedure, f"name_{language}")) in read(client, url)


def test_what_is_not_listed_is_not_there(client: Client) -> None:
    Procedure.objects.filter(code="UK_WA").update(is_listed=False)

    assert "UK_WA" not in read(client, "/en/procedures/")
    assert client.get("/en/procedures/UK_WA/").status_code == 404


@pytest.mark.parametrize("code", ["NONE", "temp-work", "x" * 200])
def test_a_kind_of_case_that_there_is_not_is_not_found(code: str, client: Client) -> None:
    assert client.get(f"/en/procedures/{code}/").status_code == 404


@time_machine.travel(NOW, tick=False)
def test_today_the_work_permit_is_filed_in_mos_for_440_to_the_city(client: Client) -> None:
    shown = read(client, WORK)

    assert "What holds if you file on 1 December 2026 (today)." in shown
    assert "https://mos.cudzoziemcy.gov.pl" in shown
    assert "440 zł" in shown
    assert "The city where the office is (urząd miasta)" in shown
    assert "The office has 60 days to decide." in shown
    assert 'Basis: <span lang="pl">art. 106c ustawy o cudzoziemcach</span>.' in shown
    assert "Checked on 18 July 2026." in shown


@time_machine.travel(NOW, tick=False)
def test_another_day_has_other_facts(client: Client) -> None:
    shown = read(client, f"{WORK}?on=2020-09-21")

    assert "What holds if you file on 21 September 2020." in shown
    assert "mos.cudzoziemcy" not in shown
    assert "4 recent photographs, 35 × 45 mm" in shown
    assert '<span class="portal-amount">50 zł</span>' in shown
    assert "The office has 1 month to decide." in shown
    assert "If the case is particularly complicated: 2 months." in shown


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("on", "stops", "unsure"),
    [("2022-04-14", False, False), ("2026-03-04", True, False), ("2026-03-05", False, True)],
)
def test_a_suspension_is_told_and_one_that_is_not_confirmed_is_told_as_that(
    on: str,
    stops: bool,
    unsure: bool,
    client: Client,
) -> None:
    shown = read(client, f"{WORK}?on={on}")

    assert ("this time does not run: a law has suspended it." in shown) is stops
    assert ("A complaint is left unexamined then." in shown) is stops
    assert ("Not confirmed: whether a law suspends this time from 5 March 2026 on." in shown) is unsure


def test_work_permits_have_no_complaint_and_others_have(client: Client) -> None:
    assert "there is no complaint about inaction" in read(client, "/en/procedures/WP_A/")
    assert "You may complain about inaction" in read(client, WORK)


def test_what_another_authority_decides_is_explained_and_not_reckoned(client: Client) -> None:
    shown = read(client, "/en/procedures/WP_S/")

    assert "This office does not decide this." in shown
    assert "district labour office" in shown
    assert "How to apply" not in shown
    assert "How long it takes" not in shown


@time_machine.travel(NOW, tick=False)
def test_what_may_no_longer_be_filed_says_so(client: Client) -> None:
    assert "On 5 March 2027 this application cannot be filed." in read(
        client, "/en/procedures/CUKR/?on=2027-03-05"
    )


@time_machine.travel(NOW, tick=False)
def test_what_is_not_confirmed_says_so_to_everybody(client: Client) -> None:
    assert "Ask the office before you rely on this." in read(client, "/en/procedures/CUKR/")


@time_machine.travel(NOW, tick=False)
def test_the_form_leads_to_the_page_of_the_day(client: Client) -> None:
    answer = client.get(WORK, {"on_day": "21", "on_month": "9", "on_year": "2020"})

    assert (answer.status_code, answer["Location"]) == (302, f"{WORK}?on=2020-09-21")


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("day", "said"),
    [
        (("31", "2", "2020"), "The date must be a real date"),
        (("", "", ""), "Enter the date"),
        (("30", "4", "2014"), "Choose a day from 1 May 2014 on"),
        (("2", "12", "2027"), "Choose a day within the next year"),
        (("1", "1", "9999"), "Choose a day within the next year"),
        (("1", "1", "99999999999999999999"), "The date must be a real date"),
    ],
)
def test_a_day_that_cannot_be_shown_is_refused_in_words(
    day: tuple[str, str, str], said: str, client: Client
) -> None:
    answer = client.get(WORK, dict(zip(("on_day", "on_month", "on_year"), day, strict=True)))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "440 zł" in answer.content.decode()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    "on", ["", "x", "2014-04-30", "9999-12-31", "0001-01-01", "2026-13-01", "2027-12-02"]
)
def test_an_address_with_a_day_that_cannot_be_shown_shows_today(on: str, client: Client) -> None:
    answer = client.get(WORK, {"on": on})

    assert answer.status_code == 200
    assert "(today)" in answer.content.decode()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("on", ["2014-05-01", "2027-12-01"])
def test_the_first_and_the_last_day_are_shown(on: str, client: Client) -> None:
    assert "(today)" not in read(client, f"{WORK}?on={on}")


def test_the_visits_of_a_case_are_those_an_open_counter_serves() -> None:
    office, closed = accounts.office("krakow"), accounts.office("tarnow", is_open_to_public=False)
    complete, card, other = (make.service(code) for code in ("COMPLETE", "CARD", "INFO"))
    make.counter(office, complete, card, other)
    make.counter(closed, complete)
    work, change = Procedure.objects.get(code="TEMP_WORK"), Procedure.objects.get(code="TEMP_WORK_CHANGE")

    found = visits_for(work, today=TODAY)

    assert sorted((visit.service.code, visit.office.slug) for visit in found) == [
        ("CARD", "krakow"), ("COMPLETE", "krakow"),
    ]  # fmt: skip
    assert [visit.service.code for visit in visits_for(change, today=TODAY)] == ["COMPLETE"]


def test_what_is_filed_at_a_visit_leads_to_that_visit() -> None:
    office, file = accounts.office("krakow"), make.service("FILE")
    make.counter(office, file)
    for code, until in (("TEMP_ICT", None), ("TEMP_WORK", date(2026, 4, 26))):
        Matter.objects.create(service=file, code=code, name=code, valid_from=date(2020, 1, 1), valid_to=until)

    found = {
        code: [visit.url for visit in visits_for(Procedure.objects.get(code=code), today=TODAY)]
        for code in ("TEMP_ICT", "TEMP_WORK")
    }

    assert found == {"TEMP_ICT": ["/en/visits/krakow/FILE/"], "TEMP_WORK": []}


def test_a_page_costs_the_same_whatever_it_shows(
    client: Client, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(10):  # type: ignore[operator]  # a context manager
        client.get(f"{WORK}?on=2026-12-01")


def test_people_find_it_from_the_home_page_and_every_footer(client: Client) -> None:
    assert read(client, "/en/").count('href="/en/procedures/"') == 2
    assert read(client, "/en/contact/").count('href="/en/procedures/"') == 1
