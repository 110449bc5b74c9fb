"""The last door of a demonstration: however it is served, it answers this machine alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseForbidden
from django.http.response import HttpResponseBase

from portal.loopback import REFUSED, is_loopback

Answer = Callable[[HttpRequest], HttpResponseBase]


class NearOnly:
    """Refuse whoever asks from another machine. A socket that is a file has no address: it is near."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (peer := request.META.get("REMOTE_ADDR", "")) and not is_loopback(peer):
            return HttpResponseForbidden(f"{REFUSED}.", content_type="text/plain")
        return self.get_response(request)
