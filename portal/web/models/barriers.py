"""What people could not use on this website, and the terms in which the office answers."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from portal.accounts.choices import Language
from portal.accounts.models import E164
from portal.web.choices import CLOSED, BarrierState
from portal.web.terms import running_term

LONGEST_TEXT, LONGEST_PAGE, LONGEST_NAME = 4000, 300, 150
STATES = list(BarrierState.values)
BY_TERM = (F("term").asc(nulls_last=True), "-received_at", "-pk")


class BarrierReportQuerySet(models.QuerySet["BarrierReport"]):
    def by_term(self) -> Self:
        """Put first what has to be done first, then what is done, the latest before."""
        term = Case(
            When(state=BarrierState.OPEN, then=F("answer_by_on")),
            When(state=BarrierState.TOLD_LATER, then=F("fix_by_on")),
        )
        return self.annotate(term=term).order_by(*BY_TERM)


BarrierReportManager = models.Manager.from_queryset(BarrierReportQuerySet)


class BarrierReport(models.Model):
    """Somebody says that something on this website does not work for them.

    `secret` is the last part of the address of its page, which only that person is told.
    """

    received_at = models.DateTimeField(_("received"))
    answer_by_on = models.DateField(_("fixed or answered by"))
    fix_by_on = models.DateField(_("fixed by, at the latest"))
    problem = models.TextField(_("what does not work"), max_length=LONGEST_TEXT)
    page = models.CharField(_("page"), max_length=LONGEST_PAGE, blank=True)
    wanted = models.TextField(_("access wanted instead"), max_length=LONGEST_TEXT, blank=True)
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True, validators=[E164])
    language = models.CharField(_("language"), max_length=5, choices=Language)
    state = models.CharField(_("state"), max_length=16, choices=BarrierState, default=BarrierState.OPEN)
    told_later_at = models.DateTimeField(_("told that it takes longer"), null=True, blank=True)
    why_later = models.TextField(_("why it takes longer"), max_length=LONGEST_TEXT, blank=True)
    closed_at = models.DateTimeField(_("fixed or refused"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST_TEXT, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    secret = models.CharField(max_length=64, unique=True, editable=False)

    objects: ClassVar[BarrierReportManager["BarrierReport"]] = BarrierReportManager()

    class Meta:
        verbose_name = _("barrier report")
        verbose_name_plural = _("barrier reports")
        default_permissions = ("view", "change")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="barrierreport_known_state"),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""), name="barrierreport_can_be_answered"
            ),
            models.CheckConstraint(
                condition=Q(fix_by_on__gte=F("answer_by_on")), name="barrierreport_terms_forwards"
            ),
            models.CheckConstraint(
                condition=Q(told_later_at=None, why_later="")
                | (Q(told_later_at__isnull=False) & ~Q(why_later="") & ~Q(state=BarrierState.OPEN)),
                name="barrierreport_later_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=BarrierState.TOLD_LATER) | Q(told_later_at__isnull=False),
                name="barrierreport_later_at_a_time",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=CLOSED, closed_at__isnull=False) & ~Q(answer=""))
                | (~Q(state__in=CLOSED) & Q(closed_at=None, answer="")),
                name="barrierreport_closed_with_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def number(self) -> str:
        """What people and the office call it by."""
        return f"{self.pk}/{self.received_at:%Y}"

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def term_on(self) -> date | None:
        """The day by which the next thing has to be done."""
        return running_term(
            BarrierState(self.state), answer_by_on=self.answer_by_on, fix_by_on=self.fix_by_on
        )

    def is_overdue(self, on: date) -> bool:
        return self.term_on is not None and self.term_on < on
