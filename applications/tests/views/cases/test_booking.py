"""The button of a case that books the visit it needs."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications.choices import Assurance, Reason
from applications.choices import EventKind as K
from applications.models import Application
from applications.tests import factories as make
from applications.tests.party import owner_of
from applications.tests.views.cases.test_ahead import waits
from portal.accounts.tests import factories as accounts
from scheduling.models import Service
from scheduling.tests import factories as visits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def complete() -> Service:
    return visits.service("COMPLETE", needs_case_number=True)


@pytest.fixture
def case(complete: Service) -> Application:
    """A case that waits for its person to appear."""
    case = make.case(visits.working_office(complete))
    make.happen(case, K.REGISTERED)
    return waits(case, Reason.APPEARANCE)


def test_to_press_the_button_leads_to_the_times_with_everything_filled_in(
    client: Client, case: Application
) -> None:
    client.force_login(owner_of(case))

    response = client.post(reverse("case_book", args=[case.pk]))

    assert response.status_code == 302
    assert response["Location"] == f"/en/visits/{case.office.slug}/COMPLETE/start/"
    kept = client.session["case_pass"]
    assert kept["number"] == case.case_number
    assert kept["person"]["family_name"] == "Kovalenko"


def test_what_the_visit_is_about_is_not_asked_again(
    client: Client, case: Application, complete: Service
) -> None:
    visits.matter(complete, case.procedure.code)
    client.force_login(owner_of(case))

    response = client.post(reverse("case_book", args=[case.pk]))

    assert response["Location"] == f"/en/visits/{case.office.slug}/COMPLETE/start/?matter=TEMP_WORK"


def test_whose_identity_was_not_checked_books_and_types_who_they_are(
    client: Client, case: Application
) -> None:
    client.force_login(owner_of(case, Assurance.SELF))

    client.post(reverse("case_book", args=[case.pk]))

    assert client.session["case_pass"]["number"] == case.case_number
    assert not client.session["case_pass"].get("person")


def test_an_old_page_books_nothing_that_is_needed_no_more(client: Client, case: Application) -> None:
    client.force_login(owner_of(case))
    waits(case, Reason.EXAMINATION)

    response = client.post(reverse("case_book", args=[case.pk]))

    assert response["Location"] == reverse("case_detail", args=[case.pk])
    assert "case_pass" not in client.session


def test_a_stranger_books_nothing_for_the_case(client: Client, case: Application) -> None:
    client.force_login(accounts.user())

    assert client.post(reverse("case_book", args=[case.pk])).status_code == 404
    assert "case_pass" not in client.session
