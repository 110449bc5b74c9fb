import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser, Group

from portal.accounts.choices import Role
from portal.accounts.models import Membership, User
from portal.accounts.policies import has_proven, may, offices_of, people_of
from portal.accounts.tests.factories import member, office, superuser, user

pytestmark = pytest.mark.django_db

ADD_WINDOW = "scheduling.add_blockedwindow"
ADD_DUTY = "scheduling.add_duty"


def fresh(person: User) -> User:
    """Read the person again, as the next request does."""
    return User.objects.get(pk=person.pk)


def test_a_right_counts_at_the_office_of_the_membership_only() -> None:
    krakow, tarnow = office("krakow"), office("tarnow")
    clerk = member(Role.CLERK, at=krakow)

    assert may(clerk, ADD_WINDOW, krakow)
    assert not may(clerk, ADD_WINDOW, tarnow)


def test_a_role_has_no_right_that_it_was_not_given() -> None:
    krakow = office("krakow")
    clerk, supervisor = member(Role.CLERK, at=krakow), member(Role.SUPERVISOR, at=krakow)

    assert not may(clerk, ADD_DUTY, krakow)
    assert may(supervisor, ADD_DUTY, krakow)


def test_two_roles_at_two_offices_do_not_mix() -> None:
    krakow, tarnow = office("krakow"), office("tarnow")
    person = member(Role.SUPERVISOR, at=krakow)
    member(Role.CLERK, at=tarnow, of=person)

    assert set(offices_of(person)) == {krakow, tarnow}
    assert list(offices_of(person, ADD_DUTY)) == [krakow]
    assert set(offices_of(person, ADD_WINDOW)) == {krakow, tarnow}


def test_two_roles_at_one_office_name_it_once() -> None:
    krakow = office("krakow")
    person = member(Role.SUPERVISOR, at=krakow)
    member(Role.CLERK, at=krakow, of=person)

    assert list(offices_of(person, ADD_WINDOW)) == [krakow]


def test_the_same_codename_of_another_app_gives_nothing() -> None:
    krakow = office("krakow")
    clerk = member(Role.CLERK, at=krakow)

    assert not may(clerk, "applications.add_blockedwindow", krakow)


def test_removing_a_membership_removes_the_right_at_once() -> None:
    krakow = office("krakow")
    clerk = member(Role.CLERK, at=krakow)
    assert fresh(clerk).has_perm(ADD_WINDOW)

    Membership.objects.filter(user=clerk).delete()

    assert not fresh(clerk).has_perm(ADD_WINDOW)
    assert not may(clerk, ADD_WINDOW, krakow)
    assert list(offices_of(clerk)) == []


def test_django_answers_from_memberships_and_not_from_groups_of_the_user() -> None:
    clerk, stranger = member(Role.CLERK), user(is_staff=True)
    stranger.groups.add(Group.objects.get(name=Role.CLERK))

    assert fresh(clerk).has_perm(ADD_WINDOW)
    assert not fresh(clerk).has_perm(ADD_DUTY)
    assert not fresh(stranger).has_perm(ADD_WINDOW)


def test_a_superuser_may_everything_everywhere() -> None:
    krakow, chief = office("krakow"), superuser()

    assert list(offices_of(chief, ADD_DUTY)) == [krakow]
    assert may(chief, ADD_DUTY, krakow)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_not_sign_in_may_nothing(role: Role) -> None:
    krakow = office("krakow")
    person = member(role, at=krakow, is_active=False)

    assert list(offices_of(person)) == []
    assert list(people_of(person)) == []
    assert not person.has_perm("accounts.view_office")


def test_a_superuser_who_may_not_sign_in_may_nothing() -> None:
    office("krakow")
    chief = superuser(is_active=False)

    assert list(offices_of(chief)) == []
    assert list(people_of(chief)) == []


def test_a_visitor_may_nothing() -> None:
    krakow = office("krakow")

    assert list(offices_of(AnonymousUser())) == []
    assert not may(AnonymousUser(), ADD_WINDOW, krakow)
    assert list(people_of(AnonymousUser())) == []


def test_a_supervisor_looks_up_colleagues_and_nobody_else() -> None:
    krakow = office("krakow")
    supervisor, colleague = member(Role.SUPERVISOR, at=krakow), member(Role.CLERK, at=krakow)
    member(Role.CLERK, at=office("tarnow"))
    user()

    assert set(people_of(supervisor)) == {supervisor, colleague}


def test_a_clerk_looks_up_nobody() -> None:
    krakow = office("krakow")
    clerk = member(Role.CLERK, at=krakow)

    assert list(people_of(clerk)) == []


def test_an_administrator_looks_up_everyone() -> None:
    administrator, foreigner = member(Role.ADMINISTRATOR), user()

    assert set(people_of(administrator)) == {administrator, foreigner}


@pytest.mark.parametrize(
    ("address", "is_proven"),
    [
        ("olena@github.example", True),
        ("Olena@GitHub.example", True),
        ("olena@gıthub.example", False),
        ("olena@other.example", False),
    ],
)
def test_an_address_is_proven_to_the_letter(address: str, is_proven: bool) -> None:
    olena = user("olena@github.example")

    assert has_proven(olena, address) == is_proven


def test_a_domain_that_looks_alike_proves_nothing() -> None:
    assert not has_proven(user("olena@gıthub.example"), "olena@github.example")


def test_an_address_that_waits_for_its_code_is_not_proven() -> None:
    olena = user("olena@example.test")
    EmailAddress.objects.update(verified=False)

    assert not has_proven(olena, "olena@example.test")
