"""The work list: what a clerk has to do, the most urgent first."""

from django.http import Http404, HttpRequest, HttpResponse


def worklist_detail(_request: HttpRequest) -> HttpResponse:
    """Stand in until the page is there."""
    raise Http404
