"""Who acts as what in the cases of an office, and who sees how much of a case."""

from datetime import date

from django.contrib.auth.models import AnonymousUser

from applications.choices import Part, Party
from applications.models import Application, Mandate
from applications.rules.sight import Sight, of_mandate, of_owner
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


def sight_of(user: User | AnonymousUser, case: Application, *, on: date) -> Sight | None:
    """Return how much somebody sees of a case as a person, on a local day; None for nothing at all.

    Of several mandates the one counts that lets them do most. A parent who linked the child's case
    by its code sees no less for it than by the mandate that a clerk has accepted.
    """
    if not isinstance(user, User):
        return None
    own = None
    if case.account_id == user.pk and case.procedure.party == Party.FOREIGNER:
        own = of_owner(case.account_level)
    if own and own.is_full:
        return own
    rows = Mandate.objects.of(user).held(on).filter(application=case, may_see=True)
    held = [
        of_mandate(row.kind, may_give=row.may_give, gets_notices=row.gets_notices, pk=row.pk)
        for row in rows.order_by("-may_give", "began_on", "pk")
    ]
    return held[0] if held else own
