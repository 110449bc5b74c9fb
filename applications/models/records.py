"""What lists and pages read of a case: summonses, documents, decisions. All of it follows from events."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.choices import Closing, Delivery, DocumentState, Outcome, SummonsKind
from applications.models.cases import Application


class Summons(models.Model):
    """A letter that asks the party for something. Derived from the events."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="summonses", verbose_name=_("case")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=SummonsKind)
    sent_on = models.DateField(_("sent on"))
    days = models.PositiveSmallIntegerField(_("days to answer"))
    delivered_on = models.DateField(_("delivered on"), null=True)
    how = models.CharField(_("delivered how"), max_length=10, choices=Delivery, blank=True)
    due_on = models.DateField(_("last day to answer"), null=True)
    closed_on = models.DateField(_("ended on"), null=True)
    closing = models.CharField(_("ended how"), max_length=10, choices=Closing, blank=True)

    objects: ClassVar[models.Manager["Summons"]] = models.Manager()

    class Meta:
        verbose_name = _("summons")
        verbose_name_plural = _("summonses")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="summons_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(closed_on__isnull=True), name="summons_open_by_term")
        ]

    def __str__(self) -> str:
        return f"#{self.application_id}/{self.number} {self.kind}"


class CaseDocument(models.Model):
    """A document that was asked for, or that somebody brought. Derived from the events."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="documents", verbose_name=_("case")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.CharField(_("code"), max_length=20, blank=True)
    name = models.CharField(_("document"), max_length=200, validators=[MinLengthValidator(1)])
    summons = models.PositiveSmallIntegerField(_("asked for in summons"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=DocumentState)
    asked_on = models.DateField(_("asked for on"), null=True)
    received_on = models.DateField(_("received on"), null=True)
    settled_on = models.DateField(_("checked on"), null=True)

    objects: ClassVar[models.Manager["CaseDocument"]] = models.Manager()

    class Meta:
        verbose_name = _("document of a case")
        verbose_name_plural = _("documents of cases")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="casedocument_number_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.application_id}/{self.number} {self.state}"


class Decision(models.Model):
    """A draft, and whoever signed it: never the one who wrote it. Derived from the events."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("case")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    outcome = models.CharField(_("decision"), max_length=12, choices=Outcome)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    drafted_on = models.DateField(_("written on"))
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("signed by"),
    )
    signed_on = models.DateField(_("signed on"), null=True)
    dropped_on = models.DateField(_("sent back on"), null=True)

    objects: ClassVar[models.Manager["Decision"]] = models.Manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="decision_number_once"),
            models.CheckConstraint(
                condition=Q(signer__isnull=True) | ~Q(signer=F("author")), name="decision_of_two_people"
            ),
            models.CheckConstraint(
                condition=Q(signer__isnull=True, signed_on__isnull=True)
                | Q(signer__isnull=False, signed_on__isnull=False),
                name="decision_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.application_id}/{self.number} {self.outcome}"
