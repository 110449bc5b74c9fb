"""The form for barriers and the page of a report: nothing typed is lost, nothing secret is kept."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor
from portal.notifications.models import Notice
from portal.web.barriers import actions
from portal.web.models import BarrierReport
from portal.web.tests import counted
from portal.web.tests.factories import AT, report
from portal.web.views.barriers import page_of_ours

pytestmark = pytest.mark.django_db

FORM = "/en/accessibility/report/"
KEY = "k" * 43
SECRET = "s" * 43
PHONE = "+48 12 345 67 89"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    counted.forget()
    with time_machine.travel(AT, tick=False):
        yield


def typed(**changed: str) -> dict[str, str]:
    fields = {"problem": "The calendar has no names.", "page": "/en/visits/", "email": "ola@example.test"}
    return {"key": KEY, "wanted": "", "name": "", "phone": "", **fields, **changed}


def errors(response: Any) -> dict[str, list[str]]:  # noqa: ANN401  a response of the test client
    return {name: list(lines) for name, lines in response.context["form"].errors.items()}


def test_a_report_leads_to_a_page_with_its_number_and_terms(client: Client) -> None:
    response = client.post(FORM, typed(), follow=True)

    taken = BarrierReport.objects.get()
    html = response.content.decode()
    assert response.redirect_chain == [(f"{FORM}{taken.secret}/", 302)]
    assert f'<strong translate="no">{taken.number}</strong>' in html
    assert "by <strong>Tuesday 8 December 2026</strong>" in html
    assert "by <strong>Monday 1 February 2027</strong>" in html
    assert 'href="https://www.rpo.gov.pl/"' in html
    assert '<span lang="pl">skarga</span>' in html
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert [word for word in ("ola@example.test", "The calendar") if word in html] == []


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
def test_the_language_of_the_page_is_kept(client: Client, language: str) -> None:
    client.post(f"/{language}/accessibility/report/", typed())

    assert BarrierReport.objects.get().language == language


def test_pressing_twice_is_one_report_and_counts_once(client: Client) -> None:
    pages = {client.post(FORM, typed())["Location"] for _ in range(12)}

    assert len(pages) == 1
    assert (BarrierReport.objects.count(), Notice.objects.count()) == (1, 1)


def test_a_form_that_was_changed_after_sending_is_another_report(client: Client) -> None:
    client.post(FORM, typed())
    client.post(FORM, typed(problem="Neither has the map."))

    assert BarrierReport.objects.count() == 2


@pytest.mark.parametrize("key", ["", "short", "k" * 44, "ą" * 43])
def test_a_form_without_a_key_of_ours_is_taken_each_time(client: Client, key: str) -> None:
    client.post(FORM, typed(key=key))
    client.post(FORM, typed(key=key))

    assert BarrierReport.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"problem": " "}, {"problem": ["Write what does not work"]}),
        ({"email": ""}, {"email": ["Enter an e-mail address or a phone number, so that we can answer"]}),
        (
            {"email": "ola@"},
            {"email": ["Enter an e-mail address in the right form, like name@example.com"]},
        ),
        (
            {"email": "", "phone": "12"},
            {
                "phone": [
                    (
                        "Enter a phone number that exists, for example +48 600 000 000. "
                        "If it is not Polish, begin with + and the country code"
                    )
                ]
            },
        ),
        (
            {"problem": "x" * 4001},
            {"problem": ["Write at most 4000 letters; you have written 4001"]},
        ),
        ({"page": "x" * 301}, {"page": ["Write at most 300 letters of the address"]}),
        ({"name": "x" * 151}, {"name": ["Write at most 150 letters of the name"]}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, changed: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    response = client.post(FORM, typed(wanted="By phone, please.", **changed))

    html = unescape(response.content.decode())
    assert response.status_code == 422
    assert errors(response) == wrong
    assert "By phone, please." in html
    assert typed(**changed)["problem"].strip() in html
    assert BarrierReport.objects.count() == 0


def test_a_landline_is_enough_to_be_answered(client: Client) -> None:
    html = client.post(FORM, typed(email="", phone=PHONE), follow=True).content.decode()

    assert BarrierReport.objects.get().phone == "+48123456789"
    assert "We call the number that you gave us." in html


def test_neither_of_the_two_ways_is_called_optional(client: Client) -> None:
    html = client.get(FORM).content.decode()

    labels = dict(re.findall(r'<label class="govuk-label[^"]*" for="id_(\w+)">(.*?)</label>', html))
    assert {name for name, label in labels.items() if "(optional)" in label} == {"page", "wanted", "name"}


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ("/en/visits/", "/en/visits/"),
        ("/en/visits/?people=2#top", "/en/visits/"),
        (f"/en/visits/booked/{SECRET}/", "/en/visits/booked/[secret]/"),
        ("https://example.org/en/", ""),
        ("//example.org/en/", ""),
        ("/\\example.org/", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("//[", ""),
        ("/a\nb", ""),
        ("", ""),
        (f"/{'a/' * 200}", f"/{'a/' * 200}"[:300]),
    ],
)
def test_only_a_path_of_this_site_is_filled_in(client: Client, given: str, page: str) -> None:
    assert page_of_ours(given) == page
    assert client.get(FORM, {"page": given}).context["form"]["page"].value() == page


def test_a_secret_address_that_was_pasted_is_not_kept(client: Client) -> None:
    client.post(FORM, typed(page=f"http://localhost/en/visits/booked/{SECRET}/"))

    assert BarrierReport.objects.get().page == "http://localhost/en/visits/booked/[secret]/"


def test_every_page_leads_to_the_form_and_says_where_one_was(client: Client) -> None:
    html = client.get("/en/info/").content.decode()

    assert 'href="/en/accessibility/report/?page=%2Fen%2Finfo%2F"' in html


def test_the_secret_of_a_page_is_not_in_that_link(client: Client) -> None:
    html = client.get(f"/en/visits/booked/{SECRET}/").content.decode()

    assert 'href="/en/accessibility/report/?page=%2Fen%2Fvisits%2Fbooked%2F%5Bsecret%5D%2F"' in html


def test_the_form_does_not_lead_to_itself_about_itself(client: Client) -> None:
    html = client.get(FORM, {"page": "/en/info/"}).content.decode()

    assert f'href="{FORM}"' in html
    assert f'href="{FORM}?page=' not in html.partition("<footer")[2].partition("portal-languages")[0]


def test_the_statement_leads_to_the_form(client: Client) -> None:
    main = client.get("/en/accessibility/").content.decode().partition("<main")[2].partition("</main>")[0]

    assert f'href="{FORM}"' in main


def test_a_flood_over_one_connection_waits_and_loses_nothing(client: Client, settings: Settings) -> None:
    settings.UNLIMITED_NETWORKS = ()
    answers = [client.post(FORM, typed(email=f"{number}@example.test")).status_code for number in range(10)]
    response = client.post(FORM, typed(email="11@example.test", problem="I am not a flood."))

    assert answers == [302] * 10
    assert response.status_code == 429
    assert errors(response)["__all__"] == [
        (
            "Many reports came over your internet connection. "
            "You can send this one on Tuesday 1 December 2026 at 11:01."
        )
    ]
    assert "I am not a flood." in response.content.decode()
    assert response["Retry-After"] == "3600"
    assert BarrierReport.objects.count() == 10


@pytest.mark.parametrize("contact", [{"email": "Ola@example.test"}, {"email": "", "phone": PHONE}])
def test_nobodys_mailbox_or_phone_is_flooded(client: Client, contact: dict[str, str]) -> None:
    answers = [client.post(FORM, typed(problem=str(number), **contact)).status_code for number in range(6)]

    assert answers == [302] * 5 + [429]


def test_after_a_while_there_is_room_again(client: Client) -> None:
    for number in range(5):
        client.post(FORM, typed(problem=str(number)))
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        response = client.post(FORM, typed(problem="later"))

    assert response.status_code == 302


class TestPageOfAReport:
    @pytest.fixture
    def by(self) -> Actor:
        return Actor.user(accounts.user().pk)

    def page(self, client: Client, taken: BarrierReport) -> str:
        return client.get(f"{FORM}{taken.secret}/").content.decode()

    def test_nobody_finds_a_report_by_guessing(self, client: Client) -> None:
        taken = report()

        assert client.get(f"{FORM}{taken.pk}/").status_code == 404
        assert client.get(f"{FORM}{taken.secret[:-1]}x/").status_code == 404

    def test_it_says_that_more_time_is_needed(self, client: Client, by: Actor) -> None:
        html = self.page(client, actions.take_longer(report=report(), why="<Anew>", by=by, at=AT))

        assert "by <strong>Monday 1 February 2027</strong>" in html
        assert "&lt;Anew&gt;" in html
        assert "skarga" in html

    def test_it_says_what_was_done(self, client: Client, by: Actor) -> None:
        html = self.page(client, actions.fix(report=report(), answer="It has names.", by=by, at=AT))

        assert "It has names." in html
        assert "skarga" not in html

    def test_it_says_why_not_and_how_to_complain(self, client: Client, by: Actor) -> None:
        accounts.office(email="office@example.test")
        html = self.page(client, actions.refuse(report=report(), answer="Not ours.", by=by, at=AT))

        assert "Not ours." in html
        assert "skarga" in html
        assert 'href="mailto:office@example.test"' in html


def test_the_number_to_call_instead_is_written_as_everywhere(client: Client) -> None:
    accounts.office(email="office@example.test", phone="+48120000000")

    html = client.get(FORM).content.decode()

    assert 'href="tel:+48120000000"><bdi>+48 12 000 00 00</bdi></a>' in html
