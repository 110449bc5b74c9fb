"""How often what may be done with visits, and the page that says it was too often.

Who is limited: a *contact* is the mailbox or phone that gets a code, so that none is flooded,
and no code guessed, from many networks at once. A *person* is the keyed digest of who comes:
times are for people, not for whoever books and cancels to pass them on. A *phone* gets texts,
each of which is paid for, and nobody has proven that it is theirs; a *block* are the thousand
phones whose numbers differ in the last three digits alone: whoever earns by texts that others
send has such blocks, and real people of one block do not come within the same hour. A
*network* is one IPv4 address or one IPv6 /64: the only thing that a machine without mail or
name has to have.

A network can be a whole house. Behind one address there may be a shelter with a hundred
people, an office of helpers, or a few hundred customers of a mobile operator. So the limits
of networks are those of a busy house, not of a person: whoever books needs one hold, one
mail and one guess, and a hold for every choice they think better of. Those of persons and
contacts are low, because one person does little, however many share their address; they
hold on the office's own kiosks too (UNLIMITED_NETWORKS).

A view spends before its one action; only a booking is counted once it has come about, because
a wrong code is none. What a limit refused is not counted: waiting is enough.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.encoding import punycode
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.web import words
from portal.web.client import limited_network
from portal.web.limits import Cost, Limit, TooOftenError, spend
from scheduling.models import Appointment
from scheduling.models.together import together
from scheduling.rules.codes import normalise_reference
from scheduling.rules.identity import LONGEST_TYPED, normalise_case_number
from scheduling.views.answers import TOO_MANY, answer

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
IN_BLOCK = 3  # digits by which the numbers of a block differ
MEANINGLESS = str.maketrans("", "", '."\\')  # before the @ of an address
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field


class By(Enum):
    """Whom a limit counts."""

    NETWORK = auto()
    CONTACT = auto()
    PERSON = auto()
    PHONE = auto()
    BLOCK = auto()
    VISIT = auto()
    CASE = auto()


Whom = Mapping[By, Sequence[str]]
"""Of several people in one booking each counts; of all else there is one."""


@dataclass(frozen=True)
class Act:
    """Something that is counted, and how a page says that it was done often."""

    what: Promise
    limits: Mapping[By, tuple[Limit, ...]]

    def costs(self, whom: Whom) -> list[Cost]:
        """Return what it costs those who are named; others are not counted."""
        return [
            (limit, each)
            for by, limits in self.limits.items()
            for each in whom.get(by, ())
            for limit in limits
        ]

    def counts(self, limit: Limit) -> bool:
        return any(limit in limits for limits in self.limits.values())


HOLD = Act(
    _("Many times were chosen over your internet connection."),
    {
        # However long holds are kept, one network has at most `MOST_HELD` times at once, of the
        # thousands that an office opens. 30 people of one house choose within ten minutes only
        # when new days open, and the next then wait for some minutes.
        By.NETWORK: (
            Limit("hold.network", 30, timedelta(minutes=10)),
            Limit("hold.network.day", 300, DAY),  # a house of a hundred, three choices each
        ),
    },
)
CODE = Act(
    _("Many codes were asked for."),
    {
        # A hold may ask for five (MOST_CODES); one more lets a hold that ran out be done again.
        # Somebody else's mailbox gets fifteen mails a day at the most, whatever the networks.
        By.CONTACT: (Limit("code.contact", 6, HOUR), Limit("code.contact.day", 15, DAY)),
        # The same for one person under many addresses.
        By.PERSON: (Limit("code.person", 6, HOUR), Limit("code.person.day", 15, DAY)),
        # A mail a minute: a helper's office at full speed, but no machine that sends our mail.
        By.NETWORK: (Limit("code.network", 60, HOUR),),
    },
)
TEXT_CODE = Act(
    _("Many codes were asked for by text message."),
    {
        # On top of what holds for every code. A text comes at once or not at all; whoever needs
        # a fourth has the wrong number, or no signal.
        By.PHONE: (Limit("textcode.phone", 3, HOUR), Limit("textcode.phone.day", 6, DAY)),
        By.BLOCK: (Limit("textcode.block", 10, HOUR),),
        # A shelter's evening, and not a machine that has us pay for texts.
        By.NETWORK: (Limit("textcode.network", 20, HOUR),),
    },
)
GUESS = Act(
    _("Many codes were tried."),
    {
        # Five guesses a code (MOST_TRIES), six codes' worth. Of a million codes that is one
        # in 33,000 a day for whoever attacks one address from anywhere.
        By.CONTACT: (Limit("guess.contact", 30, DAY),),
        # With a new address for each hold a network guesses right once in more than a year.
        By.NETWORK: (Limit("guess.network", 100, HOUR),),
    },
)
REFUSED = Act(
    _("Visits were refused several times, because there was one already."),
    {
        # Whoever mistypes and tries once more is refused twice. Whoever asks of people one by
        # one whether they have a visit gets no further than this.
        By.CONTACT: (Limit("refused.contact", 3, HOUR), Limit("refused.contact.day", 6, DAY)),
        # In a house of a hundred few forget that they have booked.
        By.NETWORK: (Limit("refused.network", 10, HOUR),),
    },
)
BOOK = Act(
    _("Many visits were booked for this person within a day."),
    # A person can have one visit of a kind at a time. More than six in a day is booking and
    # cancelling by turns, which keeps a time from others until it can be handed on.
    {By.PERSON: (Limit("book.person", 6, DAY),)},
)
TEXT = Act(
    _("Many visits were booked with this mobile phone number within a day."),
    # Whoever books by mail gives any number, and is not asked for a code from it. A family books
    # four visits; a stranger's phone then rings for four, each of which is moved six times a day
    # at the most. With an e-mail address and without the number all go on.
    {By.PHONE: (Limit("book.phone", 4, DAY),)},
)
MOVE = Act(
    _("Visits were moved many times."),
    {
        By.PERSON: (Limit("move.person", 6, DAY),),  # who cannot decide, decides by the sixth
        By.NETWORK: (Limit("move.network", 60, HOUR),),  # as with codes: each sends a mail
    },
)
TELL = Act(
    _("Many messages were sent again."),
    {
        # One message goes again three times a day (MOST_BY_PERSON), but a visit has several.
        By.VISIT: (Limit("tell.visit", 10, DAY),),
        By.NETWORK: (Limit("tell.network", 60, HOUR),),  # as with codes: each sends a mail, or a text
    },
)
FIND = Act(
    _("A visit was looked for many times."),
    {
        # One reference and contact: mistyped now and then, or asked for by whoever has half of it.
        By.VISIT: (Limit("find.visit", 6, HOUR),),
        # Texts are paid for, and of one phone there may be several visits.
        By.PHONE: (Limit("find.phone", 6, HOUR), Limit("find.phone.day", 10, DAY)),
        # A reference is one of 10^12, but a stolen list of them is tried address by address.
        By.NETWORK: (Limit("find.network", 20, HOUR),),
    },
)
LOOK = Act(
    _("Many case numbers and access codes were entered."),
    {
        # A code is one of 10^15: with these tries one is found in hundreds of millions of years. They
        # are many more than those of a network, so that no few of them shut out whoever has the letter.
        By.CASE: (Limit("look.case", 1000, HOUR), Limit("look.case.day", 5000, DAY)),
        # A shelter of a hundred that looks on the day of the letters, and no machine with a list.
        By.NETWORK: (Limit("look.network", 60, HOUR), Limit("look.network.day", 300, DAY)),
    },
)
ACTS = (HOLD, CODE, TEXT_CODE, GUESS, REFUSED, BOOK, TEXT, MOVE, TELL, FIND, LOOK)


def spend_hold(request: HttpRequest) -> None:
    """Count a time that is being chosen.

    :raises TooOftenError: if too many were.
    """
    _spend(HOLD, {By.NETWORK: [limited_network(request)]})


def spend_code(request: HttpRequest, appointment: Appointment) -> None:
    """Count a code that is being sent. Who could not book with it is told now.

    :raises TooOftenError: if too many were.
    """
    whom = _whom(request, appointment)
    costs = CODE.costs(whom) if appointment.email else [*CODE.costs(whom), *TEXT_CODE.costs(whom)]
    spend(*costs, within=_booking(whom), at=timezone.now())


def spend_guess(request: HttpRequest, appointment: Appointment) -> None:
    """Count a code that is being tried; what it books is counted once it has (`count_booking`).

    :raises TooOftenError: if too many were tried, booked or refused.
    """
    whom = _whom(request, appointment)
    _spend(GUESS, whom, within=_booking(whom))


def ask_booking(request: HttpRequest, appointment: Appointment) -> None:
    """Ask whether a visit may be booked without a code; count it once it is (`count_booking`).

    :raises TooOftenError: if too many were booked for the person, or with the phone, or refused.
    """
    spend(within=_booking(_whom(request, appointment)), at=timezone.now())


def count_booking(request: HttpRequest, appointment: Appointment) -> None:
    """Count a visit that is booked: there is nothing left to refuse."""
    whom = _whom(request, appointment)
    for act in (BOOK, TEXT):  # apart: what another booked at this moment with the phone hides no person's
        _count(act, whom)


def count_refusal(request: HttpRequest, appointment: Appointment) -> None:
    """Count a visit that is refused because there is one already."""
    _count(REFUSED, _whom(request, appointment))


def spend_move(request: HttpRequest, appointment: Appointment) -> None:
    """Count a try to move a visit; a move that succeeds is counted once it has (`count_move`).

    :raises TooOftenError: if there were too many from the network, or the person's visits moved too often.
    """
    whom = _whom(request, appointment)
    by_person = MOVE.costs({By.PERSON: whom[By.PERSON]})
    _spend(MOVE, {By.NETWORK: whom[By.NETWORK]}, within=by_person)


def count_move(appointment: Appointment) -> None:
    """Count a visit that is moved: a race that was lost costs the person nothing."""
    _count(MOVE, {By.PERSON: persons(appointment)})


def spend_tell(request: HttpRequest, appointment: Appointment) -> None:
    """Count a message about a visit that is being sent again.

    :raises TooOftenError: if there were too many of the visit, or from the network.
    """
    _spend(TELL, {By.NETWORK: [limited_network(request)], By.VISIT: [str(appointment.pk)]})


def spend_find(request: HttpRequest, *, reference: str, contact: str) -> None:
    """Count a look for a visit, whether it exists or not: the answer must not tell.

    :raises TooOftenError: if there were too many.
    """
    pair = f"{normalise_reference(reference) or reference}\x1f{_contact(contact)}"
    phone = [] if "@" in contact else [contact]
    _spend(FIND, {By.NETWORK: [limited_network(request)], By.VISIT: [pair], By.PHONE: phone})


def spend_look(request: HttpRequest, *, number: str) -> None:
    """Count an access code that is tried on a case, whether there is one or not: the answer must not tell.

    Every page that takes such a code counts it here: two counters would be twice as many tries.

    :raises TooOftenError: if there were too many.
    """
    case = normalise_case_number(number) or number.strip().upper()[:LONGEST_TYPED]
    _spend(LOOK, {By.NETWORK: [limited_network(request)], By.CASE: [case]})


def too_often(  # noqa: PLR0913  what was too often, of which acts, and where the page leads
    request: HttpRequest,
    error: TooOftenError,
    *,
    zone: ZoneInfo,
    back_url: str,
    held: Mapping[str, object] | None = None,
    acts: Sequence[Act] = ACTS,
) -> HttpResponse:
    """Say when to try again, with a button that sends once more what was sent.

    `held` is the context of the time that is kept meanwhile, if one is; `acts` are those that
    may have been too many.
    """
    now = timezone.now()
    act = next(act for act in acts if act.counts(error.limit))
    retry_at = _next_minute(error.retry_at)
    context = {
        "what": act.what,
        "is_network": error.limit in act.limits.get(By.NETWORK, ()),
        "has_code": act is CODE or act is TEXT_CODE,
        "has_phone": act is TEXT or act is TEXT_CODE,
        "is_refused": act is REFUSED,
        "retry_at": retry_at,
        "retry_moment": words.moment(retry_at, zone),
        "is_today": retry_at.astimezone(zone).date() == now.astimezone(zone).date(),
        "back_url": back_url,
        "typed": _typed(request),
        **(held or {}),
    }
    response = answer(request, "scheduling/too_often.html", context, zone=zone, status=TOO_MANY)
    response["Retry-After"] = str(max(1, -((now - error.retry_at) // SECOND)))
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return all that was sent: of several boxes with one name, each that was ticked."""
    return [(name, each) for name, sent in request.POST.lists() if name != TOKEN for each in sent]


def _spend(act: Act, whom: Whom, *, within: list[Cost] | None = None) -> None:
    spend(*act.costs(whom), within=within or [], at=timezone.now())


def _count(act: Act, whom: Whom) -> None:
    """Count what has come about, and cannot be refused any more."""
    with suppress(TooOftenError):
        spend(*act.costs(whom), at=timezone.now())


def _whom(request: HttpRequest, appointment: Appointment) -> Whom:
    return {
        By.NETWORK: [limited_network(request)],
        By.CONTACT: [_contact(appointment.email or appointment.phone)],
        By.PERSON: persons(appointment),
        By.PHONE: [appointment.phone],
        By.BLOCK: [appointment.phone[:-IN_BLOCK]],
    }


def persons(appointment: Appointment) -> list[str]:
    """Return the digests of all who come in a booking: a cap is for each, not for whoever brings them."""
    return [row.identity_digest for row in together(appointment)]


def _booking(whom: Whom) -> list[Cost]:
    """Return what must have room still when a visit is booked, or refused because there is one."""
    return [*BOOK.costs(whom), *TEXT.costs(whom), *REFUSED.costs(whom)]


def _contact(contact: str) -> str:
    """Return what counts as one mailbox, or phone: many ways to write an address lead to the same.

    What stands after a plus, dots and quotes mean nothing to many servers, and letters of a
    domain that look wide or circled to none. Two people who are counted as one lose little.
    """
    user, at, domain = contact.strip().lower().rpartition("@")
    if not at:  # the plus of a number leads to its country
        return domain
    return f"{user.translate(MEANINGLESS).partition('+')[0]}{at}{punycode(domain)}"


def _next_minute(at: datetime) -> datetime:
    """Return the first whole minute that is not before: a page that says 14:35 means it."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + MINUTE
