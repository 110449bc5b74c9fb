"""The door of the admin: every page of it, for everybody who might stand before it."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib import admin
from django.core.checks import Error
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings

from portal.accounts.choices import Role
from portal.accounts.models import User
from portal.accounts.tests.factories import PASSWORD, member, office, superuser, user
from portal.web.staff import StaffSite, navigation, second_factor_is_asked_for, wanted_page

pytestmark = pytest.mark.django_db

SECRET = base64.b32encode(b"a secret of tests...").decode()
LOGIN = "/pl/account/login/"
MODELS = sorted(model._meta.label_lower.replace(".", "/") for model in admin.site._registry)  # noqa: SLF001  no public way to list what is registered


def code_now() -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(datetime.now(UTC).timestamp()) // 30)))


def enrol(person: User) -> None:
    TOTP.activate(person, SECRET)


def sign_in(client: Client, person: User) -> None:
    """Sign in with the password through the page, as far as that leads."""
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})


def pages() -> Iterator[str]:
    """Return the address of every page of the admin, for a model that of a made-up row too."""
    for name in ("", "search/", "autocomplete/", "jsi18n/", "password_change/", "language/", "no/such/page/"):
        yield f"/admin/{name}"
    for model in MODELS:
        for name in ("", "add/", "1/change/", "1/delete/", "1/history/"):
            yield f"/admin/{model}/{name}"


PAGES = list(pages())


def test_the_site_that_serves_the_admin_is_ours() -> None:
    assert type(admin.site._wrapped) is StaffSite  # type: ignore[attr-defined]  # noqa: SLF001  the lazy object around it


@pytest.mark.parametrize("page", PAGES)
def test_a_superuser_with_a_password_only_is_refused_everywhere(client: Client, page: str) -> None:
    client.force_login(superuser())

    answer = client.get(page)

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/admin/login/")


@pytest.mark.parametrize(("is_asked", "status"), [(True, 302), (False, 200)])
def test_only_the_setting_stands_between_a_password_and_the_admin(
    client: Client, settings: Settings, is_asked: bool, status: int
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = is_asked
    client.force_login(superuser())

    assert client.get("/admin/").status_code == status


def test_a_visitor_is_led_to_the_one_sign_in_and_back(client: Client) -> None:
    answer = client.get("/admin/accounts/user/", follow=True)

    assert answer.redirect_chain == [
        ("/admin/login/?next=/admin/accounts/user/", 302),
        (f"{LOGIN}?next=%2Fadmin%2Faccounts%2Fuser%2F", 302),
    ]


def test_staff_without_a_second_factor_are_told_how_to_set_one_up(client: Client) -> None:
    client.force_login(superuser())

    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert answer.status_code == 403
    assert reverse("mfa_index") in answer.content.decode()


def test_staff_who_have_not_used_their_app_are_asked_for_a_code_and_let_in(client: Client) -> None:
    chief = superuser()
    sign_in(client, chief)
    enrol(chief)

    asked = client.get("/admin/", follow=True)
    let_in = client.post(reverse("mfa_reauthenticate"), {"code": code_now(), "next": "/admin/"}, follow=True)

    assert asked.redirect_chain[-1] == ("/pl/account/2fa/reauthenticate/?next=%2Fadmin%2F", 302)
    assert let_in.redirect_chain == [("/admin/", 302)]
    assert let_in.status_code == 200


def test_a_wrong_code_opens_nothing(client: Client) -> None:
    chief = superuser()
    client.force_login(chief)
    enrol(chief)

    client.post(reverse("mfa_reauthenticate"), {"code": "000000", "next": "/admin/"})

    assert client.get("/admin/").status_code == 302


def test_staff_with_a_key_only_are_asked_for_the_key(client: Client) -> None:
    chief = superuser()
    client.force_login(chief)
    Authenticator.objects.create(user=chief, type=Authenticator.Type.WEBAUTHN, data={})

    answer = client.get("/admin/login/?next=/admin/")

    assert answer["Location"] == "/pl/account/2fa/webauthn/reauthenticate/?next=%2Fadmin%2F"


def test_password_and_code_open_the_admin(client: Client) -> None:
    chief = superuser()
    enrol(chief)

    sign_in(client, chief)
    half_way = client.get("/admin/").status_code
    client.post(reverse("mfa_authenticate"), {"code": code_now()})

    assert (half_way, client.get("/admin/").status_code) == (302, 200)


def test_a_page_of_the_admin_asks_for_the_second_factor_once(client: Client) -> None:
    chief = superuser()
    enrol(chief)
    sign_in(client, chief)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/").status_code == 200

    assert sum('FROM "mfa_authenticator"' in row["sql"] for row in queries.captured_queries) == 1


def test_a_recovery_code_opens_the_admin_once(client: Client) -> None:
    chief = superuser()
    enrol(chief)
    code = RecoveryCodes.activate(chief).get_unused_codes()[0]

    for _time in range(2):
        sign_in(client, chief)
        client.post(reverse("mfa_authenticate"), {"code": code})
        first_or_second = client.get("/admin/").status_code
        client.logout()
        if _time == 0:
            assert first_or_second == 200
    assert first_or_second == 302


def test_removing_the_second_factor_closes_the_admin(client: Client) -> None:
    chief = superuser()
    enrol(chief)
    sign_in(client, chief)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.get("/admin/").status_code == 200

    Authenticator.objects.all().delete()

    assert client.get("/admin/").status_code == 302


def test_a_second_factor_does_not_make_anybody_staff(client: Client) -> None:
    foreigner = user()
    enrol(foreigner)
    sign_in(client, foreigner)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})

    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert answer.status_code == 403


def test_whoever_is_let_in_need_not_see_the_login_again(client: Client, settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(superuser())

    answer = client.get("/admin/login/?next=/admin/accounts/user/")

    assert answer["Location"] == "/admin/accounts/user/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_the_login_leads_to_no_other_site(rf: RequestFactory, elsewhere: str) -> None:
    assert wanted_page(rf.get("/admin/login/", {"next": elsewhere})) == "/admin/"


def test_passwords_change_on_the_account_pages(client: Client, settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(superuser())

    assert client.get("/admin/password_change/")["Location"] == reverse("account_change_password")


@pytest.mark.parametrize(
    ("is_asked", "is_demo", "is_fine"),
    [(True, False, True), (True, True, True), (False, True, True), (False, False, False)],
)
def test_only_a_demonstration_may_do_without(
    settings: Settings, is_asked: bool, is_demo: bool, is_fine: bool
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR, settings.DEMO = is_asked, is_demo

    found = second_factor_is_asked_for()

    assert [(type(message), message.id) for message in found] == ([] if is_fine else [(Error, "portal.E001")])


def sidebar_of(person: User, rf: RequestFactory) -> dict[str, list[str]]:
    request = rf.get("/admin/")
    request.user = person
    with override("en"):
        return {
            str(group["title"]): [item["link"] for item in group["items"]] for group in navigation(request)
        }


def test_a_consultant_sees_in_the_sidebar_what_they_may_look_at(rf: RequestFactory) -> None:
    assert sidebar_of(member(Role.CONSULTANT), rf) == {"Reference data": ["/admin/accounts/office/"]}


def test_the_sidebar_of_a_superuser_names_every_model_and_page_once(rf: RequestFactory) -> None:
    office()  # whose figures are looked at

    links = [link for group in sidebar_of(superuser(), rf).values() for link in group]

    pages = [
        "/admin/applications/fee/unchecked/",
        "/admin/notifications/notice/preview/",
        "/admin/scheduling/appointment/day/",
        "/admin/scheduling/appointment/day/unserved/",
        "/admin/scheduling/duty/rota/",
        "/admin/scheduling/staffact/desk/",
        "/admin/scheduling/ticket/desk/",
    ]
    assert sorted(links) == sorted([f"/admin/{model}/" for model in MODELS] + pages)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/admin/notifications/notice/", ["/admin/notifications/notice/"]),
        ("/admin/notifications/notice/7/change/", ["/admin/notifications/notice/"]),
        ("/admin/notifications/notice/preview/", ["/admin/notifications/notice/preview/"]),
        ("/admin/notifications/outage/", []),
        ("/admin/scheduling/appointment/day/results/", ["/admin/scheduling/appointment/day/"]),
        ("/admin/scheduling/appointment/day/unserved/", ["/admin/scheduling/appointment/day/unserved/"]),
    ],
)
def test_the_sidebar_marks_the_page_and_not_the_rows_it_belongs_to(
    rf: RequestFactory, path: str, marked: list[str]
) -> None:
    request = rf.get(path)
    request.user = superuser()

    items = [item for group in navigation(request) for item in group["items"]]

    assert [item["link"] for item in items if item.get("active")] == marked


@pytest.mark.parametrize(("chosen", "kept"), [("ru", "ru"), ("xx", "pl"), ("", "pl")])
def test_staff_change_the_language_of_the_admin_and_of_their_account(
    client: Client, settings: Settings, chosen: str, kept: str
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    chief = superuser()
    client.force_login(chief)

    answer = client.post("/admin/language/", {"language": chosen, "next": "/admin/accounts/user/"})

    chief.refresh_from_db()
    cookie = answer.cookies.get("language")
    assert (answer["Location"], chief.language) == ("/admin/accounts/user/", kept)
    assert (cookie and cookie.value) == (chosen if chosen == kept else None)
