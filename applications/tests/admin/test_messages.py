"""The clerk's side of the messages about a case."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from applications.choices import Stage
from applications.models import Application, CaseMessage
from applications.tests.admin.case_world import page_of, registered, signed_in
from applications.tests.factories import AT
from applications.tests.party import owner_of
from portal.accounts.choices import Role
from portal.accounts.models import Office
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.notifications.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

KEY = "6d1f2c1e-3d55-4a09-9a77-0c8b9a8e1f10"
HTML = re.compile(r"<[^>]+>|\s+")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def case(office: Office) -> Application:
    case = registered(office, email="olena@example.test")
    owner_of(case, name="Olena Kovalenko")
    return case


def talk_of(case: Application) -> str:
    return f"/admin/applications/application/{case.pk}/messages/"


def wrote(
    case: Application, text: str = "Where is it?", *, language: str = "ru", minutes: int = 0
) -> CaseMessage:
    assert case.account is not None
    return CaseMessage.objects.create(
        application=case,
        key=uuid4(),
        author=case.account,
        is_from_office=False,
        language=language,
        text=text,
        at=AT - DAY + minutes * MINUTE,
    )


def answer(read: CaseMessage | None, **fields: str) -> dict[str, str]:
    newest = str(read.pk) if read else "0"
    return {"text": "On its way", "language": "ru", "read": newest, "key": KEY, "do": "answer"} | fields


def text_of(client: Client, path: str, query: dict[str, str] | None = None) -> str:
    return " ".join(HTML.sub(" ", client.get(path, query).content.decode()).split())


def test_a_clerk_answers_and_the_party_is_told(client: Client, case: Application, office: Office) -> None:
    clerk = signed_in(client, Role.CLERK, office)
    asked, again = wrote(case), wrote(case, "Please", minutes=5)

    response = client.post(talk_of(case), answer(again))

    assert (response.status_code, response["Location"]) == (302, page_of(case))
    said = CaseMessage.objects.get(is_from_office=True)
    assert (said.text, said.language, said.author, said.at) == ("On its way", "ru", clerk, AT)
    for row in (asked, again):
        row.refresh_from_db()
        assert (row.settled_at, row.settled_by) == (AT, clerk)
    assert Notice.objects.filter(kind="case_news", recipient="olena@example.test").count() == 1
    assert Event.objects.get(action="case.message_answered").data == {"message": said.pk}


def test_the_same_answer_sent_twice_is_one(client: Client, case: Application, office: Office) -> None:
    signed_in(client, Role.CLERK, office)
    asked = wrote(case)

    for _each in range(2):
        assert client.post(talk_of(case), answer(asked)).status_code == 302

    assert CaseMessage.objects.filter(is_from_office=True).count() == 1
    assert Notice.objects.filter(kind="case_news").count() == 1


@pytest.mark.parametrize("edited", [{"text": "second"}, {"language": "pl"}])
def test_an_answer_written_after_going_back_is_not_lost(
    client: Client, case: Application, office: Office, edited: dict[str, str]
) -> None:
    signed_in(client, Role.CLERK, office)
    sent = answer(wrote(case)) | edited
    client.post(talk_of(case), answer(CaseMessage.objects.get()))

    refused = client.post(talk_of(case), sent)
    said = CaseMessage.objects.filter(is_from_office=True)
    assert (refused.status_code, said.count()) == (422, 1)
    retyped = {
        name: found[1]
        for name in ("key", "read")
        if (found := re.search(rf'name="{name}" value="([^"]+)"', refused.content.decode()))
    }
    again = client.post(talk_of(case), sent | retyped)

    assert again.status_code == 302
    assert [row.text for row in said.order_by("pk")] == ["On its way", sent["text"]]


def test_who_had_not_read_all_is_told_first_and_keeps_what_they_typed(
    client: Client, case: Application, office: Office
) -> None:
    signed_in(client, Role.CLERK, office)
    asked = wrote(case)
    newer = wrote(case, "I have found it", minutes=5)

    response = client.post(talk_of(case), answer(asked))

    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody has written meanwhile" in page
    assert "I have found it" in page
    assert "On its way</textarea>" in page
    assert f'name="read" value="{newer.pk}"' in page
    assert not CaseMessage.objects.filter(is_from_office=True).exists()
    assert client.post(talk_of(case), answer(newer)).status_code == 302


def test_the_second_of_two_clerks_is_told_of_the_first_ones_answer(
    client: Client, case: Application, office: Office
) -> None:
    signed_in(client, Role.CLERK, office)
    asked = wrote(case)
    client.post(talk_of(case), answer(asked))
    signed_in(client, Role.CLERK, office)

    response = client.post(talk_of(case), answer(asked, key=str(uuid4()), text="Mine"))

    assert response.status_code == 409
    assert "On its way" in response.content.decode()
    assert CaseMessage.objects.filter(is_from_office=True).count() == 1


def test_no_answer_needed_settles_what_was_read_and_tells_nobody(
    client: Client, case: Application, office: Office
) -> None:
    clerk = signed_in(client, Role.CLERK, office)
    asked = wrote(case, "Thank you")

    for _each in range(2):
        response = client.post(talk_of(case), {"do": "settle", "read": str(asked.pk)})
        assert (response.status_code, response["Location"]) == (302, page_of(case))

    asked.refresh_from_db()
    assert (asked.settled_at, asked.settled_by) == (AT, clerk)
    assert not Notice.objects.filter(kind="case_news").exists()
    assert Event.objects.get(action="case.messages_settled").data == {"read": asked.pk}


@pytest.mark.parametrize("read", ["0", "", "x", "9" * 30])
def test_nothing_is_settled_that_nobody_has_read(
    client: Client, case: Application, office: Office, read: str
) -> None:
    signed_in(client, Role.CLERK, office)
    asked = wrote(case)

    response = client.post(talk_of(case), {"do": "settle", "read": read, "text": "Draft"})

    assert response.status_code == 409
    assert "Draft</textarea>" in response.content.decode()
    asked.refresh_from_db()
    assert asked.settled_at is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Write the answer"),
        ({"text": "a" * 4_001}, "Leave out 1 character"),
        ({"text": "a\x00"}, "Null characters are not allowed."),
        ({"language": "xx"}, "Select a valid choice"),
    ],
)
def test_an_answer_that_cannot_be_sent_is_kept(
    client: Client, case: Application, office: Office, fields: dict[str, str], said: str
) -> None:
    signed_in(client, Role.CLERK, office)

    response = client.post(talk_of(case), answer(wrote(case), **fields))

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not CaseMessage.objects.filter(is_from_office=True).exists()


@pytest.mark.parametrize("read", ["", "x", "-1", "9" * 30, "9" * 5_000])
def test_of_no_page_of_ours_nothing_was_read(
    client: Client, case: Application, office: Office, read: str
) -> None:
    signed_in(client, Role.CLERK, office)

    assert client.post(talk_of(case), {**answer(wrote(case)), "read": read}).status_code == 409


def test_the_office_may_write_first(client: Client, case: Application, office: Office) -> None:
    signed_in(client, Role.OFFICER, office)

    assert client.post(talk_of(case), answer(None)).status_code == 302
    assert CaseMessage.objects.get().is_from_office


def test_the_answer_is_offered_in_the_language_of_the_last_message(
    client: Client, case: Application, office: Office
) -> None:
    signed_in(client, Role.CLERK, office)
    first = client.get(talk_of(case)).content.decode()
    wrote(case, language="ru")

    assert '<option value="en" selected>' in first
    assert '<option value="ru" selected>' in client.get(talk_of(case)).content.decode()


def test_to_open_the_messages_marks_them_as_read_for_the_party(
    client: Client, case: Application, office: Office
) -> None:
    asked = wrote(case)
    signed_in(client, Role.SIGNER, office)
    client.get(talk_of(case))
    asked.refresh_from_db()
    by_signer = asked.read_at
    signed_in(client, Role.CLERK, office)

    client.get(talk_of(case))

    asked.refresh_from_db()
    assert (by_signer, asked.read_at) == (None, AT)


def test_a_signer_reads_and_does_not_answer(client: Client, case: Application, office: Office) -> None:
    asked = wrote(case, "Where is <it>?")
    signed_in(client, Role.SIGNER, office)

    page = client.get(talk_of(case)).content.decode()

    assert "Where is &lt;it&gt;?" in page
    assert "<textarea" not in page
    assert client.post(talk_of(case), answer(asked)).status_code == 403
    assert client.post(talk_of(case), {"do": "settle", "read": str(asked.pk)}).status_code == 403


def test_a_clerk_of_another_office_finds_no_such_case(client: Client, case: Application) -> None:
    signed_in(client, Role.CLERK, accounts.office())

    assert client.get(talk_of(case)).status_code == 404
    assert client.post(talk_of(case), answer(wrote(case))).status_code == 404


def test_nothing_is_answered_once_the_file_is_in_the_archive(
    client: Client, case: Application, office: Office
) -> None:
    asked = wrote(case)
    signed_in(client, Role.CLERK, office)
    Application.objects.filter(pk=case.pk).update(stage=Stage.ARCHIVED)

    assert "<textarea" not in client.get(talk_of(case)).content.decode()
    assert client.post(talk_of(case), answer(asked)).status_code == 422
