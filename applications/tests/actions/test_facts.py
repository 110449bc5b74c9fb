"""Facts are followed, not overwritten."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from applications.actions.facts import FactError, Refused, add, check, end, replace
from applications.models import DecisionTerm, Fee, LawVersion
from applications.tests.law import of
from portal.accounts.models import User
from portal.accounts.tests.factories import user
from portal.audit.models import Event
from portal.audit.rules.actors import Actor

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # already 1 December in Kraków
TODAY = date(2026, 12, 1)
FROM = date(2027, 1, 1)


@pytest.fixture
def supervisor() -> User:
    return user()


@pytest.fixture
def by(supervisor: User) -> Actor:
    return Actor.user(supervisor.pk)


def duty() -> Fee:
    found: Fee = of(Fee).get(scope="TEMP_WORK", kind="stamp")
    return found


def made(scope: str = "TEMP_WORK", **fields: object) -> Fee:
    defaults = {"kind": "stamp", "variant": "copy", "amount": 5, "payee": "city", "valid_from": TODAY}
    return Fee(scope=scope, basis="…", **defaults | fields)


def test_the_old_words_end_the_day_before_the_new_ones_begin(supervisor: User, by: Actor) -> None:
    old = duty()

    new = replace(old, changes={"amount": Decimal(500), "label_en": "duty"}, from_on=FROM, by=by, at=AT)

    old.refresh_from_db()
    new = of(Fee).get(pk=new.pk)
    assert (old.amount, old.valid_to) == (Decimal(440), date(2026, 12, 31))
    assert (new.scope, new.kind, new.amount, new.payee) == ("TEMP_WORK", "stamp", 500, "city")
    assert (new.valid_from, new.valid_to) == (FROM, None)
    assert (new.label_pl, new.label_en) == ("opłata skarbowa", "duty")
    assert (new.written_by, new.checked_by, new.checked_on) == (supervisor, supervisor, TODAY)


def test_what_was_replaced_is_written_down(by: Actor) -> None:
    old = duty()

    new = replace(old, changes={"amount": 500}, from_on=FROM, by=by, at=AT)

    event = Event.objects.get(action="fee.replaced")
    assert (event.subject_pk, event.data) == (
        str(new.pk),
        {"was": old.pk, "since": "2027-01-01", "fields": ["amount"]},
    )


def test_the_new_words_end_when_the_old_ones_would_have(by: Actor) -> None:
    old = add(made(valid_to=date(2027, 6, 30)), by=by, at=AT)

    new = replace(old, changes={"amount": 6}, from_on=FROM, by=by, at=AT)

    assert new.valid_to == date(2027, 6, 30)


@pytest.mark.parametrize("from_on", [date(2019, 1, 1), date(2018, 12, 31)])
def test_a_fact_that_has_held_is_not_overwritten(from_on: date, by: Actor) -> None:
    with pytest.raises(FactError) as refused:
        replace(duty(), changes={"amount": 500}, from_on=from_on, by=by, at=AT)

    assert refused.value.reason == Refused.TOO_EARLY
    assert duty().amount == 440


@pytest.mark.parametrize("begins", [TODAY, FROM])
def test_a_mistake_that_nobody_has_gone_by_is_put_right_in_its_place(begins: date, by: Actor) -> None:
    row = add(made(valid_from=begins), by=by, at=AT)

    same = replace(row, changes={"amount": 6}, from_on=begins, by=by, at=AT)

    assert (same.pk, of(Fee).get(pk=row.pk).amount) == (row.pk, 6)
    assert list(Event.objects.values_list("action", flat=True)) == ["fee.added", "fee.put_right"]


def test_what_began_yesterday_has_been_gone_by(by: Actor) -> None:
    row = add(made(valid_from=date(2026, 11, 30)), by=by, at=AT)

    with pytest.raises(FactError) as refused:
        replace(row, changes={"amount": 6}, from_on=row.valid_from, by=by, at=AT)

    assert refused.value.reason == Refused.TOO_EARLY


def test_a_fact_that_has_ended_is_not_followed_after_its_end(by: Actor) -> None:
    row = add(made(valid_to=date(2026, 12, 31)), by=by, at=AT)

    with pytest.raises(FactError) as refused:
        replace(row, changes={"amount": 6}, from_on=FROM, by=by, at=AT)

    assert refused.value.reason == Refused.ENDED


def test_a_fact_may_hold_for_one_day_and_be_followed_on_its_last(by: Actor) -> None:
    row = add(made(valid_to=date(2026, 12, 31)), by=by, at=AT)

    new = replace(row, changes={"amount": 6}, from_on=date(2026, 12, 31), by=by, at=AT)

    assert (new.valid_from, new.valid_to) == (date(2026, 12, 31), date(2026, 12, 31))


def test_two_who_replace_a_fact_at_once_do_not_both_do_so(by: Actor) -> None:
    mine, theirs = duty(), duty()
    replace(theirs, changes={"amount": 500}, from_on=FROM, by=by, at=AT)

    with pytest.raises(FactError) as refused:
        replace(mine, changes={"amount": 501}, from_on=FROM, by=by, at=AT)

    assert refused.value.reason == Refused.ENDED


def test_two_facts_of_one_key_never_hold_on_one_day(by: Actor) -> None:
    add(made(), by=by, at=AT)

    with pytest.raises(FactError) as refused, transaction.atomic():
        add(made(valid_from=FROM), by=by, at=AT)

    assert refused.value.reason == Refused.OVERLAPS


def test_an_end_may_not_be_put_off_into_the_days_of_another_fact(by: Actor) -> None:
    card = of(Fee).get(scope="CARD", kind="card", variant="", valid_to__isnull=False)

    with pytest.raises(FactError) as refused, transaction.atomic():
        end(card, last_on=None, by=by, at=AT)

    assert refused.value.reason == Refused.OVERLAPS


def test_a_fact_does_not_end_before_it_begins(by: Actor) -> None:
    with pytest.raises(FactError) as refused:
        end(duty(), last_on=date(2018, 12, 31), by=by, at=AT)

    assert refused.value.reason == Refused.BACKWARDS


YESTERDAY, DAY_BEFORE = date(2026, 11, 30), date(2026, 11, 29)


@pytest.mark.parametrize(
    ("was", "last_on"),
    [(None, DAY_BEFORE), (FROM, DAY_BEFORE), (DAY_BEFORE, None), (DAY_BEFORE, FROM), (DAY_BEFORE, YESTERDAY)],
)
def test_days_that_are_over_stay_under_the_words_they_had(
    was: date | None, last_on: date | None, by: Actor
) -> None:
    row = add(made(valid_from=date(2020, 1, 1), valid_to=was), by=by, at=AT)

    with pytest.raises(FactError) as refused:
        end(row, last_on=last_on, by=by, at=AT)

    assert (refused.value.reason, of(Fee).get(pk=row.pk).valid_to) == (Refused.PAST, was)


@pytest.mark.parametrize(
    ("was", "last_on"), [(None, YESTERDAY), (YESTERDAY, None), (YESTERDAY, FROM), (FROM, TODAY)]
)
def test_days_to_come_may_be_put_under_a_fact_or_taken_from_it(
    was: date | None, last_on: date | None, by: Actor
) -> None:
    row = add(made(valid_from=date(2020, 1, 1), valid_to=was), by=by, at=AT)

    end(row, last_on=last_on, by=by, at=AT)

    assert of(Fee).get(pk=row.pk).valid_to == last_on


def test_what_no_source_confirms_may_end_in_the_past(by: Actor) -> None:
    row = add(made(valid_from=date(2020, 1, 1), is_confirmed=False), by=by, at=AT)

    end(row, last_on=DAY_BEFORE, by=by, at=AT)

    assert of(Fee).get(pk=row.pk).valid_to == DAY_BEFORE


def test_a_fact_ends_and_says_who_ended_it(supervisor: User, by: Actor) -> None:
    end(duty(), last_on=TODAY, by=by, at=AT)

    event = Event.objects.get()
    assert duty().valid_to == TODAY
    assert (event.action, event.user_id, event.data) == (
        "fee.ended",
        supervisor.pk,
        {"was": None, "until": "2026-12-01"},
    )


def test_what_no_source_confirms_is_checked_by_nobody(by: Actor) -> None:
    row = add(made(is_confirmed=False, checked_on=TODAY), by=by, at=AT)

    assert (row.checked_on, row.checked_by) == (None, None)


def test_who_has_looked_at_the_source_says_so(supervisor: User, by: Actor) -> None:
    check(duty(), by=by, at=AT)

    assert (duty().checked_on, duty().checked_by) == (TODAY, supervisor)


def test_looking_does_not_confirm_unless_it_is_said(by: Actor) -> None:
    change = of(DecisionTerm).get(scope="CUKR")

    looked = check(change, by=by, at=AT).is_confirmed
    said = check(change, by=by, at=AT, confirms=True).is_confirmed

    assert (looked, said) == (False, True)


def test_a_confirmed_fact_stays_confirmed_when_it_is_looked_at_again(by: Actor) -> None:
    assert check(duty(), by=by, at=AT).is_confirmed is True


def test_every_case_is_reckoned_anew_after_a_term_was_replaced(by: Actor) -> None:
    before = LawVersion.objects.get().number
    term = of(DecisionTerm).get(scope="TEMP", valid_to=None, instance="first")

    replace(term, changes={"count": 90}, from_on=FROM, by=by, at=AT)

    assert LawVersion.objects.get().number > before
