"""Open a case: somebody has applied, whatever way the application came."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from applications.actions.applying import RefusedError
from applications.actions.following import follow
from applications.choices import Channel, EventKind, Part, Source
from applications.models import Application, CaseEvent, Procedure
from applications.models.law import law_of
from applications.rules.acts import ACTS
from applications.rules.deriving import Derived, derive
from applications.rules.events import Event, checked
from applications.rules.folding import fold
from applications.rules.people import document_digest, name_key
from applications.rules.requirements import without_law
from applications.rules.state import State
from applications.rules.transitions import Refusal, refusals
from portal.accounts.choices import Language
from portal.accounts.models import Office
from portal.audit.rules.actors import Actor
from scheduling.actions.booking import broken_constraint


class KnownAlreadyError(Exception):
    """There is a case with this reference at this office."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies. The number of the travel document is not kept, only its keyed digest."""

    given_names: str
    family_name: str
    birth_date: date
    citizenship: str
    document_number: str = ""
    party_name: str = ""
    language: str = Language.POLISH
    email: str = ""
    phone: str = ""
    stay_until: date | None = None


@transaction.atomic
def open_case(  # noqa: PLR0913  what an application says of itself
    *,
    office: Office,
    procedure: Procedure,
    applicant: Applicant,
    channel: Channel,
    filed_on: date,
    by: Actor,
    parts: frozenset[Part],
    at: datetime,
    regime_on: date | None = None,
    source: Source = Source.DESK,
    external_ref: str = "",
) -> Application:
    """Open a case with its first event, "received", on the local day of filing.

    :raises RefusedError: if the day lies ahead, or the person may not.
    :raises KnownAlreadyError: if the office has a case with this reference.
    """
    data = checked(EventKind.RECEIVED, {"channel": channel, "gives_card": procedure.gives_card})
    event = Event(EventKind.RECEIVED, filed_on, data, by.user_id, 1)
    today = at.astimezone(office.zone).date()
    regime_on = regime_on or filed_on
    reasons = refusals(State(), event, parts=parts, today=today)
    if reasons := reasons or _against(procedure, regime_on, today):
        raise RefusedError(reasons)
    case = begun(
        office=office,
        procedure=procedure,
        applicant=applicant,
        channel=channel,
        filed_on=filed_on,
        regime_on=regime_on,
        source=source,
        external_ref=external_ref,
        opened_at=at,
    )
    part = next(each for each in Part if each in parts & ACTS[EventKind.RECEIVED].parts)
    _begin(case, event, part, today=today, by=by, at=at)
    return case


def _against(procedure: Procedure, regime_on: date, today: date) -> list[Refusal]:
    if not procedure.is_in_remit:
        return [Refusal.NOT_NOW]
    return without_law(law_of(procedure.pk), regime_on=regime_on, today=today)


def _begin(  # noqa: PLR0913  what `open_case` has judged
    case: Application, event: Event, part: Part, *, today: date, by: Actor, at: datetime
) -> None:
    state = fold(State(), event)
    _save(case, state, derive(state, law_of(case.procedure_id), regime_on=case.regime_on, on=today), at=at)
    columns = {"kind": event.kind, "on": event.on, "data": event.data, "part": part, "by_id": by.user_id}
    entry = CaseEvent.objects.create(application=case, sequence=1, at=at, **columns)
    follow(entry, event, office=case.office_id, was="", days={today, event.on}, by=by, at=at)


def _save(case: Application, state: State, derived: Derived, *, at: datetime) -> None:
    for name, value in asdict(derived).items():
        setattr(case, name, value)
    case.state, case.sequence, case.changed_at = state.to_json(), 1, at
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        if broken_constraint(error) != "application_reference_once":
            raise
        raise KnownAlreadyError from error


def begun(*, applicant: Applicant, **fields: Any) -> Application:  # noqa: ANN401  columns of a case
    """Return an unsaved case with what was given, and the keys by which it is found again."""
    key = settings.IDENTITY_KEY.encode()
    return Application(
        given_names=applicant.given_names,
        family_name=applicant.family_name,
        birth_date=applicant.birth_date,
        citizenship=applicant.citizenship,
        name_key=name_key(applicant.given_names, applicant.family_name),
        document_digest=document_digest(key, applicant.document_number) if applicant.document_number else "",
        party_name=applicant.party_name,
        language=applicant.language,
        email=applicant.email,
        phone=applicant.phone,
        stay_until=applicant.stay_until,
        **fields,
    )
