"""What happened, and the chain of seals that shows nobody changed it afterwards.

Both tables are append-only: triggers refuse UPDATE, DELETE and TRUNCATE, for everyone.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office, User
from portal.audit.rules.actors import ActorKind
from portal.audit.rules.chain import Link

ACTOR_KINDS = {
    ActorKind.USER.value: _("signed-in person"),
    ActorKind.VISITOR.value: _("visitor without an account"),
    ActorKind.SYSTEM.value: _("the portal itself"),
}

# What a seal speaks for, named one by one: a column that is added later must not break
# the seals there are.
SEALED = (
    "id",
    "at",
    "action",
    "actor_kind",
    "user_id",
    "office_id",
    "subject_label",
    "subject_pk",
    "data",
    "request_id",
)

ACTIONS = """
    WITH RECURSIVE known (action) AS (
        SELECT min(action) FROM audit_event
        UNION ALL
        SELECT (SELECT min(action) FROM audit_event WHERE action > known.action) FROM known
        WHERE known.action IS NOT NULL
    )
    SELECT action FROM known WHERE action IS NOT NULL
"""


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> Self:
        """Return what happened to one thing."""
        return self.filter(subject_label=subject._meta.label_lower, subject_pk=str(subject.pk))

    def unsealed(self, *, after: int = 0) -> Self:
        """Return what is not sealed yet, of the events with higher numbers than `after`."""
        # Said of the seals as well: PostgreSQL would else read all there are, each second.
        sealed = Seal.objects.filter(event=models.OuterRef("pk"), event__gt=after)
        return self.filter(~models.Exists(sealed), pk__gt=after)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield what a seal speaks for."""
        return iter(self.values(*SEALED))

    def actions(self) -> list[str]:
        """Return the actions there are, by hopping along the index rather than reading every row."""
        with connection.cursor() as cursor:
            cursor.execute(ACTIONS)
            return [action for (action,) in cursor]


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

    objects: ClassVar = models.Manager.from_queryset(EventQuerySet)()

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
            models.Index(fields=["action", "at"], name="event_action_at"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.action}"


class SealQuerySet(models.QuerySet["Seal"]):
    def links(self, *, at_once: int = 2_000) -> Iterator[Link]:
        """Yield the whole chain in order, a page at a time however long it is."""
        last = 0
        while page := list(self.filter(sequence__gt=last).order_by("sequence")[:at_once]):
            rows = {
                row["id"]: row for row in Event.objects.filter(pk__in=[seal.event_id for seal in page]).rows()
            }
            for seal in page:
                row = rows.get(seal.event_id)
                yield Link(seal.sequence, seal.digest, seal.event_id, row and {**row, "sealed_at": seal.at})
            last = page[-1].sequence


class Seal(models.Model):
    """One link of the chain: a digest of the event and of the seal before it.

    Seals have their own numbers, because events become visible in the order of their
    commits, which is not the order of their ids.
    """

    sequence = models.BigIntegerField(_("number"), primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, verbose_name=_("event"))
    at = models.DateTimeField(_("sealed at"))
    digest = models.CharField(_("digest"), max_length=64)

    objects: ClassVar = models.Manager.from_queryset(SealQuerySet)()

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
