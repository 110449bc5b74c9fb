"""What of a case, and of the office's rules, decides of which days somebody is reminded."""

from collections import defaultdict
from collections.abc import Mapping

from applications.choices import ReminderKind
from applications.models.cases import Application
from applications.models.tracking import CaseReminderRule
from applications.rules.reminding import Facts


def facts_of(application: Application) -> Facts:
    """Return what decides it; the days that its person keeps are read, unless they were before."""
    kept = tuple((row.kind, row.on) for row in application.kept_days.all())
    procedure = application.procedure
    return Facts(
        application.known,
        procedure.group,
        procedure.party,
        application.filed_on,
        application.stay_until,
        kept,
    )


def offsets() -> Mapping[ReminderKind, frozenset[int]]:
    """Return how many days after each kind of day people are told, negative: before it."""
    found: dict[ReminderKind, set[int]] = defaultdict(set)
    for kind, days in CaseReminderRule.objects.filter(is_active=True).values_list("kind", "days"):
        found[ReminderKind(kind)].add(days)
    return {kind: frozenset(found[kind]) for kind in ReminderKind}
