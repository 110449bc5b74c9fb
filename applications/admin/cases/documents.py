"""The documents of a case by state: what is to be checked first, what is done with folded away."""

from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications.admin.cases.copies import Copy, copies_of
from applications.admin.cases.offers import Offer, Offers
from applications.admin.words.acts import SHORTLY
from applications.choices import DocumentState
from applications.choices import EventKind as K
from applications.models import CaseDocument
from scheduling.templatetags.visit_times import plain_day

FIRST = 10  # of each state; the others when asked for
ORDER = (
    DocumentState.RECEIVED,
    DocumentState.ASKED,
    DocumentState.REFUSED,
    DocumentState.ACCEPTED,
    DocumentState.WITHDRAWN,
)
FOLDED = {DocumentState.ACCEPTED, DocumentState.WITHDRAWN}
ACTS = (K.DOCUMENT_ACCEPTED, K.DOCUMENT_REFUSED, K.DOCUMENT_DROPPED)


@dataclass(frozen=True, slots=True)
class Paper:
    number: int
    name: str
    course: list[str]
    offers: list[Offer]
    copies: list[Copy]


@dataclass(frozen=True, slots=True)
class Pile:
    """The documents of one state. `more` is how many are not shown."""

    state: str
    title: str
    count: int
    papers: list[Paper]
    is_folded: bool

    @property
    def more(self) -> int:
        return self.count - len(self.papers)


def documents_of(offers: Offers) -> list[CaseDocument]:
    return list(CaseDocument.objects.filter(application=offers.case.pk).order_by("number"))


def piles_of(rows: list[CaseDocument], offers: Offers, *, is_whole: bool) -> list[Pile]:
    """Return the piles that are not empty; only the first of each, unless all are asked for."""
    by_state: dict[str, list[CaseDocument]] = {}
    for row in rows:
        by_state.setdefault(row.state, []).append(row)
    acts, copies = offers.of_documents(ACTS), copies_of(offers.case)
    return [
        Pile(
            state.value,
            capfirst(str(state.label)),
            len(mine),
            [
                _paper(row, acts.get(state, []), offers, copies.get(row.number, []))
                for row in (mine if is_whole else mine[:FIRST])
            ],
            is_folded=state in FOLDED,
        )
        for state in ORDER
        if (mine := by_state.get(state))
    ]


def _paper(row: CaseDocument, acts: list[K], offers: Offers, copies: list[Copy]) -> Paper:
    urls = [(SHORTLY[kind], offers.case.act_url(kind, document=row.number)) for kind in acts]
    return Paper(
        row.number,
        row.name,
        [text % {"day": plain_day(on)} for on, text in _dates(row) if on],
        [Offer(title, url, named=row.name) for title, url in urls],
        copies,
    )


def _dates(row: CaseDocument) -> list[tuple[date | None, str]]:
    settled = {
        DocumentState.ACCEPTED: _("accepted on %(day)s"),
        DocumentState.REFUSED: _("refused on %(day)s"),
        DocumentState.WITHDRAWN: _("no longer needed since %(day)s"),
    }
    is_received = row.received_on is not None
    return [
        (None if is_received else row.asked_on, _("asked for on %(day)s")),
        (row.received_on, _("received on %(day)s")),
        (row.settled_on, settled.get(DocumentState(row.state), "")),
    ]
