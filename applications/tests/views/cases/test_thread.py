"""What the party reads of the messages about a case."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.choices import Assurance
from applications.models import Application, CaseMessage
from applications.tests import factories as make
from applications.tests.party import owner_of, proxy_of
from applications.tests.views.cases.test_messages import KEY, MINUTE, answered, page_of, text_of
from applications.views.cases.place import seen_of
from applications.views.cases.unread import unread_of
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.models import Event
from portal.notifications.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def case() -> Application:
    return make.case(accounts.office())


def test_the_page_says_first_that_a_message_keeps_no_term(client: Client, case: Application) -> None:
    client.force_login(owner_of(case))

    page = text_of(client, case)

    said = "A message here is information. It is not a submission and keeps no term."
    assert 0 < page.index(said) < page.index("Write to the office")


def test_answers_of_the_office_are_new_until_somebody_has_opened_them(
    client: Client, case: Application
) -> None:
    user = owner_of(case)
    client.force_login(user)
    client.post(page_of(case), {"text": "Where is it?", "key": KEY})
    answered(case, "We check <b>it</b>.")
    assert unread(case, user) == 1

    first, second = client.get(page_of(case)).content.decode(), text_of(client, case)

    assert "We check &lt;b&gt;it&lt;/b&gt;." in first
    assert ">New</strong>" in first
    assert "Anna Clerk" not in first
    assert " New " not in second.partition("The office")[2].partition("We check")[0]
    assert unread(case, user) == 0
    assert "You Tuesday 1 December 2026 at 10:00 Where is it?" in second


def unread(case: Application, user: User) -> int:
    request = type("Request", (), {"user": user})()
    return unread_of(seen_of(request, case.pk, at=make.AT))


def test_the_newest_message_is_first_and_older_ones_are_a_page_away(
    client: Client, case: Application
) -> None:
    user = owner_of(case)
    client.force_login(user)
    CaseMessage.objects.bulk_create(
        CaseMessage(
            application=case,
            key=uuid4(),
            author=user,
            is_from_office=False,
            language="en",
            text=f"Number {each}.",
            at=make.AT + each * MINUTE,
        )
        for each in range(31)
    )

    page, earlier = text_of(client, case), text_of(client, case, page="2")

    assert page.index("Number 30.") < page.index("Number 1.")
    assert "Number 0." not in page
    assert "Number 0." in earlier
    assert "Number 1." not in earlier


def test_a_proxy_writes_under_their_name_and_never_under_their_address(
    client: Client, case: Application
) -> None:
    owner, proxy = owner_of(case), proxy_of(case)
    client.force_login(proxy)
    client.post(page_of(case), {"text": "On behalf of my client", "key": KEY})
    User.objects.filter(pk=owner.pk).update(name="")
    client.force_login(owner)
    client.post(page_of(case), {"text": "Mine", "key": str(uuid4())})

    page = text_of(client, case)
    client.force_login(proxy)

    assert "Piotr Nowak Tuesday 1 December 2026 at 10:00 On behalf of my client" in page
    seen_by_proxy = text_of(client, case)
    assert "Somebody else who acts in this case Tuesday 1 December 2026 at 10:00 Mine" in seen_by_proxy
    assert owner.email not in seen_by_proxy.replace("Signed in", "")


def test_the_party_is_told_of_an_answer_and_not_of_what_it_says() -> None:
    case = make.case(accounts.office(), email="olena@example.test")
    owner_of(case)

    message = answered(case, "Bring your marriage certificate")

    notice = Notice.objects.get(kind="case_news")
    assert (notice.recipient, str(message.pk) in notice.occasion) == ("olena@example.test", True)
    assert "certificate" not in str(vars(notice))


def test_each_look_is_written_down(client: Client, case: Application) -> None:
    client.force_login(owner_of(case))

    client.get(page_of(case))

    assert Event.objects.get(action="case.read").data == {"whose": "owner"}


@pytest.mark.parametrize("number", [1, 5])
def test_the_page_asks_the_same_for_one_message_and_for_many(
    client: Client, case: Application, number: int
) -> None:
    client.force_login(owner_of(case))
    for each in range(number):
        answered(case, f"Number {each}", minutes=each)
    client.get(page_of(case))  # reads them: to note that takes one more

    with CaptureQueriesContext(connection) as found:
        client.get(page_of(case))

    assert len(found) == 9


def test_whose_identity_was_not_checked_neither_reads_nor_writes(client: Client, case: Application) -> None:
    user = owner_of(case, Assurance.SELF)
    client.force_login(user)
    answered(case, "Your passport is missing")

    for response in (client.get(page_of(case)), client.post(page_of(case), {"text": "Hello", "key": KEY})):
        assert response.status_code == 403
        assert "passport is missing" not in response.content.decode()
    assert CaseMessage.objects.count() == 1
    assert unread(case, user) == 0
