"""Open cases by the thousand, as `open_case` and the event "registered" would one by one.

The rules that judge are the same, and so is all that is written: a test holds the rows against those
of single cases. What differs is that a batch is written by a handful of statements.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from applications import notices
from applications.actions.applying import DERIVED
from applications.actions.importing import scratch
from applications.actions.importing.judged import Tally
from applications.actions.importing.words import words_for_cases
from applications.actions.opening import Applicant, begun
from applications.choices import Channel, Part, Source, Stage
from applications.choices import EventKind as K
from applications.models import Application, CaseEvent, LawVersion, Procedure
from applications.models.law import law_of
from applications.rules.deriving import derive
from applications.rules.events import Event, checked
from applications.rules.folding import fold
from applications.rules.imports.cases import CaseRow, read_case
from applications.rules.imports.columns import Layout
from applications.rules.imports.faults import Fault, Flaw
from applications.rules.imports.judging import against
from applications.rules.imports.tables import Row
from applications.rules.law import Law
from applications.rules.state import State
from applications.rules.transitions import Refusal
from applications.signals import case_changed
from portal.accounts.models import Office
from portal.audit.actions import Entry, record_all
from portal.audit.rules.actors import Actor


@dataclass(frozen=True, slots=True)
class Opened:
    """A row that was judged: the events it makes, and the state they add up to."""

    row: CaseRow
    procedure: Procedure
    events: tuple[Event, ...]
    state: State
    law: Law


class CaseBatch:
    """The cases of one office in one pass over a file; `at` in UTC."""

    def __init__(self, office: Office, layout: Layout, *, by: Actor, at: datetime) -> None:
        self.office, self.layout, self.by, self.at = office, layout, by, at
        self.today = at.astimezone(office.zone).date()
        self.words = words_for_cases()
        self.procedures = {each.code: each for each in Procedure.objects.get_queryset()}

    def read(self, row: Row) -> CaseRow | list[Fault]:
        """Return what a row of the file says, or why nobody can tell."""
        return read_case(row, self.layout, self.words, today=self.today)

    def take(self, rows: Sequence[CaseRow], *, is_trial: bool) -> Tally:
        """Judge rows, and open the cases of those that may be, all in the caller's transaction."""
        tally = Tally()
        opened = list(self._judged(rows, tally))
        tally.made = len(opened)
        if not is_trial and opened:
            self._write(opened)
        return tally

    def remember(self, rows: Sequence[CaseRow]) -> None:
        """Note rows that were taken before the run was cut off, so that they are not taken twice."""
        keys: dict[str, int] = {}
        for row in rows:
            keys.setdefault(_ref(row.external_ref), row.line)
            if row.case_number:
                keys.setdefault(_num(row.case_number), row.line)
        scratch.note(keys)

    def _judged(self, rows: Sequence[CaseRow], tally: Tally) -> Iterator[Opened]:
        references = [row.external_ref for row in rows]
        numbers = [row.case_number for row in rows if row.case_number]
        there = Application.objects.filter(office=self.office, external_ref__in=references)
        known = set(there.values_list("external_ref", flat=True))
        taken = set(Application.objects.filter(case_number__in=numbers).values_list("case_number", flat=True))
        lines = scratch.noted([*map(_ref, references), *map(_num, numbers)])
        version = LawVersion.objects.values_list("number", flat=True).get()
        for row in rows:
            twice = list(_twice(row, lines))
            if not twice:
                lines[_ref(row.external_ref)] = row.line
            if twice:
                tally.refuse(row.line, twice)
            elif row.external_ref in known:
                tally.known += 1
            else:
                found = self._judge(row, taken, version)
                if isinstance(found, Opened):
                    yield found
                else:
                    tally.refuse(row.line, found)
            if row.case_number:
                lines.setdefault(_num(row.case_number), row.line)
        scratch.note(lines)

    def _judge(self, row: CaseRow, taken: set[str], version: int) -> Opened | list[Fault]:
        """Return the case a row makes, or every reason against it."""
        procedure = self.procedures[row.procedure]
        if not procedure.is_in_remit:
            return [Fault(Flaw.OUT_OF_REMIT, "procedure")]
        law = law_of(procedure.pk, version=version)
        state, events = State(), []
        for event in _events(row, procedure, self.by):
            if reasons := against(state, event, law, regime_on=row.filed_on, today=self.today):
                column = "filed_on" if event.kind == K.RECEIVED else "registered_on"
                return [Fault(reason, column) for reason in reasons]
            state = fold(state, event)
            events.append(event)
        if row.case_number in taken:
            return [Fault(Refusal.NUMBER_TAKEN, "case_number")]
        return Opened(row, procedure, tuple(events), state, law)

    def _write(self, opened: Sequence[Opened]) -> None:
        """Write cases, entries, audit, messages and the day's figures, as for one case each."""
        cases = Application.objects.bulk_create([self._case(each) for each in opened])
        entries = CaseEvent.objects.bulk_create(
            self._entry(case, event)
            for case, each in zip(cases, opened, strict=True)
            for event in each.events
        )
        of = {case.pk: case for case in cases}
        record_all(
            [
                Entry(f"case.{each.kind}", of[each.application_id], {"sequence": each.sequence})
                for each in entries
            ],
            by=self.by,
            at=self.at,
            office=self.office,
        )
        self._tell(entries)

    def _tell(self, entries: Sequence[CaseEvent]) -> None:
        """Tell the parties, and the apps above, of each entry, as `apply` does."""
        # With the first go the days of all, in order: two who mark days never wait for each other.
        days = {self.today, *(entry.on for entry in entries)}
        for entry in entries:
            notices.told(entry.application_id, entry.value, at=self.at)
            case_changed.send(
                sender=Application,
                application=entry.application_id,
                office=self.office.pk,
                event=entry,
                was="" if entry.sequence == 1 else Stage.SUBMITTED.value,
                days=days if entry is entries[0] else {self.today, entry.on},
                at=self.at,
            )

    def _case(self, each: Opened) -> Application:
        row = each.row
        derived = derive(each.state, each.law, regime_on=row.filed_on, on=self.today)
        return begun(
            applicant=_applicant(row),
            office=self.office,
            procedure=each.procedure,
            channel=Channel(row.channel),
            filed_on=row.filed_on,
            regime_on=row.filed_on,
            source=Source.IMPORT,
            external_ref=row.external_ref,
            opened_at=self.at,
            changed_at=self.at,
            state=each.state.to_json(),
            sequence=len(each.events),
            **{name: getattr(derived, name) for name in DERIVED},
        )

    def _entry(self, case: Application, event: Event) -> CaseEvent:
        return CaseEvent(
            application=case,
            sequence=event.sequence,
            kind=event.kind.value,
            on=event.on,
            data=dict(event.data),
            part=Part.SYSTEM.value,
            by_id=self.by.user_id,
            at=self.at,
        )


def _events(row: CaseRow, procedure: Procedure, by: Actor) -> Iterator[Event]:
    received = {"channel": row.channel, "gives_card": procedure.gives_card}
    yield Event(K.RECEIVED, row.filed_on, checked(K.RECEIVED, received), by.user_id, 1)
    if row.case_number:
        registered = checked(K.REGISTERED, {"case_number": row.case_number})
        yield Event(K.REGISTERED, row.registered_on, registered, by.user_id, 2)


def _applicant(row: CaseRow) -> Applicant:
    return Applicant(
        given_names=row.given_names,
        family_name=row.family_name,
        birth_date=row.birth_date,
        citizenship=row.citizenship,
        document_number=row.document_number,
        party_name=row.party_name,
        language=row.language,
        email=row.email,
        phone=row.phone,
        stay_until=row.stay_until,
    )


def _twice(row: CaseRow, lines: dict[str, int]) -> Iterator[Fault]:
    """Name what a row has in common with one before it in the same file."""
    if line := lines.get(_ref(row.external_ref)):
        yield Fault(Flaw.TWICE, "external_ref", f"{line}")
    if row.case_number and (line := lines.get(_num(row.case_number))):
        yield Fault(Flaw.NUMBER_TWICE, "case_number", f"{line}")


def _ref(text: str) -> str:
    return f"ref:{text}"


def _num(text: str) -> str:
    return f"num:{text}"
