"""The draft of a notice that the term is missed (art. 36 KPA): why, the new date, what one can do."""

from typing import Any

from django.http import Http404

from applications.admin.cases.place import Case
from applications.admin.prints.letters import letter
from applications.admin.prints.polish import REASONS
from applications.choices import EventKind
from applications.models import CaseEvent
from applications.rules.folding import counting, fold_all
from applications.rules.overrun import overrun


def notice(case: Case, number: int) -> dict[str, Any]:
    """Return what stands in a notice: as the case stood before it, on the day of the letter.

    :raises Http404: if the entry is no such notice.
    """
    rows = CaseEvent.objects.filter(application=case.pk)
    entries = [event for event in counting(row.value for row in rows) if event.sequence <= number]
    if not entries or entries[-1].sequence != number or entries[-1].kind != EventKind.OVERRUN_NOTIFIED:
        raise Http404
    entry = entries[-1]
    regime_on = case.application.regime_on
    found = overrun(fold_all(entries[:-1]), case.law, regime_on=regime_on, on=entry.on)
    return {
        **letter(case, on=entry.on),
        "until": entry.date("until"),
        "found": found,
        "reasons": [REASONS[reason] for reason in found.reasons if reason in REASONS] if found else [],
    }
