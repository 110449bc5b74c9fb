"""Changing when people are reminded of their visits.

The clock gives coming visits what they lack, soon after a rule was changed
(`reminding.plan_missing`). What no rule asks for any more is dropped when it is to be sent.
"""

from datetime import datetime

from django.db import transaction

from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.models import ReminderRule


@transaction.atomic
def save(*, rule: ReminderRule, by: Actor, at: datetime) -> ReminderRule:
    """Save a rule, new or changed; coming visits are given its reminders soon after `at` (UTC)."""
    before = ReminderRule.objects.select_for_update().filter(pk=rule.pk).first()
    rule.changed_at, rule.planned_at = at, None
    rule.save()
    if before and before.service_id != rule.service_id:
        _let_general_rules_hold(before.service_id, at=at)
    _write_down("changed" if before else "added", rule, by=by, at=at)
    return rule


@transaction.atomic
def delete(*, rule: ReminderRule, by: Actor, at: datetime) -> None:
    """Take a rule away: nobody is reminded by it any more."""
    _write_down("deleted", rule, by=by, at=at)
    rule.delete()
    _let_general_rules_hold(rule.service_id, at=at)


def _let_general_rules_hold(service: int | None, *, at: datetime) -> None:
    """Give the visits of a service (a key) without any rule of its own the reminders of all others."""
    if service is not None and not ReminderRule.objects.filter(service=service).exists():
        ReminderRule.objects.filter(service=None).update(changed_at=at, planned_at=None)


def _write_down(what: str, rule: ReminderRule, *, by: Actor, at: datetime) -> None:
    record(
        f"reminderrule.{what}",
        subject=rule,
        by=by,
        at=at,
        service=rule.service_id,
        before=rule.offset.code,
        channels=[channel.value for channel in rule.channels],
    )
