"""Whose case is whose to see: the query, the single look and what the law says agree, whatever the mandates.

Hundreds of cases by chance, with accounts and mandates in every state; and the rule told a third time, in
plain Python.
"""

from collections.abc import Iterator
from copy import copy
from datetime import date, timedelta
from random import Random

import pytest
from django.contrib.auth.models import AnonymousUser

from applications.choices import Assurance, MandateKind, OrganisationKind
from applications.models import Application, Mandate, Organisation
from applications.policies import sight_of
from applications.rules.sight import Sight
from applications.tests import factories as make
from portal.accounts.choices import Role
from portal.accounts.models import Office, User
from portal.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db

ON = date(2026, 12, 1)
DAY = timedelta(days=1)
CASES = 300
TURNS_18 = date(2008, 12, 1)
BIRTHS = (date(1990, 5, 17), TURNS_18, TURNS_18 + DAY, date(2016, 1, 1))
# Began, ended: which of these days are over, and which have not come.
TIMES = ((ON - DAY, None), (ON, None), (ON + DAY, None), (ON - DAY, ON), (ON - 9 * DAY, ON - DAY))
FULL = (Assurance.DESK, Assurance.LOGIN_GOV)


class People:
    """A person with an account, and what became of each in an organisation."""

    def __init__(self) -> None:
        self.joined, self.left, self.asked, self.stranger = (accounts.user() for _each in range(4))
        self.firm = Organisation.objects.create(name="Firm", kind=OrganisationKind.FIRM, created_at=make.AT)
        self._member(self.joined, joined_at=make.AT)
        self._member(self.left, joined_at=make.AT, left_at=make.AT)
        self._member(self.asked)

    def _member(self, user: User, **when: object) -> None:
        self.firm.members.create(email=user.email, user=user, asked_by=self.joined, asked_at=make.AT, **when)

    def __iter__(self) -> Iterator[User]:
        return iter((self.joined, self.left, self.asked, self.stranger))


@pytest.fixture
def office() -> Office:
    return accounts.office()


@pytest.fixture
def people() -> People:
    return People()


def chance_cases(office: Office, people: People, chance: Random) -> list[Application]:
    usual = [make.case(office), make.case(office, of="WP_A", party_name="Example sp. z o.o.")]
    rows = []
    for _each in range(CASES):
        row = copy(chance.choice(usual))
        row.pk, row.birth_date = None, chance.choice(BIRTHS)
        row.account, row.account_level = chance.choice([*people, None]), chance.choice(Assurance.values)
        rows.append(row)
    return Application.objects.bulk_create(rows)


def chance_mandates(cases: list[Application], people: People, chance: Random) -> list[Mandate]:
    rows = []
    for case in cases:
        for number in range(chance.choice((0, 1, 1, 2))):
            user = chance.choice([*people, None, None])
            began_on, ended_on = chance.choice(TIMES)
            state = chance.choice(("held", "held", "held", "waits", "refused", "revoked"))
            rows.append(
                Mandate(
                    application=case,
                    kind=chance.choice(MandateKind.values),
                    name=f"Somebody {number}",
                    user=user,
                    organisation=None if user else chance.choice([people.firm, None]),
                    may_see=chance.random() < 0.8,
                    may_give=chance.random() < 0.5,
                    began_on=began_on,
                    ended_on=ended_on,
                    noted_by=people.joined,
                    accepted_at=make.AT if state in {"held", "revoked"} else None,
                    refused_at=make.AT if state == "refused" else None,
                    revoked_at=make.AT if state == "revoked" else None,
                )
            )
    return Mandate.objects.bulk_create(rows)


def opens(mandate: Mandate, case: Application, user: User, people: People) -> bool:
    """Tell by the words of the law whether a mandate lets somebody see."""
    is_theirs = mandate.user == user or (mandate.organisation is not None and user == people.joined)
    is_accepted = mandate.accepted_at is not None and mandate.revoked_at is None
    is_now = mandate.began_on <= ON and (mandate.ended_on is None or mandate.ended_on >= ON)
    is_grown = mandate.kind == MandateKind.PARENT and case.birth_date <= TURNS_18
    return mandate.may_see and is_theirs and is_accepted and is_now and not is_grown


def owns(case: Application, user: User) -> bool:
    return case.account == user and case.procedure.code == "TEMP_WORK"


@pytest.mark.parametrize("seed", [1, 2])
def test_query_and_single_look_agree_with_the_law(office: Office, people: People, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  chance that can be had again
    cases = chance_cases(office, people, chance)
    mandates = chance_mandates(cases, people, chance)
    seen = 0

    for user in people:
        opened = {row.application_id for row in mandates if opens(row, row.application, user, people)}
        owned = {case.pk for case in cases if owns(case, user)}
        sights = {case.pk: sight_of(user, case, on=ON) for case in cases}
        party = set(Application.objects.of_party(user, on=ON).values_list("pk", flat=True))

        assert party == opened | owned
        assert party == {pk for pk, sight in sights.items() if sight}
        assert party == set(Application.objects.visible_to(user, on=ON).values_list("pk", flat=True))
        full = {pk for pk, sight in sights.items() if sight and sight.is_full}
        assert full == opened | {case.pk for case in cases if owns(case, user) and case.account_level in FULL}
        seen += len(party)

    assert seen > CASES / 2  # chance has made something to see


def test_who_works_at_the_office_sees_its_cases_as_staff_and_none_as_a_person(office: Office) -> None:
    clerk = accounts.member(Role.CLERK, at=office)
    case = make.case(office)

    assert list(Application.objects.visible_to(clerk, on=ON)) == [case]
    assert list(Application.objects.of_party(clerk, on=ON)) == []
    assert sight_of(clerk, case, on=ON) is None


def test_nobody_who_is_not_signed_in_has_a_mandate(office: Office, people: People) -> None:
    case = make.case(office)
    held = {"application": case, "began_on": ON, "accepted_at": make.AT, "noted_by": people.joined}
    Mandate.objects.create(kind=MandateKind.PROXY, name="Paper in the file", **held)
    Mandate.objects.create(kind=MandateKind.PROXY, name="Firm", organisation=people.firm, **held)
    people.firm.members.create(email="soon@example.test", asked_by=people.joined, asked_at=make.AT)

    anonymous = AnonymousUser()

    assert list(Mandate.objects.of(anonymous)) == []
    assert list(Application.objects.visible_to(anonymous, on=ON)) == []
    assert list(Application.objects.of_party(anonymous, on=ON)) == []
    assert sight_of(anonymous, case, on=ON) is None


def test_a_member_who_leaves_sees_nothing_from_then_on(office: Office, people: People) -> None:
    case = make.case(office)
    Mandate.objects.create(
        application=case,
        kind=MandateKind.PROXY,
        name="Firm",
        organisation=people.firm,
        began_on=ON,
        accepted_at=make.AT,
        noted_by=people.joined,
    )

    assert list(Application.objects.of_party(people.joined, on=ON)) == [case]
    people.firm.members.filter(user=people.joined).update(left_at=make.AT)
    assert list(Application.objects.of_party(people.joined, on=ON)) == []
    assert sight_of(people.joined, case, on=ON) is None


def test_of_several_mandates_the_one_counts_that_lets_them_do_most(office: Office, people: People) -> None:
    case = make.case(office)
    held = {"application": case, "user": people.stranger, "accepted_at": make.AT, "noted_by": people.joined}
    Mandate.objects.create(kind="proxy", name="To see", began_on=ON - DAY, may_give=False, **held)
    most = Mandate.objects.create(kind="employer", name="To give", began_on=ON, gets_notices=False, **held)

    assert sight_of(people.stranger, case, on=ON) == Sight(
        "employer", is_full=True, may_give=True, gets_notices=False, mandate=most.pk
    )


def test_a_parent_who_linked_the_childs_case_by_its_code_sees_it_all_by_their_mandate(
    office: Office, people: People
) -> None:
    case = make.case(office, birth_date=date(2016, 1, 1))
    case.account, case.account_level = people.stranger, Assurance.SELF
    case.save()

    by_code = sight_of(people.stranger, case, on=ON)
    row = Mandate.objects.create(
        application=case,
        kind=MandateKind.PARENT,
        name="Parent",
        user=people.stranger,
        began_on=ON,
        accepted_at=make.AT,
        noted_by=people.joined,
    )

    assert by_code == Sight("owner", is_full=False, may_give=False, gets_notices=True)
    assert sight_of(people.stranger, case, on=ON) == Sight(
        "parent", is_full=True, may_give=True, gets_notices=True, mandate=row.pk
    )
