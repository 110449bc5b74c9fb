"""People, offices and memberships for any app's tests.

A user made here may sign in at once: the e-mail address counts as confirmed.
"""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from portal.accounts.choices import Role
from portal.accounts.models import Membership, Office, User

PASSWORD = "correct horse battery staple"  # noqa: S105  it opens nothing but a test

HASH = make_password(PASSWORD)  # once: a hash is slow on purpose

_numbers = count(1)


def user(email: str = "", **fields: Any) -> User:  # noqa: ANN401  any field of the model
    address = email or f"person-{next(_numbers)}@example.test"
    person = User.objects.create(email=address, **{"password": HASH} | fields)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def superuser(email: str = "", **fields: Any) -> User:  # noqa: ANN401  any field of the model
    return user(email, is_staff=True, is_superuser=True, **fields)


def office(slug: str = "", **fields: Any) -> Office:  # noqa: ANN401  any field of the model
    name = slug or f"office-{next(_numbers)}"
    return Office.objects.create(
        slug=name, **{"name": f"Office {name}", "address": "Przy Rondzie 6, 31-547 Kraków"} | fields
    )


def member(
    role: Role = Role.CLERK,
    *,
    at: Office | None = None,
    of: User | None = None,
    **fields: Any,  # noqa: ANN401  any field of the user
) -> User:
    """Return a person who works in a role at an office; both are made if not given."""
    person = of or user(is_staff=True, **fields)
    group = Group.objects.get(name=role)
    Membership.objects.create(user=person, office=at or office(), group=group)
    return person
