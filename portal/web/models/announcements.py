"""What the office tells everybody for some days: that it is closed, or works otherwise."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office

DAY = timedelta(days=1)
LONGEST_BODY = 600
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TEXTS = tuple(f"{name}_{language}" for name in ("title", "body") for language in LANGUAGES)


def written() -> Q:
    """Select what has its words in every language."""
    said = Q()
    for text in TEXTS:
        said &= Q(**{f"{text}__isnull": False}) & ~Q(**{text: ""})
    return said


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def published(self) -> Self:
        return self.filter(is_published=True)

    def around(self, at: datetime) -> Self:
        """Select what some zone's calendar shows at that moment; `is_current` knows which one counts."""
        on = at.date()
        return self.filter(first_on__lte=on + DAY, last_on__gte=on - DAY)

    def of(self, office: Office) -> Self:
        """Select what an office says, and what is said of all of them."""
        return self.filter(Q(office=office) | Q(office=None))

    def of_public_offices(self) -> Self:
        return self.filter(Q(office__is_open_to_public=True) | Q(office=None))

    def touching(self, on: date) -> Self:
        """Select what is of interest to whoever visits on a day."""
        shown = Q(visits_from=None, first_on__lte=on, last_on__gte=on)
        return self.filter(shown | Q(visits_from__lte=on, visits_to__gte=on))

    def with_place(self) -> Self:
        """Add the office, and whether people could take it for another one."""
        others = Office.objects.filter(is_open_to_public=True).exclude(pk=OuterRef("office_id"))
        return self.select_related("office").annotate(has_other_offices=Exists(others))

    def in_order(self) -> Self:
        """Put first what comes first."""
        return self.order_by(models.functions.Coalesce("visits_from", "first_on"), "pk")


AnnouncementManager = models.Manager.from_queryset(AnnouncementQuerySet)


class Announcement(models.Model):
    """Something that is shown on every page for some days, and told to those who visit on its days.

    `source` names the change it was drafted from, such as "scheduling.closure:12": one change
    drafts one announcement.
    """

    office = models.ForeignKey(
        Office,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("office"),
        help_text=_("Empty: all offices."),
    )
    title = models.CharField(
        _("title"), max_length=120, help_text=_("What happens and when, in one line without Markdown.")
    )
    body = models.TextField(
        _("text"),
        max_length=LONGEST_BODY,
        help_text=_("A few short sentences. Markdown; HTML is not allowed."),
    )
    first_on = models.DateField(_("shown from"))
    last_on = models.DateField(_("shown until"), help_text=_("The last day, included."))
    visits_from = models.DateField(
        _("visits from"),
        null=True,
        blank=True,
        help_text=_("Messages about visits on these days have it too. Empty: the days on which it is shown."),
    )
    visits_to = models.DateField(_("visits until"), null=True, blank=True)
    is_published = models.BooleanField(
        _("published"), default=False, help_text=_("Needs its title and text in every language.")
    )
    source = models.CharField(_("drafted from"), max_length=80, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("written by"),
    )

    objects: ClassVar[AnnouncementManager["Announcement"]] = AnnouncementManager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes: ClassVar = [
            models.Index(
                fields=["last_on"], condition=Q(is_published=True), name="announcement_published_until"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="announcement_source_once"
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="announcement_forwards"),
            models.CheckConstraint(
                condition=Q(visits_from=None, visits_to=None)
                | Q(visits_from__isnull=False, visits_to__isnull=False, visits_to__gte=F("visits_from")),
                name="announcement_visits_forwards",
            ),
            models.CheckConstraint(
                condition=Q(is_published=False) | written(), name="announcement_published_in_every_language"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    @property
    def zone(self) -> ZoneInfo:
        return self.office.zone if self.office else ZoneInfo(settings.TIME_ZONE)

    @property
    def visit_days(self) -> tuple[date, date]:
        """The first and the last day whose visits it touches."""
        return self.visits_from or self.first_on, self.visits_to or self.last_on

    def is_current(self, at: datetime) -> bool:
        """Tell whether a moment (UTC) falls on one of its days, by the calendar of its office."""
        return self.first_on <= at.astimezone(self.zone).date() <= self.last_on
