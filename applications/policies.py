"""Who acts as what in the cases of an office."""

from django.contrib.auth.models import AnonymousUser

from applications.choices import Part
from portal.accounts.models import Membership, Office, User

RIGHTS = {
    "handle_application": Part.CLERK,
    "examine_application": Part.OFFICER,
    "sign_application": Part.SIGNER,
    "supervise_application": Part.SUPERVISOR,
}


def parts_of(user: User | AnonymousUser, office: Office) -> frozenset[Part]:
    """Return as what somebody may act in the cases of an office; nothing for everybody else.

    An administrator has no part: they keep the law and the people, and decide nothing.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    found = Membership.objects.filter(
        user=user,
        office=office,
        group__permissions__content_type__app_label="applications",
        group__permissions__codename__in=RIGHTS,
    ).values_list("group__permissions__codename", flat=True)
    return frozenset(RIGHTS[name] for name in found)
