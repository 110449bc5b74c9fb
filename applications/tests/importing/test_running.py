"""A pass over a file: it may be cut off anywhere, and goes on; it is never made by two."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from applications import tasks
from applications.actions.importing import files, running, steps
from applications.actions.importing.locks import BusyError, alone, is_worked_on
from applications.models import Application, CaseEvent, ImportKind, ImportState
from applications.tests import factories as make
from applications.tests.factories import AT
from applications.tests.importing.world import cases, counts, events, handed_in, read_in, tried, why
from portal.accounts.models import Office, User
from portal.audit.models import Event

pytestmark = pytest.mark.django_db
MANY = [{"external_ref": f"WSC/{number}"} for number in range(1, 6)]


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("applications.actions.importing.running.SIZES", {"cases": 2, "events": 2})


@contextmanager
def cut_off(at_statement: str, *, number: int) -> Iterator[None]:
    """Let the process die in the place of a statement, the how-manieth of its kind."""
    seen = [0]

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401  as Django calls it
        seen[0] += at_statement in sql
        if at_statement in sql and seen[0] == number:
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper), pytest.raises(KeyboardInterrupt):
        yield


@pytest.mark.usefixtures("_small")
def test_a_run_that_is_killed_goes_on_where_it_was(office: Office, clerk: User) -> None:
    run = tried(cases(*MANY, {"external_ref": "WSC/1"}, {"birth_date": "?"}), office=office, by=clerk)
    steps.begin(run, by=clerk, at=AT)
    with cut_off('INSERT INTO "applications_caseevent"', number=2):
        running.work(run.pk, at=AT)
    run.refresh_from_db()
    assert (run.state, counts(run), Application.objects.count()) == (ImportState.RUNNING, (2, 0, 0), 2)

    assert steps.waiting_runs() == [run.pk]
    running.work(run.pk, at=AT)

    run.refresh_from_db()
    assert (run.state, counts(run)) == (ImportState.DONE, (5, 0, 2))
    assert [(line, code) for line, _column, code, _detail in why(run)] == [(7, "twice"), (8, "no_date")]
    assert CaseEvent.objects.count() == 5


@pytest.mark.usefixtures("_small")
def test_events_of_a_batch_that_was_cut_off_are_known(office: Office, clerk: User) -> None:
    case = make.case(office)
    Application.objects.filter(pk=case.pk).update(external_ref="WSC/1")
    fees = [{"what": "fee_seen", "fee": "stamp", "on": f"2026-11-0{day}"} for day in range(1, 5)]
    run = tried(events(*fees), office=office, by=clerk, kind=ImportKind.EVENTS)
    steps.begin(run, by=clerk, at=AT)
    with cut_off("EXECUTE applications_write", number=4):
        running.work(run.pk, at=AT)
    run.refresh_from_db()
    assert counts(run) == (2, 0, 0)

    running.work(run.pk, at=AT)

    run.refresh_from_db()
    assert (run.state, counts(run)) == (ImportState.DONE, (3, 1, 0))
    assert CaseEvent.objects.filter(kind="fee_seen").count() == 4


@pytest.mark.usefixtures("_small")
def test_a_trial_that_is_killed_begins_anew(office: Office, clerk: User) -> None:
    run = handed_in(cases({"birth_date": "?"}, *MANY), office=office, by=clerk)
    with cut_off('UPDATE "applications_importrun" SET "made"', number=3):
        running.work(run.pk, at=AT)

    running.work(run.pk, at=AT)

    run.refresh_from_db()
    assert (run.state, counts(run), len(why(run))) == (ImportState.TRIED, (5, 0, 1), 1)


def test_nobody_works_on_a_run_twice_at_once() -> None:
    inside, done = threading.Event(), threading.Event()

    def somebody() -> None:
        with alone(7):
            inside.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=somebody)
    thread.start()
    try:
        assert inside.wait(10)
        assert (is_worked_on(7), is_worked_on(8)) == (True, False)
        with pytest.raises(BusyError):
            running.work(7, at=AT)
    finally:
        done.set()
        thread.join()
    assert not is_worked_on(7)


def test_a_file_that_ends_badly_stops_the_run_and_may_be_tried_again(office: Office, clerk: User) -> None:
    run = handed_in(cases({}), office=office, by=clerk)
    (files.folder() / run.stored_as).write_bytes(cases({}).encode() + b'"open')

    running.work(run.pk, at=AT)

    run.refresh_from_db()
    assert (run.state, why(run)) == (ImportState.STOPPED, [(3, "", "file_quotes", "")])
    (files.folder() / run.stored_as).write_bytes(cases({}).encode())
    steps.try_again(run, by=clerk, at=AT)
    running.work(run.pk, at=AT)
    run.refresh_from_db()
    assert (run.state, counts(run), why(run)) == (ImportState.TRIED, (1, 0, 0), [])


def test_what_nobody_foresaw_stops_the_run_and_is_told(office: Office, clerk: User) -> None:
    run = handed_in(cases({}), office=office, by=clerk)
    files.forget(run.stored_as)

    with pytest.raises(FileNotFoundError):
        running.work(run.pk, at=AT)

    run.refresh_from_db()
    assert (run.state, why(run)) == (ImportState.STOPPED, [(0, "", "file_broken", "")])


def test_a_run_that_is_done_is_not_made_again(office: Office, clerk: User) -> None:
    run = read_in(cases({}), office=office, by=clerk)

    running.work(run.pk, at=AT)

    run.refresh_from_db()
    assert (counts(run), steps.waiting_runs()) == ((1, 0, 0), [])


def test_a_file_that_is_read_in_is_deleted(
    office: Office,
    clerk: User,
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401  see pytest-django
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = read_in(cases({}), office=office, by=clerk)

    assert (run.stored_as, list(files.folder().iterdir())) == ("", [])


def test_a_file_is_for_nobody_else(office: Office, clerk: User) -> None:
    run = handed_in(cases({}), office=office, by=clerk)
    path = files.folder() / run.stored_as

    assert (oct(path.stat().st_mode)[-3:], oct(path.parent.stat().st_mode)[-3:]) == ("600", "700")


def test_a_file_that_is_left_is_forgotten_after_a_week(
    office: Office,
    clerk: User,
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401  see pytest-django
) -> None:
    old = tried(cases({}), office=office, by=clerk, at=AT - steps.KEPT - timedelta(seconds=1))
    new = tried(cases({}), office=office, by=clerk, at=AT - steps.KEPT)
    with django_capture_on_commit_callbacks(execute=True):
        assert steps.forget_left(at=AT) == 1

    old.refresh_from_db()
    assert (old.stored_as, old.state) == ("", ImportState.STOPPED)
    assert [path.name for path in files.folder().iterdir()] == [new.stored_as]


def test_a_run_that_is_being_read_in_is_never_forgotten(office: Office, clerk: User) -> None:
    run = tried(cases({}), office=office, by=clerk)
    steps.begin(run, by=clerk, at=AT)

    assert steps.forget_left(at=AT + 2 * steps.KEPT) == 0


def test_each_step_is_written_down(office: Office, clerk: User) -> None:
    run = read_in(cases({}), office=office, by=clerk)

    rows = Event.objects.filter(subject_label="applications.importrun", subject_pk=str(run.pk)).order_by("pk")
    assert list(rows.values_list("action", "user", "office")) == [
        (f"import.{what}", clerk.pk, office.pk)
        for what in ("handed_in", "laid_out", "tried", "begun", "done")
    ]
    last = rows.last()
    assert last is not None
    assert last.data == {"rows": 1, "made": 1, "known": 0, "refused": 0}


def test_the_clock_goes_on_with_what_waits(office: Office, clerk: User) -> None:
    run = handed_in(cases({}), office=office, by=clerk)

    tasks.read_files()
    steps.begin(run, by=clerk, at=AT)
    tasks.read_file(run=run.pk)
    tasks.read_files()

    run.refresh_from_db()
    assert (run.state, counts(run)) == (ImportState.DONE, (1, 0, 0))


def test_the_clock_forgets_what_is_left(office: Office, clerk: User) -> None:
    run = tried(cases({}), office=office, by=clerk, at=AT - timedelta(days=3_000))

    tasks.forget_files()

    run.refresh_from_db()
    assert run.stored_as == ""
