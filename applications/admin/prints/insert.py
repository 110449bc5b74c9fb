"""The page beside a letter, in the person's language: what it means, what to do by when, the access code.

It is what the portal's access codes reach people by. It names nobody: who finds it learns a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from applications.actions.access import access_code_of
from applications.admin.cases.place import Case
from applications.admin.prints.codes import is_missing, may_issue
from applications.admin.prints.polish import proof_of
from applications.admin.prints.receipts import papers_in
from applications.admin.words.fees import due, due_for
from applications.choices import EventKind as K
from applications.choices import Group, Party, SummonsKind
from applications.models import CaseDocument, CaseEvent
from applications.models.lookups import documents_of, ways_of
from applications.notices.links import link
from applications.notices.plain.letters import GUIDES, Letter, guide_to
from applications.rules.folding import counting, fold_all
from applications.rules.overrun import overrun
from portal.accounts.choices import Language
from portal.web.qr import address_code
from scheduling.rules.phones import spaced

MOST_PAPERS = 8
LONGEST_PAPER = 90
LAST_DAYS = {K.STATEMENT_SENT, K.OVERRUN_NOTIFIED}


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry that a letter is of, as the case stood with it."""

    case: Case
    row: CaseEvent
    before: list[CaseEvent]


def insert(case: Case, number: int) -> dict[str, Any]:
    """Return what stands on the page beside the letter of an entry.

    :raises Http404: if the entry makes no letter, or was corrected.
    """
    entry = _entry(case, number)
    language = language_of(case)
    with translation.override(language):
        guide = guide_to(_letter(entry))
        papers = _papers(entry)
        ways = ways_of(case.application.procedure, on=case.on) if guide.has_ways else []
        return {
            **_case_of(case),
            "language": language,
            "languages": Language.choices,
            "on": entry.row.on,
            "guide": guide,
            "papers": papers[:MOST_PAPERS],
            "further": max(0, len(papers) - MOST_PAPERS),
            "ways": [(way.get_way_display(), way.note) for way in ways],
        }


def insert_of_summons(case: Case, number: int) -> dict[str, Any]:
    """Return the same for a summons, by its number.

    :raises Http404: as `insert` does.
    """
    rows = CaseEvent.objects.filter(application=case.pk, kind=K.SUMMONED, data__summons=number)
    found = rows.values_list("sequence", flat=True).last()
    if found is None:
        raise Http404
    return insert(case, found)


def language_of(case: Case) -> str:
    """Return the language of the page: the person's, unless the clerk has chosen another."""
    chosen = case.request.GET.get("language", "")
    return chosen if chosen in Language.values else str(case.application.language)


def _entry(case: Case, number: int) -> Entry:
    rows = list(CaseEvent.objects.filter(application=case.pk, sequence__lte=number).order_by("sequence"))
    if not rows or rows[-1].sequence != number or rows[-1].kind not in GUIDES or _is_void(case, number):
        raise Http404
    return Entry(case, rows[-1], rows[:-1])


def _is_void(case: Case, number: int) -> bool:
    rows = CaseEvent.objects.filter(application=case.pk, kind=K.VOIDED, data__sequence=number)
    return rows.exists()


def _letter(entry: Entry) -> Letter:
    kind, value, row = K(entry.row.kind), entry.row.value, entry.case.application
    is_about_work = row.procedure.group == Group.WORK_PERMIT
    if kind == K.SUMMONED:
        return _summons(entry)
    return Letter(
        kind,
        what=value.data.get("outcome", ""),
        last=value.date("until") if kind in LAST_DAYS else None,
        may_complain=kind == K.OVERRUN_NOTIFIED and _names_complaint(entry),
        gives_card=entry.case.state.gives_card,
        is_about_work=is_about_work,
    )


def _summons(entry: Entry) -> Letter:
    data, case = entry.row.data, entry.case
    rule = case.law.summons(SummonsKind(data["kind"]), on=entry.row.on)
    call = case.state.call(data["summons"])
    return Letter(
        K.SUMMONED,
        what=data["kind"],
        days=data["days"],
        last=call.due_on if call else None,
        consequence=rule.consequence if rule else "",
    )


def _names_complaint(entry: Entry) -> bool:
    """Tell whether the notice tells of the complaint: this page says no more than the letter."""
    state = fold_all(counting(row.value for row in entry.before))
    regime_on = entry.case.application.regime_on
    found = overrun(state, entry.case.law, regime_on=regime_on, on=entry.row.on)
    return found is not None and found.names_complaint


def _papers(entry: Entry) -> Sequence[str]:
    """Return what is asked for, or what came, in the language that is active."""
    kind, case = entry.row.kind, entry.case
    if kind == K.DOCUMENT_RECEIVED:
        return [required.name if required else _short(name) for name, required in papers_in(case, entry.row)]
    if kind != K.SUMMONED:
        return []
    asked = CaseDocument.objects.filter(application=case.pk, summons=entry.row.data["summons"])
    known = {
        row.code: row.name for row in documents_of(case.application.procedure, on=case.application.filed_on)
    }
    proofs = {
        proof_of(fee): _("Proof of payment: %(fee)s") % {"fee": due(fee)} for fee in due_for(case.application)
    }
    return [
        known.get(row.code) or proofs.get(row.name) or _short(row.name) for row in asked.order_by("number")
    ]


def _short(name: str) -> str:
    """Return a name as a clerk has typed it, cut where it would take the room of others."""
    return Truncator(name).chars(LONGEST_PAPER)


def _case_of(case: Case) -> dict[str, Any]:
    """Return how somebody gets to the case: number, code, and the address as a picture too."""
    row, office = case.application, case.office
    is_foreigner = row.procedure.party == Party.FOREIGNER
    address = link("case_find" if is_foreigner else "mandate_ask")
    code = access_code_of(row) if case.parts and row.case_number else None
    return {
        "row": row,
        "is_foreigner": is_foreigner,
        "code": code,
        "is_code_missing": is_missing(case),
        "may_issue": may_issue(case),
        "address": address.partition("://")[2],
        "qr": address_code(f"{address}?number={row.case_number}") if code else None,
        "place": ", ".join(office.address.splitlines()),
        "phone": spaced(office.phone) if office.phone else "",
    }
