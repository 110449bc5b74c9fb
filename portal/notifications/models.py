"""The outbox: what is to be sent to whom and when, and what became of it."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import connections, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.choices import Language
from portal.notifications.choices import EXPLAINED, OPEN, Channel, State
from portal.notifications.rules.masks import masked
from portal.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RECIPIENT_KEPT = timedelta(days=90)  # after it was due; then the address is blanked, the record stays
SUBSCRIPTION_KEPT = timedelta(days=400)  # longer than any visit is booked ahead

# One statement for all that one fact sets off. The ORM's bulk_create(ignore_conflicts=True)
# cannot tell which rows are ours.
ADD = Prepared(
    "notifications_add",
    """
    INSERT INTO notifications_notice (kind, subject_label, subject_pk, version, occasion, channel, key,
        language, recipient, message_id, instead_of_id, due_at, next_try_at, state, attempts, reason)
    SELECT kind, subject_label, subject_pk, version, occasion, channel, key,
        language, recipient, message_id, instead_of_id, due_at, coalesce(next_try_at, due_at), 'queued', 0, ''
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS row (kind text, subject_label text, subject_pk text,
        version int, occasion text, channel text, key text, language text, recipient text,
        message_id text, instead_of_id bigint, due_at timestamptz, next_try_at timestamptz)
    ON CONFLICT (key) DO NOTHING
    RETURNING id, key, created_at
    """,
)
# MATERIALIZED, or the planner may run the limited part more than once and lock more than the limit.
# What was handed over without our knowing whether it went is not handed over again.
CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM notifications_notice
        WHERE state IN ('queued', 'sending') AND channel = %(channel)s AND next_try_at <= %(at)s
            AND handed_at IS NULL
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
ORPHANED = """
    state = 'sending' AND claimed_by NOT IN (
        SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
"""
RELEASE_ORPHANS = f"""
    UPDATE notifications_notice
    SET state = 'queued', claimed_by = NULL, next_try_at = %(at)s
    WHERE handed_at IS NULL AND {ORPHANED}
"""  # noqa: S608  our own words
DOUBT_ORPHANS = f"""
    UPDATE notifications_notice
    SET state = 'uncertain', claimed_by = NULL, next_try_at = NULL, reason = %(reason)s
    WHERE handed_at IS NOT NULL AND (state = 'sending' AND next_try_at <= %(at)s OR {ORPHANED})
"""  # noqa: S608  our own words


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> Self:
        """Select what is still to be sent."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        """Select what no sender has taken."""
        return self.filter(state=State.QUEUED)

    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_label=subject._meta.label_lower, subject_pk=str(subject.pk))

    def for_log(self) -> Self:
        """Select what is shown of a subject, the latest word first; what waits for later comes before all."""
        return self.order_by(models.F("sent_at").desc(nulls_first=True), "-due_at", "-pk")

    def add(self, rows: "Sequence[Mapping[str, Any]]") -> "list[Notice]":
        """Write new notices and return those whose key was not there already."""
        written = {row["key"]: row for row in rows}
        text = json.dumps(list(written.values()), default=datetime.isoformat)
        return [
            Notice(pk=pk, created_at=created_at, **{"next_try_at": written[key]["due_at"], **written[key]})
            for pk, key, created_at in ADD.all(rows=text)
        ]

    def claim(
        self, channel: Channel, *, sender: int, at: datetime, until: datetime, limit: int
    ) -> "list[Notice]":
        """Take what is due and nobody else is just taking, the longest due first, in one statement."""
        values = {"channel": channel, "sender": sender, "at": at, "until": until, "limit": limit}
        return list(self.raw(CLAIM, values))

    def release_orphans(self, *, at: datetime, reason: str) -> None:
        """Make ready again what a sender has claimed whose database session is over.

        What it may have handed over, where nobody would notice a second copy, stays in doubt,
        for that reason.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(RELEASE_ORPHANS, {"at": at})
            cursor.execute(DOUBT_ORPHANS, {"at": at, "reason": reason})


class Notice(models.Model):
    """One message to one person by one channel, written together with the fact it tells of.

    `next_try_at` is when a sender may take it: at first when it is due (or before, if somebody
    waits for it), while it is being sent when that sender's lease ends, after a failure when
    the pause is over. It has none once nothing is left to do. The subject is named, not
    referred to, because it lives in an app above this one; its words and codes are made when
    it is sent.
    """

    kind = models.CharField(_("kind"), max_length=64)
    subject_label = models.CharField(_("about what"), max_length=100)
    subject_pk = models.CharField(_("about which"), max_length=64)
    version = models.PositiveIntegerField(_("version"))
    occasion = models.CharField(_("occasion"), max_length=40, blank=True)  # which reminder, which repetition
    channel = models.CharField(_("channel"), max_length=16, choices=Channel)
    key = models.CharField(_("key"), max_length=311, unique=True)
    language = models.CharField(_("language"), max_length=5, choices=Language)
    recipient = models.CharField(_("to"), max_length=254, blank=True)  # personal: see RECIPIENT_KEPT
    message_id = models.CharField("Message-ID", max_length=200)
    # Which failure it makes up for, by another channel.
    instead_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("instead of")
    )
    created_at = models.DateTimeField(_("written"), db_default=models.functions.Now(), editable=False)
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True)
    claimed_by = models.BigIntegerField(_("sender"), null=True)
    handed_at = models.DateTimeField(_("handed over"), null=True)  # only where that must not happen twice
    sent_at = models.DateTimeField(_("sent"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)  # as the other side reported
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects: ClassVar[models.Manager["Notice"]] = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "next_try_at"], name="notice_due_by_channel", condition=Q(state__in=OPEN)
            ),
            models.Index(fields=["claimed_by"], name="notice_claimed", condition=Q(state=State.SENDING)),
            models.Index(fields=["subject_label", "subject_pk"], name="notice_subject"),
            models.Index(
                fields=["due_at"],
                name="notice_recipient_kept",
                condition=~Q(recipient="") & ~Q(state__in=OPEN),
            ),
            models.Index(fields=["message_id"], name="notice_reported"),
            models.Index(
                fields=["-id"],
                condition=Q(state__in=(State.FAILED, State.UNCERTAIN)),
                name="notice_needs_attention",
            ),
            models.Index(
                fields=["subject_label", "subject_pk", "due_at"],
                condition=Q(state__in=(State.FAILED, State.UNCERTAIN)),
                name="notice_lost",
            ),
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
                condition=(~Q(state=State.SENT) | Q(sent_at__isnull=False))
                & (~Q(state__in=OPEN) | Q(sent_at__isnull=True)),
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

    @property
    def public_key(self) -> str:
        """The name of this message for those who carry it: the same at each attempt, and meaningless."""
        return self.message_id.removeprefix("<").partition("@")[0]


class OutageQuerySet(models.QuerySet["Outage"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class Outage(models.Model):
    """A time in which nothing went by one channel. Meanwhile one message at a time tries whether it does."""

    channel = models.CharField(_("channel"), max_length=16, choices=Channel)
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    probe_at = models.DateTimeField(_("tried again"))
    reason = models.CharField(_("reason"), max_length=300)

    objects: ClassVar[models.Manager["Outage"]] = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel"], condition=Q(ended_at__isnull=True), name="outage_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="outage_known_channel"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("began_at")),
                name="outage_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.channel}"


class Subscription(models.Model):
    """A device whose owner agreed to notifications about one subject (RFC 8030, RFC 8291).

    It is deleted when the owner turns them off, or when the push service says that it is gone.
    """

    subject_label = models.CharField(_("about what"), max_length=100)
    subject_pk = models.CharField(_("about which"), max_length=64)
    endpoint = models.URLField(_("address at the push service"), max_length=1000)  # personal: names a device
    p256dh = models.CharField(max_length=100, editable=False)
    auth = models.CharField(max_length=40, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=Language)
    agreed_at = models.DateTimeField(_("agreed"))

    objects: ClassVar[models.Manager["Subscription"]] = models.Manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_label", "subject_pk", "endpoint"], name="subscription_device_once"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject_label}.{self.subject_pk}"
