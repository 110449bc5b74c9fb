"""Find a case by its number and access code, without an account.

A miss must not tell which kind it is. So each takes the same steps: one question to the database
that always has one row for an answer, one digest, one comparison, one entry in the audit.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from applications.actions.access import same_access_code
from applications.choices import Party, Stage
from applications.models import Application
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling.rules.identity import normalise_case_number

NO_NUMBER = "-"  # of no case: one that is not registered has an empty number


@transaction.atomic
def look_up(*, number: str, code: str, by: Actor, at: datetime) -> Application | None:
    """Return the case whose status somebody may see who has its number and code, or None.

    A case of an employer is none of them, nor is one in the archive.
    """
    key, is_open = opened(for_anybody(), number=number, code=code)
    if not is_open:
        record("case.look_up_failed", subject=None, by=by, at=at, case=key)
        return None
    case = _whole(key)
    record("case.looked_up", subject=case, by=by, at=at, office=case.office_id)
    return case


def case_of(number: str, code: str) -> Application | None:
    """Return the case that a number, however typed, and its access code open; None for every miss.

    Whoever asks counts it as a look-up (`views.limits.spend_look`) and writes it down.
    """
    key, is_open = opened(Application.objects.all(), number=number, code=code)
    return _whole(key) if is_open else None


@transaction.atomic
def check_code(*, number: str, code: str, by: Actor, at: datetime) -> bool:
    """Tell whether a case number and an access code belong together, as for a booking; write down both."""
    key, is_open = opened(Application.objects.all(), number=number, code=code)
    record("case.code_given" if is_open else "case.look_up_failed", subject=None, by=by, at=at, case=key)
    return is_open


def for_anybody() -> "QuerySet[Application]":
    """Return the cases whose status can be looked up without an account."""
    rows: QuerySet[Application] = Application.objects.filter(procedure__party=Party.FOREIGNER)
    return rows.exclude(stage=Stage.ARCHIVED)


def opened(rows: "QuerySet[Application]", *, number: str, code: str) -> tuple[int, bool]:
    """Return the key of the case with a number, 0 if there is none; and whether the code opens it."""
    typed = normalise_case_number(number) or NO_NUMBER
    found = rows.filter(case_number=typed).aggregate(key=Max("pk"), digest=Max("access_digest"))
    row = Application(pk=found["key"] or 0, access_digest=found["digest"] or "")
    return row.pk, same_access_code(row, code)


def _whole(key: int) -> Application:
    case: Application = Application.objects.select_related("office", "procedure").get(pk=key)
    return case
