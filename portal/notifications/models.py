"""The outbox: what is to be sent to whom and when, and what became of it."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import connections, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.choices import Language
from portal.notifications.choices import EXPLAINED, OPEN, Channel, State
from portal.notifications.rules.masks import masked
from portal.prepared import Prepared

RECIPIENT_KEPT = timedelta(days=90)  # after sending; then the address is blanked, the record stays

# The ORM's bulk_create(ignore_conflicts=True) cannot tell whether the row is ours.
ADD = Prepared(
    "notifications_add",
    """
    INSERT INTO notifications_notice (kind, subject_label, subject_pk, version, channel, key, language,
        recipient, message_id, due_at, next_try_at, state, attempts, reason)
    VALUES (%(kind)s, %(subject_label)s, %(subject_pk)s, %(version)s, %(channel)s, %(key)s, %(language)s,
        %(recipient)s, %(message_id)s, %(due_at)s, %(due_at)s, 'queued', 0, '')
    ON CONFLICT (key) DO NOTHING
    RETURNING id, created_at
    """,
)
# MATERIALIZED, or the planner may run the limited part more than once and lock more than the limit.
CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM notifications_notice
        WHERE state IN ('queued', 'sending') AND next_try_at <= %(at)s
        ORDER BY next_try_at
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE notifications_notice AS notice
    SET state = 'sending', claimed_by = %(sender)s, next_try_at = %(until)s, attempts = attempts + 1
    FROM due
    WHERE notice.id = due.id
    RETURNING notice.*
"""
# A sender holds an advisory lock under its number; PostgreSQL frees it when the session ends.
# pg_locks shows the number in two halves.
RELEASE_ORPHANS = """
    UPDATE notifications_notice
    SET state = 'queued', claimed_by = NULL, next_try_at = %(at)s
    WHERE state = 'sending' AND claimed_by NOT IN (
        SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
"""


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> Self:
        """Select what is still to be sent."""
        return self.filter(state__in=OPEN)

    def add(self, *, due_at: datetime, **values: str | int) -> "Notice | None":
        """Write a new notice and return it, or return None if its key is there already."""
        row = ADD.one(due_at=due_at, **values)
        if row is None:
            return None
        return Notice(pk=row[0], created_at=row[1], due_at=due_at, next_try_at=due_at, **values)

    def claim(self, *, sender: int, at: datetime, until: datetime, limit: int) -> "list[Notice]":
        """Take what is due and nobody else is just taking, the longest due first, in one statement."""
        return list(self.raw(CLAIM, {"sender": sender, "at": at, "until": until, "limit": limit}))

    def release_orphans(self, *, at: datetime) -> None:
        """Make ready again what a sender has claimed whose database session is over."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(RELEASE_ORPHANS, {"at": at})


class Notice(models.Model):
    """One message to one person by one channel, written together with the fact it tells of.

    `next_try_at` is when a sender may take it: at first when it is due, while it is being
    sent when that sender's lease ends, after a failure when the pause is over. It has
    none once nothing is left to do. The subject is named, not referred to, because it
    lives in an app above this one; its words and codes are made when it is sent.
    """

    kind = models.CharField(_("kind"), max_length=64)
    subject_label = models.CharField(_("about what"), max_length=100)
    subject_pk = models.CharField(_("about which"), max_length=64)
    version = models.PositiveIntegerField(_("version"))
    channel = models.CharField(_("channel"), max_length=16, choices=Channel)
    key = models.CharField(_("key"), max_length=270, unique=True)
    language = models.CharField(_("language"), max_length=5, choices=Language)
    recipient = models.CharField(_("to"), max_length=254, blank=True)  # personal: see RECIPIENT_KEPT
    message_id = models.CharField("Message-ID", max_length=200)
    created_at = models.DateTimeField(_("written"), db_default=models.functions.Now(), editable=False)
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True)
    claimed_by = models.BigIntegerField(_("sender"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects: ClassVar[models.Manager["Notice"]] = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], name="notice_due", condition=Q(state__in=OPEN)),
            models.Index(fields=["claimed_by"], name="notice_claimed", condition=Q(state=State.SENDING)),
            models.Index(fields=["subject_label", "subject_pk"], name="notice_subject"),
            models.Index(fields=["sent_at"], name="notice_to_blank", condition=~Q(recipient="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=State.values, channel__in=Channel.values), name="notice_known_words"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, next_try_at__isnull=False)
                | (~Q(state__in=OPEN) & Q(next_try_at__isnull=True)),
                name="notice_open_is_tried",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENDING, claimed_by__isnull=False)
                | (~Q(state=State.SENDING) & Q(claimed_by__isnull=True)),
                name="notice_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
                name="notice_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=EXPLAINED) | ~Q(reason=""), name="notice_end_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN) | ~Q(recipient=""), name="notice_open_has_recipient"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.key}"

    @property
    def masked_recipient(self) -> str:
        return masked(self.recipient)
