"""Who hears of a case besides its person: the same people that may see it by a mandate."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.choices import Digest, MandateKind
from applications.models import Application, CasePreference, Mandate, Member, Organisation
from applications.notices.readers import Reader, readers_of
from applications.tests import factories as make
from portal.accounts.models import User
from portal.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db

ON = make.AT.date()
DAY = timedelta(days=1)
ENDS = ON - DAY


@pytest.fixture
def case() -> Application:
    return make.case(accounts.office(), email="Olena@example.test")


@pytest.fixture
def proxy() -> User:
    return accounts.user("proxy@example.test", language="pl")


def mandate(case: Application, **fields: Any) -> Mandate:  # noqa: ANN401  any field
    defaults = {"kind": MandateKind.PROXY, "accepted_at": make.AT, "name": "Jan Zastępca", "began_on": ON}
    return Mandate.objects.create(application=case, noted_by=accounts.user(), **defaults | fields)


def heard(case: Application) -> list[str]:
    return sorted(reader.email for reader in readers_of([case.pk], on=ON).get(case.pk, ()))


def test_a_proxy_hears_at_their_address_and_in_their_language(case: Application, proxy: User) -> None:
    mandate(case, user=proxy)
    mandate(case, user=proxy, kind=MandateKind.EMPLOYER)

    assert readers_of([case.pk], on=ON) == {case.pk: [Reader(proxy.pk, "proxy@example.test", "pl")]}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"accepted_at": None}, id="not-accepted"),
        pytest.param({"revoked_at": make.AT}, id="revoked"),
        pytest.param({"began_on": ON + DAY}, id="tomorrow"),
        pytest.param({"began_on": ENDS, "ended_on": ENDS}, id="ended-yesterday"),
        pytest.param({"kind": MandateKind.PARENT}, id="of-a-child-that-grew-up"),
        pytest.param({"may_see": False}, id="may-not-see"),
        pytest.param({"gets_notices": False}, id="gets-no-messages"),
    ],
)
def test_who_has_no_mandate_for_it_hears_nothing(
    case: Application, proxy: User, fields: dict[str, Any]
) -> None:
    mandate(case, user=proxy, **fields)

    scope = {"may_see": True, "gets_notices": True}
    assert heard(case) == []
    assert not Mandate.objects.of(proxy).held(ON).filter(**scope).exists()


@pytest.mark.parametrize(("born", "hears"), [("2008-12-02", 1), ("2008-12-01", 0)])
def test_a_parent_hears_until_the_child_is_eighteen(proxy: User, born: str, hears: int) -> None:
    child = make.case(accounts.office(), birth_date=date.fromisoformat(born))
    mandate(child, user=proxy, kind=MandateKind.PARENT)

    assert len(heard(child)) == hears
    assert Mandate.objects.of(proxy).held(ON).count() == hears


def test_all_members_of_an_organisation_hear_until_they_leave(case: Application, proxy: User) -> None:
    firm = Organisation.objects.create(name="Kancelaria", kind="firm", created_at=make.AT)
    asked = {"organisation": firm, "asked_by": proxy, "asked_at": make.AT}
    colleague, gone = accounts.user("b@example.test"), accounts.user("gone@example.test")
    Member.objects.create(user=proxy, email=proxy.email, joined_at=make.AT, **asked)
    Member.objects.create(user=colleague, email=colleague.email, joined_at=make.AT, **asked)
    Member.objects.create(user=gone, email=gone.email, joined_at=make.AT, left_at=make.AT, **asked)
    Member.objects.create(email="asked@example.test", **asked)
    mandate(case, organisation=firm)

    assert heard(case) == ["b@example.test", "proxy@example.test"]


def test_the_contact_of_the_case_is_not_written_to_twice(case: Application) -> None:
    mandate(case, user=accounts.user("olena@example.test"))

    assert heard(case) == []


def test_whoever_cannot_sign_in_hears_nothing(case: Application) -> None:
    mandate(case, user=accounts.user(is_active=False))

    assert heard(case) == []


@pytest.mark.parametrize(("digest", "hears"), [(Digest.EACH, 1), (Digest.DAILY, 0), (Digest.WEEKLY, 0)])
def test_one_message_for_all_takes_the_place_of_each(
    case: Application, proxy: User, digest: Digest, hears: int
) -> None:
    mandate(case, user=proxy)
    CasePreference.objects.create(user=proxy, digest=digest)

    assert len(heard(case)) == hears
