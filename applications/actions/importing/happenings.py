"""Enter what happened in cases, each row by `apply`: what follows, follows as from a clerk.

Each row has a transaction of its own, so that nobody waits for a file. A trial judges the same rows
by the same rules against what the rows before have made of a case, and writes nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from applications.actions.applying import Known, RefusedError, apply
from applications.actions.importing import scratch
from applications.actions.importing.judged import Tally
from applications.actions.importing.words import words_for_events
from applications.actions.registering import ONCE
from applications.choices import EventKind as K
from applications.models import Application, CaseEvent, LawVersion
from applications.models.law import law_of
from applications.rules.events import Event, checked
from applications.rules.folding import counting, fold
from applications.rules.imports.columns import Layout
from applications.rules.imports.faults import Fault, Flaw
from applications.rules.imports.happenings import KINDS, EventRow, data_of, is_same, read_event
from applications.rules.imports.judging import PORTAL, against
from applications.rules.imports.tables import Row
from applications.rules.state import State
from applications.rules.transitions import Refusal
from portal.accounts.models import Office
from portal.audit.rules.actors import Actor
from scheduling.actions.booking import broken_constraint


class UnclearError(Exception):
    """A row does not say enough for the case as it stands."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class EventBatch:
    """What happened in cases of one office, in one pass over a file; `at` in UTC."""

    def __init__(self, office: Office, layout: Layout, *, by: Actor, at: datetime) -> None:
        self.office, self.layout, self.by, self.at = office, layout, by, at
        self.today = at.astimezone(office.zone).date()
        self.words = words_for_events()

    def read(self, row: Row) -> EventRow | list[Fault]:
        """Return what a row of the file says, or why nobody can tell."""
        return read_event(row, self.layout, self.words, today=self.today)

    def take(self, rows: Sequence[EventRow], *, is_trial: bool) -> Tally:
        """Judge rows, in their order, and enter those that may be."""
        tally, named = Tally(), self._named(rows)
        foreseen = named.foreseen(rows)
        cases = {case for case in foreseen if case}
        entered = _entered(cases)
        keys = [row.key(case) for row, case in zip(rows, foreseen, strict=True) if case]
        lines = scratch.noted(keys)
        trial = Trial(self, rows, cases) if is_trial else None
        for row in rows:
            case = named.case_of(row)
            faults = self._unfit(row, case, lines)
            if not faults and case and not any(is_same(row, *each) for each in entered.get(case, ())):
                faults = trial.judge(row, case) if trial else self._enter(row, case)
                tally.made += not faults
                if not faults:
                    named.learn(row, case)
            elif not faults:
                tally.known += 1
            if faults:
                tally.refuse(row.line, faults)
            if case:
                lines.setdefault(row.key(case), row.line)
        scratch.note(lines)
        if trial:
            trial.keep()
        return tally

    def remember(self, rows: Sequence[EventRow]) -> None:
        """Note rows that were taken before the run was cut off, so that they are not taken twice."""
        cases = self._named(rows).foreseen(rows)
        keys = {row.key(case): row.line for row, case in zip(rows, cases, strict=True) if case}
        scratch.note(keys)

    def _named(self, rows: Sequence[EventRow]) -> "Named":
        """Return the cases of the office that rows name, and those that got their number in this trial."""
        of_office = Application.objects.filter(office=self.office)
        references = {row.external_ref for row in rows if row.external_ref}
        numbers = {row.case_number for row in rows if row.case_number}
        by_reference = of_office.filter(external_ref__in=references).values_list("external_ref", "pk")
        by_number = of_office.filter(case_number__in=numbers).values_list("case_number", "pk")
        noted = scratch.noted([f"case:{number}" for number in numbers])
        given = {key.removeprefix("case:"): pk for key, pk in noted.items()}
        return Named(dict(by_reference), given | dict(by_number))

    def _unfit(self, row: EventRow, case: int | None, lines: dict[str, int]) -> list[Fault]:
        if not case:
            column = "external_ref" if row.external_ref else "case_number"
            return [Fault(Flaw.NO_SUCH_CASE if case is None else Flaw.OTHER_CASE, column)]
        line = lines.get(row.key(case))
        return [Fault(Flaw.TWICE, detail=f"{line}")] if line else []

    def _enter(self, row: EventRow, case: int) -> list[Fault]:
        """Enter one row, and return what is against it instead if something is."""

        def data(now: Known) -> dict[str, Any]:
            return _data(row, now.state)

        try:
            with transaction.atomic():
                apply(case=case, kind=row.kind, on=row.on, by=self.by, parts=PORTAL, at=self.at, data=data)
        except UnclearError as error:
            return [error.fault]
        except RefusedError as error:
            return [Fault(reason, "what") for reason in error.reasons]
        except IntegrityError as error:
            if broken_constraint(error) != ONCE:
                raise
            return [Fault(Refusal.NUMBER_TAKEN, "case_number")]
        return []


@dataclass(frozen=True, slots=True)
class Named:
    """Which case goes by which reference, and by which number."""

    by_reference: dict[str, int]
    by_number: dict[str, int]

    def case_of(self, row: EventRow) -> int | None:
        """Return the case a row means; 0 where it names two, None where there is none."""
        found = [self.by_reference.get(row.external_ref)] if row.external_ref else []
        if row.case_number:
            found.append(self.by_number.get(row.case_number))
        if None in found:
            return None
        return found[0] if len(set(found)) == 1 else 0

    def learn(self, row: EventRow, case: int) -> None:
        """Let the rows that follow name a case by the number it has just got."""
        if row.kind == K.REGISTERED:
            self.by_number.setdefault(row.said["case_number"], case)

    def foreseen(self, rows: Sequence[EventRow]) -> list[int | None]:
        """Return which case each row would mean, if every number before it were given out."""
        later = Named(self.by_reference, dict(self.by_number))
        found = []
        for row in rows:
            case = later.case_of(row)
            found.append(case)
            if case:
                later.learn(row, case)
        return found


class Trial:
    """What the rows of a trial would make of cases, kept from one batch to the next."""

    def __init__(self, batch: EventBatch, rows: Sequence[EventRow], cases: set[int]) -> None:
        self.batch = batch
        self.version = LawVersion.objects.values_list("number", flat=True).get()
        found = Application.objects.filter(pk__in=cases).values_list("pk", "procedure", "regime_on", "state")
        self.cases = {pk: (procedure, on, State.from_json(state)) for pk, procedure, on, state in found}
        self.changed: dict[int, State] = {}
        self.numbers: dict[str, int] = {}
        self.taken = _taken({row.said["case_number"] for row in rows if row.kind == K.REGISTERED})
        for pk, state in scratch.states(cases).items():
            self.cases[pk] = (*self.cases[pk][:2], State.from_json(json.loads(state)))

    def judge(self, row: EventRow, case: int) -> list[Fault]:
        """Return what is against a row; if nothing is, take it for entered."""
        procedure, regime_on, state = self.cases[case]
        try:
            data = checked(row.kind, _data(row, state))
        except UnclearError as error:
            return [error.fault]
        event = Event(row.kind, row.on, data, self.batch.by.user_id)
        law = law_of(procedure, version=self.version)
        if reasons := against(state, event, law, regime_on=regime_on, today=self.batch.today):
            return [Fault(reason, "what") for reason in reasons]
        if (number := row.said.get("case_number", "")) in self.taken:
            return [Fault(Refusal.NUMBER_TAKEN, "case_number")]
        state = fold(state, event)
        self.cases[case] = (procedure, regime_on, state)
        self.changed[case] = state
        if number:
            self.numbers[number] = case
            self.taken.add(number)
        return []

    def keep(self) -> None:
        """Remember it for the rows that follow."""
        scratch.keep_states({pk: json.dumps(state.to_json()) for pk, state in self.changed.items()})
        scratch.note({f"case:{number}": pk for number, pk in self.numbers.items()})


def _taken(numbers: set[str]) -> set[str]:
    """Return which numbers some case has, or has got in this trial."""
    there = Application.objects.filter(case_number__in=numbers).values_list("case_number", flat=True)
    noted = scratch.noted([f"case:{number}" for number in numbers])
    return {*there, *(key.removeprefix("case:") for key in noted)}


def _entered(cases: set[int]) -> dict[int, list[tuple[str, Any, dict[str, Any]]]]:
    """Return what counts in cases, of the kinds that a file may say."""
    rows = CaseEvent.objects.filter(application__in=cases, kind__in=[*KINDS, K.VOIDED])
    said: dict[int, list[Event]] = {}
    for row in rows:
        said.setdefault(row.application_id, []).append(row.value)
    return {case: [(each.kind, each.on, dict(each.data)) for each in counting(said[case])] for case in said}


def _data(row: EventRow, state: State) -> dict[str, Any]:
    """Return what an event carries.

    :raises UnclearError: if nobody can tell which summons is meant.
    """
    found = data_of(row, state)
    if isinstance(found, Fault):
        raise UnclearError(found)
    return found
