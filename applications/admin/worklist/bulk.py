"""One thing done to many cases of the work list."""

from django.http import Http404, HttpRequest, HttpResponse


def bulk_create(_request: HttpRequest) -> HttpResponse:
    """Stand in until the page is there."""
    raise Http404
