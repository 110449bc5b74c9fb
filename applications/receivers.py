"""What follows for a case from what happens below it."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from applications.actions.looking_up import check_code
from applications.actions.visiting import Visit, enter_visit
from portal.audit.rules.actors import Actor
from scheduling.signals import case_code_given, visit_ended

logger = logging.getLogger(__name__)
OF_VISIT = ("office", "service", "kind", "case_number", "appointment", "ticket")


@receiver(visit_ended)
def enter_in_case(*, by: Actor, at: datetime, **said: Any) -> None:  # noqa: ANN401  a signal sends what it likes
    """Enter the visit in its case. Whatever goes wrong there, the visit has ended all the same."""
    visit = Visit(**{name: said[name] for name in OF_VISIT})
    try:
        with transaction.atomic():
            enter_visit(visit, by=by, at=at)
    except Exception:
        logger.exception("A visit was not entered in its case.")


@receiver(case_code_given)
def opens_case(*, case_number: str, code: str, by: Actor, at: datetime, **_said: Any) -> bool:  # noqa: ANN401  a signal sends what it likes
    """Tell whoever books whether the access code is that of the case."""
    return check_code(number=case_number, code=code, by=by, at=at)
