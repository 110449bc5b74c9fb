"""Note who else may see a case and act in it, and until when."""

from datetime import date, datetime

from django.db import transaction

from applications.actions.applying import RefusedError
from applications.actions.filing import file_of
from applications.choices import MandateKind, Part
from applications.models import Application, Mandate, Organisation
from applications.rules.acts import CASEWORK
from applications.rules.mandates import Terms
from applications.rules.transitions import Refusal
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor


@transaction.atomic
def give_mandate(  # noqa: PLR0913  whose, for what, and who notes it
    *,
    case: Application,
    kind: MandateKind,
    name: str,
    user: User | None,
    organisation: Organisation | None,
    terms: Terms,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    seen: int | None = None,
) -> Mandate:
    """Note a mandate. With an account, or an organisation, its owner or members see the case while it holds.

    One that is noted already, as by a form that was sent twice, is returned as it is.

    :raises RefusedError: if this person may not, or not at this stage.
    :raises ChangedError: if the case has more entries than were seen.
    """
    _allowed(parts)
    file_of(case.pk, seen=seen)
    given = {
        "application": case,
        "kind": kind,
        "name": name,
        "user": user,
        "organisation": organisation,
        "began_on": terms.began_on,
        "ended_on": terms.ended_on,
    }
    known = Mandate.objects.filter(**given, refused_at=None, revoked_at=None).first()
    if known and known.accepted_at:
        return known
    mandate = known or Mandate(**given, noted_at=at, noted_by_id=by.user_id or 0)
    mandate.accepted_at, mandate.accepted_by_id = at, by.user_id
    _open(mandate, terms)
    mandate.save()
    record("case.mandate_given", subject=case, by=by, at=at, office=case.office_id, mandate=mandate.pk)
    return mandate


@transaction.atomic
def end_mandate(  # noqa: PLR0913  whose, when, and who notes it
    *,
    mandate: Mandate,
    ended_on: date,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    seen: int | None = None,
) -> Mandate:
    """Note the last day on which a mandate holds.

    :raises RefusedError: if this person may not, or not at this stage, or the mandate begins after that.
    :raises ChangedError: if the case has more entries than were seen.
    """
    _allowed(parts)
    file_of(mandate.application_id, seen=seen)
    row = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if ended_on < row.began_on:
        raise RefusedError([Refusal.OUT_OF_ORDER])
    row.ended_on = ended_on
    row.save(update_fields=["ended_on"])
    case = mandate.application
    record("case.mandate_ended", subject=case, by=by, at=at, office=case.office_id, mandate=row.pk)
    return row


def _open(mandate: Mandate, terms: Terms) -> None:
    scope = terms.scope
    mandate.document, mandate.may_see = terms.document, scope.may_see
    mandate.may_give, mandate.gets_notices = scope.may_give, scope.gets_notices


def _allowed(parts: frozenset[Part]) -> None:
    if not parts & CASEWORK:
        raise RefusedError([Refusal.NOT_YOURS])
