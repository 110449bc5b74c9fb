"""What happened in a case, the newest first: each entry with its day, its words, and by whose hand."""

from dataclasses import dataclass
from itertools import islice

from django.db.models import Q

from applications.admin.cases.place import Case
from applications.admin.words.events import Names, sentence
from applications.choices import EventKind as K
from applications.choices import Part
from applications.models import CaseEvent
from applications.notices.plain.letters import GUIDES
from applications.rules.transitions import may_be_entered
from scheduling.templatetags.visit_times import plain_day

FIRST = 50
MOST = 2_000
MOST_NOTES = 10
STAYS = {K.RECEIVED, K.CORRECTED, K.VOIDED}
# Of what an entry leaves on paper: how its address calls it.
PRINTED = {K.DOCUMENT_RECEIVED: "receipt", K.OVERRUN_NOTIFIED: "notice"}


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry. `entered` says when it was written down, where that was another day."""

    number: int
    on: str
    text: str
    note: str
    who: str
    part: str
    entered: str
    is_voided: bool
    correct_url: str
    print_url: str
    insert_url: str


def events_of(case: Case, *, is_whole: bool) -> list[CaseEvent]:
    """Return the newest entries, and with them the newest notes and every correction."""
    rows = CaseEvent.objects.filter(application=case.pk)
    if not is_whole:
        first = case.application.sequence - FIRST
        notes = rows.filter(kind=K.NOTED).order_by("-sequence").values("pk")[:MOST_NOTES]
        rows = rows.filter(Q(sequence__gt=first) | Q(kind=K.VOIDED) | Q(pk__in=notes))
    return list(rows.order_by("-sequence")[:MOST])


def history_of(case: Case, events: list[CaseEvent], names: Names, *, is_whole: bool) -> list[Happened]:
    voided = voided_in(events)
    may_correct = may_be_entered(K.VOIDED, case.state, parts=case.parts)
    first = 0 if is_whole else case.application.sequence - FIRST
    return [
        happened(case, row, names, is_voided=row.sequence in voided, may_correct=may_correct)
        for row in events
        if row.sequence > first
    ]


def notes_of(case: Case, events: list[CaseEvent], names: Names) -> list[Happened]:
    """Return what clerks told one another, the newest first, less what was corrected."""
    voided = voided_in(events)
    rows = (row for row in events if row.kind == K.NOTED and row.note and row.sequence not in voided)
    return [happened(case, row, names) for row in islice(rows, MOST_NOTES)]


def voided_in(events: list[CaseEvent]) -> set[int]:
    return {row.data["sequence"] for row in events if row.kind == K.VOIDED}


def happened(
    case: Case, row: CaseEvent, names: Names, *, is_voided: bool = False, may_correct: bool = False
) -> Happened:
    entered_on = row.at.astimezone(case.zone).date()
    may_correct = may_correct and not is_voided and row.kind not in STAYS
    has_insert = row.kind in GUIDES and not is_voided
    return Happened(
        number=row.sequence,
        on=plain_day(row.on),
        text=sentence(row.kind, row.data, names),
        note=row.note,
        who=names.people.get(row.by_id, "") if row.by_id else "",
        part=str(Part(row.part).label),
        entered="" if entered_on == row.on else plain_day(entered_on),
        is_voided=is_voided,
        correct_url=case.act_url("void", sequence=row.sequence) if may_correct else "",
        print_url=case.print_url(PRINTED[K(row.kind)], row.sequence) if row.kind in PRINTED else "",
        insert_url=case.print_url("insert", row.sequence) if has_insert else "",
    )
