"""Ask that somebody may act in a case: the representative does, or the person names them.

Nothing is opened by it. A clerk looks at the paper first (`actions/answering`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from applications.choices import MandateKind
from applications.models import Application, Mandate, Organisation
from applications.models.mandates import waiting_in
from applications.notices.news import tell_news
from applications.rules.mandates import Scope, is_outgrown
from portal.accounts.models import User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor

MOST_WAITING = 10


class HeldAlreadyError(Exception):
    """They act in this case already, as what they ask for."""


class OutgrownError(Exception):
    """The child is of age: nobody acts as their parent."""


class TooManyWaitingError(Exception):
    """So many wait for a clerk that no more are taken."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: as what, under which name, with which scope, on which paper."""

    kind: MandateKind
    name: str
    scope: Scope
    document: str = ""
    email: str = ""


@transaction.atomic
def ask_mandate(  # noqa: PLR0913  whose, for whom, what, and who asks when
    *,
    case: Application,
    wish: Wish,
    user: User,
    organisation: Organisation | None,
    by: Actor,
    at: datetime,
    on: date,
) -> Mandate:
    """Ask for a mandate in a case whose number and code somebody has. The person is told that there is news.

    One that waits already is returned as it is. `on` is the local day at the office.

    :raises HeldAlreadyError: if it is theirs already.
    :raises OutgrownError: if they ask as the parent of an adult.
    :raises TooManyWaitingError: if too many wait in this case.
    """
    row = _locked(case, wish, on=on)
    whose = {"organisation": organisation} if organisation else {"user": user}
    of_kind = Mandate.objects.filter(application=row, kind=wish.kind, **whose)
    if of_kind.held(on).exists():
        raise HeldAlreadyError
    if waiting := of_kind.waiting().first():
        return waiting
    mandate = _made(row, wish, at=at, on=on, noted_by_id=by.user_id, **whose)
    record("case.mandate_asked", subject=row, by=by, at=at, office=row.office_id, mandate=mandate.pk)
    tell_news(row, what="mandate", key=f"asked-{mandate.pk}", at=at)
    return mandate


@transaction.atomic
def name_mandate(*, case: Application, wish: Wish, by: Actor, at: datetime, on: date) -> Mandate:
    """Note whom the person of a case names. Whether they have an account is nobody's to learn here.

    Of the same name that waits already, what was typed last counts.

    :raises HeldAlreadyError: if they were accepted today, under the same name.
    :raises OutgrownError: if a parent is named by an adult.
    :raises TooManyWaitingError: if too many wait in this case.
    """
    row = _locked(case, wish, on=on)
    known = Mandate.objects.filter(
        application=row, kind=wish.kind, name=wish.name, user=None, organisation=None
    )
    if waiting := known.waiting().first():
        return _retold(waiting, wish)
    if known.filter(began_on=on, ended_on=None, refused_at=None, revoked_at=None).exists():
        raise HeldAlreadyError
    mandate = _made(row, wish, at=at, on=on, noted_by_id=by.user_id)
    record("case.mandate_named", subject=row, by=by, at=at, office=row.office_id, mandate=mandate.pk)
    return mandate


def _retold(row: Mandate, wish: Wish) -> Mandate:
    row.email, row.document = wish.email, wish.document
    row.may_give, row.gets_notices = wish.scope.may_give, wish.scope.gets_notices
    row.save(update_fields=["email", "document", "may_give", "gets_notices"])
    return row


def _locked(case: Application, wish: Wish, *, on: date) -> Application:
    row: Application = (
        Application.objects.select_related("office").select_for_update(of=("self",)).get(pk=case.pk)
    )
    if is_outgrown(wish.kind, born=row.birth_date, on=on):
        raise OutgrownError
    return row


def _made(case: Application, wish: Wish, *, at: datetime, on: date, **whose: Any) -> Mandate:  # noqa: ANN401  columns of the row
    if waiting_in(case).count() >= MOST_WAITING:
        raise TooManyWaitingError
    mandate = Mandate(
        application=case,
        kind=wish.kind,
        name=wish.name,
        email=wish.email,
        document=wish.document,
        may_give=wish.scope.may_give,
        gets_notices=wish.scope.gets_notices,
        began_on=on,
        noted_at=at,
        **whose,
    )
    mandate.save()
    return mandate
