"""What a person does with a file, step by step: hand it in, say what its columns are, read it in."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from applications.actions.importing import files
from applications.actions.importing.locks import is_worked_on
from applications.actions.importing.running import counts, start_counting
from applications.models import ImportMapping, ImportRun, ImportState
from applications.rules.imports.columns import Layout
from portal.accounts.models import Office, User
from portal.audit.actions import record
from portal.audit.rules.actors import Actor

KEPT = timedelta(days=7)
"""How long a file that nobody reads in is kept: there are people in it."""
LONGEST_NAME = 200


class Step(Protocol):
    """A step that needs nothing but the run, and who takes it."""

    def __call__(self, run: ImportRun, *, by: User, at: datetime) -> None: ...


class NotNowError(Exception):
    """A step that does not follow where the run stands; somebody else may have gone on."""


class NameTakenError(Exception):
    """Other columns of this office are kept under this name."""


def hand_in(  # noqa: PLR0913  what a file is, and who brings it
    *, office: Office, kind: str, filename: str, pieces: Iterable[bytes], by: User, at: datetime
) -> ImportRun:
    """Keep a file that can be read as a table, and count its rows.

    :raises FileError: if it cannot; then nothing is kept.
    """
    stored = files.store(pieces)
    try:
        seen = files.look(stored.name)
        with transaction.atomic():
            run = ImportRun.objects.create(
                office=office,
                kind=kind,
                filename=filename[-LONGEST_NAME:],
                stored_as=stored.name,
                digest=stored.digest,
                rows=seen.rows,
                by=by,
                at=at,
            )
            _written("handed_in", run, by=by, at=at)
    except BaseException:
        files.forget(stored.name)
        raise
    return run


@transaction.atomic
def lay_out(run: ImportRun, layout: Layout, *, name: str, by: User, at: datetime) -> ImportMapping:
    """Say which columns a file has, keep that under a name for the next one, and ask for the trial.

    :raises NotNowError: if it is being worked on, or was read in.
    :raises NameTakenError: if the name belongs to other columns, that this file was not given.
    """
    run = _locked(run, ImportState.UPLOADED, ImportState.TRIED, ImportState.STOPPED)
    fields = {"columns": dict(layout.columns), "values": _values(layout), "date_format": layout.date_order}
    named = ImportMapping.objects.filter(office=run.office, kind=run.kind, name=name)
    mapping = named.select_for_update().first()
    if mapping is None:
        mapping = ImportMapping.objects.create(office=run.office, kind=run.kind, name=name, **fields)
    elif mapping.pk == run.mapping_id:
        named.update(**fields)
    elif any(getattr(mapping, key) != value for key, value in fields.items()):
        raise NameTakenError
    _try_again(run, mapping)
    _written("laid_out", run, by=by, at=at)
    return mapping


@transaction.atomic
def use(run: ImportRun, mapping: ImportMapping, *, by: User, at: datetime) -> None:
    """Read a file by columns that are kept, and ask for its trial.

    :raises NotNowError: if it is being worked on, or was read in.
    """
    run = _locked(run, ImportState.UPLOADED, ImportState.TRIED, ImportState.STOPPED)
    _try_again(run, mapping)
    _written("laid_out", run, by=by, at=at)


@transaction.atomic
def begin(run: ImportRun, *, by: User, at: datetime) -> None:
    """Ask for a file to be read in that was tried.

    :raises NotNowError: if it was not, or is read in already.
    """
    run = _locked(run, ImportState.TRIED)
    start_counting(run)
    run.state = ImportState.RUNNING
    run.save(update_fields=["state"])
    _written("begun", run, by=by, at=at)


@transaction.atomic
def try_again(run: ImportRun, *, by: User, at: datetime) -> None:
    """Ask for another trial of a run that an error has stopped.

    :raises NotNowError: if it is not stopped, or its file is gone.
    """
    run = _locked(run, ImportState.STOPPED)
    if run.mapping is None:
        raise NotNowError
    _try_again(run, run.mapping)
    _written("again", run, by=by, at=at)


@transaction.atomic
def discard(run: ImportRun, *, by: User, at: datetime) -> None:
    """Delete a file that will not be read in.

    :raises NotNowError: if it is being worked on, or was read in.
    """
    run = _locked(run, ImportState.UPLOADED, ImportState.TRIED, ImportState.STOPPED)
    _forget(run)
    _written("discarded", run, by=by, at=at)


def forget_left(*, at: datetime) -> int:
    """Delete the files that nobody has read in for days; return how many there were."""
    left = ImportRun.objects.filter(at__lt=at - KEPT).exclude(stored_as="").exclude(state=ImportState.RUNNING)
    found = list(left.order_by("pk"))
    for run in found:
        with transaction.atomic():
            _forget(run)
            record("import.forgotten", subject=run, by=Actor.user(run.by_id), at=at, office=run.office_id)
    return len(found)


def waiting_runs() -> list[int]:
    """Return the runs that wait for somebody to work on them, the oldest first."""
    states = (ImportState.UPLOADED, ImportState.RUNNING)
    rows = ImportRun.objects.filter(state__in=states, mapping__isnull=False).exclude(stored_as="")
    return list(rows.order_by("at", "pk").values_list("pk", flat=True))


def _locked(run: ImportRun, *states: str) -> ImportRun:
    """Return the run as it is now, locked.

    :raises NotNowError: if it is in none of the states, somebody works on it, or its file is gone.
    """
    found = (
        ImportRun.objects.select_for_update(of=("self",)).select_related("office", "mapping").get(pk=run.pk)
    )
    if found.state not in states or not found.stored_as or is_worked_on(found.pk):
        raise NotNowError
    return found


def _try_again(run: ImportRun, mapping: ImportMapping) -> None:
    start_counting(run)
    run.mapping, run.state = mapping, ImportState.UPLOADED
    run.save(update_fields=["mapping", "state"])


def _forget(run: ImportRun) -> None:
    stored_as, run.stored_as, run.state = run.stored_as, "", ImportState.STOPPED
    run.save(update_fields=["stored_as", "state"])
    transaction.on_commit(lambda: files.forget(stored_as))


def _values(layout: Layout) -> dict[str, Mapping[str, str]]:
    return {name: dict(words) for name, words in layout.values.items() if words}


def _written(what: str, run: ImportRun, *, by: User, at: datetime) -> None:
    actor = Actor.user(by.pk)
    record(f"import.{what}", subject=run, by=actor, at=at, office=run.office_id, **counts(run))
