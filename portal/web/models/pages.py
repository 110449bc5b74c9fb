"""Information pages that the office edits, in each language."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageQuerySet(models.QuerySet["Page"]):
    def published(self) -> Self:
        return self.filter(is_published=True)

    def in_order(self) -> Self:
        return self.order_by("position", "slug")


PageManager = models.Manager.from_queryset(PageQuerySet)


class Page(models.Model):
    """Something people should know before they come, in plain words."""

    slug = models.SlugField(_("address"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=250)
    body = models.TextField(_("text"), help_text=_("Markdown. Use ## for headings; HTML is not allowed."))
    checked_on = models.DateField(_("facts checked on"), help_text=_("Shown to people: rules change."))
    position = models.PositiveSmallIntegerField(_("place in lists"), default=100)
    is_published = models.BooleanField(_("published"), default=True)

    objects: ClassVar[PageManager["Page"]] = PageManager()

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    def __str__(self) -> str:
        return self.title

    def is_stale(self, on: date) -> bool:
        """Say whether the facts were last checked more than half a year before `on`."""
        return (on - self.checked_on).days > 183  # noqa: PLR2004  half a year
