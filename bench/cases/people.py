"""Who looks at the cases: clerks and a supervisor, signed in with a second factor."""

from collections.abc import Sequence
from time import time

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from portal.accounts.choices import Language, Role
from portal.accounts.models import Membership, Office, User


def team(office: Office, role: Role, count: int) -> list[User]:
    """Make so many people who work at an office in a role."""
    people = User.objects.bulk_create(
        User(
            email=f"{office.slug}-{role.value}-{number}@example.test",
            name=f"{role.value.title()} {number}",
            is_staff=True,
            language=Language.POLISH,
        )
        for number in range(1, count + 1)
    )
    group = Group.objects.get(name=role)
    Membership.objects.bulk_create(Membership(user=user, office=office, group=group) for user in people)
    _with_second_factor(people)
    return people


def _with_second_factor(people: Sequence[User]) -> None:
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.WEBAUTHN, data={}) for user in people
    )


def signed_in(user: User) -> Client:
    """Return a browser in which somebody has used both factors."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = Language.POLISH
    return client
