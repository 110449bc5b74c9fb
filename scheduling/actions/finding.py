"""Getting to a visit again without its link: by reference, contact, and a code sent there.

Whoever asks learns nothing from the answer, nor from how long it takes: what is done for a
visit that is there is done for one that is not, and its guesses are counted and fail.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from portal.accounts.models import User
from portal.accounts.policies import has_proven
from portal.audit.actions import record
from portal.audit.rules.actors import Actor
from portal.notifications.actions.waking import wake_sender
from portal.notifications.choices import Channel
from scheduling import notices
from scheduling.actions.booking import WrongCodeError
from scheduling.models import AccessCode, Appointment
from scheduling.models.access import CODES_PER, MOST_CODES, MOST_TRIES
from scheduling.models.locks import lock_asked
from scheduling.rules.codes import same_code
from scheduling.rules.keyed import keyed

# The message to them is never kept.
NOBODY = {"email": "nobody@example.test", "phone": "+48000000000"}


class NothingAskedError(Exception):
    """The browser has not asked for a visit, or not for this purpose."""


class CodeOverError(Exception):
    """The code is too old."""


class AskedTooOftenError(Exception):
    """As many codes as may be were asked for. There is another from `retry_at` (UTC) on."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(retry_at)
        self.retry_at = retry_at


class NoSuchVisitError(Exception):
    """No visit of this reference was booked with this contact, which is the asker's own."""


@transaction.atomic
def ask(  # noqa: PLR0913  what was typed, in which browser, by whom signed in
    *,
    reference: str,
    contact: str,
    finder: str,
    key: str,
    account: User | None = None,
    by: Actor,
    at: datetime,
) -> AccessCode:
    """Send a code to the visit's contact, if there is such a visit; the browser's older ones are over.

    `reference` is written as we write it. `contact` is an e-mail address, or a phone as E.164 has
    it, and the code goes the same way. `finder` is the digest of a key of the browser, `key`
    is the form's: the same form sent twice sends one code. With an `account`, the code puts
    the visit on its list, and does nothing else.

    :raises AskedTooOftenError: if there were `MOST_CODES` for this reference and contact.
    """
    asked = _asked(reference, contact)
    return _issue(
        AccessCode(
            finder=finder,
            asked_digest=asked,
            request_digest=_digest("access request", finder, key, asked, str(account and account.pk)),
            channel=_way_to(contact),
            appointment=Appointment.objects.to_be_found(reference, contact, at=at).for_page().first(),
            account=account,
            asked_at=at,
        ),
        by=by,
    )


@transaction.atomic
def ask_again(*, finder: str, key: str, account: User | None = None, by: Actor, at: datetime) -> AccessCode:
    """Send another code for what the browser asked for last; the one before is over.

    :raises NothingAskedError: if it has not asked, or not for this purpose.
    :raises AskedTooOftenError: as `ask` does.
    """
    last = _last(finder, account=account)
    return _issue(
        AccessCode(
            finder=finder,
            asked_digest=last.asked_digest,
            channel=last.channel,
            request_digest=_digest("access request", finder, key, last.asked_digest, "again"),
            appointment=last.appointment,
            account=account,
            asked_at=at,
        ),
        by=by,
    )


def enter(*, code: str, finder: str, by: Actor, at: datetime) -> Appointment:
    """Return the visit for whoever got the code. A second press returns it again.

    A guess is counted even where it fails.

    :raises NothingAskedError: if the browser has not asked to see a visit.
    :raises CodeOverError: if the code is too old.
    :raises WrongCodeError: if it is not the code, or too many were tried, or there is no visit.
    """
    with transaction.atomic():
        access = _spend_try(finder, account=None, at=at)
        visit = _let_in(access, code)
        if visit:
            record("appointment.access_granted", subject=visit, by=by, at=at, office=visit.office)
            return visit
    raise WrongCodeError(max(0, MOST_TRIES - access.tries))


def claim_with_code(*, code: str, finder: str, account: User, by: Actor, at: datetime) -> Appointment:
    """Put a visit on the list of whoever read the code, even if it stood on another's.

    :raises NothingAskedError: if the browser has not asked for a visit for this account.
    :raises CodeOverError: as `enter` does.
    :raises WrongCodeError: as `enter` does.
    """
    with transaction.atomic():
        access = _spend_try(finder, account=account, at=at)
        visit = _let_in(access, code)
        if visit:
            return _give(visit, to=account, by=by, at=at)
    raise WrongCodeError(max(0, MOST_TRIES - access.tries))


@transaction.atomic
def claim(  # noqa: PLR0913  what was typed, in which browser, by whom signed in
    *, reference: str, contact: str, finder: str, key: str, account: User, by: Actor, at: datetime
) -> Appointment | None:
    """Put a visit on the list of an account that has proven its address, and return it.

    Where the account has not, as no phone is ever proven, or the visit stands on another's list, a
    code is asked for as by `ask`, and nothing is returned.

    :raises NoSuchVisitError: if the address is proven, and no such visit was booked with it.
    :raises AskedTooOftenError: as `ask` does.
    """
    lock_asked(_asked(reference, contact))
    if has_proven(account, contact):
        found = Appointment.objects.to_be_found(reference, contact, at=at)
        visit = found.select_for_update(no_key=True).first()
        if visit is None or not has_proven(account, visit.email):
            raise NoSuchVisitError
        if visit.account_id in {None, account.pk}:
            return _give(visit, to=account, by=by, at=at)
    ask(reference=reference, contact=contact, finder=finder, key=key, account=account, by=by, at=at)
    return None


def forget_past(*, at: datetime) -> int:
    """Delete who asked when; return how many there were."""
    gone, _per_table = AccessCode.objects.past(at).delete()
    return gone


def _issue(wanted: AccessCode, *, by: Actor) -> AccessCode:
    lock_asked(wanted.asked_digest)
    at, visit = wanted.asked_at, wanted.appointment
    same_request = AccessCode.objects.fresh(at).filter(request_digest=wanted.request_digest)
    if asked_before := same_request.first():
        return asked_before
    counted = AccessCode.objects.counted(at).filter(asked_digest=wanted.asked_digest)
    times = counted.order_by("-asked_at").values_list("asked_at", flat=True)[:MOST_CODES]
    if len(times) == MOST_CODES:
        raise AskedTooOftenError(times[MOST_CODES - 1] + CODES_PER)
    wanted.save()
    _send(wanted, at=at)
    record("appointment.access_asked", subject=visit, by=by, at=at, office=visit.office if visit else None)
    return wanted


def _send(access: AccessCode, *, at: datetime) -> None:
    """Send the code. If there is no visit the same is written and taken back, and takes as long."""
    visit = access.appointment
    with transaction.atomic():
        notices.access_code_wanted(access, to=visit or Appointment(**NOBODY), at=at)
        transaction.set_rollback(visit is None)
    if visit is None:
        transaction.on_commit(lambda: wake_sender(Channel(access.channel)), robust=True)


def _spend_try(finder: str, *, account: User | None, at: datetime) -> AccessCode:
    """Count one guess before it is looked at. The row is locked: guesses made at once wait."""
    access = _last(finder, account=account, lock=True)
    if access.works_until <= at:
        raise CodeOverError
    access.tries = min(access.tries + 1, MOST_TRIES + 1)
    access.save(update_fields=["tries"])
    return access


def _let_in(access: AccessCode, code: str) -> Appointment | None:
    is_right = same_code(code, notices.access_code_of(access)) and access.tries <= MOST_TRIES
    if not is_right or access.appointment is None:
        return None
    access.tries = 0  # whoever has the code guesses no more, and may press twice
    access.save(update_fields=["tries"])
    return access.appointment


def _give(visit: Appointment, *, to: User, by: Actor, at: datetime) -> Appointment:
    own = Appointment.objects.for_page().select_for_update(of=("self",), no_key=True).get(pk=visit.pk)
    if own.account_id == to.pk:
        return own
    is_taken_over = own.account_id is not None
    own.account = to
    own.save(update_fields=["account"])
    record("appointment.claimed", subject=own, by=by, at=at, office=own.office, is_taken_over=is_taken_over)
    return own


def _last(finder: str, *, account: User | None, lock: bool = False) -> AccessCode:
    asked = AccessCode.objects.of_finder(finder).select_related("appointment__counter__office")
    last = (asked.select_for_update(of=("self",)) if lock else asked).first()
    if last is None or last.account_id != (account and account.pk):
        raise NothingAskedError
    return last


def _way_to(contact: str) -> Channel:
    return Channel.EMAIL if "@" in contact else Channel.SMS


def _asked(reference: str, contact: str) -> str:
    # Up and down again: the letters that the database takes for the same count as the same.
    return _digest("asked visit", reference, contact.upper().lower())


def _digest(purpose: str, *fields: str) -> str:
    return keyed(settings.IDENTITY_KEY.encode(), purpose=purpose, fields=fields).hex()
