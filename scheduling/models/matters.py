"""What is asked before the calendar: which matter it is, and whether a visit makes sense now.

Visits that could not succeed are the office's fault, not the person's: a short check says so
before a time is taken, and what to do instead.
"""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scheduling.models.services import Service


class Matter(models.Model):
    """One kind of matter that a service deals with, and the days on which it may be done by a visit.

    A service without matters asks nobody for one. Outside its days a matter is dealt with by
    another channel, and its note says by which.
    """

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="+", verbose_name=_("service")
    )
    code = models.CharField(
        _("code"),
        max_length=30,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9_]*$", _("Use capital letters, digits and underscores."))],
    )
    name = models.CharField(_("name"), max_length=160)
    valid_from = models.DateField(_("by a visit from"))
    valid_to = models.DateField(_("by a visit until"), null=True, blank=True)
    closed_note = models.TextField(
        _("instead of a visit"),
        blank=True,
        help_text=_("Shown where no visit can be booked: what to do instead. Markdown."),
    )
    position = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    objects: ClassVar[models.Manager["Matter"]] = models.Manager()

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "code"], name="matter_code_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="matter_valid_forwards",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """Something that decides whether a visit makes sense: asked with yes and no."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="+", verbose_name=_("service")
    )
    text = models.CharField(_("question"), max_length=200, help_text=_("To be answered with yes or no."))
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    is_yes_wanted = models.BooleanField(_("a visit makes sense if the answer is yes"), default=True)
    advice = models.TextField(
        _("otherwise"), help_text=_("What to do first, or instead of a visit. Markdown.")
    )
    position = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    objects: ClassVar[models.Manager["Question"]] = models.Manager()

    class Meta:
        verbose_name = _("question before the calendar")
        verbose_name_plural = _("questions before the calendar")

    def __str__(self) -> str:
        return self.text
