"""Do one thing in a case."""

from django.http import Http404, HttpResponse

from applications.admin.cases.place import Case, for_case


@for_case
def act_create(_case: Case, act: str) -> HttpResponse:
    """Stand in until the page is there."""
    del act
    raise Http404
