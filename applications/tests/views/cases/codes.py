"""Cases with an access code, and somebody who types it: for tests of the look-up and of what follows."""

from typing import TYPE_CHECKING, Any

from django.test import Client
from django.utils import timezone

from applications.actions.access import issue_access_code
from applications.choices import EventKind as K
from applications.models import Application
from applications.tests import factories as make
from portal.accounts.models import Office
from portal.audit.models import Event
from portal.audit.rules.actors import SYSTEM
from portal.web.limits import spend
from scheduling.views.limits import LOOK, By

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

FIND, STATUS, CLAIM, SHARED = "/en/case/", "/en/case/status/", "/en/cases/add/", "/en/shared/"
WRONG = "7F3K9-M2Q4X"
MISS = "No case has this number and this access code. Check both"


def coded(office: Office, **fields: Any) -> tuple[Application, str]:  # noqa: ANN401  of the factory
    """Return a case with a number, and its access code."""
    case = make.case(office, **fields)
    make.happen(case, K.REGISTERED)
    code = issue_access_code(case=case, by=SYSTEM, at=make.AT)
    case.refresh_from_db()
    return case, code


def typed(client: Client, number: str, code: str, *, at: str = FIND, **more: Any) -> "Response":  # noqa: ANN401  of the request
    return client.post(at, {"number": number, "code": code}, **more)


def knocked(number: str, times: int) -> None:
    """Use up so many tries at a case, each from another network."""
    for _each in range(times):
        spend(*LOOK.costs({By.CASE: [number]}), at=timezone.now())


def written() -> list[str]:
    """Return what the audit has of cases, the newest last."""
    return list(
        Event.objects.filter(action__startswith="case.").order_by("pk").values_list("action", flat=True)
    )
