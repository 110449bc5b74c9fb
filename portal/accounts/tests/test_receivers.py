import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from portal.accounts.choices import Role
from portal.accounts.models import StandardRight
from portal.accounts.receivers import give_rights
from portal.accounts.rules.rights import RIGHTS

pytestmark = pytest.mark.django_db


def rights_of(role: Role) -> set[str]:
    held = Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in held}


def migrate_again() -> None:
    for app in apps.get_app_configs():
        give_rights(app_config=app, using="default")


@pytest.mark.parametrize("role", list(Role))
def test_every_role_starts_with_the_rights_of_the_table(role: Role) -> None:
    assert rights_of(role) == RIGHTS[role]


def test_a_second_migration_gives_nothing_new() -> None:
    before = StandardRight.objects.count()

    migrate_again()

    assert StandardRight.objects.count() == before == sum(map(len, RIGHTS.values()))


def test_a_right_that_the_office_took_away_stays_away() -> None:
    clerk = Group.objects.get(name=Role.CLERK)
    clerk.permissions.remove(Permission.objects.get(codename="add_blockedwindow"))

    migrate_again()

    assert rights_of(Role.CLERK) == RIGHTS[Role.CLERK] - {"scheduling.add_blockedwindow"}


def test_a_right_that_the_office_gave_stays() -> None:
    clerk = Group.objects.get(name=Role.CLERK)
    clerk.permissions.add(Permission.objects.get(codename="add_duty"))

    migrate_again()

    assert rights_of(Role.CLERK) == RIGHTS[Role.CLERK] | {"scheduling.add_duty"}


def test_a_right_of_a_model_that_came_later_is_given_then() -> None:
    right = Permission.objects.get(codename="view_office")
    StandardRight.objects.filter(permission=right).delete()
    right.group_set.clear()

    migrate_again()

    assert set(right.group_set.values_list("name", flat=True)) == set(Role.values)


def test_the_roles_come_back_where_there_were_none() -> None:
    StandardRight.objects.all().delete()
    Group.objects.all().delete()

    migrate_again()

    assert {role: rights_of(Role(role)) for role in Role.values} == dict(RIGHTS)


def test_before_the_tables_are_made_there_is_nothing_to_do() -> None:
    class Nothing:
        def get_model(self, app: str, model: str) -> None:
            raise LookupError(app, model)

    give_rights(app_config=apps.get_app_config("accounts"), using="default", apps=Nothing())  # type: ignore[arg-type]  # a registry without models

    assert rights_of(Role.CONSULTANT) == RIGHTS[Role.CONSULTANT]
