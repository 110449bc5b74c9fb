"""Everything sent to us is read as UTF-8, as browsers send it.

Django believes a charset in Content-Type, and reads the query with it while it makes the
request, before any middleware: "charset=hex" would be an error of the server. So what the
header says about it is dropped before Django sees it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication


def utf8_only(application: "WSGIApplication") -> "WSGIApplication":
    """Wrap a WSGI application so that no request names another encoding."""

    def wrapped(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        kind, *parameters = environ.get("CONTENT_TYPE", "").split(";")
        kept = [part for part in parameters if not part.strip().lower().startswith("charset")]
        environ["CONTENT_TYPE"] = ";".join([kind, *kept])
        return application(environ, start_response)

    return wrapped
