"""The documents of a case as its people see them, and the copies that they send for checking."""

import stat
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from applications.actions.uploading import checking, storing
from applications.choices import Assurance, UploadState
from applications.choices import EventKind as K
from applications.models import Application, SubmissionWay, Upload
from applications.rules.files.faults import LARGEST
from applications.tests import factories as make
from applications.tests.admin.case_world import TODAY, grown, registered, summoned
from applications.tests.party import owner_of, proxy_of
from applications.tests.uploading.pdfs import pdf
from applications.views.cases.uploads import OF_CASE, document_upload
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.notifications.models import Notice

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CONTRACT, PASSPORT = "Umowa o pracę", "Kopia paszportu"


@pytest.fixture(autouse=True)
def _now(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.UPLOADS_DIR = tmp_path
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def case() -> Application:
    return summoned(
        registered(accounts.office()), "evidence", CONTRACT, PASSPORT, delivered_on=TODAY - 8 * DAY
    )


@pytest.fixture
def owner(case: Application, client: Client) -> User:
    user = owner_of(case)
    client.force_login(user)
    return user


def page_of(case: Application) -> str:
    return reverse("case_documents", args=[case.pk])


def form_of(case: Application, number: int = 1) -> str:
    return reverse("document_upload", args=[case.pk, number])


def sent(
    client: Client,
    case: Application,
    *,
    number: int = 1,
    name: str = "scan.pdf",
    content: bytes = b"",
    tick: str = "on",
) -> HttpResponse:
    file = SimpleUploadedFile(name, content or pdf())
    data = {"file": file, "is_no_passport": tick} if tick else {"file": file}
    return client.post(form_of(case, number), data)  # type: ignore[return-value]  # the client's own kind


def kept(client: Client, case: Application, *, name: str = "scan.pdf", content: bytes = b"") -> Upload:
    """Send a copy, have it checked, and return it."""
    assert sent(client, case, name=name, content=content).status_code == 302
    upload = Upload.objects.latest("sent_at", "pk")
    checking.check(upload.key, at=make.AT)
    upload.refresh_from_db()
    return upload


def files() -> list[Path]:
    return [path for path in Path(settings.UPLOADS_DIR).rglob("*") if path.is_file()]


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.usefixtures("owner")
def test_what_is_asked_for_is_a_task_with_its_last_day_and_the_lawful_ways(
    client: Client, case: Application
) -> None:
    shown = text_of(client, page_of(case))

    assert CONTRACT in shown
    assert "The last day is 7 December 2026." in shown
    assert "It is not a submission and keeps no term." in shown
    assert "Send a registered letter from a post office of Poczta Polska." in shown
    assert f'href="{form_of(case)}"' in shown


@pytest.mark.usefixtures("owner")
def test_where_the_account_is_a_lawful_way_the_page_says_that_it_counts(
    client: Client, case: Application
) -> None:
    way = SubmissionWay(scope="ALL", way="account", valid_from=TODAY, basis="art. 63 KPA")
    way.note = "Send it here."
    way.save()

    shown = text_of(client, form_of(case))

    assert "A file that you send here counts as handed in on the day on which you send it." in shown
    assert "keeps no term" not in shown


@pytest.mark.usefixtures("owner")
def test_a_passport_is_shown_at_the_office_and_no_copy_is_taken(client: Client, case: Application) -> None:
    shown = text_of(client, form_of(case, 2))

    assert "Bring this document to the office and show it there." in shown
    assert 'type="file"' not in shown
    assert sent(client, case, number=2).status_code == 409
    assert Upload.objects.count() == 0


def test_a_copy_is_checked_kept_and_served_as_a_file_to_save(
    client: Client,
    case: Application,
    owner: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        upload = kept(client, case, name="umowa <1>.pdf")
    url = reverse("file_detail", args=[case.pk, upload.key])
    answer = client.get(url)

    assert (upload.state, upload.kind, upload.pages, upload.user) == (UploadState.KEPT, "pdf", 1, owner)
    assert not storing.sent_path(upload.key).exists()
    assert stat.S_IMODE(storing.clean_path(upload.key).stat().st_mode) == 0o600
    assert b"".join(answer).startswith(b"%PDF-")
    assert answer["Content-Disposition"] == 'attachment; filename="umowa _1_.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store, max-age=0, no-cache, must-revalidate"
    assert Event.objects.filter(action="file.read", data__file=str(upload.key)).count() == 1
    assert text_of(client, page_of(case)).count("The last day is 7 December 2026.") == 2


@pytest.mark.usefixtures("owner")
def test_a_copy_that_is_refused_says_why_is_deleted_and_told(
    client: Client, case: Application, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    Application.objects.filter(pk=case.pk).update(email="olena@example.test")
    with django_capture_on_commit_callbacks(execute=True):
        upload = kept(client, case, content=pdf(pages=51))

    assert (upload.state, upload.reason, upload.gone_at) == (UploadState.REFUSED, "pages", make.AT)
    assert list(storing.folder_of(upload.key).iterdir()) == []
    assert "The file has more than 50 pages. Send it in parts." in text_of(client, form_of(case))
    assert client.get(reverse("file_detail", args=[case.pk, upload.key])).status_code == 404
    assert Notice.objects.filter(kind="case_news").count() == 1


@pytest.mark.usefixtures("owner")
def test_nobody_gets_a_copy_before_it_is_checked(client: Client, case: Application) -> None:
    sent(client, case)
    upload = Upload.objects.get()

    assert upload.state == UploadState.CHECKING
    assert client.get(reverse("file_detail", args=[case.pk, upload.key])).status_code == 404
    assert "being checked" in text_of(client, page_of(case))


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("scan.exe", b"MZ", "Only PDF, JPEG and PNG files can be sent."),
        ("scan.pdf", b"MZ", "The file is not what its name says."),
        ("scan.jpg", b"%PDF-1.7", "The file is not what its name says."),
        ("scan.pdf", b"%PDF-" + b" " * LARGEST, "The file is larger than 10 MB."),
    ],
)
def test_what_is_no_such_file_is_refused_at_once(
    name: str, content: bytes, said: str, client: Client, case: Application
) -> None:
    answer = sent(client, case, name=name, content=content)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Upload.objects.count() == 0
    assert files() == []


@pytest.mark.usefixtures("owner")
def test_an_empty_form_and_an_empty_file_are_refused_in_words(client: Client, case: Application) -> None:
    nothing = client.post(form_of(case), {})
    empty = client.post(form_of(case), {"file": SimpleUploadedFile("a.pdf", b""), "is_no_passport": "on"})
    unticked = sent(client, case, tick="")

    assert [each.status_code for each in (nothing, empty, unticked)] == [422, 422, 422]
    assert "Choose a file" in nothing.content.decode()
    assert "The file is empty." in empty.content.decode()
    assert "Confirm that the file shows no passport" in unticked.content.decode()


@pytest.mark.usefixtures("owner")
def test_a_file_sent_twice_is_one_copy(client: Client, case: Application) -> None:
    content = pdf()  # each that is made has another number of its own
    answers = [sent(client, case, content=content).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert Upload.objects.count() == 1
    assert len(files()) == 1


@pytest.mark.usefixtures("owner")
def test_five_copies_of_a_document_wait_and_no_sixth(client: Client, case: Application) -> None:
    answers = [sent(client, case, content=pdf(pages=each + 1)) for each in range(6)]

    assert [each.status_code for each in answers] == [302] * 5 + [422]
    assert "5 copies of this document wait for the office." in answers[-1].content.decode()


@pytest.mark.usefixtures("owner")
def test_who_sends_too_many_files_waits(client: Client, case: Application) -> None:
    for _time in range(OF_CASE.times):
        sent(client, case, content=b"MZ")

    answer = sent(client, case)

    assert answer.status_code == 429
    assert "You can send the next one from" in answer.content.decode()
    assert int(answer["Retry-After"]) > 0


def test_a_form_of_another_site_sends_nothing(case: Application) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner_of(case))

    answer = sent(strict, case)

    assert answer.status_code == 403
    assert Upload.objects.count() == 0


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("number", [0, 3, 32_768, 99_999_999_999])
def test_a_document_that_there_is_not_is_not_found(number: int, client: Client, case: Application) -> None:
    assert client.get(form_of(case, number)).status_code == 404
    assert client.post(form_of(case, number), {}).status_code == 404


def test_a_copy_is_taken_back_by_whoever_sent_it_and_by_the_person_of_the_case(
    client: Client,
    case: Application,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    owner, proxy, other = owner_of(case), proxy_of(case), proxy_of(case)
    client.force_login(proxy)
    with django_capture_on_commit_callbacks(execute=True):
        upload = kept(client, case)
    url = reverse("file_withdraw", args=[case.pk, upload.key])

    client.force_login(other)
    assert url not in text_of(client, page_of(case))
    assert client.post(url).status_code == 302
    upload.refresh_from_db()
    assert upload.state == UploadState.KEPT
    client.force_login(owner)
    with django_capture_on_commit_callbacks(execute=True):
        assert [client.post(url).status_code for _time in range(2)] == [302, 302]

    upload.refresh_from_db()
    assert (upload.state, upload.gone_at) == (UploadState.WITHDRAWN, make.AT)
    assert not storing.clean_path(upload.key).exists()
    assert Event.objects.filter(action="file.withdrawn").count() == 1


def test_who_may_only_see_reads_and_sends_nothing(client: Client, case: Application) -> None:
    client.force_login(proxy_of(case, may_give=False))

    shown = text_of(client, page_of(case))

    assert CONTRACT in shown
    assert form_of(case) not in shown
    assert client.get(form_of(case)).status_code == 404
    assert sent(client, case).status_code == 404


def test_who_was_not_checked_and_who_has_nothing_to_do_with_it_see_no_documents(
    client: Client, case: Application
) -> None:
    client.force_login(owner_of(case, Assurance.SELF))
    unchecked = client.get(page_of(case))
    client.force_login(accounts.user())
    strangers = [client.get(url).status_code for url in (page_of(case), form_of(case))]

    assert unchecked.status_code == 403
    assert CONTRACT not in unchecked.content.decode()
    assert strangers == [404, 404]
    assert client.get(reverse("file_detail", args=[case.pk, uuid4()])).status_code == 404


@pytest.mark.usefixtures("owner")
def test_the_copy_of_one_case_is_not_reached_through_another(
    client: Client, case: Application, owner: User
) -> None:
    upload = kept(client, case)
    other = registered(case.office)
    Application.objects.filter(pk=other.pk).update(account=owner, account_level=Assurance.DESK)

    assert client.get(reverse("file_detail", args=[other.pk, upload.key])).status_code == 404
    assert client.post(reverse("file_withdraw", args=[other.pk, upload.key])).status_code == 404


@pytest.mark.usefixtures("owner")
def test_a_refused_document_shows_what_the_office_wrote(client: Client, case: Application) -> None:
    make.happen(case, K.DOCUMENT_RECEIVED, on=TODAY - 2 * DAY, data={"received": [1]})
    make.happen(
        case, K.DOCUMENT_REFUSED, on=TODAY - DAY, data={"document": 1}, note="The second page is missing."
    )

    shown = text_of(client, page_of(case))

    assert "The office refused it on 30 November 2026." in shown
    assert "<q>The second page is missing.</q>" in shown
    assert "Refused: hand in another one" in shown


@pytest.mark.usefixtures("owner")
def test_a_late_document_says_so_and_one_not_delivered_how_long_there_is(
    client: Client, case: Application
) -> None:
    summoned(case, "formal", "Zdjęcie", on=TODAY - DAY)
    with time_machine.travel(make.AT + 7 * DAY, tick=False):
        shown = text_of(client, page_of(case))

    assert "The last day was 7 December 2026." in shown
    assert "You have 14 days from the day on which you get the letter." in shown


@pytest.mark.usefixtures("owner")
def test_five_hundred_documents_cost_as_many_queries_as_two(
    client: Client, case: Application, owner: User
) -> None:
    def asked() -> int:
        client.get(page_of(case))
        with CaptureQueriesContext(connection) as found:
            assert client.get(page_of(case)).status_code == 200
        return len(found.captured_queries)

    few = asked()
    grown(case, documents=500, events=2, by=owner)
    many = asked()

    assert many <= few + 1  # why documents were refused
    assert client.get(page_of(case), {"page": "17"}).status_code == 200
    assert date(2026, 12, 7) == case.known.calls[0].due_on


@pytest.mark.usefixtures("owner")
def test_an_ending_longer_than_a_disk_allows_is_answered(client: Client, case: Application) -> None:
    assert sent(client, case, name="a." + "é" * 140).status_code == 422


def test_what_nobody_signed_in_sends_is_not_read(case: Application) -> None:
    request = RequestFactory().post(form_of(case), {"file": SimpleUploadedFile("scan.pdf", pdf())})
    request.user = AnonymousUser()

    answer = document_upload(request, case.pk, 1)

    assert answer.status_code == 302
    assert request.read(2) == b"--"
