"""Copies that people sent, as the office sees them: beside their document, one by one, and what waits."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from applications.actions.uploading import checking, sending
from applications.choices import UploadState
from applications.models import Application, Upload
from applications.tests import factories as make
from applications.tests.admin.case_world import TODAY, page_of, registered, signed_in, summoned
from applications.tests.party import owner_of
from applications.tests.uploading.pdfs import pdf
from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LIST = reverse("admin:applications_upload_changelist")


@pytest.fixture(autouse=True)
def _uploads(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def case(office: Office) -> Application:
    return summoned(registered(office), "evidence", "Umowa o pracę", delivered_on=TODAY)


@pytest.fixture
def upload(case: Application) -> Upload:
    found = sending.send(
        case=case,
        document=1,
        name="umowa.pdf",
        pieces=[pdf()],
        by=Actor.user(owner_of(case).pk),
        at=make.AT,
    )
    checking.check(found.key, at=make.AT)
    found.refresh_from_db()
    return found


def url_of(upload: Upload, name: str = "file") -> str:
    return reverse(f"admin:applications_application_{name}", args=[upload.application_id, upload.key])


def test_a_copy_stands_beside_its_document_and_opens_as_a_file(
    client: Client, office: Office, upload: Upload
) -> None:
    clerk = signed_in(client, Role.CLERK, office)

    shown = client.get(page_of(upload.application)).content.decode()
    answer = client.get(url_of(upload, "content"))

    assert "umowa.pdf" in shown
    assert url_of(upload) in shown
    assert b"".join(answer).startswith(b"%PDF-")
    assert answer["Content-Disposition"] == 'attachment; filename="umowa.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Event.objects.get(action="file.read").user_id == clerk.pk


def test_a_clerk_asks_for_another_one_and_says_why(client: Client, office: Office, upload: Upload) -> None:
    signed_in(client, Role.CLERK, office)

    empty = client.post(url_of(upload), {})
    silent = client.post(url_of(upload), {"state": "wrong", "remark": " "})
    long = client.post(url_of(upload), {"state": "wrong", "remark": "x" * 501})
    done = client.post(url_of(upload), {"state": "wrong", "remark": "Page 2 is missing."})

    assert [each.status_code for each in (empty, silent, long, done)] == [422, 422, 422, 302]
    assert "Say what is wrong with it, so that the next copy is right" in silent.content.decode()
    upload.refresh_from_db()
    assert (upload.state, upload.remark) == (UploadState.WRONG, "Page 2 is missing.")
    assert "Page 2 is missing." in client.get(page_of(upload.application)).content.decode()


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
def test_whoever_works_on_cases_finds_it_in_order(
    role: Role, client: Client, office: Office, upload: Upload
) -> None:
    signed_in(client, role, office)

    answer = client.post(url_of(upload), {"state": "fine", "remark": ""})

    upload.refresh_from_db()
    assert (answer.status_code, upload.state) == (302, UploadState.FINE)


def test_a_signer_reads_it_and_says_nothing(client: Client, office: Office, upload: Upload) -> None:
    signed_in(client, Role.SIGNER, office)

    shown = client.get(url_of(upload))

    assert shown.status_code == 200
    assert "<textarea" not in shown.content.decode()
    assert client.post(url_of(upload), {"state": "fine"}).status_code == 403


def test_another_office_and_another_case_do_not_have_it(
    client: Client, office: Office, upload: Upload
) -> None:
    other = registered(office)
    signed_in(client, Role.CLERK, office)
    wrong = [
        reverse("admin:applications_application_content", args=[other.pk, upload.key]),
        reverse("admin:applications_application_content", args=[upload.application_id, uuid4()]),
    ]
    mine = [client.get(url).status_code for url in wrong]
    signed_in(client, Role.CLERK, accounts.office("tarnow"))

    assert mine == [404, 404]
    assert [client.get(url_of(upload, name)).status_code for name in ("file", "content")] == [404, 404]
    assert client.post(url_of(upload), {"state": "fine"}).status_code == 404


@pytest.mark.parametrize("state", [UploadState.CHECKING, UploadState.REFUSED, UploadState.WITHDRAWN])
def test_what_was_not_checked_or_is_gone_opens_for_nobody(
    state: UploadState, client: Client, office: Office, upload: Upload
) -> None:
    signed_in(client, Role.CLERK, office)
    Upload.objects.update(state=state)

    assert [client.get(url_of(upload, name)).status_code for name in ("file", "content")] == [404, 404]


def test_what_waits_is_listed_for_the_office_and_leads_to_the_copy(
    client: Client, office: Office, upload: Upload
) -> None:
    signed_in(client, Role.CLERK, office)
    number = upload.application.case_number
    waiting = client.get(LIST).content.decode()
    led = client.get(reverse("admin:applications_upload_change", args=[upload.key]))
    client.post(url_of(upload), {"state": "fine"})
    after, whole = client.get(LIST).content.decode(), client.get(LIST, {"which": "all"}).content.decode()
    signed_in(client, Role.CLERK, accounts.office("tarnow"))

    assert number in waiting
    assert (led.status_code, led["Location"]) == (302, url_of(upload))
    assert (number in after, number in whole) == (False, True)
    assert number not in client.get(LIST, {"which": "all"}).content.decode()


def test_a_copy_that_was_sent_again_leads_to_the_newer_one(
    client: Client, office: Office, upload: Upload
) -> None:
    signed_in(client, Role.CLERK, office)
    Upload.objects.update(state=UploadState.WRONG)
    by = Actor.user(upload.user_id)
    sending.send(case=upload.application, document=1, name="umowa.pdf", pieces=[pdf()], by=by, at=make.AT)

    answer = client.post(url_of(upload), {"state": "fine"})

    assert answer.status_code == 409
    assert "Open the newer copy and judge that one." in answer.content.decode()
