"""What clerks did with people's visits, and how visits ended."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scheduling.choices import OutcomeKind, StaffActKind, StaffReason, VainReason
from scheduling.models.appointments import Appointment


class StaffAct(models.Model):
    """A clerk did something with somebody's visit, and why. Never changed, never deleted."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, verbose_name=_("visit"))
    kind = models.CharField(_("what"), max_length=10, choices=StaffActKind)
    reason = models.CharField(_("why"), max_length=10, choices=StaffReason)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # A time that the public could not have taken: not released yet, or of a service for clerks only.
    is_out_of_turn = models.BooleanField(_("out of turn"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    objects: ClassVar[models.Manager["StaffAct"]] = models.Manager()

    class Meta:
        verbose_name = _("clerk's act")
        verbose_name_plural = _("clerks' acts")
        default_permissions = ("view", "add")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason=StaffReason.OTHER) | ~Q(note=""), name="staffact_other_is_explained"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="staffact_at")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class Outcome(models.Model):
    """How the visit of one person ended."""

    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, verbose_name=_("visit"))
    kind = models.CharField(_("outcome"), max_length=10, choices=OutcomeKind)
    vain_reason = models.CharField(_("came in vain, because"), max_length=20, choices=VainReason, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("by"),
        help_text=_("Empty: the portal itself, by the rule for those who do not come."),
    )
    at = models.DateTimeField(_("at"))

    objects: ClassVar[models.Manager["Outcome"]] = models.Manager()

    class Meta:
        verbose_name = _("outcome of a visit")
        verbose_name_plural = _("outcomes of visits")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=OutcomeKind.IN_VAIN) & ~Q(vain_reason="")
                | Q(kind__in=(OutcomeKind.SERVED, OutcomeKind.MISSED), vain_reason=""),
                name="outcome_in_vain_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(vain_reason=VainReason.OTHER) | ~Q(note=""), name="outcome_other_is_explained"
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(kind=OutcomeKind.MISSED), name="outcome_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"
