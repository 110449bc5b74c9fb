"""A share code shows that a case is pending, and nothing else; and no miss tells itself from another."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from applications.actions.sharing import issue_share_code, revoke_share_code
from applications.choices import Assurance, Stage
from applications.models import Application, ShareCode
from applications.tests import factories as make
from applications.tests.party import owner_of, proxy_of
from applications.tests.views.cases.codes import SHARED, written
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts
from portal.audit.rules.actors import Actor
from portal.web.tests import counted

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    counted.forget()
    with time_machine.travel(make.AT, tick=False):
        yield


@pytest.fixture
def case() -> Application:
    return make.case(accounts.office())


@pytest.fixture
def owner(client: Client, case: Application) -> User:
    user = owner_of(case)
    client.force_login(user)
    return user


def issued(case: Application, owner: User) -> tuple[ShareCode, str]:
    return issue_share_code(case=case, label="Café", form=uuid4(), by=Actor.user(owner.pk), at=make.AT)


def check(code: str) -> "Response":
    return Client().post(SHARED, {"code": code})


def words_of(response: "Response") -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page_of(case: Application) -> str:
    return f"/en/cases/{case.pk}/codes/"


def test_a_new_code_is_shown_once_and_shows_that_the_case_is_pending(
    client: Client, case: Application, owner: User
) -> None:
    response = client.post(page_of(case), {"key": str(uuid4()), "label": "Café"})
    code = CODE.search(words_of(response).split("Your new code")[1])

    said = words_of(check(code[0] if code else ""))

    assert f"A case of the person who gave you this code is pending at: {case.office.name}." in said
    assert "Checked on Tuesday 1 December 2026 at 10:00." in said
    assert "The code works until Thursday 31 December 2026 at 10:00," in said
    assert "not a certificate (nie jest zaświadczeniem)" in said
    assert "Your new code" not in words_of(client.get(page_of(case)))
    assert ShareCode.objects.get().issued_by == owner


def test_whoever_has_the_code_learns_of_nobody(case: Application, owner: User) -> None:
    said = words_of(check(issued(case, owner)[1]))

    shown = [case.given_names, case.family_name, str(case.procedure.name), "Café", str(case.stage)]
    assert [each for each in shown if each in said] == []


def wrong(_case: Application, _owner: User) -> str:
    return "0000-0000-0000-0000"


def no_code(_case: Application, _owner: User) -> str:
    return "nothing"


def revoked(case: Application, owner: User) -> str:
    row, code = issued(case, owner)
    revoke_share_code(code=row, by=Actor.user(owner.pk), at=make.AT)
    return code


def over(case: Application, owner: User) -> str:
    _row, code = issued(case, owner)
    ShareCode.objects.update(issued_at=make.AT - DAY, until=make.AT)
    return code


def of_a_case_that_ended(case: Application, owner: User) -> str:
    _row, code = issued(case, owner)
    Application.objects.update(stage=Stage.CLOSED)
    return code


@pytest.mark.parametrize(
    "miss", [no_code, revoked, over, of_a_case_that_ended], ids=lambda miss: miss.__name__
)
def test_every_miss_is_answered_as_a_wrong_code(
    case: Application, owner: User, miss: Callable[[Application, User], str]
) -> None:
    found, nothing = check(miss(case, owner)), check(wrong(case, owner))

    assert found.status_code == nothing.status_code == 200
    assert TOKEN.sub("", found.content.decode()) == TOKEN.sub("", nothing.content.decode())
    assert "No pending case" in words_of(found)
    assert written()[-2:] == ["case.share_failed"] * 2


def test_the_person_sees_how_often_and_when_it_was_looked_at(
    client: Client, case: Application, owner: User
) -> None:
    _row, code = issued(case, owner)
    before = words_of(client.get(page_of(case)))
    check(code)
    check(code.lower().replace("-", " "))

    assert "Nobody has looked yet." in before
    assert "Looked at 2 times, last on Tuesday 1 December 2026 at 10:00." in words_of(
        client.get(page_of(case))
    )
    assert written().count("case.share_shown") == 2


def test_a_form_sent_twice_makes_one_code_and_shows_it_for_ten_minutes(
    client: Client, case: Application, owner: User
) -> None:
    form = {"key": str(uuid4()), "label": ""}
    first = client.post(page_of(case), form)
    with time_machine.travel(make.AT + 10 * MINUTE - SECOND, tick=False):
        second = client.post(page_of(case), form)
    with time_machine.travel(make.AT + 10 * MINUTE, tick=False):
        later = client.post(page_of(case), form)

    assert first.context["code"] == second.context["code"]
    assert later["Location"] == page_of(case)
    assert ShareCode.objects.filter(issued_by=owner).count() == 1


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("key", ["", "nothing", str(UUID(int=0)) + "0"])
def test_a_form_that_is_none_of_ours_makes_no_code(client: Client, case: Application, key: str) -> None:
    assert client.post(page_of(case), {"key": key})["Location"] == page_of(case)
    assert not ShareCode.objects.exists()


@pytest.mark.usefixtures("owner")
def test_a_note_that_is_too_long_comes_back(client: Client, case: Application) -> None:
    response = client.post(page_of(case), {"key": str(uuid4()), "label": "x" * 81})

    assert response.status_code == 422
    assert "Write at most 80 letters" in words_of(response)
    assert f'value="{"x" * 81}"' in response.content.decode()


def test_there_are_five_at_a_time(client: Client, case: Application, owner: User) -> None:
    rows = [issued(case, owner)[0] for _each in range(5)]

    sixth = client.post(page_of(case), {"key": str(uuid4())})
    client.post(f"{page_of(case)}{rows[0].pk}/revocation/")

    assert sixth.status_code == 422
    assert "You have as many codes as you can have at a time." in words_of(sixth)
    assert issued(case, owner)[0].revoked_at is None


def test_a_code_is_revoked_once(client: Client, case: Application, owner: User) -> None:
    row, code = issued(case, owner)
    address = f"{page_of(case)}{row.pk}/revocation/"

    by_link = client.get(address)
    still = check(code)
    client.post(address)
    with time_machine.travel(make.AT + DAY, tick=False):
        client.post(address)

    row.refresh_from_db()
    assert by_link["Location"] == page_of(case)
    assert "A case is pending" in words_of(still)
    assert row.revoked_at == make.AT
    assert written().count("case.share_revoked") == 1
    assert "No pending case" in words_of(check(code))


def test_a_code_of_another_case_is_not_there(client: Client, case: Application, owner: User) -> None:
    other = make.case(case.office)
    row, _code = issued(other, owner)

    assert client.post(f"{page_of(case)}{row.pk}/revocation/").status_code == 404
    assert client.post(f"{page_of(case)}{'9' * 20}/revocation/").status_code == 404


def test_only_the_person_gives_out_codes(case: Application) -> None:
    unchecked, proxy, stranger = Client(), Client(), Client()
    unchecked.force_login(owner_of(case, Assurance.SELF))
    proxy.force_login(proxy_of(case))
    stranger.force_login(accounts.user())

    answers = [each.get(page_of(case)).status_code for each in (unchecked, proxy, stranger)]

    assert answers == [403, 404, 404]


@pytest.mark.usefixtures("owner")
def test_a_case_that_is_over_has_nothing_to_show(client: Client, case: Application) -> None:
    Application.objects.update(stage=Stage.FINAL)

    response = client.post(page_of(case), {"key": str(uuid4())})

    assert response.status_code == 422
    assert "This case is not pending any more" in words_of(response)


def test_a_decision_on_its_way_changes_nothing(case: Application, owner: User) -> None:
    code = issued(case, owner)[1]
    before = check(code)
    Application.objects.update(stage=Stage.DECIDED)

    assert TOKEN.sub("", check(code).content.decode()) == TOKEN.sub("", before.content.decode())


def test_checks_from_one_network_end() -> None:
    sent = [Client().post(SHARED, {"code": "0" * 16}, REMOTE_ADDR="192.0.2.7") for _each in range(61)]
    answers = [response.status_code for response in sent]

    assert answers == [200] * 60 + [429]


@pytest.mark.parametrize("code", ["", "x" * 61, "\0"])
def test_what_cannot_be_a_code_comes_back(code: str) -> None:
    assert check(code).status_code == 422
