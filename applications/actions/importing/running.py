"""Go through a file: once as a trial, which writes nothing, and then for good.

A pass is made of batches. How far it came is written with each, so a run that was killed goes on
where it was. Cases are opened a batch in a transaction; an event has one of its own, and those of a
batch that was cut off are known when it comes again.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F

from applications.actions.importing import files, scratch
from applications.actions.importing.cases import CaseBatch
from applications.actions.importing.happenings import EventBatch
from applications.actions.importing.judged import Tally
from applications.actions.importing.locks import alone, lock_office
from applications.models import ImportKind, ImportRun, ImportState, RefusedRow
from applications.rules.imports.columns import Layout
from applications.rules.imports.faults import FileError
from applications.rules.imports.tables import Row
from portal.audit.actions import record
from portal.audit.rules.actors import Actor

log = logging.getLogger(__name__)

# A clerk who enters something on a day that a batch is the first to mark waits for that batch.
SIZES = {ImportKind.CASES.value: 500, ImportKind.EVENTS.value: 200}
TRIES = 3  # somebody may open the very case by hand meanwhile


class Batch(Protocol):
    """What is done with the rows of one kind of file."""

    def read(self, row: Row) -> Any: ...  # noqa: ANN401  a row of its kind, or its faults
    def take(self, rows: Sequence[Any], *, is_trial: bool) -> Tally: ...
    def remember(self, rows: Sequence[Any]) -> None: ...


def work(run: int, *, at: datetime) -> None:
    """Do what a run waits for: its trial, or reading it in. `at` in UTC.

    :raises BusyError: if somebody does it already.
    """
    with alone(run):
        found = ImportRun.objects.select_related("office", "mapping").get(pk=run)
        if found.mapping is None or found.state not in {ImportState.UPLOADED, ImportState.RUNNING}:
            return
        try:
            Pass(found, at=at).make()
        except FileError as error:
            _stop(found, at=at, line=error.line, code=f"file_{error.problem}")
        except OperationalError:
            raise  # the database is away, or out of breath: whoever looks next goes on
        except Exception:
            _stop(found, at=at, line=0, code="file_broken")
            raise


class Pass:
    """One pass over the file of a run; `at` in UTC."""

    def __init__(self, run: ImportRun, *, at: datetime) -> None:
        self.run, self.at = run, at
        self.by = Actor.user(run.by_id)
        self.is_trial = run.state == ImportState.UPLOADED
        kind = CaseBatch if run.kind == ImportKind.CASES else EventBatch
        self.batch: Batch = kind(run.office, layout_of(run), by=self.by, at=at)

    def make(self) -> None:
        """Go through all rows, and write down that it is done."""
        scratch.clear()
        if self.is_trial:
            start_counting(self.run)
        done = self.run.made + self.run.known + self.run.refused
        for rows in in_batches(files.opened(self.run.stored_as), SIZES[self.run.kind]):
            if done:
                self.batch.remember(
                    [row for row in map(self.batch.read, rows[:done]) if not _is_refused(row)]
                )
            if rows[done:]:
                self._take(rows[done:])
            done = max(done - len(rows), 0)
        self._finish()

    def _take(self, rows: Sequence[Row]) -> None:
        if self.is_trial or self.run.kind != ImportKind.CASES:
            self._write(self._judged(rows))
            return
        for attempt in range(TRIES):
            try:
                with transaction.atomic():
                    lock_office(self.run.office_id)
                    self._write(self._judged(rows))
            except IntegrityError:
                if attempt + 1 == TRIES:
                    raise
            else:
                return

    def _judged(self, rows: Sequence[Row]) -> Tally:
        refused, readable = Tally(), []
        for row in rows:
            found = self.batch.read(row)
            if _is_refused(found):
                refused.refuse(row.line, found)
            else:
                readable.append(found)
        tally = self.batch.take(readable, is_trial=self.is_trial)
        tally.refused |= refused.refused
        return tally

    @transaction.atomic
    def _write(self, tally: Tally) -> None:
        """Write how far the pass has come, and what was refused."""
        RefusedRow.objects.bulk_create(
            RefusedRow(run=self.run, line=line, column=fault.column, code=fault.code, detail=fault.detail)
            for line, faults in sorted(tally.refused.items())
            for fault in faults
        )
        ImportRun.objects.filter(pk=self.run.pk).update(
            made=F("made") + tally.made,
            known=F("known") + tally.known,
            refused=F("refused") + len(tally.refused),
        )

    @transaction.atomic
    def _finish(self) -> None:
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=self.run.pk)
        run.state = ImportState.TRIED if self.is_trial else ImportState.DONE
        stored_as = run.stored_as
        if not self.is_trial:
            run.done_at, run.stored_as = self.at, ""
            transaction.on_commit(lambda: files.forget(stored_as))
        run.rows = run.made + run.known + run.refused
        run.save(update_fields=["state", "done_at", "stored_as", "rows"])
        what = "tried" if self.is_trial else "done"
        record(f"import.{what}", subject=run, by=self.by, at=self.at, office=run.office_id, **counts(run))


def layout_of(run: ImportRun) -> Layout:
    """Return how the file of a run is to be read; it has its columns by now."""
    if run.mapping is None:
        raise ValueError("The columns of this file are not known.")
    return Layout(run.mapping.columns, run.mapping.values, run.mapping.date_format)


def counts(run: ImportRun) -> dict[str, int]:
    return {"rows": run.rows, "made": run.made, "known": run.known, "refused": run.refused}


def start_counting(run: ImportRun) -> None:
    """Count from nothing, and forget why rows were refused before."""
    run.errors.all().delete()
    run.made = run.known = run.refused = 0
    run.save(update_fields=["made", "known", "refused"])


def in_batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def _is_refused(found: object) -> bool:
    return isinstance(found, list)


def _stop(run: ImportRun, *, at: datetime, line: int, code: str) -> None:
    """Give up a pass, and say why. The rows that were taken stay, and are known next time."""
    with transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.STOPPED)
        RefusedRow.objects.create(run=run, line=line, code=code)
        by = Actor.user(run.by_id)
        record("import.stopped", subject=run, by=by, at=at, office=run.office_id, code=code, line=line)
