from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from portal import wsgi
from portal.web.encoding import utf8_only

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.web.tests.pages")]


def answered(application: Any, content_type: str, query: str = "name=%ff") -> str:  # noqa: ANN401  any WSGI application
    environ = RequestFactory().get(f"/plain/?{query}").environ | {"CONTENT_TYPE": content_type}
    statuses = []

    response = application(environ, lambda status, _headers: statuses.append(status))

    response.close()
    return str(*statuses)


@pytest.mark.parametrize(
    "charset", ["hex", "idna", "punycode", "rot13", '"hex"', "utf-16", "utf-8", "unheard-of", ""]
)
@pytest.mark.parametrize("spelling", ["; charset=", ";CHARSET=", "; charset =", "; charset*=utf-8''"])
def test_whatever_encoding_is_named_the_page_answers(spelling: str, charset: str) -> None:
    assert answered(wsgi.application, f"text/plain{spelling}{charset}") == "200 OK"


def test_without_us_django_would_stumble() -> None:
    with pytest.raises(LookupError):
        answered(WSGIHandler(), "text/plain; charset=hex")


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("text/plain", "text/plain"),
        ("", ""),
        ("multipart/form-data; boundary=abc", "multipart/form-data; boundary=abc"),
        ("multipart/form-data; charset=hex; boundary=abc", "multipart/form-data; boundary=abc"),
    ],
)
def test_the_rest_of_the_header_stays(sent: str, seen: str) -> None:
    environs: list[dict[str, Any]] = []

    utf8_only(lambda environ, _start: [environs.append(environ) or b""])({"CONTENT_TYPE": sent}, print)  # type: ignore[arg-type, func-returns-value]  # a short stand-in for a server

    assert environs == [{"CONTENT_TYPE": seen}]
