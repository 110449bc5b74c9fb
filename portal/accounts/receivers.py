"""What happens among people and roles when something else has happened."""

from typing import Any

from allauth.account.signals import user_signed_up
from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils.translation import get_language

from portal.accounts.models import User
from portal.accounts.rules.rights import RIGHTS, rights_in


@receiver(post_migrate, dispatch_uid="accounts.give_rights")
def give_rights(app_config: AppConfig, using: str, apps: Apps = installed, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    """Give every role the rights that the table names in the app just migrated.

    Each is given once and noted, so that a right which an office took away from a role
    is not back after the next update.
    """
    try:
        standard = apps.get_model("accounts", "StandardRight").objects.using(using)
        groups = apps.get_model("auth", "Group").objects.using(using)
        permissions = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:  # these tables are still to be made
        return
    for role in RIGHTS:
        wanted = permissions.filter(
            content_type__app_label=app_config.label, codename__in=rights_in(app_config.label, role)
        )
        if missing := wanted.exclude(standardright__group__name=role):
            group, _new = groups.get_or_create(name=role)
            group.permissions.add(*missing)
            standard.bulk_create(standard.model(group=group, permission=right) for right in missing)


@receiver(user_signed_up)
def remember_language(user: User, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    """Write to a new person in the language of the page on which they signed up."""
    language = get_language()
    if language and language != user.language:
        user.language = language
        user.save(update_fields=["language"])
