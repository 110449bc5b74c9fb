"""Changing when people are reminded: coming visits are given what they lack, and it is written down."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM
from portal.notifications.models import Notice
from scheduling.actions import reminder_rules
from scheduling.actions.reminding import plan_missing
from scheduling.models import Appointment, ReminderRule, Service
from scheduling.tests import factories as make

pytestmark = pytest.mark.django_db

LATER = make.AT + timedelta(minutes=1)


def rule(
    service: Service | None = None, *, days: int = 0, minutes: int = 0, is_planned: bool = True
) -> ReminderRule:
    return ReminderRule.objects.create(
        service=service,
        days=days,
        minutes=minutes,
        changed_at=make.AT - timedelta(days=1),
        planned_at=make.AT if is_planned else None,
    )


def visit(service: Service) -> Appointment:
    office = accounts.office()
    counter = make.counter(office, service)
    start = make.local(office, make.MONDAY, "09:00")
    return make.appointment(counter, service, start, email="anna@example.test", language="en")


def told(booked: Appointment) -> list[str]:
    return sorted(Notice.objects.about(booked).values_list("occasion", flat=True))


def test_a_new_rule_waits_to_be_given_to_coming_visits() -> None:
    new = ReminderRule(days=3, planned_at=make.AT - timedelta(days=2))

    reminder_rules.save(rule=new, by=SYSTEM, at=make.AT)

    saved = ReminderRule.objects.get()
    assert (saved.changed_at, saved.planned_at) == (make.AT, None)
    event = Event.objects.get()
    assert (event.action, event.subject_pk, event.at) == ("reminderrule.added", str(saved.pk), make.AT)
    assert event.data == {"service": None, "before": "P3D", "channels": ["email", "push"]}


def test_a_changed_rule_is_given_to_coming_visits_anew() -> None:
    booked = visit(card := make.service("CARD"))
    changed = rule(card, days=2)
    changed.days = 1

    reminder_rules.save(rule=changed, by=SYSTEM, at=make.AT)
    plan_missing(at=LATER)

    assert told(booked) == ["P1D"]
    event = Event.objects.get(action="reminderrule.changed")
    assert event.data == {"service": card.pk, "before": "P1D", "channels": ["email", "push"]}


def test_a_deleted_rule_is_gone_and_that_is_written_down() -> None:
    card = make.service("CARD")
    kept, dropped = rule(card, days=7), rule(card, minutes=180)

    reminder_rules.delete(rule=dropped, by=SYSTEM, at=make.AT)

    assert list(ReminderRule.objects.all()) == [kept]
    event = Event.objects.get(action="reminderrule.deleted")
    assert event.data == {"service": card.pk, "before": "PT3H", "channels": ["email", "push"]}


def test_visits_of_a_service_without_its_last_own_rule_are_reminded_as_all_others() -> None:
    booked = visit(card := make.service("CARD"))
    rule(days=2)
    own = rule(card, days=1)

    reminder_rules.delete(rule=own, by=SYSTEM, at=make.AT)
    plan_missing(at=LATER)

    assert told(booked) == ["P2D"]


def test_a_rule_that_moves_to_another_service_leaves_the_first_to_the_general_ones() -> None:
    booked = visit(card := make.service("CARD"))
    general = rule(days=2)
    own = rule(card, days=1)
    own.service = make.service("INFO")

    reminder_rules.save(rule=own, by=SYSTEM, at=make.AT)
    plan_missing(at=LATER)

    assert told(booked) == ["P2D"]
    general.refresh_from_db()
    assert general.changed_at == make.AT


def test_the_general_rules_stay_as_they_are_while_a_service_has_rules_of_its_own() -> None:
    card = make.service("CARD")
    general = rule(days=2)
    rule(card, days=7)
    dropped, changed = rule(card, days=1), rule(card, days=3)

    reminder_rules.delete(rule=dropped, by=SYSTEM, at=make.AT)
    reminder_rules.save(rule=changed, by=SYSTEM, at=make.AT)

    general.refresh_from_db()
    assert general.planned_at == make.AT
    assert general.changed_at < make.AT


def test_nothing_is_written_down_of_a_rule_that_is_there_already() -> None:
    rule(days=7)

    with pytest.raises(IntegrityError, match="reminderrule_once"), transaction.atomic():
        reminder_rules.save(rule=ReminderRule(days=7), by=SYSTEM, at=make.AT)

    assert not Event.objects.exists()
