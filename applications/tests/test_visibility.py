"""Whose case it is to see: an office's, one's own, or by a mandate while it holds."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from applications.choices import MandateKind, Part
from applications.models import Application, Mandate
from applications.policies import parts_of
from applications.tests import factories as make
from portal.accounts.choices import Role
from portal.accounts.models import Membership, Office, User
from portal.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db

ON = date(2026, 12, 1)
DAY = timedelta(days=1)


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def case(office: Office) -> Application:
    return make.case(office)


@pytest.fixture
def person() -> User:
    return accounts.user()


def seen_by(user: User | AnonymousUser, *, on: date = ON) -> set[Application]:
    return set(Application.objects.visible_to(user, on=on))


def mandate(case: Application, user: User, *, began_on: date, ended_on: date | None = None) -> Mandate:
    return Mandate.objects.create(
        application=case,
        kind=MandateKind.PROXY,
        accepted_at=make.AT,
        name="Jan Zastępca",
        user=user,
        began_on=began_on,
        ended_on=ended_on,
        noted_by=accounts.user(),
    )


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.SIGNER, Role.SUPERVISOR])
def test_who_works_with_cases_sees_those_of_their_office_alone(
    office: Office, case: Application, role: Role
) -> None:
    make.case(accounts.office())
    member = accounts.member(role, at=office)

    assert seen_by(member) == set(Application.objects.of_staff(member)) == {case}


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.ADMINISTRATOR])
def test_who_works_with_other_things_sees_no_case(office: Office, case: Application, role: Role) -> None:
    member = accounts.member(role, at=office)

    assert seen_by(member) == set()
    assert case.pk
    assert parts_of(member, office) == frozenset()


def test_a_clerk_of_two_offices_sees_both_and_acts_in_each_by_its_own_role(
    office: Office, case: Application
) -> None:
    other = accounts.office()
    elsewhere = make.case(other)
    clerk = accounts.member(Role.CLERK, at=office)
    accounts.member(Role.SIGNER, at=other, of=clerk)

    assert seen_by(clerk) == {case, elsewhere}
    assert parts_of(clerk, office) == {Part.CLERK}
    assert parts_of(clerk, other) == {Part.SIGNER}


def test_several_roles_at_one_office_are_several_parts(office: Office) -> None:
    member = accounts.member(Role.OFFICER, at=office)
    accounts.member(Role.SUPERVISOR, at=office, of=member)

    assert parts_of(member, office) >= {Part.OFFICER, Part.SUPERVISOR}
    assert Part.SYSTEM not in parts_of(member, office)


def test_who_left_or_may_not_sign_in_has_no_part(office: Office) -> None:
    gone, barred = (accounts.member(Role.OFFICER, at=office) for _each in range(2))
    Membership.objects.filter(user=gone).delete()
    barred.is_active = False
    barred.save()

    assert parts_of(gone, office) == parts_of(barred, office) == frozenset()
    assert parts_of(AnonymousUser(), office) == frozenset()


def test_a_stranger_sees_nothing(case: Application, person: User) -> None:
    assert seen_by(person) == seen_by(AnonymousUser()) == set()
    assert case.pk


def test_a_foreigner_sees_their_own_case(office: Office, person: User) -> None:
    mine = make.case(office)
    make.case(office)
    Application.objects.filter(pk=mine.pk).update(account=person, account_level="desk")

    assert seen_by(person) == {mine}
    assert set(Application.objects.of_staff(person)) == set()


@pytest.mark.parametrize(
    ("code", "party"), [("WP_A", "employer"), ("TEMP_ICT", "host"), ("INVITE", "inviter")]
)
def test_of_a_case_whose_party_is_another_the_foreigner_sees_nothing_without_a_mandate(
    office: Office, person: User, code: str, party: str
) -> None:
    case = make.case(office, of=code, party_name="Example sp. z o.o.")
    Application.objects.filter(pk=case.pk).update(account=person, account_level="desk")

    assert case.procedure.party == party
    assert seen_by(person) == set()
    mandate(case, person, began_on=ON)
    assert seen_by(person) == {case}


@pytest.mark.parametrize(
    ("on", "is_seen"),
    [(ON - DAY, False), (ON, True), (ON + DAY, True), (ON + 2 * DAY, False)],
    ids=["before", "first-day", "last-day", "after"],
)
def test_a_mandate_holds_on_its_first_and_last_day_and_between(
    case: Application, person: User, on: date, is_seen: bool
) -> None:
    mandate(case, person, began_on=ON, ended_on=ON + DAY)

    assert seen_by(person, on=on) == ({case} if is_seen else set())


def test_a_mandate_without_end_holds_on_and_for_one_case_and_one_person(
    office: Office, case: Application, person: User
) -> None:
    make.case(office)
    mandate(case, person, began_on=ON)

    assert seen_by(person, on=date(2036, 1, 1)) == {case}
    assert seen_by(accounts.user()) == set()


def test_who_is_all_of_it_at_once_sees_a_case_once(office: Office, case: Application) -> None:
    clerk = accounts.member(Role.CLERK, at=office)
    Application.objects.filter(pk=case.pk).update(account=clerk, account_level="desk")
    mandate(case, clerk, began_on=ON - DAY)
    mandate(case, clerk, began_on=ON)

    assert list(Application.objects.visible_to(clerk, on=ON)) == [case]
