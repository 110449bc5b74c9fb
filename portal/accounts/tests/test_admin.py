"""The admin's pages about people and offices, for each who may see them."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import Client, RequestFactory
from django.utils.translation import override
from modeltranslation.admin import TabbedTranslationAdmin
from pytest_django import DjangoAssertNumQueries, Settings

from portal.accounts.choices import Role
from portal.accounts.models import Membership, Office, User
from portal.accounts.tests.factories import member, office, superuser, user

pytestmark = pytest.mark.django_db

NO_MEMBERSHIPS = {"membership_set-TOTAL_FORMS": "0", "membership_set-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False


def rows(client: Client, page: str) -> set[Any]:
    return set(client.get(page).context["cl"].queryset)


def test_an_administrator_enters_a_colleague_who_has_no_password_yet(client: Client) -> None:
    client.force_login(member(Role.ADMINISTRATOR))
    krakow, clerks = office("krakow"), Group.objects.get(name=Role.CLERK)

    client.post(
        "/admin/accounts/user/add/",
        {
            "email": "New.Clerk@Example.TEST",
            "name": "",
            "phone": "",
            "language": "pl",
            "is_active": "on",
            "is_staff": "on",
            "membership_set-TOTAL_FORMS": "1",
            "membership_set-INITIAL_FORMS": "0",
            "membership_set-0-office": krakow.pk,
            "membership_set-0-group": clerks.pk,
        },
    )

    clerk = User.objects.get(email="new.clerk@example.test")
    assert (clerk.has_usable_password(), clerk.is_staff, clerk.is_superuser) == (False, True, False)
    assert [(m.office, m.group) for m in Membership.objects.filter(user=clerk)] == [(krakow, clerks)]
    assert [(row.email, row.verified) for row in EmailAddress.objects.filter(user=clerk)] == [
        ("new.clerk@example.test", False)
    ]


def test_changing_a_person_keeps_password_and_address(client: Client) -> None:
    client.force_login(member(Role.ADMINISTRATOR))
    clerk = user("clerk@example.test")

    client.post(
        f"/admin/accounts/user/{clerk.pk}/change/",
        {"email": "other@example.test", "password": "x", "name": "Anna", "phone": "", "language": "en"}
        | NO_MEMBERSHIPS,
    )

    after = User.objects.get(pk=clerk.pk)
    assert (after.name, after.email, after.password) == ("Anna", "clerk@example.test", clerk.password)
    assert not after.is_active
    assert EmailAddress.objects.filter(user=clerk).count() == 1


def test_no_page_about_a_person_shows_or_takes_a_password(client: Client) -> None:
    client.force_login(superuser())
    clerk = user()

    for page in ("/admin/accounts/user/add/", f"/admin/accounts/user/{clerk.pk}/change/"):
        html = client.get(page).content.decode()
        assert 'type="password"' not in html
        assert clerk.password not in html


def test_an_administrator_makes_nobody_a_superuser(client: Client) -> None:
    administrator = member(Role.ADMINISTRATOR)
    client.force_login(administrator)

    client.post(
        f"/admin/accounts/user/{administrator.pk}/change/",
        {"name": "", "phone": "", "language": "pl", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
        | NO_MEMBERSHIPS,
    )

    assert not User.objects.get(pk=administrator.pk).is_superuser


def test_an_administrator_does_not_change_a_superuser(client: Client) -> None:
    client.force_login(member(Role.ADMINISTRATOR))
    chief = superuser(name="Chief")

    answer = client.post(
        f"/admin/accounts/user/{chief.pk}/change/",
        {"name": "Nobody", "phone": "", "language": "pl"} | NO_MEMBERSHIPS,
    )

    assert answer.status_code == 403
    assert User.objects.get(pk=chief.pk).name == "Chief"


def test_a_superuser_changes_a_superuser(client: Client) -> None:
    client.force_login(superuser())
    chief = superuser()

    client.post(
        f"/admin/accounts/user/{chief.pk}/change/",
        {"name": "New name", "phone": "", "language": "pl", "is_active": "on", "is_staff": "on"}
        | NO_MEMBERSHIPS,
    )

    after = User.objects.get(pk=chief.pk)
    assert (after.name, after.is_superuser) == ("New name", False)


@pytest.mark.parametrize("role", [Role.CLERK, Role.CONSULTANT])
def test_a_clerk_sees_their_own_office_and_no_people(client: Client, role: Role) -> None:
    krakow = office("krakow")
    office("tarnow")
    client.force_login(member(role, at=krakow))

    assert rows(client, "/admin/accounts/office/") == {krakow}
    assert client.get("/admin/accounts/user/").status_code == 403
    assert client.get("/admin/accounts/membership/").status_code == 403


def test_a_clerk_finds_only_their_own_office_when_choosing_one(client: Client) -> None:
    krakow = office("krakow")
    office("krakow-2")
    client.force_login(member(Role.SUPERVISOR, at=krakow))

    answer = client.get(
        "/admin/autocomplete/",
        {"app_label": "accounts", "model_name": "membership", "field_name": "office", "term": "krak"},
    )

    assert [row["id"] for row in answer.json()["results"]] == [str(krakow.pk)]


def test_a_supervisor_sees_colleagues_and_changes_none(client: Client) -> None:
    krakow = office("krakow")
    supervisor, clerk = member(Role.SUPERVISOR, at=krakow), member(Role.CLERK, at=krakow)
    stranger = member(Role.CLERK, at=office("tarnow"))
    client.force_login(supervisor)

    assert rows(client, "/admin/accounts/user/") == {supervisor, clerk}
    assert {m.user for m in rows(client, "/admin/accounts/membership/")} == {supervisor, clerk}
    assert client.get(f"/admin/accounts/user/{stranger.pk}/change/").status_code == 302
    assert client.post(f"/admin/accounts/user/{clerk.pk}/change/", NO_MEMBERSHIPS).status_code == 403


def test_an_administrator_sees_every_office_and_membership(client: Client) -> None:
    krakow, tarnow = office("krakow"), office("tarnow")
    administrator, clerk = member(Role.ADMINISTRATOR, at=krakow), member(Role.CLERK, at=tarnow)
    client.force_login(administrator)

    assert rows(client, "/admin/accounts/office/") == {krakow, tarnow}
    assert {m.user for m in rows(client, "/admin/accounts/membership/")} == {administrator, clerk}


@pytest.mark.parametrize("model", ["accounts/user", "auth/group", "account/emailaddress"])
def test_not_even_a_superuser_deletes_these(client: Client, model: str) -> None:
    chief = superuser()
    client.force_login(chief)
    pk = {
        "accounts/user": chief.pk,
        "auth/group": Group.objects.get(name=Role.CLERK).pk,
        "account/emailaddress": EmailAddress.objects.get().pk,
    }[model]

    assert client.post(f"/admin/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_superuser_changes_what_a_role_may_but_not_its_name(client: Client) -> None:
    client.force_login(superuser())
    clerks, right = Group.objects.get(name=Role.CLERK), Permission.objects.get(codename="add_duty")

    client.post(f"/admin/auth/group/{clerks.pk}/change/", {"name": "other", "permissions": [right.pk]})

    clerks.refresh_from_db()
    assert (clerks.name, list(clerks.permissions.all())) == ("clerk", [right])


def test_an_administrator_looks_at_roles_and_changes_none(client: Client) -> None:
    client.force_login(member(Role.ADMINISTRATOR))
    clerks = Group.objects.get(name=Role.CLERK)

    assert client.get(f"/admin/auth/group/{clerks.pk}/change/").status_code == 200
    assert client.post(f"/admin/auth/group/{clerks.pk}/change/", {"permissions": []}).status_code == 403
    assert client.get("/admin/auth/group/add/").status_code == 403


def test_a_second_factor_is_listed_without_its_secret_and_a_superuser_removes_it(client: Client) -> None:
    chief = superuser()
    client.force_login(chief)
    key = Authenticator.objects.create(user=chief, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})

    page = client.get(f"/admin/mfa/authenticator/{key.pk}/change/").content.decode()
    client.post(f"/admin/mfa/authenticator/{key.pk}/delete/", {"post": "yes"})

    assert "JBSWY3DPEHPK3PXP" not in page
    assert chief.email in page
    assert not Authenticator.objects.exists()


def test_an_office_is_kept_in_three_languages(client: Client) -> None:
    client.force_login(superuser())
    names = {"name_pl": "Kraków", "name_en": "Cracow", "name_ru": "Краков"}

    client.post(
        "/admin/accounts/office/add/",
        names | {"slug": "krakow", "address_pl": "Przy Rondzie 6", "time_zone": "Europe/Warsaw"},
    )

    krakow = Office.objects.get()
    shown = {}
    for language in ("pl", "en", "ru"):
        with override(language):
            shown[f"name_{language}"] = krakow.name
    assert shown == names


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", "", "x" * 80])
def test_an_office_lies_in_a_zone_that_exists(client: Client, zone: str) -> None:
    client.force_login(superuser())

    client.post(
        "/admin/accounts/office/add/",
        {"name_pl": "Kraków", "slug": "krakow", "address_pl": "Przy Rondzie 6", "time_zone": zone},
    )

    assert not Office.objects.exists()


LISTS = [
    "accounts/user",
    "accounts/office",
    "accounts/membership",
    "auth/group",
    "account/emailaddress",
    "mfa/authenticator",
]


@pytest.mark.parametrize("page", LISTS)
def test_a_list_asks_no_more_for_more_rows(
    client: Client, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(superuser())
    people = [member(Role.CLERK) for _ in range(3)]
    Authenticator.objects.bulk_create(Authenticator(user=person, type="totp", data={}) for person in people)
    client.get(f"/admin/{page}/")

    with django_assert_max_num_queries(30) as few:
        client.get(f"/admin/{page}/")
    more_people = [member(Role.SUPERVISOR) for _ in range(6)]
    Authenticator.objects.bulk_create(
        Authenticator(user=person, type="totp", data={}) for person in more_people
    )
    with django_assert_max_num_queries(len(few)):
        client.get(f"/admin/{page}/")


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("term", ["anna", "Łódź", "Краков", "%_'\"\\"])
def test_every_list_can_be_searched(client: Client, page: str, term: str) -> None:
    client.force_login(superuser())

    assert client.get(f"/admin/{page}/", {"q": term}).status_code == 200


@pytest.mark.parametrize("its_admin", admin.site._registry.values(), ids=str)  # noqa: SLF001  no public way to list them
def test_no_page_of_the_admin_loads_anything_from_elsewhere(
    its_admin: admin.ModelAdmin[Any], rf: RequestFactory
) -> None:
    request = rf.get("/")
    request.user = superuser()

    media = str(its_admin.media) + "".join(
        str(inline.media) for inline in its_admin.get_inline_instances(request)
    )

    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*", media)
    assert not isinstance(its_admin, TabbedTranslationAdmin)
