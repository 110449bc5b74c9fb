"""Cases given out to clerks, by how much each has to do."""

from django.http import Http404, HttpRequest, HttpResponse


def assignment_create(_request: HttpRequest) -> HttpResponse:
    """Stand in until the page is there."""
    raise Http404
