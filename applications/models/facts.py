"""What the law says, from when until when, on what basis, and when somebody last checked.

A fact is never overwritten: what changes is a new row from its day on, and the old one ends the
day before (actions/facts.py). Two rows of one key cannot hold on one day: the database refuses it.
The key is the scope with what tells facts of one table apart. A scope is the code of a procedure,
the code of a group, or "ALL"; the nearest one counts (rules/facts.py).
"""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from applications.choices import (
    Channel,
    Consequence,
    FeeKind,
    HandIn,
    Instance,
    PauseKind,
    Payee,
    Starts,
    SummonsKind,
    Unit,
)
from applications.models.procedures import valid_on

LONGEST_BASIS = 300


class DateRange(Func):
    """The days of a validity, both included."""

    function = "daterange"
    output_field = DateRangeField()


def once_a_day(name: str, *key: str, **fields: Any) -> ExclusionConstraint:  # noqa: ANN401  of the constraint
    """Refuse two rows of one key whose days overlap."""
    days = DateRange(F("valid_from"), F("valid_to"), Value("[]"))
    equal = [(column, RangeOperators.EQUAL) for column in key]
    return ExclusionConstraint(name=name, expressions=[*equal, (days, RangeOperators.OVERLAPS)], **fields)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name
    )


class FactQuerySet(models.QuerySet[Any]):
    def on(self, day: Any) -> Self:  # noqa: ANN401  a date
        """Return what holds on a day."""
        return self.filter(valid_on(day))

    def unchecked_since(self, day: Any) -> Self:  # noqa: ANN401  a date
        """Return what holds still and was last held against its source before a day."""
        return self.filter(Q(checked_on__lt=day) | Q(checked_on=None), valid_to=None)


class Fact(models.Model):
    """One thing the law says, for a scope and for some days."""

    scope = models.CharField(
        _("holds for"),
        max_length=20,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9_]*$")],
        help_text=_("The code of a procedure, the code of a group, or ALL."),
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(
        _("to"), null=True, blank=True, help_text=_("Included. Empty: until further.")
    )
    basis = models.CharField(_("legal basis"), max_length=LONGEST_BASIS)
    source = models.CharField(_("where it was read"), max_length=LONGEST_BASIS, blank=True)
    is_confirmed = models.BooleanField(
        _("confirmed"), default=True, help_text=_("Staff see “not confirmed” beside what is not.")
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )

    objects: ClassVar[Any] = models.Manager.from_queryset(FactQuerySet)()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"#{self.pk} {self.scope} {self.valid_from}"


class Fee(Fact):
    """What is to be paid, to whom. Which row holds is decided by the day of filing."""

    kind = models.CharField(_("kind"), max_length=10, choices=FeeKind)
    variant = models.CharField(_("variant"), max_length=20, blank=True, help_text=_("A short code."))
    label = models.CharField(_("for what"), max_length=160)
    amount = models.DecimalField(_("amount in zł"), max_digits=8, decimal_places=2)
    payee = models.CharField(_("payee"), max_length=10, choices=Payee)

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        constraints: ClassVar = [
            once_a_day("fee_once_a_day", "scope", "kind", "variant"),
            ends_after_it_begins("fee_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_is_not_negative"),
        ]


class DecisionTerm(Fact):
    """How long the authority may take. Which row holds is decided by the case's regime day."""

    instance = models.CharField(_("instance"), max_length=6, choices=Instance, default=Instance.FIRST)
    count = models.PositiveSmallIntegerField(_("how many"), validators=[MinValueValidator(1)])
    complicated_count = models.PositiveSmallIntegerField(
        _("how many in a particularly complicated case"), null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=5, choices=Unit)
    starts = models.CharField(_("counted from"), max_length=8, choices=Starts)
    pauses = ArrayField(
        models.CharField(max_length=10, choices=PauseKind),
        verbose_name=_("not counted"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("term for a decision")
        verbose_name_plural = _("terms for decisions")
        constraints: ClassVar = [
            once_a_day("decisionterm_once_a_day", "scope", "instance"),
            ends_after_it_begins("decisionterm_ends_after_it_begins"),
        ]


class ClockSuspension(Fact):
    """Days on which the law stops the authority's clock, whatever is done in a case.

    An unconfirmed one stops nothing: staff are told that it may hold.
    """

    stops_clock = models.BooleanField(_("the term does not run"), default=True)
    forbids_notice = models.BooleanField(_("no notice of art. 36 is sent"), default=True)
    bars_complaint = models.BooleanField(_("a complaint (ponaglenie) is left unexamined"), default=True)

    class Meta:
        verbose_name = _("suspension of terms by law")
        verbose_name_plural = _("suspensions of terms by law")
        constraints: ClassVar = [
            once_a_day("clocksuspension_once_a_day", "scope"),
            ends_after_it_begins("clocksuspension_ends_after_it_begins"),
        ]


class FilingChannel(Fact):
    """By which way an application may be filed on a day."""

    channel = models.CharField(_("way"), max_length=10, choices=Channel)
    note = models.TextField(_("how"), blank=True, help_text=_("One or two plain sentences."))
    address = models.URLField(_("address on the web"), blank=True)

    class Meta:
        verbose_name = _("way of filing")
        verbose_name_plural = _("ways of filing")
        constraints: ClassVar = [
            once_a_day("filingchannel_once_a_day", "scope", "channel"),
            ends_after_it_begins("filingchannel_ends_after_it_begins"),
        ]


class DocumentRequirement(Fact):
    """A document that a procedure asks for."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("document"), max_length=200)
    hint = models.TextField(_("what exactly"), blank=True)
    is_core = models.BooleanField(
        _("with the application"),
        default=True,
        help_text=_("Otherwise the office asks for it later, in a summons for evidence."),
    )
    in_person = models.BooleanField(_("to be shown in person"), default=False)
    position = models.PositiveSmallIntegerField(_("position in lists"), default=0)

    class Meta:
        verbose_name = _("required document")
        verbose_name_plural = _("required documents")
        constraints: ClassVar = [
            once_a_day("documentrequirement_once_a_day", "scope", "code"),
            ends_after_it_begins("documentrequirement_ends_after_it_begins"),
        ]


class SummonsTerm(Fact):
    """A kind of summons: the least and most time it leaves, and what follows if it is not answered."""

    kind = models.CharField(_("kind"), max_length=10, choices=SummonsKind)
    min_days = models.PositiveSmallIntegerField(_("at least … days"))
    max_days = models.PositiveSmallIntegerField(_("at most … days"), null=True, blank=True)
    consequence = models.CharField(_("if it is not answered"), max_length=12, choices=Consequence)

    class Meta:
        verbose_name = _("term of a summons")
        verbose_name_plural = _("terms of summonses")
        constraints: ClassVar = [
            once_a_day("summonsterm_once_a_day", "scope", "kind"),
            ends_after_it_begins("summonsterm_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(max_days__isnull=True) | Q(max_days__gte=F("min_days")),
                name="summonsterm_least_before_most",
            ),
        ]


class SubmissionWay(Fact):
    """By which way a document that was asked for may be handed in, and so be in time (art. 57 § 5 KPA).

    Without a row for the account a file sent here is a copy for checking and keeps no term.
    """

    way = models.CharField(_("way"), max_length=10, choices=HandIn)
    note = models.TextField(_("how"), blank=True, help_text=_("One or two plain sentences."))

    class Meta:
        verbose_name = _("way of handing in documents")
        verbose_name_plural = _("ways of handing in documents")
        constraints: ClassVar = [
            once_a_day("submissionway_once_a_day", "scope", "way"),
            ends_after_it_begins("submissionway_ends_after_it_begins"),
        ]


FACTS: tuple[type[Fact], ...] = (
    Fee,
    DecisionTerm,
    ClockSuspension,
    FilingChannel,
    DocumentRequirement,
    SummonsTerm,
    SubmissionWay,
)


class LawVersion(models.Model):
    """One row, raised by every change of a fact: what a process has read is old when it differs."""

    number = models.PositiveBigIntegerField(default=1)
    # By which number all open cases were last reckoned.
    reckoned = models.PositiveBigIntegerField(default=0)

    objects: ClassVar[models.Manager["LawVersion"]] = models.Manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number}"
