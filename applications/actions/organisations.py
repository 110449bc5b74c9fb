"""Enter an organisation, and say who acts for it. What a member may see, each leave takes away at once."""

from datetime import datetime

from django.db import transaction

from applications.choices import OrganisationKind
from applications.models import Member, Organisation
from applications.models.membership import is_manager, organisations_of
from portal.accounts.models import User
from portal.accounts.policies import has_proven
from portal.audit.actions import record
from portal.audit.rules.actors import Actor

MOST_ORGANISATIONS, MOST_MEMBERS = 10, 200


class NotAllowedError(Exception):
    """It is for somebody else to do."""


class LastManagerError(Exception):
    """Somebody has to be left who can ask others in."""


class TooManyError(Exception):
    """There are as many as the portal keeps."""


class NumberTakenError(Exception):
    """Another organisation with this tax number has shown its proof."""


@transaction.atomic
def found(  # noqa: PLR0913  what it is, and whose
    *, name: str, kind: OrganisationKind, tax_id: str, user: User, by: Actor, at: datetime
) -> Organisation:
    """Enter an organisation, whose first member may ask others in. One entered twice is the same.

    :raises TooManyError: if somebody acts for very many already.
    """
    User.objects.select_for_update().get(pk=user.pk)
    own = organisations_of(user)
    if known := own.filter(name=name, kind=kind, tax_id=tax_id).first():
        return known
    if own.count() >= MOST_ORGANISATIONS:
        raise TooManyError
    row = Organisation.objects.create(name=name, kind=kind, tax_id=tax_id, created_at=at)
    Member.objects.create(
        organisation=row,
        email=user.email,
        user=user,
        is_manager=True,
        asked_by=user,
        asked_at=at,
        joined_at=at,
    )
    record("organisation.entered", subject=row, by=by, at=at)
    return row


@transaction.atomic
def ask_in(*, organisation: Organisation, email: str, user: User, by: Actor, at: datetime) -> Member:
    """Ask somebody to act for an organisation, by their address. Who was asked already, is.

    :raises NotAllowedError: if whoever asks is no manager.
    :raises TooManyError: if it has very many members.
    """
    _lock(organisation)
    if not is_manager(user, organisation):
        raise NotAllowedError
    here = Member.objects.filter(organisation=organisation, left_at=None)
    if known := here.filter(email__iexact=email).first():
        return known
    if here.count() >= MOST_MEMBERS:
        raise TooManyError
    row = Member.objects.create(organisation=organisation, email=email.lower(), asked_by=user, asked_at=at)
    record("organisation.asked_in", subject=organisation, by=by, at=at, member=row.pk)
    return row


@transaction.atomic
def join(*, member: Member, user: User, by: Actor, at: datetime) -> Member:
    """Come in where one was asked in. Who is in already, under another address, stays there once.

    :raises NotAllowedError: if the address is not proven to be theirs, or they are asked no more.
    """
    _lock(member.organisation)
    row = Member.objects.get(pk=member.pk)
    if row.user_id == user.pk and row.left_at is None:
        return row
    if row.left_at or row.user_id or not has_proven(user, row.email):
        raise NotAllowedError
    known = Member.objects.filter(organisation=row.organisation_id, user=user, left_at=None).first()
    if known:
        row.left_at = at
        row.save(update_fields=["left_at"])
        return known
    row.user, row.joined_at = user, at
    row.save(update_fields=["user", "joined_at"])
    record("organisation.joined", subject=member.organisation, by=by, at=at, member=row.pk)
    return row


@transaction.atomic
def remove(*, member: Member, user: User, by: Actor, at: datetime) -> Member:
    """Take somebody out, or leave, or say no to being asked in. From then on they see nothing by it.

    :raises NotAllowedError: if it is another, and whoever asks is no manager.
    :raises LastManagerError: if others would be left without a manager.
    """
    _lock(member.organisation)
    row = Member.objects.get(pk=member.pk)
    is_own = row.user_id == user.pk or (row.user_id is None and has_proven(user, row.email))
    if not is_own and not is_manager(user, member.organisation):
        raise NotAllowedError
    if row.left_at:
        return row
    if row.is_manager and _needs(row):
        raise LastManagerError
    row.left_at = at
    row.save(update_fields=["left_at"])
    record("organisation.left", subject=member.organisation, by=by, at=at, member=row.pk)
    return row


@transaction.atomic
def promote(*, member: Member, user: User, by: Actor, at: datetime) -> Member:
    """Let a member ask others in, and take them out.

    :raises NotAllowedError: if whoever asks is no manager, or the member has not come in or has left.
    """
    _lock(member.organisation)
    row = Member.objects.get(pk=member.pk)
    if not is_manager(user, member.organisation) or row.left_at or row.joined_at is None:
        raise NotAllowedError
    if not row.is_manager:
        row.is_manager = True
        row.save(update_fields=["is_manager"])
        record("organisation.promoted", subject=member.organisation, by=by, at=at, member=row.pk)
    return row


@transaction.atomic
def verify(*, organisation: Organisation, by: Actor, at: datetime) -> Organisation:
    """Note that a clerk has seen the proof of an organisation: from now on mandates can be its own.

    :raises NumberTakenError: if another one with its tax number was confirmed.
    """
    row = _lock(organisation)
    if row.verified_at:
        return row
    others = Organisation.objects.filter(tax_id=row.tax_id, verified_at__isnull=False)
    if row.tax_id and others.exists():
        raise NumberTakenError
    row.verified_at, row.verified_by_id = at, by.user_id
    row.save(update_fields=["verified_at", "verified_by"])
    record("organisation.verified", subject=row, by=by, at=at)
    return row


def _lock(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def _needs(row: Member) -> bool:
    """Tell whether others who have come in would be left without a manager."""
    others = Member.objects.filter(
        organisation=row.organisation_id, left_at=None, joined_at__isnull=False
    ).exclude(pk=row.pk)
    return others.exists() and not others.filter(is_manager=True).exists()
