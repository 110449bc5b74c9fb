"""What the party reads and writes; the clerk's side is tested with the staff's pages."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from applications.actions.replying import answer
from applications.choices import Part, Stage
from applications.models import Application, CaseMessage
from applications.tests import factories as make
from applications.tests.party import owner_of, proxy_of
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.audit.rules.actors import Actor

pytestmark = pytest.mark.django_db

KEY = "6d1f2c1e-3d55-4a09-9a77-0c8b9a8e1f10"
MINUTE = timedelta(minutes=1)
HTML = re.compile(r"<[^>]+>|\s+")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def case() -> Application:
    return make.case(accounts.office())


def page_of(case: Application) -> str:
    return reverse("case_messages", args=[case.pk])


def text_of(client: Client, case: Application, **query: str) -> str:
    return " ".join(HTML.sub(" ", client.get(page_of(case), query).content.decode()).split())


def answered(case: Application, text: str, *, minutes: int = 0) -> CaseMessage:
    clerk = accounts.user(is_staff=True, name="Anna Clerk")
    return answer(
        case=case,
        key=uuid4(),
        text=text,
        language="en",
        read=2**40,
        by=Actor.user(clerk.pk),
        parts=frozenset({Part.CLERK}),
        at=make.AT + minutes * MINUTE,
    )


def test_the_person_writes_and_the_office_has_it(client: Client, case: Application) -> None:
    user = owner_of(case)
    client.force_login(user)

    response = client.post(page_of(case), {"text": "Dzień dobry\r\nGdzie jest moja karta?", "key": KEY})

    assert (response.status_code, response["Location"]) == (302, page_of(case))
    row = CaseMessage.objects.get()
    assert (row.application, row.author, row.is_from_office, row.language, row.at) == (
        case,
        user,
        False,
        "en",
        make.AT,
    )
    assert row.text == "Dzień dobry\nGdzie jest moja karta?"
    assert Event.objects.get(action="case.message_written").data == {"message": row.pk}


def test_the_same_form_sent_twice_is_one_message(client: Client, case: Application) -> None:
    client.force_login(owner_of(case))

    for _each in range(2):
        assert client.post(page_of(case), {"text": "Hello", "key": KEY}).status_code == 302

    assert CaseMessage.objects.count() == 1
    assert Event.objects.filter(action="case.message_written").count() == 1


def test_what_is_written_after_going_back_is_not_lost(client: Client, case: Application) -> None:
    client.force_login(owner_of(case))
    client.post(page_of(case), {"text": "first", "key": KEY})

    refused = client.post(page_of(case), {"text": "second", "key": KEY})
    key = re.search(r'name="key" value="([^"]+)"', refused.content.decode())
    assert key is not None
    again = client.post(page_of(case), {"text": "second", "key": key[1]})

    assert (refused.status_code, again.status_code) == (422, 302)
    assert ">second</textarea>" in refused.content.decode().replace("\n", "")
    assert list(CaseMessage.objects.order_by("pk").values_list("text", flat=True)) == ["first", "second"]


def test_the_key_of_a_message_about_another_case_is_not_taken_and_nothing_typed_is_lost(
    client: Client, case: Application
) -> None:
    other = make.case(case.office)
    client.force_login(owner_of(case))
    CaseMessage.objects.create(
        application=other,
        key=KEY,
        author=accounts.user(),
        is_from_office=False,
        language="en",
        text="Another's",
        at=make.AT,
    )

    response = client.post(page_of(case), {"text": "Mine", "key": KEY})

    assert response.status_code == 422
    page = response.content.decode()
    assert "Your message is still here: send it again." in page
    assert "Mine</textarea>" in page
    assert KEY not in page
    assert "Another" not in page.replace("Another time", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write your message"),
        ("   \r\n ", "Write your message"),
        ("a" * 4_001, "Leave out 1 character, or write a second message."),
        ("a" * 4_007, "Leave out 7 characters, or write a second message."),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(
    client: Client, case: Application, text: str, said: str
) -> None:
    client.force_login(owner_of(case))

    response = client.post(page_of(case), {"text": text, "key": KEY})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert text.strip().replace("\x00", "") in response.content.decode().replace("\x00", "")
    assert not CaseMessage.objects.exists()


def test_four_thousand_letters_are_taken_however_many_lines(client: Client, case: Application) -> None:
    client.force_login(owner_of(case))
    text = "\r\n".join(["abc"] * 1_000)  # 3,999 letters, 4,998 as a browser sends them

    assert client.post(page_of(case), {"text": text, "key": KEY}).status_code == 302
    assert len(CaseMessage.objects.get().text) == 3_999


@pytest.mark.parametrize("key", ["", "nonsense", "00000000"])
def test_a_form_without_a_key_of_ours_is_sent_all_the_same(
    client: Client, case: Application, key: str
) -> None:
    client.force_login(owner_of(case))

    assert client.post(page_of(case), {"text": "Hello", "key": key}).status_code == 302
    assert CaseMessage.objects.count() == 1


def test_who_may_only_look_reads_and_does_not_write(client: Client, case: Application) -> None:
    client.force_login(proxy_of(case, may_give=False))

    assert "You may read the messages." in text_of(client, case)
    assert "<textarea" not in client.get(page_of(case)).content.decode()
    assert client.post(page_of(case), {"text": "Hello", "key": KEY}).status_code == 404
    assert not CaseMessage.objects.exists()


def test_a_stranger_finds_no_such_page(client: Client, case: Application) -> None:
    client.force_login(accounts.user())

    assert client.get(page_of(case)).status_code == 404
    assert client.post(page_of(case), {"text": "Hello", "key": KEY}).status_code == 404


def test_nothing_is_written_about_a_file_in_the_archive(client: Client, case: Application) -> None:
    client.force_login(owner_of(case))
    Application.objects.filter(pk=case.pk).update(stage=Stage.ARCHIVED)

    assert "The file is in the archive" in text_of(client, case)
    assert client.post(page_of(case), {"text": "Hello", "key": KEY}).status_code == 404


def test_ten_messages_a_day_are_taken_and_the_eleventh_is_kept_on_the_page(
    client: Client, case: Application
) -> None:
    client.force_login(owner_of(case))
    for _each in range(10):
        assert client.post(page_of(case), {"text": "Hello", "key": str(uuid4())}).status_code == 302

    response = client.post(page_of(case), {"text": "One <more>", "key": KEY})

    assert (response.status_code, response["Retry-After"]) == (429, "86400")
    page = response.content.decode()
    assert "You can send this one from Wednesday 2 December 2026 at 10:00" in page
    assert escape("One <more>") in page
    assert CaseMessage.objects.count() == 10
