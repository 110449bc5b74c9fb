"""The draft of a summons, with all that art. 54 of the Code of Administrative Procedure wants in it."""

from typing import Any

from django.http import Http404

from applications.admin.cases.place import Case
from applications.admin.prints.letters import letter
from applications.admin.prints.polish import CONSEQUENCES
from applications.choices import SummonsKind
from applications.models import CaseDocument, Summons


def summons(case: Case, number: int) -> dict[str, Any]:
    """Return what stands in a summons.

    :raises Http404: if the case has none of this number.
    """
    found = Summons.objects.filter(application=case.pk, number=number).first()
    if found is None:
        raise Http404
    rule = case.law.summons(SummonsKind(found.kind), on=found.sent_on)
    papers = CaseDocument.objects.filter(application=case.pk, summons=number).order_by("number")
    return {
        **letter(case, on=found.sent_on),
        "summons": found,
        "rule": rule,
        "consequence": CONSEQUENCES[rule.consequence] if rule else "",
        "papers": papers.values_list("name", flat=True),
    }
