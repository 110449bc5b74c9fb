"""Register a case."""

from django.http import Http404, HttpRequest, HttpResponse


def intake_create(_request: HttpRequest) -> HttpResponse:
    """Stand in until the page is there."""
    raise Http404
