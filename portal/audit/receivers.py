"""What is written down without an action of ours: signing in, passwords, factors, rights.

The libraries and the admin change these rows themselves, so their signals are the edge.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import Signal, receiver
from django.utils import timezone

from portal.accounts.models import Membership, Office, User
from portal.audit.actions import record
from portal.audit.rules.actors import VISITOR, Actor, ActorKind
from portal.audit.rules.context import current_actor

RIGHTS = ("is_active", "is_staff", "is_superuser")
SECRETS = ("email", "password")  # that they changed is told, what they are never
NOTHING = dict.fromkeys((*RIGHTS, *SECRETS), False) | {"is_active": True}
BEFORE = "_audit_before"  # what a row was before it is saved, kept on the instance meanwhile


def note(
    action: str,
    *,
    subject: models.Model | None,
    by: Actor | None = None,
    office: Office | None = None,
    **data: object,
) -> None:
    with transaction.atomic():
        record(action, subject=subject, by=by or current_actor(), at=timezone.now(), office=office, **data)


# Signing in and out


@receiver(user_logged_in)
def signed_in(user: User, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    note("user.signed_in", subject=user, by=Actor.user(user.pk))


@receiver(user_logged_out)
def signed_out(user: User | None, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    if user is not None:
        note("user.signed_out", subject=user, by=Actor.user(user.pk))


@receiver(user_login_failed)
def password_refused(credentials: dict[str, Any], **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    """Name the account that was aimed at, if there is one; never what was typed."""
    typed = credentials.get("email") or credentials.get("username") or ""
    user = User.objects.filter(email=str(typed).strip().lower()).first()
    note("user.sign_in_failed", subject=user, by=VISITOR, step="password")


@receiver(account.login_code_rejected)
def code_refused(user: User | None, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    note("user.sign_in_failed", subject=user, by=VISITOR, step="code")


@receiver(mfa.authentication_failed)
def second_factor_refused(user: User, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    note("user.sign_in_failed", subject=user, step="second factor")


# What a person does to their own account

OWN_CHANGES: dict[Signal, str] = {
    account.user_signed_up: "user.signed_up",
    account.password_set: "user.password_set",
    account.password_changed: "user.password_changed",
    account.password_reset: "user.password_reset",
    account.email_changed: "user.email_changed",
}
FACTOR_CHANGES: dict[Signal, str] = {
    mfa.authenticator_added: "user.second_factor_added",
    mfa.authenticator_removed: "user.second_factor_removed",
    mfa.authenticator_reset: "user.second_factor_reset",
}


@receiver(list(OWN_CHANGES))
def account_changed(signal: Signal, user: User, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    note(OWN_CHANGES[signal], subject=user)


@receiver(list(FACTOR_CHANGES))
def second_factor_changed(
    signal: Signal,
    user: User,
    authenticator: Authenticator,
    **_others: Any,  # noqa: ANN401  a signal's extras
) -> None:
    note(FACTOR_CHANGES[signal], subject=user, factor=str(authenticator.type))


# What others do to it: rights, roles, and passwords set for somebody else


@receiver(pre_save, sender=User)
def remember_user(instance: User, update_fields: frozenset[str] | None, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    watched = (*RIGHTS, *SECRETS)
    if update_fields is None or not update_fields.isdisjoint(watched):
        before = User.objects.filter(pk=instance.pk).values(*watched).first()
        vars(instance)[BEFORE] = before or {**NOTHING, **{name: getattr(instance, name) for name in SECRETS}}


@receiver(post_save, sender=User)
def user_saved(instance: User, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    if (before := vars(instance).pop(BEFORE, None)) is None:
        return
    changed = {name: now for name in before if (now := getattr(instance, name)) != before[name]}
    if rights := {name: changed[name] for name in RIGHTS if name in changed}:
        note("user.rights_changed", subject=instance, **rights)
    for name in SECRETS:
        if name in changed and _is_somebody_else(instance):
            note(f"user.{name}_changed", subject=instance)


def _is_somebody_else(user: User) -> bool:
    """Tell a clerk's change from the person's own, of which the libraries send a signal."""
    actor = current_actor()
    return actor.kind is not ActorKind.VISITOR and actor.user_id != user.pk


@receiver(post_delete, sender=User)
def user_deleted(instance: User, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    note("user.deleted", subject=instance)


@receiver(pre_save, sender=Membership)
def remember_membership(instance: Membership, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    before = Membership.objects.select_related("user", "office", "group").filter(pk=instance.pk).first()
    vars(instance)[BEFORE] = before


@receiver(post_save, sender=Membership)
def membership_saved(instance: Membership, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    before: Membership | None = vars(instance).pop(BEFORE, None)
    if before and _place(before) == _place(instance):
        return
    if before:
        _note_membership("membership.withdrawn", before)
    _note_membership("membership.granted", instance)


@receiver(post_delete, sender=Membership)
def membership_deleted(instance: Membership, origin: object, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    # Where the office itself goes, the event must not hold on to it.
    office = (
        None if isinstance(origin, Office) or getattr(origin, "model", None) is Office else instance.office
    )
    note("membership.withdrawn", subject=instance.user, office=office, role=instance.group.name)


def _place(membership: Membership) -> tuple[int, int, int]:
    return membership.user_id, membership.office_id, membership.group_id


def _note_membership(action: str, membership: Membership) -> None:
    note(action, subject=membership.user, office=membership.office, role=membership.group.name)


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def rights_changed(
    instance: models.Model,
    action: str,
    model: type[models.Model],
    pk_set: set[int] | None,
    **_others: Any,  # noqa: ANN401  a signal's extras
) -> None:
    """Tell which rights or roles somebody gave or took.

    What the portal gives its roles by itself at an update stands in the code.
    """
    verb = {"post_add": "added", "post_remove": "removed", "post_clear": "cleared"}.get(action)
    if verb is None or pk_set == set() or current_actor().kind is ActorKind.SYSTEM:
        return
    note(
        f"{instance._meta.model_name}.rights_changed",
        subject=instance,
        change=verb,
        kind=model._meta.label_lower,
        which=_names(model, pk_set or set()),
    )


def _names(model: type[models.Model], pks: set[int]) -> list[str]:
    if model is Permission:
        rights = Permission.objects.filter(pk__in=pks).values_list("content_type__app_label", "codename")
        return sorted(f"{app}.{codename}" for app, codename in rights)
    if model is Group:
        return sorted(Group.objects.filter(pk__in=pks).values_list("name", flat=True))
    return sorted(str(pk) for pk in pks)


@receiver(post_save, sender=Group)
def role_saved(instance: Group, created: bool, **_others: Any) -> None:  # noqa: ANN401, FBT001  a signal's extras
    if current_actor().kind is not ActorKind.SYSTEM:
        note("group.created" if created else "group.changed", subject=instance, role=instance.name)


@receiver(post_delete, sender=Group)
def role_deleted(instance: Group, **_others: Any) -> None:  # noqa: ANN401  a signal's extras
    note("group.deleted", subject=instance, role=instance.name)
