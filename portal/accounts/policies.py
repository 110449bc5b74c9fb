"""Who may do what, and where.

A role counts at the office of the membership and nowhere else. Django's own question,
`user.has_perm`, has no office in it: it is answered with "somewhere", and whoever shows
or changes rows narrows them with `offices_of`.
"""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.models import Membership, Office, User


class MembershipBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Sign in as allauth does; a person's rights are those of their memberships, read fresh.

    The groups of `User.groups` give nothing: they would hold everywhere.
    """

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return Permission.objects.filter(group__membership__user=user_obj)


def may(user: User | AnonymousUser, permission: str, office: Office) -> bool:
    """Tell whether a person has a right (`"scheduling.add_blockedwindow"`) at this office."""
    return offices_of(user, permission).filter(pk=office.pk).exists()


def offices_of(user: User | AnonymousUser, permission: str | None = None) -> QuerySet[Office]:
    """Return the offices a person works at; with a permission, those where they have it."""
    if not user.is_active or not isinstance(user, User):
        return Office.objects.none()
    if user.is_superuser:
        return Office.objects.all()
    memberships = Membership.objects.filter(user=user, office=OuterRef("pk"))
    if permission is not None:
        app, _dot, codename = permission.partition(".")
        memberships = memberships.filter(
            group__permissions__content_type__app_label=app, group__permissions__codename=codename
        )
    return Office.objects.filter(Exists(memberships))


def people_of(user: User | AnonymousUser) -> QuerySet[User]:
    """Return the people somebody may look up: everyone, or the staff of their own offices."""
    if not isinstance(user, User):
        return User.objects.none()
    if user.has_perm("accounts.change_user"):
        return User.objects.all()
    colleagues = Membership.objects.filter(
        user=OuterRef("pk"), office__in=offices_of(user, "accounts.view_user")
    )
    return User.objects.filter(Exists(colleagues))


def has_proven(user: User, email: str) -> bool:
    """Tell whether an account has shown, with a code from it, that it receives mail at an address.

    The case of A to Z alone makes no difference. The database takes more letters for the same,
    and `gıthub.com`, with a Turkish i, is somebody else's domain.
    """
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return email.encode().lower() in {address.encode().lower() for address in proven}
