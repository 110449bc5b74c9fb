"""Everything else that can be done, in groups; what stands beside a summons or a document is not here."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.admin.cases.offers import Offer, Offers
from applications.admin.words.acts import ACTS
from applications.choices import EventKind as K

GROUPS: Mapping[Promise, tuple[K, ...]] = {
    _("Letters and documents"): (
        K.REGISTERED,
        K.SUMMONED,
        K.DOCUMENT_RECEIVED,
        K.FEE_SEEN,
        K.APPEARED,
        K.CONFIRMED,
        K.VISITED,
    ),
    _("Examination"): (
        K.EXAMINED,
        K.OPINION_ASKED,
        K.STATEMENT_SENT,
        K.COMPLICATED,
        K.SUSPENDED,
        K.RESUMED,
        K.OVERRUN_NOTIFIED,
        K.COMPLAINT,
        K.COMPLAINT_DECIDED,
    ),
    _("Decision"): (
        K.DRAFTED,
        K.DRAFT_DROPPED,
        K.DECIDED,
        K.SERVED,
        K.FINAL,
        K.APPEALED,
        K.APPEAL_DECIDED,
        K.CARD_ORDERED,
        K.CARD_READY,
        K.CARD_COLLECTED,
    ),
    _("End without a decision"): (K.LEFT_UNEXAMINED, K.RETURNED, K.REFUSED_TO_OPEN),
    pgettext_lazy("what can be done with a case", "File"): (K.NOTED, K.ASSIGNED, K.CLOSED, K.ARCHIVED),
}


class Group(NamedTuple):
    title: Promise
    offers: list[Offer]


def menu_of(offers: Offers, *, shown: frozenset[K]) -> list[Group]:
    """Return the groups in which there is something to do, less what is shown already."""
    groups = (
        Group(title, [offers.offer(kind) for kind in kinds if offers.can(kind) and kind not in shown])
        for title, kinds in GROUPS.items()
    )
    groups = (Group(title, [*rows, *_of_file(offers, title)]) for title, rows in groups)
    return [group for group in groups if group.offers]


def _of_file(offers: Offers, title: Promise) -> Iterator[Offer]:
    """Add, to the last group, what is done to the file and is no entry of its own."""
    if title is not list(GROUPS)[-1]:
        return
    if offers.can(K.CORRECTED):
        yield Offer(ACTS["particulars"], offers.case.act_url("particulars"))
    if offers.may_keep_file:
        yield Offer(ACTS["mandate"], offers.case.act_url("mandate"))
