from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from portal.accounts.models import Office, User
from portal.audit.actions import NotInTransactionError, record
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM, VISITOR, Actor
from portal.audit.rules.context import request_context

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_what_when_and_where() -> None:
    clerk = User.objects.create_user("clerk@example.test")
    office = Office.objects.create(slug="krakow", name="Kraków", address="ul. Przykładowa 1")

    with request_context("abc123", actor=lambda: VISITOR):
        event = record(
            "office.closed", subject=office, by=Actor.user(clerk.pk), at=NOON, office=office, days=2
        )

    assert Event.objects.filter(pk=event.pk).values().get() == {
        "id": event.pk,
        "at": NOON,
        "action": "office.closed",
        "actor_kind": "user",
        "user_id": clerk.pk,
        "office_id": office.pk,
        "subject_label": "accounts.office",
        "subject_pk": str(office.pk),
        "data": {"days": 2},
        "request_id": "abc123",
    }


@pytest.mark.django_db
def test_an_event_may_have_no_subject_and_no_request() -> None:
    event = record("portal.started", subject=None, by=SYSTEM, at=NOON)

    row = Event.objects.filter(pk=event.pk).values_list("subject_label", "subject_pk", "request_id", "data")
    assert row.get() == ("", "", "", {})


@pytest.mark.django_db(transaction=True)
def test_an_event_is_refused_outside_a_transaction() -> None:
    with pytest.raises(NotInTransactionError, match=r"portal\.started"):
        record("portal.started", subject=None, by=SYSTEM, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_when_its_transaction_does() -> None:
    def closing_that_fails() -> None:
        with transaction.atomic():
            record("office.closed", subject=None, by=SYSTEM, at=NOON)
            raise LookupError

    with pytest.raises(LookupError):
        closing_that_fails()

    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_events_about_one_thing_are_found() -> None:
    krakow, sacz = (Office.objects.create(slug=slug, name=slug, address="") for slug in ("krakow", "sacz"))
    first = record("office.closed", subject=krakow, by=SYSTEM, at=NOON)
    record("office.closed", subject=sacz, by=SYSTEM, at=NOON)
    last = record("office.opened", subject=krakow, by=SYSTEM, at=NOON + timedelta(hours=1))

    assert set(Event.objects.about(krakow)) == {first, last}
