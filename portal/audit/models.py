"""What happened, and the chain of seals that shows nobody changed it afterwards.

Both tables are append-only: triggers refuse UPDATE, DELETE and TRUNCATE, for everyone.
"""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office, User
from portal.audit.rules.actors import ActorKind

ACTOR_KINDS = {
    ActorKind.USER.value: _("signed-in person"),
    ActorKind.VISITOR.value: _("visitor without an account"),
    ActorKind.SYSTEM.value: _("the portal itself"),
}


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> Self:
        """Return what happened to one thing."""
        return self.filter(subject_label=subject._meta.label_lower, subject_pk=str(subject.pk))

    def unsealed(self) -> Self:
        return self.filter(~models.Exists(Seal.objects.filter(event=models.OuterRef("pk"))))


class Event(models.Model):
    """Somebody did something to something. Holds no personal data besides the account's number."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"))
    action = models.CharField(_("what"), max_length=64)
    actor_kind = models.CharField(_("kind of actor"), max_length=7, choices=ACTOR_KINDS)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, db_index=False, verbose_name=_("user")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, db_index=False, verbose_name=_("office")
    )
    subject_label = models.CharField(_("kind of subject"), max_length=64, blank=True)
    subject_pk = models.CharField(_("number of subject"), max_length=64, blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    objects: ClassVar[models.Manager["Event"]] = models.Manager.from_queryset(EventQuerySet)()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(actor_kind=ActorKind.USER.value, user__isnull=False)
                | models.Q(
                    actor_kind__in=[ActorKind.VISITOR.value, ActorKind.SYSTEM.value], user__isnull=True
                ),
                name="event_user_is_named",
            ),
            models.CheckConstraint(
                condition=models.Q(subject_label="", subject_pk="")
                | ~models.Q(subject_label="") & ~models.Q(subject_pk=""),
                name="event_subject_is_whole",
            ),
            models.CheckConstraint(condition=~models.Q(action=""), name="event_action_is_named"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_label", "subject_pk"], name="event_subject"),
            models.Index(fields=["user", "at"], name="event_user_at"),
            models.Index(fields=["office", "at"], name="event_office_at"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.action}"


class Seal(models.Model):
    """One link of the chain: a digest of the event and of the seal before it.

    Seals have their own numbers, because events become visible in the order of their
    commits, which is not the order of their ids.
    """

    sequence = models.BigIntegerField(_("number"), primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, verbose_name=_("event"))
    at = models.DateTimeField(_("sealed at"))
    digest = models.CharField(_("digest"), max_length=64)

    objects: ClassVar[models.Manager["Seal"]] = models.Manager()

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="seal_sequence_from_one"),
            models.CheckConstraint(
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="seal_digest_is_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.sequence}"
