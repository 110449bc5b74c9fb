"""The pages of imports: a file is tried before anything is written, and refused where it has to be."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from applications.actions.importing import files, running, steps
from applications.admin.imports import words
from applications.admin.imports.choices import choices_of
from applications.models import Application, ImportMapping, ImportRun, ImportState
from applications.rules.cells import harmless
from applications.rules.imports.columns import FIELDS
from applications.rules.imports.faults import Flaw, Problem
from applications.rules.transitions import Refusal
from applications.tests.factories import AT
from applications.tests.importing.world import cases, handed_in, read_in, tried
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as people
from portal.audit.models import Event

pytestmark = pytest.mark.django_db
LIST, ADD = (reverse(f"admin:applications_importrun_{page}") for page in ("changelist", "add"))
STEPS = ("begin", "again", "discard")
PAGES = ("change", "columns", "words", "refused", *STEPS)


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path


@pytest.fixture
def office() -> Office:
    return people.office("krakow")


@pytest.fixture
def supervisor(office: Office, client: Client) -> User:
    found = people.member(Role.SUPERVISOR, at=office)
    client.force_login(found)
    return found


def page(run: ImportRun, name: str = "change") -> str:
    return reverse(f"admin:applications_importrun_{name}", args=[run.pk])


def upload(client: Client, content: str | bytes, office: Office, **fields: object) -> Any:  # noqa: ANN401  the client's own answer
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("cases.csv", data, content_type="text/csv")
    return client.post(ADD, {"office": office.pk, "kind": "cases", "file": file, "mapping": "", **fields})


def columns_of(run: ImportRun) -> dict[str, str]:
    """Return what the columns page would send as it stands."""
    look = files.look(run.stored_as)
    return {name: name for name in look.table.headers} | {"name": "Register", "date_order": ""}


@pytest.mark.usefixtures("supervisor")
def test_a_file_goes_from_hand_to_hand(client: Client, office: Office) -> None:
    uploaded = upload(client, cases({}, {"external_ref": "WSC/2", "procedure": "Pobyt i praca"}), office)
    run = ImportRun.objects.get()
    assert uploaded.headers["Location"] == page(run, "columns")

    laid_out = client.post(page(run, "columns"), columns_of(run))
    assert laid_out.headers["Location"] == page(run)
    running.work(run.pk, at=AT)
    assert "Read in 1 row" in client.get(page(run)).text
    assert not Application.objects.exists()

    explained = client.post(page(run, "words"), {"procedure-0": "TEMP_WORK"})
    assert explained.headers["Location"] == page(run)
    running.work(run.pk, at=AT)
    assert "Read in 2 rows" in client.get(page(run)).text

    begun = client.post(page(run, "begin"))
    assert begun.headers["Location"] == page(run)
    running.work(run.pk, at=AT)
    run.refresh_from_db()
    assert (run.state, run.stored_as, Application.objects.count()) == (ImportState.DONE, "", 2)
    assert "Read in. The file is deleted" in client.get(page(run)).text
    assert ImportMapping.objects.get().values == {"procedure": {"Pobyt i praca": "TEMP_WORK"}}


def test_columns_that_are_kept_read_the_next_file_at_once(
    client: Client, office: Office, supervisor: User
) -> None:
    mapping = tried(cases({}), office=office, by=supervisor).mapping

    assert mapping is not None
    answer = upload(client, cases({"external_ref": "WSC/2"}), office, mapping=mapping.pk)

    run = ImportRun.objects.latest("pk")
    assert (answer.headers["Location"], run.mapping) == (page(run), mapping)


def test_columns_that_do_not_fit_are_asked_for(client: Client, office: Office, supervisor: User) -> None:
    mapping = tried(cases({}), office=office, by=supervisor).mapping

    assert mapping is not None
    answer = upload(client, cases({}).replace("birth_date", "born"), office, mapping=mapping.pk)

    assert answer.headers["Location"] == page(ImportRun.objects.latest("pk"), "columns")


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "The file is empty.", id="empty"),
        pytest.param(b"external_ref;procedure\n", "a line of headings and nothing else", id="no-rows"),
        pytest.param(b"PK\x03\x04\x14\x00\x06\x00", "The file is a workbook", id="workbook"),
        pytest.param("imię;imię\nA;B\n".encode(), "Two columns are called “imię”", id="header-twice"),
        pytest.param(b'a;b\n1;2\n"3;4\n5;6\n', "quotation mark is opened on line 3", id="open-quote"),
        pytest.param(b"Hello\nWorld\n", "The file is not a table", id="prose"),
        pytest.param(
            "a;b\nŁódź;2\n".encode("iso-8859-2"), "letters of the file cannot be read", id="latin-2"
        ),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(
    content: bytes, said: str, client: Client, office: Office
) -> None:
    answer = upload(client, content, office)

    assert answer.status_code == 422
    assert said in answer.text
    assert not ImportRun.objects.exists()
    assert not list(files.folder().iterdir())


@pytest.mark.usefixtures("supervisor")
def test_columns_that_are_needed_are_asked_for(client: Client, office: Office) -> None:
    upload(client, cases({}), office)
    run = ImportRun.objects.get()
    sent = columns_of(run) | {"birth_date": "", "phone": "email", "family_name": "", "given_names": ""}

    answer = client.post(page(run, "columns"), sent)

    assert answer.status_code == 422
    assert "Choose the column: it is needed." in answer.text
    assert "Choose a column with names." in answer.text
    assert "This column is chosen for another field already." in answer.text
    run.refresh_from_db()
    assert run.mapping is None


def test_a_name_of_other_columns_is_not_taken(client: Client, office: Office, supervisor: User) -> None:
    before = tried(cases({}), office=office, by=supervisor).mapping
    upload(client, cases({}), office)
    run = ImportRun.objects.latest("pk")

    assert before is not None
    sent = columns_of(run) | {"phone": "", "name": before.name}
    answer = client.post(page(run, "columns"), sent)

    assert answer.status_code == 422
    assert "Other columns are kept under this name." in answer.text
    before.refresh_from_db()
    assert before.columns["phone"] == "phone"


def test_the_refused_rows_are_a_file(client: Client, office: Office, supervisor: User) -> None:
    run = tried(cases({"birth_date": "?"}, {"citizenship": "Atlantis"}), office=office, by=supervisor)

    answer = client.get(page(run, "refused"))

    assert b"".join(answer.streaming_content).decode() == (  # type: ignore[attr-defined]  # of a streamed answer
        "﻿Line;Column;Field;Why it was refused\r\n"
        "2;birth_date;Date of birth;It is not a date, or not written as the columns say.\r\n"
        "3;citizenship;Citizenship;No country has this code or name.\r\n"
    )


@pytest.mark.parametrize(
    ("text", "given"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("plain", "plain"), ("a=b", "a=b"), ("", "")]
)
def test_no_spreadsheet_takes_a_heading_for_a_formula(text: str, given: str) -> None:
    assert harmless(text) == given


def test_a_file_is_deleted_on_demand(client: Client, office: Office, supervisor: User) -> None:
    run = handed_in(cases({}), office=office, by=supervisor)

    answer = client.post(page(run, "discard"))

    assert answer.headers["Location"] == LIST
    run.refresh_from_db()
    assert (run.state, run.stored_as) == (ImportState.STOPPED, "")
    assert "The file is deleted." in client.get(page(run)).text


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_is_too_late_does_nothing(
    step: str, client: Client, office: Office, supervisor: User
) -> None:
    run = read_in(cases({}), office=office, by=supervisor)

    answer = client.post(page(run, step), follow=True)

    assert escape("Nothing was done: the file is further than the page you saw.") in answer.text
    run.refresh_from_db()
    assert run.state == ImportState.DONE


def test_a_worker_is_rung_for_when_a_file_is_to_be_read_in(
    client: Client,
    office: Office,
    supervisor: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run = tried(cases({}), office=office, by=supervisor)

    with django_capture_on_commit_callbacks() as callbacks:
        client.post(page(run, "begin"))

    assert len(callbacks) == 1
    assert steps.waiting_runs() == [run.pk]


@pytest.mark.usefixtures("supervisor")
def test_an_import_of_another_office_is_not_there(client: Client) -> None:
    run = handed_in(cases({}), office=people.office("tarnow"), by=people.user())

    assert {client.get(page(run, name)).status_code for name in PAGES[:4]} == {404}
    assert {client.post(page(run, name)).status_code for name in STEPS} == {404}
    assert run.filename not in client.get(LIST).text


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.SIGNER, Role.CONSULTANT, Role.ADMINISTRATOR])
def test_others_read_in_no_files(role: Role, client: Client, office: Office) -> None:
    run = handed_in(cases({}), office=office, by=people.user())
    client.force_login(people.member(role, at=office))

    found = {client.get(address).status_code for address in (LIST, ADD, *(page(run, n) for n in PAGES[:4]))}

    assert found == {403}
    assert {client.post(page(run, name)).status_code for name in STEPS} == {403}


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize("key", ["0", "99999999999999999999", "x", "²"])
def test_an_address_without_an_import_is_not_there(key: str, client: Client) -> None:
    assert client.get(f"/admin/applications/importrun/{key}/change/").status_code == 404


def test_the_same_file_is_pointed_out(client: Client, office: Office, supervisor: User) -> None:
    read_in(cases({}), office=office, by=supervisor)
    again = tried(cases({}), office=office, by=supervisor)

    answer = client.get(page(again))

    assert "The very same file was read in on" in answer.text
    assert "There is nothing new in this file." in answer.text


@pytest.mark.parametrize(
    "code", [*Flaw, *Refusal, *(f"file_{problem}" for problem in Problem), "file_broken"]
)
def test_each_reason_has_its_words(code: str) -> None:
    said = words.reason(code, line=7, detail="31")

    assert said != words.reason("something else")
    assert "%(" not in said


@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_each_field_has_its_words(kind: str) -> None:
    assert all(words.label(each.name) for each in FIELDS[kind])


@pytest.mark.parametrize(
    "name", sorted({each.name for kind in FIELDS.values() for each in kind if each.is_coded})
)
def test_each_word_can_be_explained(name: str) -> None:
    assert choices_of(name)


def test_a_page_asks_as_much_for_many_refused_rows_as_for_one(
    client: Client, office: Office, supervisor: User
) -> None:
    one, many = (
        tried(cases(*[{"birth_date": "?"}] * rows), office=office, by=supervisor) for rows in (1, 150)
    )
    client.get(page(one))

    with CaptureQueriesContext(connection) as few:
        client.get(page(one))
    with CaptureQueriesContext(connection) as more:
        answer = client.get(page(many))

    assert len(more) == len(few)
    assert "The first 100 reasons:" in answer.text
    assert answer.text.count("It is not a date, or not written as the columns say.") == 100


def test_whoever_looks_into_a_file_is_written_down(client: Client, office: Office, supervisor: User) -> None:
    run = handed_in(cases({}), office=office, by=supervisor)

    client.get(page(run, "columns"))
    client.post(page(run, "columns"), {"name": ""})

    looks = Event.objects.filter(action="import.looked")
    assert [(each.subject_pk, each.office, each.user_id) for each in looks] == [
        (str(run.pk), office, supervisor.pk)
    ] * 2


def test_whoever_sees_the_words_of_a_file_is_written_down(
    client: Client, office: Office, supervisor: User
) -> None:
    run = tried(cases({"procedure": "Kowalska"}), office=office, by=supervisor)

    client.get(page(run, "words"))

    assert Event.objects.get(action="import.looked").subject_pk == str(run.pk)
