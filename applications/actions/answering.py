"""Accept a mandate that was asked for, or refuse it; and end it, as the person whose case it is."""

from datetime import date, datetime

from django.db import transaction

from applications.actions.applying import ChangedError, RefusedError
from applications.actions.asking import HeldAlreadyError, OutgrownError
from applications.actions.filing import file_of
from applications.choices import Part
from applications.models import Application, Mandate
from applications.models.cases import MandateQuerySet
from applications.notices.news import tell_news
from applications.rules.acts import CASEWORK
from applications.rules.mandates import Terms, is_outgrown, may_revoke
from applications.rules.transitions import Refusal
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor


class UnknownOrganisationError(Exception):
    """No clerk has seen a proof of the organisation yet: anybody may enter one by that name."""


class NotTheirsError(Exception):
    """The person does not end this mandate: it holds by law."""


@transaction.atomic
def accept_mandate(  # noqa: PLR0913  which, on what terms, and who accepts it
    *,
    mandate: Mandate,
    terms: Terms,
    user: User | None,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    seen: int | None = None,
) -> Mandate:
    """Let somebody act in a case who asked to, or whom the person named: a clerk has seen the paper.

    `user` is whose account it is where the row names none. One that is accepted already stays as it is.

    :raises RefusedError: if this clerk may not, or not at this stage.
    :raises ChangedError: if it was refused or taken back, or the case has more entries than were seen.
    :raises OutgrownError: if it is of a parent, and the child is of age.
    :raises UnknownOrganisationError: if nobody has seen a proof of the organisation.
    :raises HeldAlreadyError: if there is one like it.
    """
    case, row = _locked(mandate, parts=parts, seen=seen)
    if row.accepted_at:
        return row
    if row.refused_at or row.revoked_at:
        raise ChangedError
    _check(case, row, on=max(terms.began_on, at.astimezone(case.office.zone).date()))
    row.user, row.email = row.user or (None if row.organisation else user), ""
    row.document, row.began_on, row.ended_on = terms.document, terms.began_on, terms.ended_on
    scope = terms.scope
    row.may_see, row.may_give, row.gets_notices = scope.may_see, scope.may_give, scope.gets_notices
    row.accepted_at, row.accepted_by_id = at, by.user_id
    if _like(row).exists():
        raise HeldAlreadyError
    row.save()
    record("case.mandate_given", subject=case, by=by, at=at, office=case.office_id, mandate=row.pk)
    tell_news(case, what="mandate", key=f"held-{row.pk}", at=at)
    return row


@transaction.atomic
def refuse_mandate(  # noqa: PLR0913  which, why, and who refuses it
    *,
    mandate: Mandate,
    why: str,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    seen: int | None = None,
) -> Mandate:
    """Refuse a mandate, with a reason that whoever asked reads. One that is refused already stays so.

    :raises RefusedError: if this clerk may not, or not at this stage.
    :raises ChangedError: if it was accepted or taken back, or the case has more entries than were seen.
    """
    case, row = _locked(mandate, parts=parts, seen=seen)
    if row.refused_at:
        return row
    if row.accepted_at or row.revoked_at:
        raise ChangedError
    row.refused_at, row.refusal, row.email = at, why, ""
    row.save(update_fields=["refused_at", "refusal", "email"])
    record("case.mandate_refused", subject=case, by=by, at=at, office=case.office_id, mandate=row.pk)
    return row


@transaction.atomic
def revoke_mandate(*, mandate: Mandate, by: Actor, at: datetime, on: date) -> Mandate:
    """End a mandate at once, or refuse one that is asked for: the person of the case wants it so.

    `on` is the local day at the office. One that has ended or was refused stays as it is.

    :raises NotTheirsError: if a child would end the mandate of their parent.
    """
    row = _row(mandate)
    case = row.application
    if row.revoked_at or row.refused_at or (row.ended_on and row.ended_on < on):
        return row
    if row.accepted_at and not may_revoke(row.kind, born=case.birth_date, on=on):
        raise NotTheirsError
    row.revoked_at, row.email = at, ""
    row.save(update_fields=["revoked_at", "email"])
    record("case.mandate_revoked", subject=case, by=by, at=at, office=case.office_id, mandate=row.pk)
    return row


def _locked(mandate: Mandate, *, parts: frozenset[Part], seen: int | None) -> tuple[Application, Mandate]:
    if not parts & CASEWORK:
        raise RefusedError([Refusal.NOT_YOURS])
    file_of(mandate.application_id, seen=seen)
    row = _row(mandate)
    return row.application, row


def _row(mandate: Mandate) -> Mandate:
    rows = Mandate.objects.select_related("application__office", "organisation", "user")
    row: Mandate = rows.select_for_update(of=("self",)).get(pk=mandate.pk)
    return row


def _check(case: Application, row: Mandate, *, on: date) -> None:
    if is_outgrown(row.kind, born=case.birth_date, on=on):
        raise OutgrownError
    if row.organisation and row.organisation.verified_at is None:
        raise UnknownOrganisationError


def _like(row: Mandate) -> MandateQuerySet:
    """Return the open mandates that the database would not let stand beside this one."""
    names = ("application", "kind", "name", "user", "organisation", "began_on")
    same = {name: getattr(row, name) for name in names}
    nobody = {f"{name}__isnull": True for name in names if same[name] is None}
    named = {name: value for name, value in same.items() if value is not None}
    rows: MandateQuerySet = Mandate.objects.filter(
        **named, **nobody, ended_on=None, refused_at=None, revoked_at=None
    )
    return rows.exclude(pk=row.pk)
