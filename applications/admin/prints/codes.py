"""Give out an access code for the page beside a letter, where the case has none that can be printed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications.actions.access import access_code_of, issue_access_code
from applications.actions.applying import ChangedError, RefusedError
from applications.admin.cases.place import Case
from applications.choices import EventKind
from applications.rules.acts import ACTS


def may_issue(case: Case) -> bool:
    """Tell whether somebody may give out a code in a case now: it needs a number too."""
    act = ACTS[EventKind.CORRECTED]
    return bool(act.parts & case.parts) and case.application.stage in act.stages and is_missing(case)


def is_missing(case: Case) -> bool:
    return bool(case.application.case_number) and access_code_of(case.application) is None


def code_issued(case: Case) -> HttpResponse:
    """Issue a code and show the page with it. Sent twice, it issues one.

    :raises PermissionDenied: for whoever gives out no codes.
    """
    if not ACTS[EventKind.CORRECTED].parts & case.parts:
        raise PermissionDenied
    if is_missing(case):
        _issue(case)
    return redirect(case.request.get_full_path())


def _issue(case: Case) -> None:
    row = case.application
    try:
        issue_access_code(case=row, by=case.by, at=case.at, seen=row.access_issued_at, is_checked=True)
    except ChangedError:
        return  # somebody else has issued one meanwhile: it stands on the page
    except RefusedError:
        messages.error(case.request, _("The case is archived: no access code is given out any more."))
