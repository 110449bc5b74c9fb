"""Employers and law firms, and who may act for them here."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from applications.choices import OrganisationKind


class Organisation(models.Model):
    """An employer or a law firm: its mandates are those of all its members.

    Anybody may enter one. It counts for what it says once a clerk has seen the proof.
    """

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=OrganisationKind)
    tax_id = models.CharField(
        _("tax number (NIP)"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^\d{10}$", _("A NIP has ten digits."))],
    )
    created_at = models.DateTimeField(_("entered"), editable=False)
    verified_at = models.DateTimeField(_("proof seen"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("proof seen by"),
    )

    objects: ClassVar[models.Manager["Organisation"]] = models.Manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        default_permissions = ("view", "change")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tax_id"],
                condition=~Q(tax_id="") & Q(verified_at__isnull=False),
                name="organisation_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody who acts for an organisation: asked in by e-mail address, there once they accept."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="members", verbose_name=_("organisation")
    )
    email = models.EmailField(_("e-mail"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    is_manager = models.BooleanField(_("may ask others in"), default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked in by")
    )
    asked_at = models.DateTimeField(_("asked in"), editable=False)
    joined_at = models.DateTimeField(_("joined"), null=True, editable=False)
    left_at = models.DateTimeField(_("left"), null=True, editable=False)

    objects: ClassVar[models.Manager["Member"]] = models.Manager()

    class Meta:
        verbose_name = _("member of an organisation")
        verbose_name_plural = _("members of organisations")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation", Lower("email"), condition=Q(left_at=None), name="member_asked_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(left_at=None, user__isnull=False),
                name="member_once",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} of organisation {self.organisation_id}"
