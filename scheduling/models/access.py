"""Codes by which somebody who lost the link gets to a visit again.

A row is one time that somebody asked, whether there is such a visit or not: the answer must
not tell, and wrong guesses are counted all the same. What was typed is not kept, only a
keyed digest that counts how often it was asked for.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from portal.notifications.choices import Channel
from scheduling.models.appointments import Appointment

CODE_LIFE = timedelta(minutes=20)
MOST_TRIES = 5  # guesses at each code
MOST_CODES, CODES_PER = 5, timedelta(days=1)  # for one reference and contact, whoever asks


class AccessCodeQuerySet(models.QuerySet["AccessCode"]):
    def of_finder(self, finder: str) -> Self:
        """Return what one browser asked for, the newest first. Only that one opens anything."""
        return self.filter(finder=finder).order_by("-pk")

    def fresh(self, at: datetime) -> Self:
        return self.filter(asked_at__gt=at - CODE_LIFE)

    def counted(self, at: datetime) -> Self:
        """Return what still counts against `MOST_CODES`."""
        return self.filter(asked_at__gt=at - CODES_PER)

    def past(self, at: datetime) -> Self:
        """Return what neither opens anything nor counts any more."""
        return self.filter(asked_at__lte=at - CODES_PER)


class AccessCode(models.Model):
    """Somebody asks to be let in to a visit that they name. The code itself is not stored."""

    # Which browser asked: the digest of a key that only its session knows.
    finder = models.CharField(max_length=64, editable=False)
    asked_digest = models.CharField(max_length=64, editable=False)  # of the reference and the contact
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.EMAIL, editable=False)
    request_digest = models.CharField(max_length=64, editable=False)  # the same form sent twice has the same
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, null=True, editable=False)
    # On whose list the visit is to come; nobody's, if it is only to be seen.
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, editable=False)
    asked_at = models.DateTimeField(editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[models.Manager["AccessCode"]] = models.Manager.from_queryset(AccessCodeQuerySet)()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["finder"], name="accesscode_of_finder"),
            models.Index(fields=["asked_digest"], name="accesscode_asked"),
            models.Index(fields=["asked_at"], name="accesscode_past"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} of {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def works_until(self) -> datetime:
        return self.asked_at + CODE_LIFE

    @property
    def is_used_up(self) -> bool:
        return self.tries >= MOST_TRIES
