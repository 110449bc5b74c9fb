"""What becomes of a copy behind the pages: checking, the virus scanner, the office's verdict, deleting."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
import time_machine
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from applications import tasks
from applications.actions.uploading import checking, judging, purging, sending, storing
from applications.choices import EventKind as K
from applications.choices import UploadState
from applications.models import Application, Upload
from applications.tests import factories as make
from applications.tests.admin.case_world import TODAY, registered, summoned
from applications.tests.party import owner_of
from applications.tests.uploading.pdfs import pdf
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor
from portal.notifications.models import Notice

pytestmark = pytest.mark.django_db

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _uploads(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path


@pytest.fixture
def case() -> Application:
    return summoned(registered(accounts.office(), email="olena@example.test"), "evidence", "Umowa", "Zdjęcie")


@pytest.fixture
def owner(case: Application) -> User:
    return owner_of(case)


def sent(case: Application, owner: User, *, pages: int = 1, document: int = 1, name: str = "a.pdf") -> Upload:
    by = Actor.user(owner.pk)
    return sending.send(case=case, document=document, name=name, pieces=[pdf(pages=pages)], by=by, at=make.AT)


def checked(upload: Upload) -> Upload:
    checking.check(upload.key, at=make.AT)
    upload.refresh_from_db()
    return upload


def files() -> list[str]:
    return sorted(path.name for path in (storing.folder_of(uuid4()).parent).rglob("*") if path.is_file())


@contextmanager
def scanner(answer: bytes) -> Iterator[str]:
    """Listen as clamd does, take one file, and say what was found."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            there, _address = server.accept()
            with there:
                while not there.recv(65536).endswith(b"\0\0\0\0"):
                    pass
                there.sendall(answer)

        Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (b"stream: OK\n", (UploadState.KEPT, "")),
        (b"stream: Eicar-Signature FOUND\n", (UploadState.REFUSED, "infected")),
        (b"INSTREAM size limit exceeded. ERROR\n", (UploadState.REFUSED, "heavy")),
        (b"stream: Can't open file ERROR\n", (UploadState.REFUSED, "heavy")),
        (b"", (UploadState.CHECKING, "")),
    ],
)
def test_the_virus_scanner_decides_and_without_its_answer_a_file_waits(
    answer: bytes, outcome: tuple[str, str], case: Application, owner: User, settings: Settings
) -> None:
    with scanner(answer) as settings.CLAMD_HOST:
        upload = checked(sent(case, owner))

    assert (upload.state, upload.reason) == outcome


def test_a_scanner_that_is_not_there_keeps_files_waiting(
    case: Application, owner: User, settings: Settings
) -> None:
    settings.CLAMD_SOCKET = "/nowhere/clamd.ctl"

    assert checked(sent(case, owner)).state == UploadState.CHECKING


def test_the_clock_checks_what_no_worker_took(
    case: Application, owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    upload = sent(case, owner)

    assert checking.waiting(at=make.AT + checking.SOON) == []
    assert checking.waiting(at=make.AT + checking.SOON + timedelta(seconds=1)) == [upload.key]
    with django_capture_on_commit_callbacks(execute=True), time_machine.travel(make.AT + MINUTE, tick=False):
        tasks.check_files()
    upload.refresh_from_db()
    assert upload.state == UploadState.KEPT
    assert files() == [upload.key.hex]


def test_what_goes_wrong_with_one_file_keeps_no_other(case: Application, owner: User) -> None:
    broken, good = sent(case, owner), sent(case, owner, pages=2)
    storing.clean_path(broken.key).mkdir()  # nothing can be put there

    checking.check_waiting(at=make.AT + MINUTE)

    good.refresh_from_db()
    broken.refresh_from_db()
    assert (good.state, broken.state) == (UploadState.KEPT, UploadState.CHECKING)


def test_a_task_checks_one_file(case: Application, owner: User) -> None:
    upload = sent(case, owner)

    tasks.check_file(str(upload.key))

    upload.refresh_from_db()
    assert upload.state == UploadState.KEPT


def test_a_file_is_checked_once(case: Application, owner: User) -> None:
    upload = sent(case, owner)
    for _time in range(2):
        checked(upload)

    assert Event.objects.filter(action="file.kept").count() == 1


def test_a_worker_checks_no_more_than_two_at_a_time(case: Application, owner: User) -> None:
    upload = sent(case, owner)
    for _slot in range(checking.MOST):
        checking._slots.acquire()  # noqa: SLF001  as two threads that check
    try:
        assert checked(upload).state == UploadState.CHECKING
    finally:
        checking._slots.release(checking.MOST)  # noqa: SLF001  see above

    assert checked(upload).state == UploadState.KEPT


def test_a_file_that_is_gone_is_refused_and_one_that_was_never_there_is_nothing(
    case: Application, owner: User
) -> None:
    upload = sent(case, owner)
    storing.forget(upload.key)
    checking.check(uuid4(), at=make.AT)

    assert (checked(upload).state, upload.reason) == (UploadState.REFUSED, "lost")


def test_nothing_is_left_of_a_file_that_nobody_waits_for(case: Application, owner: User) -> None:
    make.happen(case, K.DOCUMENT_RECEIVED, on=TODAY, data={"received": [1]})

    with pytest.raises(sending.NotOpenError):
        sent(case, owner)
    with pytest.raises(sending.NotOpenError):
        sent(case, owner, document=7)

    assert files() == []


def test_a_refused_document_may_be_sent_again(case: Application, owner: User) -> None:
    make.happen(case, K.DOCUMENT_RECEIVED, on=TODAY, data={"received": [1]})
    make.happen(case, K.DOCUMENT_REFUSED, on=TODAY, data={"document": 1}, note="Too dark.")

    assert sent(case, owner).state == UploadState.CHECKING


def test_a_copy_that_was_taken_back_is_not_kept_by_a_late_check(
    case: Application, owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    upload, by = sent(case, owner), Actor.user(owner.pk)
    with django_capture_on_commit_callbacks(execute=True):
        sending.withdraw(case=case, key=upload.key, by=by, is_owner=True, at=make.AT)

    assert checked(upload).state == UploadState.WITHDRAWN
    assert files() == []


def judged(case: Application, upload: Upload, state: str, remark: str = "") -> Upload:
    clerk = accounts.user(is_staff=True)
    return judging.judge(
        case=case,
        key=upload.key,
        state=UploadState(state),
        remark=remark,
        by=Actor.user(clerk.pk),
        at=make.AT + MINUTE,
    )


def test_a_verdict_is_told_and_is_no_entry_of_the_case(case: Application, owner: User) -> None:
    upload, entries = checked(sent(case, owner)), case.sequence

    found = judged(case, upload, "wrong", "The second page is missing.")

    case.refresh_from_db()
    assert (found.state, found.remark, found.looked_at) == (
        UploadState.WRONG,
        "The second page is missing.",
        make.AT + MINUTE,
    )
    assert case.sequence == entries
    assert Notice.objects.filter(kind="case_news").count() == 1


def test_many_copies_in_order_are_told_once_a_day(case: Application, owner: User) -> None:
    for pages in (1, 2, 3):
        judged(case, checked(sent(case, owner, pages=pages)), "fine", "left out")
    told = Notice.objects.filter(kind="case_news").count()
    judged(case, Upload.objects.first() or Upload(), "fine")

    assert set(Upload.objects.values_list("state", "remark")) == {("fine", "")}
    assert Notice.objects.filter(kind="case_news").count() == told
    assert Event.objects.filter(action="file.fine").count() == 3


@pytest.mark.parametrize("state", [UploadState.CHECKING, UploadState.REFUSED, UploadState.WITHDRAWN])
def test_there_is_no_verdict_on_what_nobody_can_open(
    state: UploadState, case: Application, owner: User
) -> None:
    upload = sent(case, owner)
    Upload.objects.update(state=state)

    with pytest.raises(judging.NotThereError):
        judged(case, upload, "fine")


def test_what_was_refused_and_sent_again_is_judged_by_its_newer_copy(case: Application, owner: User) -> None:
    first = checked(sent(case, owner))
    judged(case, first, "wrong", "It is blurred.")
    again = checked(sent(case, owner))

    with pytest.raises(judging.SentAgainError):
        judged(case, first, "fine")

    first.refresh_from_db()
    assert (again.pk == first.pk, first.state) == (False, UploadState.WRONG)
    assert judged(case, again, "fine").state == UploadState.FINE


def test_copies_go_ninety_days_after_the_case_is_closed(
    case: Application, owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        upload = checked(sent(case, owner))
    Application.objects.filter(pk=case.pk).update(closed_on=TODAY)

    with django_capture_on_commit_callbacks(execute=True):
        counts = [purging.purge(at=make.AT + days * DAY) for days in (90, 91, 91)]

    upload.refresh_from_db()
    assert counts == [0, 1, 0]
    assert (upload.state, upload.gone_at) == (UploadState.KEPT, make.AT + 91 * DAY)
    assert files() == []


def test_what_a_worker_left_behind_is_swept_up_and_nothing_else(
    case: Application, owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        upload, waiting = checked(sent(case, owner)), sent(case, owner, pages=2)
    left = [storing.sent_path(upload.key), storing.clean_path(uuid4()), storing.clean_path(waiting.key)]
    left.append(storing.folder_of(upload.key) / f"{upload.key.hex}.{uuid4().hex}")
    for path in left:
        path.write_bytes(b"x")
    young = storing.sent_path(uuid4())
    for path in storing.folder_of(young_key := uuid4()).parent.rglob("*"):
        os.utime(path, (0, 0))
    young.write_bytes(b"x")
    os.utime(young, (make.AT.timestamp(), (make.AT - DAY).timestamp()))

    purging.purge(at=make.AT)

    assert files() == sorted([upload.key.hex, storing.sent_path(waiting.key).name, young.name])
    assert storing.clean_path(young_key).exists() is False


def test_purging_twice_a_day_is_a_task(case: Application, owner: User) -> None:
    sent(case, owner)

    tasks.purge_files()

    assert len(files()) == 1
