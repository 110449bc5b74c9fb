"""What to do next: for each reason a case waits for, the acts that answer it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.admin.cases.offers import Offer, Offers, named_in
from applications.admin.words.acts import ACTS
from applications.admin.words.hints import HINTS
from applications.admin.words.terms import label_of
from applications.choices import Consequence, DocumentState, Reason, SummonsKind, Turn
from applications.choices import EventKind as K
from applications.rules.state import Call
from applications.rules.waiting import waiting

MOST = 4  # the first is the one to press

ANSWERS: Mapping[Reason, tuple[K, ...]] = {
    Reason.REGISTRATION: (K.REGISTERED,),
    Reason.FEE: (K.ANSWERED, K.FEE_SEEN),
    Reason.FORMAL: (K.DOCUMENT_RECEIVED, K.ANSWERED),
    Reason.APPEARANCE: (K.APPEARED,),
    Reason.EVIDENCE: (K.DOCUMENT_RECEIVED, K.ANSWERED),
    Reason.DELIVERY: (K.DELIVERED,),
    Reason.TERM_OVER: (K.FINAL, K.APPEALED),
    Reason.CHECKING: (),
    Reason.OPINIONS: (K.OPINION_GIVEN, K.OPINION_EXTENDED),
    Reason.EXAMINATION: (K.EXAMINED, K.CONFIRMED, K.STATEMENT_SENT, K.DRAFTED, K.SUMMONED, K.OPINION_ASKED),
    Reason.STATEMENT: (K.DOCUMENT_RECEIVED, K.DRAFTED),
    Reason.SIGNATURE: (K.DECIDED, K.DRAFT_DROPPED),
    Reason.SUSPENDED: (K.RESUMED,),
    Reason.SERVICE: (K.SERVED,),
    Reason.APPEAL_TERM: (K.APPEALED, K.FINAL),
    Reason.SECOND_INSTANCE: (K.APPEAL_DECIDED,),
    Reason.CARD_ORDER: (K.CARD_ORDERED,),
    Reason.CARD_PRODUCTION: (K.CARD_READY,),
    Reason.CARD_COLLECTION: (K.CARD_COLLECTED,),
    Reason.CLOSING: (K.CLOSED, K.FINAL),
    Reason.NONE: (K.CLOSED, K.ARCHIVED),
}
"""In the order in which they are likely."""

NEVER_FIRST = frozenset({K.DRAFT_DROPPED, K.OPINION_EXTENDED, K.APPEALED})
"""What happens now and then, but is not what anybody waits for."""

FOLLOWS: Mapping[Consequence, K] = {
    Consequence.UNEXAMINED: K.LEFT_UNEXAMINED,
    Consequence.RETURNED: K.RETURNED,
    Consequence.DISCONTINUED: K.DRAFTED,
    Consequence.REFUSED: K.REFUSED_TO_OPEN,
    Consequence.ON_FILE: K.LAPSED,
}
"""What a clerk enters when a summons was not answered in time."""


@dataclass(frozen=True, slots=True)
class Next:
    """The thing to do, what else is likely, and what this person would do if nothing spoke against it."""

    hint: str | Promise
    first: Offer | None
    others: tuple[Offer, ...]
    blocked: tuple[Offer, ...]
    kinds: frozenset[K]


def next_of(offers: Offers) -> Next:
    """Return what to do next: what the office can do now comes before what it waits for."""
    case = offers.case
    reasons = sorted(waiting(case.state, on=case.on), key=lambda each: each.turn != Turn.OFFICE)
    found: dict[str, tuple[K | None, Offer]] = {}
    blocked: list[Offer] = []
    for each in reasons:
        for kind, offer in _answers(each.reason, offers):
            found.setdefault(offer.url, (kind, offer))
        blocked += filter(None, (_blocked(kind, offers) for kind in ANSWERS[each.reason][:1]))
    shown = list(found.values())[:MOST]
    leads = bool(shown) and shown[0][0] not in NEVER_FIRST
    others = [*_notice(offers), *(shown[1:] if leads else shown)]
    return Next(
        hint=HINTS[reasons[0].reason],
        first=shown[0][1] if leads else None,
        others=tuple(offer for _kind, offer in others),
        blocked=tuple(blocked),
        kinds=frozenset(kind for kind, _offer in [*shown, *others] if kind),
    )


def _notice(offers: Offers) -> list[tuple[K, Offer]]:
    """Return the notice that the law asks for when a term is missed, until the party has it."""
    case, kind = offers.case, K.OVERRUN_NOTIFIED
    is_told = any(case.on <= notice.until for notice in case.state.notices)
    return [] if is_told or not offers.can(kind) else [(kind, offers.offer(kind))]


def _answers(reason: Reason, offers: Offers) -> Iterator[tuple[K | None, Offer]]:
    if reason == Reason.CHECKING:
        yield None, _to_check(offers)
    if reason == Reason.TERM_OVER:
        yield from _consequences(offers)
    for kind in ANSWERS[reason]:
        for data in offers.found.get(kind, ())[:1]:
            yield kind, _about(kind, named_in(data) if kind in OF_ONE else {}, offers)


def _consequences(offers: Offers) -> Iterator[tuple[K | None, Offer]]:
    """Offer what the law says of a summons that nobody answered, and that somebody did after all."""
    for call in offers.case.state.open_calls:
        if not call.is_over(offers.case.on):
            continue
        rule = offers.case.law.summons(SummonsKind(call.kind), on=call.sent_on)
        follows = FOLLOWS[rule.consequence] if rule else K.LAPSED
        for kind in dict.fromkeys((follows, K.LAPSED, K.ANSWERED)):
            if offers.can(kind):
                query = {"summons": call.number} if kind in OF_ONE else {}
                yield kind, offers.offer(kind, about=_of(call), **query)


def _about(kind: K, query: Mapping[str, int], offers: Offers) -> Offer:
    call = offers.case.state.call(query["summons"]) if "summons" in query else None
    return offers.offer(kind, about=_of(call) if call else "", **query)


def _of(call: Call) -> str:
    kind = label_of(SummonsKind(call.kind).label).plain
    return _("summons %(number)d: %(kind)s") % {"number": call.number, "kind": kind}


def _to_check(offers: Offers) -> Offer:
    count = sum(state == DocumentState.RECEIVED for _number, state in offers.case.state.documents)
    text = ngettext("Check %(count)d document that came", "Check %(count)d documents that came", count)
    return Offer(text % {"count": count}, "#documents")


def _blocked(kind: K, offers: Offers) -> Offer | None:
    return None if offers.can(kind) or kind not in ACTS else offers.blocked(kind)


OF_ONE = frozenset({K.DELIVERED, K.ANSWERED, K.LAPSED, K.WITHDRAWN})
"""These are about one summons; the others are chosen on their page."""
