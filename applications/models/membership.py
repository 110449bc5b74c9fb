"""Who belongs to which organisation, and who was asked in."""

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from applications.models.organisations import Member, Organisation
from portal.accounts.models import User


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Return the organisations for which somebody acts today."""
    mine = Member.objects.filter(user=user, left_at=None)
    return Organisation.objects.filter(pk__in=mine.values("organisation")).order_by("name", "pk")


def is_manager(user: User, organisation: Organisation) -> bool:
    return Member.objects.filter(organisation=organisation, user=user, is_manager=True, left_at=None).exists()


def members_of(organisation: Organisation) -> QuerySet[Member]:
    """Return who belongs to it and who was asked in, those who joined first."""
    rows = Member.objects.filter(organisation=organisation, left_at=None).select_related("user")
    return rows.order_by("joined_at", "pk")


def invitations_to(user: User) -> QuerySet[Member]:
    """Return where somebody was asked in at an address that they have proven to be theirs."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    mails = [address.lower() for address in proven]
    rows = Member.objects.filter(user=None, left_at=None, email__in=mails)
    return rows.select_related("organisation", "asked_by").order_by("asked_at", "pk")
