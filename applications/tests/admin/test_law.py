"""The law in the admin: what is changed there becomes a fact of its own."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from applications.admin.law.forms import months_before
from applications.models import FACTS, DecisionTerm, Fee, Procedure
from applications.tests.law import of
from portal.accounts.choices import Role
from portal.accounts.tests import factories as accounts

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

NOW = "2026-12-01 09:00+00:00"
UNCHECKED = "/admin/applications/fee/unchecked/"
FEES = "/admin/applications/fee/"


@pytest.fixture
def supervisor(client: Client) -> Client:
    client.force_login(accounts.member(Role.SUPERVISOR))
    return client


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(accounts.member(Role.CLERK))
    return client


def duty() -> Fee:
    found: Fee = of(Fee).get(scope="TEMP_WORK", kind="stamp", valid_to=None)
    return found


def page(row: Fee) -> str:
    return f"{FEES}{row.pk}/change/"


def typed(row: Fee, **changes: str) -> dict[str, str]:
    fields = {f"label_{code}": getattr(row, f"label_{code}") for code in ("pl", "en", "ru")}
    rest = {"amount": "440.00", "payee": row.payee, "basis": row.basis, "source": row.source}
    return {**fields, **rest, "is_confirmed": "on", "valid_to": "", "from_on": "2027-01-01"} | changes


@time_machine.travel(NOW, tick=False)
def test_a_changed_amount_holds_from_its_day_and_the_old_one_until_then(supervisor: Client) -> None:
    old = duty()

    answer = supervisor.post(page(old), typed(old, amount="500"))

    old.refresh_from_db()
    new = duty()
    assert answer["Location"] == page(new)
    assert (old.amount, old.valid_to) == (Decimal(440), date(2026, 12, 31))
    assert (new.amount, new.valid_from, new.checked_on) == (Decimal(500), date(2027, 1, 1), date(2026, 12, 1))


@time_machine.travel(NOW, tick=False)
def test_a_last_day_alone_ends_the_fact(supervisor: Client) -> None:
    row = duty()

    supervisor.post(page(row), typed(row, valid_to="2026-12-31"))

    row.refresh_from_db()
    assert row.valid_to == date(2026, 12, 31)
    assert of(Fee).filter(scope="TEMP_WORK", kind="stamp").count() == 1


@time_machine.travel(NOW, tick=False)
def test_saving_what_was_not_changed_changes_nothing(supervisor: Client) -> None:
    row = duty()

    answer = supervisor.post(page(row), typed(row))

    assert answer.status_code == 302
    assert list(of(Fee).filter(scope="TEMP_WORK", kind="stamp")) == [row]


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            {"amount": "500", "from_on": "2019-01-01"},
            "Cases have gone by the present words already.",
            id="has-held",
        ),
        pytest.param({"amount": "500", "from_on": ""}, "This field is required.", id="no-day"),
        pytest.param(
            {"amount": "500", "from_on": "9999-12-31"}, "Enter a day between 1990 and 2100.", id="far"
        ),
        pytest.param(
            {"amount": "500", "from_on": "0001-01-01"}, "Enter a day between 1990 and 2100.", id="old"
        ),
        pytest.param({"amount": "-1"}, "Enter an amount that is not below zero.", id="negative"),
        pytest.param({"amount": "99999999999"}, "Ensure that there are no more than 8 digits", id="too-much"),
        pytest.param({"valid_to": "2018-12-31"}, "The last day comes before the first.", id="backwards"),
        pytest.param({"valid_to": "2023-12-31"}, "Cases have gone by what held on days that", id="past"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays_as_typed(
    changes: dict[str, str], said: str, supervisor: Client
) -> None:
    row = duty()

    answer = supervisor.post(page(row), typed(row, **changes))

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert changes.get("amount", "440.00") in answer.content.decode()
    assert duty().amount == 440


@time_machine.travel(NOW, tick=False)
def test_a_fact_of_a_key_that_holds_is_not_added_twice(supervisor: Client) -> None:
    row = duty()
    fields = typed(row) | {"scope": "TEMP_WORK", "kind": "stamp", "variant": "", "valid_from": "2026-12-01"}

    twice = supervisor.post(f"{FEES}add/", fields)
    other = supervisor.post(f"{FEES}add/", fields | {"variant": "copy", "amount": "5"})

    assert "Another fact of the same kind holds on some of these days." in twice.content.decode()
    assert other.status_code == 302
    assert of(Fee).get(variant="copy").amount == 5


@time_machine.travel(NOW, tick=False)
def test_no_term_is_so_long_that_the_calendar_ends(supervisor: Client) -> None:
    row = of(DecisionTerm).get(scope="TEMP", valid_to=None, instance="first")
    fields = {
        "count": "3661", "unit": "day", "starts": "complete", "pauses": ["suspension", "law"],
        "basis": row.basis, "source": row.source, "is_confirmed": "on", "from_on": "2027-01-01",
    }  # fmt: skip
    url = f"/admin/applications/decisionterm/{row.pk}/change/"

    refused = supervisor.post(url, fields)
    supervisor.post(url, fields | {"count": "90", "pauses": ["law"]})

    assert "A term is not longer than 10 years." in refused.content.decode()
    new = of(DecisionTerm).get(scope="TEMP", valid_to=None, instance="first")
    assert (new.count, new.pauses) == (90, ["law"])


@time_machine.travel(NOW, tick=False)
def test_supervisors_say_that_they_have_checked_facts(supervisor: Client) -> None:
    sure, unsure = duty(), of(Fee).get(scope="EU_REG")
    chosen = {"action": "check_today", "_selected_action": [sure.pk, unsure.pk]}

    supervisor.post(FEES, chosen)
    unsure.refresh_from_db()
    looked = (unsure.checked_on, unsure.is_confirmed)
    supervisor.post(FEES, chosen | {"action": "confirm_today"})

    unsure.refresh_from_db()
    assert looked == (date(2026, 12, 1), False)
    assert (duty().checked_on, unsure.is_confirmed) == (date(2026, 12, 1), True)


def test_nothing_is_deleted_and_clerks_only_read(clerk: Client) -> None:
    row = duty()

    statuses = [
        clerk.get(FEES).status_code,
        clerk.get(page(row)).status_code,
        clerk.post(page(row), typed(row, amount="500")).status_code,
        clerk.get(f"{FEES}add/").status_code,
        clerk.post(f"{FEES}{row.pk}/delete/", {"post": "yes"}).status_code,
    ]

    assert statuses == [200, 200, 403, 403, 403]
    assert duty().amount == 440


def test_not_even_a_supervisor_deletes_a_fact_or_a_procedure(supervisor: Client) -> None:
    kind = Procedure.objects.get(code="PERM")

    statuses = [
        supervisor.post(f"{FEES}{duty().pk}/delete/", {"post": "yes"}).status_code,
        supervisor.post(f"/admin/applications/procedure/{kind.pk}/delete/", {"post": "yes"}).status_code,
    ]

    assert statuses == [403, 403]


@time_machine.travel("2027-01-18 09:00+00:00", tick=False)
def test_a_fact_is_due_on_the_day_after_the_months_are_over(client: Client) -> None:
    client.force_login(accounts.member(Role.SUPERVISOR))

    with time_machine.travel("2027-01-19 09:00+00:00", tick=False):
        due = client.get(f"{UNCHECKED}?months=6").content.decode()
    not_due = client.get(f"{UNCHECKED}?months=6").content.decode()

    assert [f"fee-{duty().pk}" in shown for shown in (due, not_due)] == [True, False]


@time_machine.travel(NOW, tick=False)
def test_what_nobody_has_checked_is_on_the_list_until_somebody_does(supervisor: Client) -> None:
    never = of(Fee).get(scope="EU_REG")

    before = supervisor.get(UNCHECKED).content.decode()
    supervisor.post(UNCHECKED, {"checked": [f"fee-{never.pk}", "fee-0", "nonsense"]})
    after = supervisor.get(UNCHECKED).content.decode()

    assert [f"fee-{never.pk}" in shown for shown in (before, after)] == [True, False]
    assert of(Fee).get(scope="EU_REG").checked_on == date(2026, 12, 1)


@pytest.mark.parametrize("months", ["0", "-1", "x", "99999999999999999", "²", "121", ""])
def test_any_number_of_months_is_read_as_some_number(months: str, supervisor: Client) -> None:
    assert supervisor.get(UNCHECKED, {"months": months}).status_code == 200


def test_a_clerk_sees_the_list_and_ticks_nothing(clerk: Client) -> None:
    never = of(Fee).get(scope="EU_REG")

    shown = clerk.get(UNCHECKED)
    refused = clerk.post(UNCHECKED, {"checked": [f"fee-{never.pk}"]})

    assert (shown.status_code, refused.status_code) == (200, 403)
    assert 'type="checkbox"' not in shown.content.decode()


def test_a_consultant_has_nothing_to_do_with_the_law(client: Client) -> None:
    client.force_login(accounts.member(Role.CONSULTANT))

    assert [client.get(url).status_code for url in (UNCHECKED, FEES)] == [403, 403]


@pytest.mark.parametrize("language", ["pl", "en", "ru"])
@pytest.mark.parametrize("model", [*FACTS, Procedure], ids=lambda model: model._meta.model_name)
def test_every_page_of_the_law_is_there_in_every_language(
    language: str, model: type[Any], supervisor: Client
) -> None:
    supervisor.cookies["language"] = language
    base = f"/admin/applications/{model._meta.model_name}/"
    query = "" if model is Procedure else "?holds=today"
    row = model.objects.order_by("pk").first()
    assert row is not None

    with override(language):
        pages = [
            supervisor.get(url) for url in (base, f"{base}{query}", f"{base}add/", f"{base}{row.pk}/change/")
        ]

    assert [answer.status_code for answer in pages] == [200] * 4


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2027, 1, 18), 6, date(2026, 7, 18)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 12, 1), 12, date(2025, 12, 1)),
        (date(2026, 12, 31), 1, date(2026, 11, 30)),
        (date(2026, 1, 31), 120, date(2016, 1, 31)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
    ],
)
def test_months_back_end_on_the_last_day_of_a_shorter_month(on: date, months: int, expected: date) -> None:
    assert months_before(on, months) == expected
