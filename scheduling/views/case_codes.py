"""Nobody books for a case whose access code they do not have: else strangers would use up its visit.

Scheduling knows no cases. It asks whoever does, by a signal; and counts the question with all others
that are answered by a code, or this form would be a second place to try them.
"""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.web.actors import actor_of
from scheduling.forms import PartyForm
from scheduling.signals import case_code_given
from scheduling.views import case_pass
from scheduling.views.limits import spend_look


def admits(request: HttpRequest, party: PartyForm, *, at: datetime) -> bool:
    """Tell whether each access code that was typed opens its case; say so at those that do not.

    :raises TooOftenError: if too many were tried.
    """
    for form in party.people:
        if "access_code" not in form.fields:
            continue
        number, code = form.cleaned_data["case_number"], form.cleaned_data["access_code"]
        spend_look(request, number=number)
        if _opens(request, number, code, at=at):
            case_pass.remember(request, number=number, at=at)
        else:
            form.add_error("access_code", _("No case has this number and this access code. Check both"))
    return not party.errors


def _opens(request: HttpRequest, number: str, code: str, *, at: datetime) -> bool:
    asked = {"case_number": number, "code": code, "by": actor_of(request), "at": at}
    return any(answer for _who, answer in case_code_given.send(PartyForm, **asked))
