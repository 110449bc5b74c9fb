"""The kinds of cases there are, each with the law it stands on."""

from datetime import date
from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.choices import EventKind, Group, Party
from scheduling.models import Service


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def in_order(self) -> Self:
        return self.order_by("position", "code")

    def handled(self) -> Self:
        """Return those that the voivode decides: a case may be opened for them."""
        return self.filter(is_in_remit=True)

    def listed(self) -> Self:
        return self.filter(is_listed=True)


class Procedure(models.Model):
    """One kind of case: a permit, a card, a document. Its fees and terms are facts with dates."""

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9_]*$", _("Use capital letters, digits and underscores."))],
    )
    group = models.CharField(_("group"), max_length=5, choices=Group)
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("what it is for"), blank=True, help_text=_("Two or three plain sentences."))
    elsewhere = models.TextField(
        _("who handles it"), blank=True, help_text=_("For what another authority handles. Markdown.")
    )
    validity = models.CharField(_("what it gives, and for how long"), max_length=200, blank=True)
    party = models.CharField(_("party"), max_length=10, choices=Party, default=Party.FOREIGNER)
    basis = models.CharField(_("legal basis"), max_length=200)
    is_in_remit = models.BooleanField(_("decided by this office"), default=True)
    is_listed = models.BooleanField(_("shown to the public"), default=True)
    gives_card = models.BooleanField(_("a residence card follows a positive decision"), default=False)
    # Art. 7 sec. 4 of the act on work of foreigners: no ponaglenie in a work-permit case.
    has_complaint = models.BooleanField(_("inaction can be complained of (ponaglenie)"), default=True)
    position = models.PositiveSmallIntegerField(_("position in lists"), default=0)

    objects: ClassVar = models.Manager.from_queryset(ProcedureQuerySet)()

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def scopes(self) -> tuple[str, str, str]:
        """Whose facts hold for it, the nearest first: its own, its group's, everybody's."""
        return (self.code, self.group, EVERYTHING)


EVERYTHING = "ALL"
"""The scope of a fact that holds for every procedure."""


class VisitRule(models.Model):
    """What a visit that took place says about the case it was for, so that no clerk types it again."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, verbose_name=_("service"))
    event = models.CharField(
        _("then this has happened"),
        max_length=16,
        choices=[
            (kind.value, kind.label)
            for kind in (EventKind.APPEARED, EventKind.CARD_COLLECTED, EventKind.VISITED)
        ],
        default=EventKind.VISITED,
    )

    objects: ClassVar[models.Manager["VisitRule"]] = models.Manager()

    class Meta:
        verbose_name = _("what a visit says of a case")
        verbose_name_plural = _("what visits say of cases")

    def __str__(self) -> str:
        return f"{self.service_id}: {self.event}"


def valid_on(on: date) -> Q:
    """Select the rows with a validity, both days included, that hold on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
