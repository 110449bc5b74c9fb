"""Conditions that several tables share, so that each is worded once.

Everything the office plans falls on whole five minutes: month views are computed on bit
masks of five-minute cells, and a row that did not fit a cell would be seen differently by
the mask and by the plain rule.
"""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scheduling.choices import Weekday

CELL_MINUTES = 5


def on_five_minutes(value: time) -> None:
    """Accept a wall-clock time on a whole five minutes.

    :raises ValidationError: for any other.
    """
    if value.minute % CELL_MINUTES or value.second or value.microsecond:
        raise ValidationError(_("Enter a time on a whole five minutes, for example 15:00 or 15:05."))


def weekdays_field() -> "ArrayField[list[int], list[int]]":
    return ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        verbose_name=_("days of the week"),
        default=list,
    )


def weekly_constraints(model: str) -> list[models.BaseConstraint]:
    """Return what holds for every table of weekly local times with a validity range."""
    aligned = Q(starts__second=0, ends__second=0) & Q(
        starts__minute__in=range(0, 60, CELL_MINUTES), ends__minute__in=range(0, 60, CELL_MINUTES)
    )
    return [
        models.CheckConstraint(condition=Q(starts__lt=F("ends")), name=f"{model}_ends_after_start"),
        models.CheckConstraint(condition=aligned, name=f"{model}_on_five_minutes"),
        models.CheckConstraint(
            condition=Q(weekdays__len__gt=0, weekdays__contained_by=list(Weekday.values)),
            name=f"{model}_weekdays_known",
        ),
        models.CheckConstraint(
            condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            name=f"{model}_valid_forwards",
        ),
    ]
