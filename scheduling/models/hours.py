"""When the office works, when nobody may be booked, and when new days open."""

from datetime import date, timedelta
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office
from scheduling.models.fields import on_five_minutes, weekdays_field, weekly_constraints
from scheduling.models.services import Counter, Service
from scheduling.rules.hours import ClosedDays, Weekly
from scheduling.rules.intervals import Interval
from scheduling.rules.release import Release

# A closure "for ever" would run into the end of the calendar.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


T = TypeVar("T", bound="WeeklyTimes")


class WeeklyQuerySet(models.QuerySet[T]):
    def valid_within(self, first: date, last: date) -> Self:
        """Return what is valid on any local day from `first` to `last`."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=first), valid_from__lte=last)


WeeklyManager = models.Manager.from_queryset(WeeklyQuerySet)


class WeeklyTimes(models.Model):
    """Local wall-clock times on some days of the week, between two dates."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office"))
    weekdays = weekdays_field()
    starts = models.TimeField(_("from"), validators=[on_five_minutes])
    ends = models.TimeField(_("until"), validators=[on_five_minutes])
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day, included.")
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_to and self.weekdays and not self._has_a_day():
            message = _("None of these days of the week falls between the two dates: nothing would happen.")
            raise ValidationError({"weekdays": message})

    def _has_a_day(self) -> bool:
        assert self.valid_to  # noqa: S101  asked by the caller
        span = min((self.valid_to - self.valid_from).days, 6)
        days = (self.valid_from + timedelta(days=number) for number in range(span + 1))
        return any(day.isoweekday() in self.weekdays for day in days)

    @property
    def weekly(self) -> Weekly:
        return Weekly(
            weekdays=frozenset(self.weekdays),
            starts=self.starts,
            ends=self.ends,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class ShiftPattern(WeeklyTimes):
    """One of the office's shifts. Duties are planned from it."""

    name = models.CharField(_("name"), max_length=120)

    objects: ClassVar[WeeklyManager["ShiftPattern"]] = WeeklyManager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints: ClassVar = weekly_constraints("shiftpattern")

    def __str__(self) -> str:
        return f"{self.name} {self.starts:%H:%M}–{self.ends:%H:%M}"


class BlockedWindow(WeeklyTimes):
    """A local time in which nobody may be booked, such as the disinfection 15:00–16:00."""

    reason = models.CharField(_("reason shown to people"), max_length=200)

    objects: ClassVar[WeeklyManager["BlockedWindow"]] = WeeklyManager()

    class Meta:
        verbose_name = _("blocked window")
        verbose_name_plural = _("blocked windows")
        constraints: ClassVar = weekly_constraints("blockedwindow")

    def __str__(self) -> str:
        return f"{self.reason} {self.starts:%H:%M}–{self.ends:%H:%M}"


class ClosureQuerySet(models.QuerySet["Closure"]):
    def within(self, first: date, last: date) -> Self:
        """Return the closures of any local day from `first` to `last`."""
        return self.filter(first_on__lte=last, last_on__gte=first)


ClosureManager = models.Manager.from_queryset(ClosureQuerySet)


class Closure(models.Model):
    """Whole days on which the office is closed though they are no statutory holidays."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office"))
    first_on = models.DateField(_("first day"), validators=[MinValueValidator(FIRST_DAY)])
    last_on = models.DateField(_("last day"), validators=[MaxValueValidator(LAST_DAY)])
    reason = models.CharField(_("reason shown to people"), max_length=200)

    objects: ClassVar[ClosureManager["Closure"]] = ClosureManager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="closure_forwards"),
            models.CheckConstraint(
                condition=Q(first_on__gte=FIRST_DAY, last_on__lte=LAST_DAY), name="closure_in_our_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} – {self.last_on}: {self.reason}"

    @property
    def days(self) -> ClosedDays:
        return ClosedDays(self.first_on, self.last_on)


class ReleaseRule(models.Model):
    """How far ahead days open, at what local time, and how much notice a visit needs."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, verbose_name=_("office"))
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("service"),
        help_text=_("Empty: every service without a rule of its own."),
    )
    days_ahead = models.PositiveSmallIntegerField(_("days ahead"))
    opens_at = models.TimeField(_("new days open at"))
    notice_minutes = models.PositiveIntegerField(_("shortest notice in minutes"))

    objects: ClassVar[models.Manager["ReleaseRule"]] = models.Manager()

    class Meta:
        verbose_name = _("release rule")
        verbose_name_plural = _("release rules")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "service"], nulls_distinct=False, name="releaserule_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.service or '*'}"

    @property
    def release(self) -> Release:
        return Release(
            days_ahead=self.days_ahead,
            opens_at=self.opens_at,
            notice=timedelta(minutes=self.notice_minutes),
        )


class DutyQuerySet(models.QuerySet["Duty"]):
    def touching(self, span: Interval) -> Self:
        return self.filter(period__overlap=(span.start, span.end))


class Duty(models.Model):
    """A clerk sits at a counter for a period."""

    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("clerk"))
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, verbose_name=_("counter"))
    period = DateTimeRangeField(_("period"))
    pattern = models.ForeignKey(
        ShiftPattern, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("shift")
    )

    objects: ClassVar[models.Manager["Duty"]] = models.Manager.from_queryset(DutyQuerySet)()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="duty_clerk_in_one_place",
                expressions=[("clerk", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="duty_counter_has_one_clerk",
                expressions=[("counter", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clerk} · {self.counter} · {self.period.lower:%Y-%m-%d %H:%M}"

    @property
    def interval(self) -> Interval:
        return Interval(self.period.lower, self.period.upper)
