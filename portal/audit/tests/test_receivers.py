"""What is written down when the libraries and the admin change people and their rights."""

from typing import Any

import pytest
from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.backends.db import SessionStore
from django.dispatch import Signal
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from portal.accounts.choices import Role
from portal.accounts.models import Membership, User
from portal.accounts.tests import factories
from portal.audit.models import Event
from portal.audit.rules.actors import VISITOR, Actor
from portal.audit.rules.context import request_context

pytestmark = pytest.mark.django_db

CLERK = Role.CLERK.value


def told(action: str) -> list[tuple[str, int | None, str, dict[str, Any]]]:
    """Return who did it, to whom, and the details, each time it was done."""
    events = Event.objects.filter(action=action).order_by("pk")
    return list(events.values_list("actor_kind", "user_id", "subject_pk", "data"))


@pytest.fixture
def chief() -> User:
    return factories.superuser()


@pytest.fixture
def clerk() -> User:
    return factories.user()


def acting(person: User) -> Any:  # noqa: ANN401  a context manager
    return request_context("abc", actor=lambda: Actor.user(person.pk))


@pytest.fixture
def sent(clerk: User, rf: RequestFactory) -> HttpRequest:
    """A request that the clerk sent, as the libraries hand it to us."""
    request = rf.get("/")
    request.user, request.session = clerk, SessionStore()
    request.session.create()
    return request


# Signing in and out


def test_signing_in_and_out_is_told(client: Client, clerk: User) -> None:
    typed = {"login": clerk.email, "password": factories.PASSWORD}

    signed_in = client.post(reverse("account_login"), typed)
    client.post(reverse("account_logout"))

    assert told("user.signed_in") == [("user", clerk.pk, str(clerk.pk), {})]
    assert told("user.signed_out") == [("user", clerk.pk, str(clerk.pk), {})]
    assert Event.objects.get(action="user.signed_in").request_id == signed_in["X-Request-ID"]


def test_signing_out_without_having_signed_in_is_nothing(client: Client) -> None:
    client.logout()

    assert told("user.signed_out") == []


def test_a_wrong_password_names_the_account_it_was_tried_on(client: Client, clerk: User) -> None:
    client.post(reverse("account_login"), {"login": clerk.email.upper(), "password": "not theirs"})

    assert told("user.sign_in_failed") == [("visitor", None, str(clerk.pk), {"step": "password"})]


def test_a_wrong_address_is_not_written_down(client: Client) -> None:
    client.post(reverse("account_login"), {"login": "nobody@example.test", "password": "not theirs"})

    assert told("user.sign_in_failed") == [("visitor", None, "", {"step": "password"})]


@pytest.mark.parametrize(
    ("signal", "step"), [(account.login_code_rejected, "code"), (mfa.authentication_failed, "second factor")]
)
def test_a_wrong_code_is_told(clerk: User, signal: Signal, step: str) -> None:
    with request_context("abc", actor=lambda: VISITOR):
        signal.send(sender=User, request=None, user=clerk)

    assert told("user.sign_in_failed") == [("visitor", None, str(clerk.pk), {"step": step})]


# What a person does to their own account


@pytest.mark.parametrize(
    ("signal", "action"),
    [
        (account.password_set, "user.password_set"),
        (account.password_changed, "user.password_changed"),
        (account.password_reset, "user.password_reset"),
        (account.email_changed, "user.email_changed"),
    ],
)
def test_what_people_change_about_themselves_is_told(
    clerk: User, sent: HttpRequest, signal: Signal, action: str
) -> None:
    with acting(clerk):
        signal.send(sender=User, request=sent, user=clerk, from_email_address="old", to_email_address="new")

    assert told(action) == [("user", clerk.pk, str(clerk.pk), {})]


@pytest.mark.parametrize(
    ("signal", "action"),
    [
        (mfa.authenticator_added, "user.second_factor_added"),
        (mfa.authenticator_removed, "user.second_factor_removed"),
        (mfa.authenticator_reset, "user.second_factor_reset"),
    ],
)
def test_second_factors_are_told(clerk: User, signal: Signal, action: str) -> None:
    factor = Authenticator(user=clerk, type=Authenticator.Type.TOTP, data={"secret": "x"})

    with acting(clerk):
        signal.send(sender=User, request=None, user=clerk, authenticator=factor)

    assert told(action) == [("user", clerk.pk, str(clerk.pk), {"factor": "totp"})]


def test_a_person_who_changes_their_own_password_is_told_once(clerk: User, sent: HttpRequest) -> None:
    with acting(clerk):
        clerk.set_password("another long one")
        clerk.save()
        account.password_changed.send(sender=User, request=sent, user=clerk)

    assert told("user.password_changed") == [("user", clerk.pk, str(clerk.pk), {})]


def test_a_forgotten_password_is_told_once(clerk: User) -> None:
    with request_context("abc", actor=lambda: VISITOR):
        clerk.set_password("another long one")
        clerk.save()
        account.password_reset.send(sender=User, request=None, user=clerk)

    assert (len(told("user.password_changed")), len(told("user.password_reset"))) == (0, 1)


# What others do to it


@pytest.mark.parametrize("column", ["email", "password"])
def test_what_others_change_is_told_without_the_value(chief: User, clerk: User, column: str) -> None:
    setattr(clerk, column, "another@example.test")

    with acting(chief):
        clerk.save()

    assert told(f"user.{column}_changed") == [("user", chief.pk, str(clerk.pk), {})]


def test_a_command_line_is_told_too(clerk: User) -> None:
    clerk.set_password("another long one")
    clerk.save()

    assert told("user.password_changed") == [("system", None, str(clerk.pk), {})]


@pytest.mark.parametrize(
    ("column", "value"), [("is_staff", True), ("is_superuser", True), ("is_active", False)]
)
def test_rights_of_a_person_are_told(chief: User, clerk: User, column: str, *, value: bool) -> None:
    before = len(told("user.rights_changed"))
    setattr(clerk, column, value)

    with acting(chief):
        clerk.save()
        clerk.save()

    assert told("user.rights_changed")[before:] == [("user", chief.pk, str(clerk.pk), {column: value})]


def test_a_new_chief_is_told_and_a_new_visitor_has_no_rights() -> None:
    visitor = User.objects.create_user("visitor@example.test", "a long password")
    chief = User.objects.create_superuser("chief@example.test", "a long password")

    assert told("user.rights_changed") == [
        ("system", None, str(chief.pk), {"is_staff": True, "is_superuser": True})
    ]
    assert (told("user.password_changed"), told("user.email_changed")) == ([], [])
    assert Event.objects.about(visitor).count() == 0


def test_a_change_that_gives_nothing_is_not_told(chief: User, clerk: User) -> None:
    clerk.name, clerk.is_staff = "Another", True

    with acting(chief):
        clerk.save(update_fields=["name"])

    assert Event.objects.about(clerk).count() == 0


def test_a_person_deleted_is_told(chief: User, clerk: User) -> None:
    number = clerk.pk

    with acting(chief):
        clerk.delete()

    assert told("user.deleted") == [("user", chief.pk, str(number), {})]


def test_a_role_given_moved_and_taken_is_told_with_its_office(chief: User, clerk: User) -> None:
    krakow, sacz = factories.office(), factories.office()
    group = Group.objects.get(name=CLERK)

    with acting(chief):
        membership = Membership.objects.create(user=clerk, office=krakow, group=group)
        membership.office = sacz
        membership.save()
        membership.save()
        membership.delete()

    events = Event.objects.filter(action__startswith="membership.").order_by("pk")
    assert list(events.values_list("action", "office_id", "subject_pk", "user_id", "data")) == [
        ("membership.granted", krakow.pk, str(clerk.pk), chief.pk, {"role": CLERK}),
        ("membership.withdrawn", krakow.pk, str(clerk.pk), chief.pk, {"role": CLERK}),
        ("membership.granted", sacz.pk, str(clerk.pk), chief.pk, {"role": CLERK}),
        ("membership.withdrawn", sacz.pk, str(clerk.pk), chief.pk, {"role": CLERK}),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["the office", "its rows"])
def test_an_office_without_history_can_be_deleted_with_its_roles(how: str) -> None:
    office = factories.office()
    group = Group.objects.get_or_create(name=CLERK)[0]
    clerk = factories.user()
    Membership.objects.bulk_create([Membership(user=clerk, office=office, group=group)])

    if how == "the office":
        office.delete()
    else:
        type(office).objects.filter(pk=office.pk).delete()

    (event,) = Event.objects.filter(action="membership.withdrawn")
    assert (event.subject_pk, event.office_id) == (str(clerk.pk), None)


def test_rights_of_a_role_are_told_by_name(chief: User) -> None:
    role = Group.objects.get(name=CLERK)
    right = Permission.objects.get(codename="delete_user")

    with acting(chief):
        role.permissions.add(right)
        role.permissions.add(right)
        role.permissions.remove(right)
        role.permissions.clear()

    about = {"kind": "auth.permission"}
    named = ("user", chief.pk, str(role.pk))
    assert told("group.rights_changed") == [
        (*named, {**about, "change": "added", "which": ["accounts.delete_user"]}),
        (*named, {**about, "change": "removed", "which": ["accounts.delete_user"]}),
        (*named, {**about, "change": "cleared", "which": []}),
    ]


def test_rights_given_from_the_other_side_are_told_as_well(chief: User, clerk: User) -> None:
    role = Group.objects.get(name=CLERK)

    with acting(chief):
        clerk.groups.add(role)
        role.user_set.remove(clerk)

    assert [data for *_who, data in told("user.rights_changed")[1:]] == [
        {"change": "added", "kind": "auth.group", "which": [CLERK]}
    ]
    assert [data for *_who, data in told("group.rights_changed")] == [
        {"change": "removed", "kind": "accounts.user", "which": [str(clerk.pk)]}
    ]


def test_what_the_portal_gives_its_roles_itself_is_not_told() -> None:
    role = Group.objects.create(name="another")
    role.permissions.add(Permission.objects.get(codename="delete_user"))

    assert (told("group.rights_changed"), told("group.created")) == ([], [])


def test_a_role_made_renamed_and_deleted_is_told(chief: User) -> None:
    with acting(chief):
        role = Group.objects.create(name="typist")
        number = str(role.pk)
        role.name = "scribe"
        role.save()
        role.delete()

    by = ("user", chief.pk, number)
    assert [told(f"group.{verb}") for verb in ("created", "changed", "deleted")] == [
        [(*by, {"role": "typist"})],
        [(*by, {"role": "scribe"})],
        [(*by, {"role": "scribe"})],
    ]


@pytest.mark.ignore_template_errors
def test_the_admin_names_the_one_who_did_it(client: Client, chief: User, settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    clerk, office = factories.user(is_staff=True), factories.office()
    client.force_login(chief)

    response = client.post(
        reverse("admin:accounts_membership_add"),
        {"user": clerk.pk, "office": office.pk, "group": Group.objects.get(name=CLERK).pk},
    )

    assert told("membership.granted") == [("user", chief.pk, str(clerk.pk), {"role": CLERK})]
    assert Event.objects.get(action="membership.granted").request_id == response["X-Request-ID"]
