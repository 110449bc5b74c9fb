"""The page of a case: what it is, whose turn it is, until when, and what can be done now."""

from django.http import HttpResponse

from applications.admin.cases.place import Case, for_case


@for_case
def case_detail(case: Case) -> HttpResponse:
    return HttpResponse(str(case.application))
