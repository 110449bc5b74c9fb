"""How long before a visit people are reminded of it, and by what."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.notifications.choices import Channel
from portal.notifications.rules.reminders import Offset
from portal.notifications.templatetags.lead_times import before
from portal.prepared import Prepared
from scheduling.models.services import Service

MOST_DAYS = 366
DAY_MINUTES = 24 * 60
SETTLES_IN = timedelta(seconds=30)


READ = ("days", "minutes", "by_email", "by_sms", "by_push")
# Every booking asks it (ADR 0014).
HOLDING = Prepared(
    "scheduling_reminders",
    f"""
    SELECT {", ".join(READ)} FROM scheduling_reminderrule
    WHERE service_id = %(service)s OR service_id IS NULL AND NOT EXISTS (
        SELECT FROM scheduling_reminderrule WHERE service_id = %(service)s)
    """,  # noqa: S608  names of our own columns
)


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    def holding_for(self, service: int) -> "list[ReminderRule]":
        """Return the rules of a service (a key): its own, or, if it has none, those of all."""
        return [ReminderRule(**dict(zip(READ, row, strict=True))) for row in HOLDING.all(service=service)]

    def unplanned(self, at: datetime) -> Self:
        """Select rules that visits booked before they were changed have not been given yet.

        A rule rests for a while first: somebody may just be booking who has read it as it was.
        """
        changed = Q(planned_at=None) | Q(planned_at__lt=F("changed_at"))
        return self.filter(changed, changed_at__lte=at - SETTLES_IN)


class ReminderRule(models.Model):
    """One reminder: so long before, by these ways, of visits for one service or for all.

    Days are those of the office's calendar, minutes are exact (`Offset`). When a rule is
    changed, coming visits get what they lack soon afterwards, and what no rule asks for any
    more is dropped when it is to be sent.
    """

    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("service"),
        help_text=_(
            "Empty: every service without a reminder of its own. As soon as a service has one, "
            "the general reminders no longer count for it."
        ),
    )
    days = models.PositiveSmallIntegerField(
        _("days before"), default=0, validators=[MaxValueValidator(MOST_DAYS)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("and minutes before"),
        default=0,
        validators=[MaxValueValidator(DAY_MINUTES - 1)],
        help_text=_("Nothing goes between 21:00 and 8:00: what falls there goes earlier, at 20:00."),
    )
    by_email = models.BooleanField(_("by e-mail"), default=True)
    by_sms = models.BooleanField(_("by text message"), default=False)
    by_push = models.BooleanField(_("on the person's device"), default=True)
    changed_at = models.DateTimeField(_("changed"), editable=False)
    planned_at = models.DateTimeField(_("given to coming visits"), null=True, editable=False)

    objects: ClassVar[models.Manager["ReminderRule"]] = models.Manager.from_queryset(ReminderRuleQuerySet)()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service", "days", "minutes"], nulls_distinct=False, name="reminderrule_once"
            ),
            models.CheckConstraint(
                condition=Q(days__lte=MOST_DAYS, minutes__lt=DAY_MINUTES)
                & (Q(days__gt=0) | Q(minutes__gt=0)),
                name="reminderrule_some_time_before",
                violation_error_message=_(
                    "A reminder goes some time before the visit: enter days, hours or minutes."
                ),
            ),
            models.CheckConstraint(
                condition=Q(by_email=True) | Q(by_sms=True) | Q(by_push=True),
                name="reminderrule_by_some_way",
                violation_error_message=_("Choose at least one way by which the reminder goes."),
            ),
        ]

    def __str__(self) -> str:
        """Return such as "7 days before, every service"."""
        try:
            time = before(self.offset)
        except ValueError:  # what was refused, shown again to be mended
            time = str(_("reminder"))
        whom = self.service or _("every service")
        return f"{time}, {whom}"

    @property
    def offset(self) -> Offset:
        return Offset(self.days, self.minutes)

    @property
    def channels(self) -> tuple[Channel, ...]:
        ways = ((Channel.EMAIL, self.by_email), (Channel.SMS, self.by_sms), (Channel.PUSH, self.by_push))
        return tuple(channel for channel, is_used in ways if is_used)
