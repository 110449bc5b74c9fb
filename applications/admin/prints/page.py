"""Print what a case has made: a letter, a receipt, a slip."""

from django.http import Http404, HttpResponse

from applications.admin.cases.place import Case, for_case


@for_case
def print_detail(_case: Case, what: str, number: int) -> HttpResponse:
    """Stand in until the page is there."""
    del what, number
    raise Http404
