"""A person asks for a visit before a term of theirs ends; a supervisor decides (`deciding`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from secrets import token_bytes

from django.conf import settings
from django.db import IntegrityError, transaction

from portal.accounts.models import Office
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from scheduling import notices
from scheduling.actions.booking import Details, broken_constraint
from scheduling.models import Matter, Service, UrgentRequest
from scheduling.rules.codes import REFERENCE_BYTES, reference
from scheduling.rules.identity import person_digest
from scheduling.rules.keyed import keyed
from scheduling.rules.urgent import NotUrgent, may_ask

ONE_WAITING = "urgentrequest_one_waiting"
TOLD = (
    "given_names",
    "family_name",
    "birth_date",
    "citizenship",
    "email",
    "phone",
    "language",
    "case_number",
)
# A form in which one of these was put right is another request.
MEANT = ("service_id", "matter_id", "email", "phone", "case_number", "term_on", "why")


class NotUrgentError(Exception):
    """No supervisor is asked. `reasons` says all the reasons why."""

    def __init__(self, reasons: frozenset[NotUrgent]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class AskedBeforeError(Exception):
    """A request of this person and contact for this service waits already. Which one is not told."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who has a term that ends when, and which it is. The contact is one of two, or both."""

    details: Details
    term_on: date
    why: str


def make(  # noqa: PLR0913  what is asked for where, what was free then, and which form it was
    *,
    office: Office,
    service: Service,
    wish: Wish,
    first_free_on: date | None,
    key: str,
    matter: Matter | None = None,
    by: Actor,
    at: datetime,
) -> UrgentRequest:
    """Write a request down for a supervisor to decide.

    `first_free_on` is the first local day with a free time for one person. The same form sent
    twice, as a double click makes it, is one request: `key` is the form's. Corrected, it is another.

    The contact is told that the request has arrived: once, however often the form is sent.

    :raises NotUrgentError: if the term is over or far away, or there is a free time before its end.
    :raises AskedBeforeError: if one of the person for the service waits already, from the same contact.
    """
    today = at.astimezone(office.zone).date()
    if reasons := may_ask(wish.term_on, today=today, first_free_on=first_free_on):
        raise NotUrgentError(reasons)
    request = UrgentRequest(
        office=office,
        service=service,
        matter=matter,
        made_at=at,
        term_on=wish.term_on,
        why=wish.why,
        first_free_on=first_free_on,
        identity_digest=digest_of(wish.details),
        **{name: getattr(wish.details, name) for name in TOLD},
    )
    request.reference = _reference(key, request)
    same = UrgentRequest.objects.filter(reference=request.reference, identity_digest=request.identity_digest)
    return same.first() or _written(request, same.first, by=by, at=at)


@transaction.atomic
def forget_past(*, at: datetime) -> int:
    """Forget who asked, some time after it was decided or could have been; return how many there were."""
    return UrgentRequest.objects.to_forget(at).forget()


def digest_of(details: Details) -> str:
    """Return what stands for the person, the same as on a visit of theirs."""
    return person_digest(
        _key(),
        given_names=details.given_names,
        family_name=details.family_name,
        birth_date=details.birth_date,
        citizenship=details.citizenship,
    )


def _written(
    request: UrgentRequest, twin: Callable[[], UrgentRequest | None], *, by: Actor, at: datetime
) -> UrgentRequest:
    try:
        with transaction.atomic():
            request.save(force_insert=True)
            record("urgentrequest.made", subject=request, by=by, at=at, office=request.office_id)
            notices.urgent_received(request, at=at)
    except IntegrityError as error:
        if found := twin():  # the same form, sent at the same moment
            return found
        if broken_constraint(error) == ONE_WAITING:
            raise AskedBeforeError from error
        raise
    return request


def _reference(key: str, request: UrgentRequest) -> str:
    """Return a reference that one form gives one request, however often it is sent as it is; see `codes`."""
    if not key:
        return reference(token_bytes(REFERENCE_BYTES))
    told = "\x1f".join(str(getattr(request, name)) for name in MEANT)
    fields = (key, request.identity_digest, sha256(told.encode()).hexdigest())
    return reference(keyed(_key(), purpose="urgent request", fields=fields)[:REFERENCE_BYTES])


def _key() -> bytes:
    key: str = settings.IDENTITY_KEY
    return key.encode()
