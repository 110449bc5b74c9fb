import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from portal.accounts.models import User
from portal.audit.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.web.tests.pages")]


@pytest.fixture
def client() -> Client:
    """A browser that sees what a visitor sees, errors included."""
    return Client(raise_request_exception=False)


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sorted(sources) for name, *sources in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("given", ["abcDEF-_", "3f2504e04f8941d39a0c0305e82c3301", "a" * 64])
def test_a_sane_request_id_of_our_proxy_is_kept(client: Client, settings: Settings, given: str) -> None:
    settings.TRUSTED_PROXIES = 1

    assert client.get("/plain/", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given", [None, "", "short", "a" * 65, "with space", "new\\nline-line", "{json: true}", "ąęółśżźć"]
)
def test_another_is_made_up(client: Client, settings: Settings, given: str | None) -> None:
    settings.TRUSTED_PROXIES = 1
    headers = {} if given is None else {"X-Request-ID": given}

    assert re.fullmatch("[0-9a-f]{32}", client.get("/plain/", headers=headers)["X-Request-ID"])


def test_a_visitor_who_names_a_request_is_not_believed(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    given = "3f2504e04f8941d39a0c0305e82c3301"

    assert client.get("/plain/", headers={"X-Request-ID": given})["X-Request-ID"] != given


@pytest.mark.parametrize("charset", ["hex", "idna", "unicode_escape", "utf-16"])
def test_what_is_not_written_in_utf_8_is_refused(client: Client, charset: str) -> None:
    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        response = client.generic("POST", "/en/", b"a=1", content_type=f"{kind}; charset={charset}")

        assert response.status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
def test_what_is_written_in_utf_8_is_read(client: Client, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"

    assert client.post("/plain/", b"a=1", content_type=kind).status_code == client.post("/plain/").status_code


def test_two_requests_have_two_ids(client: Client) -> None:
    assert client.get("/plain/")["X-Request-ID"] != client.get("/plain/")["X-Request-ID"]


def test_the_audit_knows_the_request(client: Client) -> None:
    client.force_login(User.objects.create_user("reader@example.test"))

    response = client.get("/en/written/")

    assert Event.objects.get(action="page.read").request_id == response["X-Request-ID"]


@pytest.mark.parametrize("path", ["/plain/", "/absent/", "/crash/", "/en/%00", "/admin/"])
def test_every_answer_carries_the_headers_of_safety(client: Client, path: str) -> None:
    headers = client.get(path).headers

    assert {
        name: headers.get(name)
        for name in (
            "X-Frame-Options",
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy",
        )
    } == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(headers["Permissions-Policy"].split(", "))
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_public_pages_run_and_style_nothing_but_our_own_files(client: Client) -> None:
    policy = directives(client.get("/en/page/")["Content-Security-Policy"])

    assert policy == {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "connect-src": ["'self'", "ws://testserver"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
    }


@pytest.mark.parametrize("path", ["/admin/", "/admin/absent/"])
def test_the_admin_alone_adds_what_its_look_needs(client: Client, path: str) -> None:
    public = directives(client.get("/en/page/")["Content-Security-Policy"])

    staff = directives(client.get(path)["Content-Security-Policy"])

    assert staff == public | {
        "script-src": ["'self'", "'unsafe-eval'"],
        "style-src": ["'self'", "'unsafe-inline'"],
    }


@pytest.mark.parametrize("path", ["/administration/", "/en/admin/", "/en/page/?next=/admin/"])
def test_what_only_looks_like_the_admin_adds_nothing(client: Client, path: str) -> None:
    assert "unsafe" not in client.get(path)["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/en/people/%00/",
        "/en/people/a%00b/",
        "/en/people/?name=%00",
        "/en/people/?name=a%00&x=1",
        "/static/%00",
        "/%00",
    ],
)
def test_a_nul_is_refused(client: Client, path: str) -> None:
    assert client.get(path).status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/people/%ff/", 200),
        ("/en/people/%ed%a0%80/", 200),
        ("/en/people/?name=%ff", 200),
        ("/en/people/?name=%ed%a0%80", 200),
        ("/en/people/?name=%zz", 200),
        ("/en/people/?name=%u0000", 200),
        ("/en/people/?page=" + "9" * 5000, 200),
        ("/en/people/" + "a" * 5000 + "/", 200),
        ("/en/people/..%2f..%2fetc%2fpasswd/", 404),
        ("/en/%2e%2e/%2e%2e/", 404),
        ("/en//evil.example.org/", 404),
        ("/en//", 404),
        ("/xx/page/", 404),
        ("/admin/audit/event/?p=99999999999999999999", 302),
    ],
)
def test_a_strange_address_is_no_error_of_ours(client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize("value", ["-1", "0", "9" * 30, "9" * 5000, "abc", "1e9", "", "%ff", "٣", "1&p=2"])
@pytest.mark.parametrize("name", ["p", "o", "page", "at__year", "actor_kind__exact", "office__id__exact"])
@pytest.mark.ignore_template_errors
def test_absurd_numbers_do_not_break_a_list(
    client: Client, settings: Settings, name: str, value: str
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(User.objects.create_superuser("chief@example.test"))

    # Django shows the list, or leads back to it with "e=1" where it cannot filter by that.
    response = client.get(f"/admin/audit/event/?{name}={value}")

    assert response.status_code in {200, 302, 400}
    assert response.get("Location", "/admin/audit/event/?e=1") == "/admin/audit/event/?e=1"


@pytest.mark.parametrize("name", ["session", "csrf", "language", "messages"])
def test_a_cookie_with_a_nul_is_as_good_as_none(client: Client, name: str) -> None:
    # Python reads "\\000" in a quoted cookie as a NUL.
    response = client.get("/en/people/", headers={"Cookie": f'{name}="\\000abcdefghijk"'})

    assert (response.status_code, response.content) == (200, b"0 AnonymousUser None")


@pytest.mark.parametrize("year", ["99999999999", "9" * 30])
def test_a_value_out_of_range_is_refused_when_read_and_told_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, year: str
) -> None:
    response = client.get(f"/en/year/?year={year}")

    told = [line.getMessage() for line in caplog.records if line.name == "portal.web.middleware"]
    assert (response.status_code, told) == (400, ["A value out of range."])


def test_a_value_out_of_range_that_we_made_is_our_error(client: Client) -> None:
    assert client.post("/en/year/?year=99999999999").status_code == 500
