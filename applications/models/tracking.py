"""What the person of a case, and whoever acts for them, leaves in the portal: files, messages, days."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.choices import Digest, FileKind, KeptKind, ReminderKind, UploadState
from applications.models.cases import Application
from applications.models.procedures import Procedure
from portal.accounts.models import Office

LONGEST_MESSAGE = 4_000


class Upload(models.Model):
    """A copy that somebody sent so that the office may look at it. It is no submission.

    The file lies outside the web root under its key; what it was called is only shown, never used
    as a path.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="uploads", verbose_name=_("case")
    )
    document = models.PositiveSmallIntegerField(_("for document"))  # CaseDocument.number
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent"))
    name = models.CharField(_("name of the file"), max_length=120)
    kind = models.CharField(_("kind"), max_length=5, choices=FileKind, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    digest = models.CharField(max_length=64, editable=False)  # SHA-256 of what was sent
    state = models.CharField(_("state"), max_length=10, choices=UploadState, default=UploadState.CHECKING)
    # Why it was not taken: a word of rules/files; or what the office wrote of it.
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    remark = models.CharField(_("what is wrong with it"), max_length=500, blank=True)
    looked_at = models.DateTimeField(_("looked at"), null=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    # When the file itself was deleted; the row stays.
    gone_at = models.DateTimeField(_("file deleted"), null=True)

    objects: ClassVar[models.Manager["Upload"]] = models.Manager()

    class Meta:
        verbose_name = _("copy for checking")
        verbose_name_plural = _("copies for checking")
        default_permissions = ("view", "change")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "document", "digest"],
                condition=Q(state__in=(UploadState.CHECKING, UploadState.KEPT, UploadState.FINE)),
                name="upload_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sent_at"], condition=Q(state="checking"), name="upload_being_checked"),
            models.Index(fields=["sent_at"], condition=Q(state="kept"), name="upload_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of #{self.application_id}/{self.document}"


class CaseMessage(models.Model):
    """What the party writes to the office about a case, or the office to them. Information, no letter."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="messages", verbose_name=_("case")
    )
    # What the form was sent with: the same form sent twice is one message.
    key = models.UUIDField(unique=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    is_from_office = models.BooleanField(_("from the office"))
    language = models.CharField(_("language"), max_length=5)
    text = models.CharField(_("message"), max_length=LONGEST_MESSAGE)
    at = models.DateTimeField(_("written"))
    # When the other side opened it first.
    read_at = models.DateTimeField(pgettext_lazy("message", "read"), null=True)
    # Of one to the office: when a clerk answered, or said that none is needed.
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    objects: ClassVar[models.Manager["CaseMessage"]] = models.Manager()

    class Meta:
        verbose_name = _("message about a case")
        verbose_name_plural = _("messages about cases")
        default_permissions = ("view", "add", "change")
        indexes: ClassVar = [
            models.Index(fields=["application", "at"], name="casemessage_of_case"),
            models.Index(
                fields=["at"],
                condition=Q(is_from_office=False, settled_at=None),
                name="casemessage_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} of #{self.application_id}"


class ShareCode(models.Model):
    """Shows an employer that a case is pending, and nothing else, for thirty days or until revoked."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="share_codes", verbose_name=_("case")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(_("for whom"), max_length=80, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    issued_at = models.DateTimeField(_("issued"))
    until = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    shown = models.PositiveIntegerField(_("how often shown"), default=0)
    shown_at = models.DateTimeField(_("shown last"), null=True)

    objects: ClassVar[models.Manager["ShareCode"]] = models.Manager()

    class Meta:
        verbose_name = _("share code")
        verbose_name_plural = _("share codes")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("issued_at")), name="sharecode_ends_after_begin"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} of #{self.application_id}"


class CodeRequest(models.Model):
    """Somebody who lost the access code asked for another: the way to it goes to the contact on file."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="code_requests", verbose_name=_("case")
    )
    asked_at = models.DateTimeField(_("asked for"))
    until = models.DateTimeField(_("until"))
    used_at = models.DateTimeField(_("used"), null=True)

    objects: ClassVar[models.Manager["CodeRequest"]] = models.Manager()

    class Meta:
        verbose_name = _("request for an access code")
        verbose_name_plural = _("requests for access codes")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"#{self.pk} of #{self.application_id}"


class KeptDay(models.Model):
    """A day that somebody wants to be reminded of, beside those of their case."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="kept_days", verbose_name=_("case")
    )
    kind = models.CharField(_("what"), max_length=10, choices=KeptKind)
    on = models.DateField(_("day"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    at = models.DateTimeField(_("entered"))

    objects: ClassVar[models.Manager["KeptDay"]] = models.Manager()

    class Meta:
        verbose_name = _("day to be reminded of")
        verbose_name_plural = _("days to be reminded of")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "kind"], name="keptday_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.application_id} {self.kind} {self.on}"


class CaseReminderRule(models.Model):
    """How many days before a day, or after it, people are reminded; in working days where law counts so."""

    kind = models.CharField(_("of what"), max_length=10, choices=ReminderKind)
    days = models.SmallIntegerField(
        _("days"), help_text=_("Before the day: −14. After it: 30. On the day itself: 0.")
    )
    is_active = models.BooleanField(pgettext_lazy("reminder", "in use"), default=True)

    objects: ClassVar[models.Manager["CaseReminderRule"]] = models.Manager()

    class Meta:
        verbose_name = _("reminder about cases")
        verbose_name_plural = _("reminders about cases")
        ordering = ("kind", "days")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "days"], name="casereminderrule_once"),
            models.CheckConstraint(condition=Q(days__gte=-400, days__lte=400), name="casereminderrule_days"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.days}"  # the form may have left the days out


class CasePreference(models.Model):
    """How somebody wants to hear of all cases that they see: one message for all, a calendar."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    digest = models.CharField(_("messages"), max_length=6, choices=Digest, default=Digest.EACH)
    digested_at = models.DateTimeField(_("last message for all"), null=True)
    # Of the address of the calendar: only a digest is kept, so a stolen table opens nothing.
    feed_digest = models.CharField(max_length=64, blank=True, editable=False)
    feed_issued_at = models.DateTimeField(_("calendar address issued"), null=True)

    objects: ClassVar[models.Manager["CasePreference"]] = models.Manager()

    class Meta:
        verbose_name = _("how somebody hears of cases")
        verbose_name_plural = _("how people hear of cases")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["feed_digest"], condition=~Q(feed_digest=""), name="casepreference_feed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"of user {self.user_id}"


class Pace(models.Model):
    """How long decided cases of one kind took at one office, and how many wait; reckoned each night."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, verbose_name=_("office"))
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, verbose_name=_("procedure"))
    on = models.DateField(_("reckoned for"))
    decided = models.PositiveIntegerField(_("decided in the last year"))
    # Days from filing to decision: half of them took at most so long, and four of five.
    half = models.PositiveIntegerField(_("half of them, days"), null=True)
    most = models.PositiveIntegerField(_("four of five, days"), null=True)
    # Decided a week of late, and those that wait by day of filing: [["2026-01-05", 17], …].
    weekly = models.FloatField(_("decided a week"), default=0)
    waiting = models.JSONField(default=list)

    objects: ClassVar[models.Manager["Pace"]] = models.Manager()

    class Meta:
        verbose_name = _("pace of a procedure")
        verbose_name_plural = _("paces of procedures")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "procedure"], name="pace_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.office_id}/{self.procedure_id} {self.on}"
