"""Passes of a case: they let a browser book its visits without asking for the access code again."""

from datetime import datetime

from django.http import HttpRequest

from applications.models import Application
from scheduling.rules.phones import gets_texts
from scheduling.views import case_pass


def give_pass(request: HttpRequest, case: Application, *, person: bool, at: datetime) -> None:
    """Let whoever sees a case book for it in this browser, for half an hour.

    With `person`, for somebody with full sight, the form also knows who comes; and how to reach them,
    if it is they who are signed in. A case without a number cannot be named: nothing is given.
    """
    if case.case_number:
        known = _person(case) | _contact(request, case) if person else None
        case_pass.give(request, number=case.case_number, person=known, at=at)


def _person(case: Application) -> dict[str, str]:
    return {
        "given_names": case.given_names,
        "family_name": case.family_name,
        "birth_date": case.birth_date.isoformat(),
        "citizenship": case.citizenship.code,
    }


def _contact(request: HttpRequest, case: Application) -> dict[str, str]:
    if case.account_id is None or request.user.pk != case.account_id:
        return {}
    phone = {"phone": case.phone} if case.phone and gets_texts(case.phone) else {}
    return phone | ({"email": case.email} if case.email else {})
